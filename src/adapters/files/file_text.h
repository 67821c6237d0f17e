#pragma once

#include <string>

#include "base/result.h"

namespace sixscope::adapters {

/// Largest text file that is read whole.
inline constexpr std::size_t kFileBytesMax = std::size_t{2} << 30U;

/// All of the file at `path`. `not_found` if it cannot be opened, `out_of_range` past
/// kFileBytesMax, `unavailable` if reading fails.
[[nodiscard]] Result<std::string> read_file_text(const std::string& path);

}  // namespace sixscope::adapters
