#pragma once

#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"
#include "table/sheet.h"

namespace sixscope::adapters {

/// Reads a workbook (ECMA-376, transitional and strict; .xlsm too, whose macros are not looked at)
/// out of memory: its worksheets in their order, hidden ones marked and put behind the visible.
///
/// Cells hold what a person sees: a number's text as `number_text`, dates by their number format,
/// the stored value of a formula. Nothing is executed and nothing outside `bytes` is read. Errors
/// are those of table/refusal.h; bounds are checked while unpacking, whatever headers say. Safe
/// from any thread.
[[nodiscard]] Result<std::vector<table::Sheet>> read_xlsx(ByteView bytes,
                                                          const table::Limits& limits = {});

}  // namespace sixscope::adapters
