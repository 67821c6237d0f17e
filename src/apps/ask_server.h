#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace sixscope::apps {

/// GETs `path` of the API at `server` ("http://127.0.0.1:8666") and reads the answer as JSON. Where
/// there is none, prints to standard error what is wrong, faults of parameters one a line, and sets
/// `status`. Where `format` is one of `as_it_is`, prints the answer untouched and returns nothing.
[[nodiscard]] std::optional<nlohmann::ordered_json> ask_json(
    const std::string& server, const std::string& path, std::string_view format,
    std::initializer_list<std::string_view> as_it_is, int& status);

/// Where `sixscope serve` listens unless told otherwise.
inline constexpr const char* kServerDefault = "http://127.0.0.1:8666";

}  // namespace sixscope::apps
