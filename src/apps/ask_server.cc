#include "apps/ask_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "adapters/http_client/http_get.h"
#include "apps/commands.h"

namespace sixscope::apps {
namespace {

std::optional<std::string> ask_server(const std::string& server, const std::string& path,
                                      int& status) {
  const auto answer = adapters::http_get(server + path, std::chrono::seconds(60));
  if (!answer) {
    fmt::print(stderr, "sixscope: {}\nIs `sixscope serve` running there? --server names another.\n",
               describe(answer.error()));
    status = kUnavailable;
    return std::nullopt;
  }
  if (answer->status == 200) {
    status = kOk;
    return answer->body;
  }
  const auto problem = nlohmann::json::parse(answer->body, nullptr, false);
  if (problem.is_discarded() || !problem.contains("detail")) {
    fmt::print(stderr, "sixscope: {} answered {}\n", server, answer->status);
    status = kFailed;
    return std::nullopt;
  }
  if (problem["errors"].empty()) {
    fmt::print(stderr, "sixscope: {}\n", problem.value("detail", ""));
  }
  for (const auto& fault : problem["errors"]) {
    fmt::print(stderr, "sixscope: --{}: {}\n", fault.value("parameter", ""),
               fault.value("detail", ""));
  }
  status = answer->status == 400 ? kUsage : answer->status == 503 ? kUnavailable : kFailed;
  return std::nullopt;
}

}  // namespace

std::optional<nlohmann::ordered_json> ask_json(const std::string& server, const std::string& path,
                                               std::string_view format,
                                               std::initializer_list<std::string_view> as_it_is,
                                               int& status) {
  const auto body = ask_server(server, path, status);
  if (!body) {
    return std::nullopt;
  }
  if (std::ranges::find(as_it_is, format) != as_it_is.end()) {
    fmt::print("{}", *body);
    return std::nullopt;
  }
  auto answer = nlohmann::ordered_json::parse(*body, nullptr, false);
  if (answer.is_discarded()) {
    fmt::print(stderr, "sixscope: what came is not JSON; is --server sixscope?\n");
    status = kBadInput;
    return std::nullopt;
  }
  return answer;
}

}  // namespace sixscope::apps
