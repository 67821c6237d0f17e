#pragma once

#include <string>
#include <string_view>

namespace sixscope {

/// `text` in normal form C without what is not to be seen: Unicode's default ignorable characters
/// (soft hyphen, joiners, fillers, marks of direction, choosers of variants), the anchors of
/// annotations; the blank of Braille is a blank. What is no UTF-8 comes back as it is.
[[nodiscard]] std::string visible_text(std::string_view text);

}  // namespace sixscope
