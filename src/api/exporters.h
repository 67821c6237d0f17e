#pragma once

#include "api/api.h"
#include "http/message.h"

namespace sixscope::api {

/// GET /api/v1/exporters: all exporters, the worst first, with their diagnoses.
[[nodiscard]] http::Response get_exporters(const http::Request& request,
                                           const Dependencies& dependencies);
/// GET /api/v1/exporters/{address}: those of one address (one per observation domain); 404 if none.
[[nodiscard]] http::Response get_exporter(const http::Request& request,
                                          const Dependencies& dependencies);

}  // namespace sixscope::api
