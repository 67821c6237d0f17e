#pragma once

#include <cstddef>
#include <string_view>

namespace sixscope {

/// Bytes of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7); 0 if there is none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text, std::size_t at);

}  // namespace sixscope
