// Whatever target comes, the question parser answers; a target that is accepted is the same when
// written again from its parts; a cursor that is accepted has exactly one text; a question keeps
// the limits it promises.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "api/question.h"
#include "http/message.h"

namespace {

using namespace sixscope;

void check_target(const http::Target& target) {
  std::string written = target.path;
  for (std::size_t i = 0; i < target.parameters.size(); ++i) {
    const auto& [name, value] = target.parameters[i];
    written +=
        (i == 0 ? "?" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
  }
  if (written.size() > http::kTargetBytesMax) {
    return;
  }
  const auto again = http::parse_target(written);
  if (!again || *again != target) {
    std::abort();
  }
}

void check_question(const http::Target& target) {
  http::Request request;
  request.target = target;
  const Instant now{std::chrono::hours(492'324)};
  const auto question = api::parse_traffic_question(request, now);
  if (!question) {
    if (question.error().empty()) {
      std::abort();  // A refusal that says nothing.
    }
    return;
  }
  if (question->query.begin >= question->query.end || question->limit > api::kLimitMax) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(static_cast<char>(data[i]));
  }
  if (const auto target = http::parse_target(text)) {
    check_target(*target);
    check_question(*target);
  }
  if (const auto cursor = api::decode_cursor(text)) {
    const auto again = api::decode_cursor(api::encode_cursor(*cursor));
    if (!again || !(*again == *cursor)) {
      std::abort();
    }
  }
  return 0;
}
