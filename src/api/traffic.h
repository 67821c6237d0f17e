#pragma once

#include "api/api.h"
#include "http/message.h"

namespace sixscope::api {

/// GET /api/v1/traffic. 400: a parameter is wrong, or no roll-up has these axes together, or there
/// are more cells than can be read at once. 503: the store is away.
[[nodiscard]] http::Response get_traffic(const http::Request& request,
                                         const Dependencies& dependencies);

/// GET /api/v1/traffic/attribution: bytes by the rule that found the application, and the CDN.
[[nodiscard]] http::Response get_attribution(const http::Request& request,
                                             const Dependencies& dependencies);

}  // namespace sixscope::api
