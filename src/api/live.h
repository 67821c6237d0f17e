#pragma once

#include "api/api.h"
#include "http/message.h"

namespace sixscope::api {

/// GET /api/v1/live: server-sent events (WHATWG HTML s.9.2), one `overview` a second.
[[nodiscard]] http::Response get_live(const http::Request& request,
                                      const Dependencies& dependencies);

/// GET /metrics: Prometheus text format 0.0.4.
[[nodiscard]] http::Response get_metrics(const http::Request& request,
                                         const Dependencies& dependencies);

}  // namespace sixscope::api
