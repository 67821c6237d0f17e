#pragma once

#include <string>

#include "http/message.h"

namespace sixscope::adapters {

/// Packs the body with gzip where the client takes it, nobody has packed it yet, and it is text
/// long enough to gain by it. A strong ETag becomes weak: same meaning, other bytes.
void pack_answer(const http::Request& request, http::Response& response);

/// A problem document of the server's own, with the headers that every answer has.
[[nodiscard]] http::Response failed_answer(int status, std::string detail,
                                           const http::Request& request);

}  // namespace sixscope::adapters
