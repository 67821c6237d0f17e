#include "apps/ask_server.h"

#include <fmt/format.h>

#include <cstdio>

#include <nlohmann/json.hpp>

#include "apps/commands.h"

namespace sixscope::apps {

std::string Connection::url(const std::string& path) const {
  return server.substr(0, server.find_last_not_of('/') + 1) + path;
}

adapters::HttpOptions Connection::http() const {
  return {.timeout = {}, .authorities = authorities, .verify = !insecure};
}

int explain_unreached(const Error& error) {
  fmt::print(stderr, "sixscope: {}\n", describe(error));
  if (error.code == Errc::malformed) {
    return kUsage;
  }
  if (error.code == Errc::unavailable) {
    fmt::print(stderr, "{}\n",
               error.rule == adapters::kCertificateRefused
                   ? "--ca FILE names who signed it; --insecure takes any certificate."
                   : "Is `sixscope serve` running there? --server names another.");
  }
  return kUnavailable;
}

std::optional<adapters::HttpAnswer> ask_server(const Connection& connection,
                                               const std::string& path, int& status) {
  adapters::HttpOptions http = connection.http();
  http.timeout = std::chrono::seconds(60);
  auto answer = adapters::http_get(connection.url(path), http);
  if (!answer) {
    status = explain_unreached(answer.error());
    return std::nullopt;
  }
  if (answer->status == 200) {
    status = kOk;
    return *std::move(answer);
  }
  const auto problem = nlohmann::json::parse(answer->body, nullptr, false);
  if (!problem.is_object() || !problem.contains("detail")) {
    fmt::print(stderr, "sixscope: {} answered {}\n", connection.server, answer->status);
    status = answer->status == 503 ? kUnavailable : kFailed;
    return std::nullopt;
  }
  const auto faults = problem.value("errors", nlohmann::json::array());
  if (faults.empty()) {
    fmt::print(stderr, "sixscope: {}\n", problem.value("detail", ""));
  }
  for (const auto& fault : faults) {
    fmt::print(stderr, "sixscope: --{}: {}\n", fault.value("parameter", ""),
               fault.value("detail", ""));
  }
  status = answer->status == 400 ? kUsage : answer->status == 503 ? kUnavailable : kFailed;
  return std::nullopt;
}

std::optional<nlohmann::ordered_json> read_json(const adapters::HttpAnswer& answer, int& status) {
  auto json = nlohmann::ordered_json::parse(answer.body, nullptr, false);
  if (json.is_discarded()) {
    fmt::print(stderr, "sixscope: what came is not JSON; is --server sixscope?\n");
    status = kBadInput;
    return std::nullopt;
  }
  return json;
}

}  // namespace sixscope::apps
