#pragma once

#include <cstddef>
#include <string_view>

namespace sixscope::adapters {

/// How wide a text is in the characters that spreadsheets count columns in: a wide one is two. Of
/// several lines the widest.
[[nodiscard]] std::size_t cells_wide(std::string_view text);

}  // namespace sixscope::adapters
