#pragma once

#include "api/api.h"
#include "http/message.h"

namespace sixscope::api {

/// GET /api/v1/applications/names: which names of an application have addresses of either family,
/// by the resolver answers seen since the server began. It tells a low share for want of AAAA from
/// one with other causes: the network, the terminal. Applications with the most questions first.
[[nodiscard]] http::Response get_application_names(const http::Request& request,
                                                   const Dependencies& dependencies);

}  // namespace sixscope::api
