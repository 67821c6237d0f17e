#include "adapters/xlsx/xlsx_reader.h"

#include <algorithm>
#include <utility>

#include "adapters/xlsx/container.h"
#include "adapters/xlsx/sheet_part.h"
#include "adapters/xlsx/workbook_parts.h"
#include "table/cell_budget.h"

namespace sixscope::adapters {

Result<std::vector<table::Sheet>> read_xlsx(ByteView bytes, const table::Limits& limits) {
  auto container = Container::open(bytes, limits);
  if (!container) {
    return fail_like(container);
  }
  const auto workbook = read_workbook_parts(*container, limits);
  if (!workbook) {
    return fail_like(workbook);
  }
  table::CellBudget budget(limits);
  std::vector<table::Sheet> sheets;
  for (const SheetEntry& entry : workbook->sheets) {
    auto sheet = read_sheet_part(*container, entry, *workbook, limits, budget);
    if (!sheet) {
      return fail_like(sheet);
    }
    sheets.push_back(std::move(*sheet));
  }
  std::ranges::stable_partition(sheets, [](const table::Sheet& sheet) { return !sheet.hidden; });
  return sheets;
}

}  // namespace sixscope::adapters
