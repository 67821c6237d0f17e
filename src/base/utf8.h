#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sixscope {

/// Bytes of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7); 0 if there is none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text, std::size_t at);

/// `text` as a terminal or a log may have it: every control character a blank (C1 as well), every
/// byte that is no UTF-8 a question mark. Nobody else's text moves a cursor or begins a line.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace sixscope
