#pragma once

#include "api/api.h"
#include "api/question.h"
#include "http/message.h"

namespace sixscope::api {

/// GET /api/v1/dimensions: the axes with titles.
[[nodiscard]] http::Response get_dimensions(const http::Request& request,
                                            const Dependencies& dependencies);
/// Parameters of GET /api/v1/dimensions/{name}/values.
struct ValuesQuestion {
  Span span;  ///< Default: the last 24 hours.
  std::size_t limit = 0;
};
[[nodiscard]] Parsed<ValuesQuestion> parse_values_question(const http::Request& request,
                                                           Instant now);
/// GET /api/v1/dimensions/{name}/values: what an axis had in a span, most bytes first.
[[nodiscard]] http::Response get_dimension_values(const http::Request& request,
                                                  const Dependencies& dependencies);
/// GET /api/v1/regions, /methods, /targets: the catalogue's.
[[nodiscard]] http::Response get_regions(const http::Request& request,
                                         const Dependencies& dependencies);
[[nodiscard]] http::Response get_methods(const http::Request& request,
                                         const Dependencies& dependencies);
[[nodiscard]] http::Response get_targets(const http::Request& request,
                                         const Dependencies& dependencies);
/// GET /api/v1/openapi.json.
[[nodiscard]] http::Response get_openapi(const http::Request& request,
                                         const Dependencies& dependencies);
/// GET /api/v1/status: version, store, spool, queues. `started` is when the server began.
[[nodiscard]] http::Response get_status(const http::Request& request,
                                        const Dependencies& dependencies, Instant started);
/// GET /readyz: 503 while the store does not answer, or takes no rows.
[[nodiscard]] http::Response get_ready(const http::Request& request,
                                       const Dependencies& dependencies);

}  // namespace sixscope::api
