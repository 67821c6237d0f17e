#pragma once

#include <chrono>
#include <string>

#include "base/result.h"

namespace sixscope::adapters {

/// What a server said, whatever its status.
struct HttpAnswer {
  long status = 0;
  std::string content_type;
  std::string body;  ///< At most kAnswerBytesMax.
};
inline constexpr std::size_t kAnswerBytesMax = 256U * 1024 * 1024;

/// GETs `url` (http or https only; no redirects) with libcurl. `unavailable` if nobody answers
/// within `timeout`, `out_of_range` if the answer is too large, `malformed` for a bad URL.
[[nodiscard]] Result<HttpAnswer> http_get(const std::string& url, std::chrono::seconds timeout);

}  // namespace sixscope::adapters
