#include "api/request_guard.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "api/host_name.h"
#include "http/problem.h"

namespace sixscope::api {
namespace {

bool changes_something(http::Method method) {
  return method != http::Method::get && method != http::Method::head &&
         method != http::Method::options;
}

bool is_of_registry(std::string_view path) {
  constexpr std::array<std::string_view, 6> kBegins = {"/api/v1/registry", "/api/v1/ledger",
                                                       "/api/v1/polling",  "/api/v1/session",
                                                       "/api/v1/views",    "/api/v1/reports"};
  return std::ranges::any_of(kBegins,
                             [&](std::string_view begin) { return path.starts_with(begin); });
}

bool is_refusal(int status) {
  return status == 401 || status == 403 || status == 404 || status == 429;
}

// "https://host:port" without its scheme; empty for "null" and all else.
std::string_view authority_of(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) {
      return origin.substr(scheme.size());
    }
  }
  return {};
}

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

void note(const GuardOptions& options, const http::Request& request,
          const http::Response& response) {
  if (options.log == nullptr || !is_of_registry(request.target.path) ||
      !is_refusal(response.status)) {
    return;
  }
  options.log->refused(request, response.status, [&] {
    return options.account_of ? options.account_of(request) : std::string();
  });
}

}  // namespace

Result<void> check_origin(const http::Request& request, const std::vector<std::string>& names) {
  const std::string host = host_of(request);
  const bool is_ours = !host.empty() && (is_loopback_host(host) || is_address(host) ||
                                         std::ranges::any_of(names, [&](const auto& name) {
                                           return host_of(std::string_view(name)) == host;
                                         }));
  if (!is_ours) {
    return fail_because(host.empty() ? "Host" : "'" + host + "'", Errc::forbidden,
                        "this server is not known by that name; add it to http.names");
  }
  const auto origin = request.headers.get("Origin");
  if (origin && !same(authority_of(*origin), *request.headers.get("Host"))) {
    return fail(Errc::forbidden, "a page of another origin may not change anything here");
  }
  return {};
}

http::Handler guarded(http::Handler calls, GuardOptions options) {
  return [calls = std::move(calls),
          options = std::move(options)](const http::Request& request) -> http::Response {
    http::Response response;
    const auto allowed =
        changes_something(request.method) ? check_origin(request, options.names) : Result<void>();
    if (allowed) {
      response = calls(request);
    } else {
      response = http::problem(allowed.error());
      http::finish(request, response);
    }
    note(options, request, response);
    return response;
  };
}

}  // namespace sixscope::api
