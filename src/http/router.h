#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/problem.h"

namespace sixscope::http {

/// Finds the handler of a request by method and path.
///
/// A pattern is a path whose segments are literal or `{name}`; literal segments win over captures.
/// A GET handler answers HEAD too. A query parameter that the route does not declare, or that
/// stands twice, is refused with 400, so a typing error is never silently another question. 404,
/// 405 with Allow and 500 (a handler that throws) are problem documents. Filled before the server
/// starts, then only read: `handle` may be called from several threads.
class Router {
 public:
  struct Route {
    Method method = Method::get;
    std::string pattern;
    std::vector<std::string> parameters;  ///< Query parameters it knows.
    Handler handler;
    /// What is wrong with the values of parameters, asked only where a name is wrong already, so
    /// that the refusal tells all. Empty: nothing ever is.
    std::function<Faults(const Request&)> faults_of_values = {};
    /// Largest body it takes; 0: what the server takes otherwise.
    std::size_t body_bytes_max = 0;
  };

  void add(Route route);
  /// Answers GET for paths outside /api/ that no pattern matches: the console's files.
  void set_fallback(Handler handler) { fallback_ = std::move(handler); }

  [[nodiscard]] Response handle(const Request& request) const;
  /// Route::body_bytes_max of the route that would take a request with that method and path; 0 if
  /// none would.
  [[nodiscard]] std::size_t body_bytes_max(Method method, std::string_view path) const;
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  [[nodiscard]] Response dispatch(const Request& request) const;

  std::vector<Route> routes_;
  Handler fallback_;
};

}  // namespace sixscope::http
