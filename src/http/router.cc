#include "http/router.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <set>
#include <string>

namespace sixscope::http {
namespace {

/// Deepest path we route; deeper ones match nothing.
constexpr std::size_t kSegmentsMax = 16;

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty() && parts.size() <= kSegmentsMax) {
    path.remove_prefix(1);  // The slash.
    const auto slash = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return parts;
}

bool is_capture(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }

using Captures = std::vector<std::pair<std::string, std::string>>;

std::optional<Captures> match(std::string_view pattern, const std::vector<std::string_view>& path) {
  const auto parts = segments(pattern);
  if (parts.size() != path.size()) {
    return std::nullopt;
  }
  Captures captures;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!is_capture(parts[i])) {
      if (parts[i] != path[i]) {
        return std::nullopt;
      }
      continue;
    }
    auto decoded = percent_decode(path[i], Plus::literal);
    if (!decoded || decoded->empty()) {
      return std::nullopt;
    }
    captures.emplace_back(parts[i].substr(1, parts[i].size() - 2), std::move(*decoded));
  }
  return captures;
}

bool knows(const Router::Route& route, std::string_view parameter) {
  return std::ranges::find(route.parameters, parameter) != route.parameters.end();
}

Faults faults_of_names(const Request& request, const Router::Route& route) {
  std::string known;
  for (const std::string& name : route.parameters) {
    known += (known.empty() ? "" : ", ") + name;
  }
  Faults faults;
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : request.target.parameters) {
    if (!knows(route, name)) {
      faults.push_back({name, known.empty() ? "this call takes no parameters"
                                            : "unknown parameter; this call takes " + known});
    } else if (std::ranges::find(seen, name) != seen.end()) {
      faults.push_back({name, "given twice; give it once"});
    }
    seen.push_back(name);
  }
  return faults;
}

// As `Allow` has them: who takes GET takes HEAD.
std::string listed(const std::set<Method>& methods) {
  std::string all;
  for (const Method method : methods) {
    all += (all.empty() ? "" : ", ") + std::string(to_string(method));
    all += method == Method::get ? ", HEAD" : "";
  }
  return all;
}

}  // namespace

void Router::add(Route route) {
  routes_.push_back(std::move(route));
  // Literal before captured: '{' sorts behind letters and digits.
  std::ranges::stable_sort(routes_, {}, &Route::pattern);
}

Response Router::handle(const Request& request) const {
  Response response;
  try {
    response = dispatch(request);
  } catch (const std::exception&) {
    // The words may quote a host or a path of ours, so they stay inside.
    response = problem({.status = 500, .detail = "the server failed on this request; it is a bug"});
  }
  finish(request, response);
  return response;
}

std::size_t Router::body_bytes_max(Method method, std::string_view path) const {
  const auto parts = segments(path);
  const auto found = std::ranges::find_if(routes_, [&](const Route& route) {
    return route.method == method && match(route.pattern, parts);
  });
  return found == routes_.end() ? 0 : found->body_bytes_max;
}

Response Router::dispatch(const Request& request) const {
  const auto path = segments(request.target.path);
  const Method wanted = request.method == Method::head ? Method::get : request.method;
  std::set<Method> there;
  for (const Route& route : routes_) {
    auto captures = match(route.pattern, path);
    if (!captures) {
      continue;
    }
    if (route.method != wanted) {
      there.insert(route.method);
      continue;
    }
    Request routed = request;
    routed.captures = std::move(*captures);
    if (auto faults = faults_of_names(routed, route); !faults.empty()) {
      if (route.faults_of_values) {
        std::ranges::copy_if(
            route.faults_of_values(routed), std::back_inserter(faults),
            [&](const ParameterFault& fault) { return knows(route, fault.parameter); });
      }
      return refused(std::move(faults));
    }
    return route.handler(routed);
  }
  if (!there.empty()) {
    const std::string allowed = listed(there);
    Response response = problem({.status = 405,
                                 .detail = std::string(to_string(request.method)) + " is not for " +
                                           request.target.path + "; it takes " + allowed});
    response.headers.set("Allow", allowed);
    return response;
  }
  const bool is_call = request.target.path == "/api" || request.target.path.starts_with("/api/");
  if (fallback_ && wanted == Method::get && !is_call) {
    return fallback_(request);
  }
  return problem({.status = 404,
                  .detail = "there is no call " + request.target.path +
                            "; /api/v1/openapi.json lists those there are"});
}

}  // namespace sixscope::http
