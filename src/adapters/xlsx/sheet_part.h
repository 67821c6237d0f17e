#pragma once

#include "adapters/xlsx/container.h"
#include "adapters/xlsx/workbook_parts.h"
#include "base/result.h"
#include "table/cell_budget.h"
#include "table/sheet.h"

namespace sixscope::adapters {

/// Reads one worksheet. `budget` is that of the whole file.
[[nodiscard]] Result<table::Sheet> read_sheet_part(Container& container, const SheetEntry& entry,
                                                   const WorkbookParts& workbook,
                                                   const table::Limits& limits,
                                                   table::CellBudget& budget);

}  // namespace sixscope::adapters
