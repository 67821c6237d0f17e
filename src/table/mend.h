#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"
#include "table/sheet.h"

namespace sixscope::table {

/// A cell that somebody typed anew after the file was read.
struct Mend {
  std::size_t row = 0;     ///< Number, as in Row.
  std::size_t column = 0;  ///< From 0.
  std::string text = {};
};

/// Lays mended cells over a sheet: each is a text, or empty, and no longer merged into another, an
/// error or a formula's result. All other cells stay as the file has them. Of two for one cell the
/// later counts. Blank rows and cells between others may be filled in; a cell beyond the last row
/// or the widest one is refused, with its place and what the sheet has. Errors are those of
/// table/refusal.h, also for what is too much.
[[nodiscard]] Result<void> mend(Sheet& sheet, std::span<const Mend> mends,
                                const Limits& limits = {});

}  // namespace sixscope::table
