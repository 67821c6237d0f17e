#pragma once

#include <optional>
#include <string>

namespace sixscope::apps {

/// GETs `path` of the API at `server` ("http://127.0.0.1:8666"). Prints to standard error what is
/// wrong, faults of parameters one a line, and sets `status`, where there is no 200.
[[nodiscard]] std::optional<std::string> ask_server(const std::string& server,
                                                    const std::string& path, int& status);

/// Where `sixscope serve` listens unless told otherwise.
inline constexpr const char* kServerDefault = "http://127.0.0.1:8666";

}  // namespace sixscope::apps
