#include "adapters/http_server/answers.h"

#include <string_view>
#include <utility>

#include "adapters/http_server/gzip.h"
#include "http/problem.h"

namespace sixscope::adapters {
namespace {

/// Answers below this stay plain: packing costs more than it saves.
constexpr std::size_t kPackedBytesMin = 1400;

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != std::string_view::npos;
}

}  // namespace

void pack_answer(const http::Request& request, http::Response& response) {
  if (response.stream || response.body.size() < kPackedBytesMin ||
      !is_text(response.content_type) || response.headers.get("Content-Encoding")) {
    return;
  }
  response.headers.set("Vary", "Accept-Encoding, Accept");
  if (!http::accepts_gzip(request)) {
    return;
  }
  if (auto packed = gzip(response.body, 1)) {
    response.body = std::move(*packed);
    response.headers.set("Content-Encoding", "gzip");
    if (const auto tag = response.headers.get("ETag")) {
      // Same meaning, other bytes: a strong tag of its own, which If-Match takes (RFC 9110
      // s.8.8.3.3).
      response.headers.set("ETag", http::packed_tag(*tag));
    }
  }
}

http::Response failed_answer(int status, std::string detail, const http::Request& request) {
  http::Response response = http::problem({.status = status, .detail = std::move(detail)});
  http::finish(request, response);
  return response;
}

}  // namespace sixscope::adapters
