#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sixscope::adapters {

/// How a server is reached. No proxy is ever asked.
struct HttpOptions {
  std::chrono::seconds timeout{0};  ///< For the whole answer; 0: as long as it takes.
  std::string authorities = {};     ///< PEM file of those who may sign certificates; "": system's.
  bool verify = true;               ///< Whether certificate and name must be right.
};

/// What a server said, whatever its status.
struct HttpAnswer {
  long status = 0;
  std::map<std::string, std::string> headers;  ///< By lower-case name; of twins the last.
  std::string body;                            ///< At most kAnswerBytesMax.
};
inline constexpr std::size_t kAnswerBytesMax = 256U * 1024 * 1024;

/// Rule of the `unavailable` error when a server is there, but its certificate is not trusted.
inline constexpr std::string_view kCertificateRefused = "the server's certificate is not trusted";

/// GETs `url` (http or https only; no redirects) with libcurl. `unavailable` if nobody answers
/// within the timeout, `out_of_range` if the answer is too large, `malformed` for a bad URL.
[[nodiscard]] Result<HttpAnswer> http_get(const std::string& url, const HttpOptions& options);

/// GETs `url` and hands each piece of the body over as it comes, until `take` answers false or the
/// server ends; the status then. A body of any status but 200 is not handed over. Errors as above.
[[nodiscard]] Result<long> http_stream(const std::string& url, const HttpOptions& options,
                                       const std::function<bool(std::string_view)>& take);

}  // namespace sixscope::adapters
