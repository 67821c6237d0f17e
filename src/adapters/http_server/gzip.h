#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sixscope::adapters {

/// `text` as one gzip member (RFC 1952); nothing if zlib has no memory. Level 1 to 9.
[[nodiscard]] std::optional<std::string> gzip(std::string_view text, int level);

}  // namespace sixscope::adapters
