#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "adapters/http_client/http_get.h"

namespace sixscope::apps {

/// Where `sixscope serve` listens unless told otherwise.
inline constexpr const char* kServerDefault = "http://127.0.0.1:8666";

/// A running server and how it is reached.
struct Connection {
  std::string server = kServerDefault;
  std::string authorities;  ///< PEM file of those who sign its certificate; "": the system's.
  bool insecure = false;    ///< Whatever its certificate is.

  /// `path` begins with a slash.
  [[nodiscard]] std::string url(const std::string& path) const;
  [[nodiscard]] adapters::HttpOptions http() const;
};

/// Says on standard error why a server was not reached and what to do; the exit code for it.
[[nodiscard]] int explain_unreached(const Error& error);

/// GETs `path` of the API. Where there is no answer, says on standard error what is wrong, faults
/// of parameters one a line, and sets `status`.
[[nodiscard]] std::optional<adapters::HttpAnswer> ask_server(const Connection& connection,
                                                             const std::string& path, int& status);

/// `answer` as JSON; where it is none, says so on standard error and sets `status`.
[[nodiscard]] std::optional<nlohmann::ordered_json> read_json(const adapters::HttpAnswer& answer,
                                                              int& status);

}  // namespace sixscope::apps
