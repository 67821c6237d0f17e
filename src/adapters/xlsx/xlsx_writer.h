#pragma once

#include <string>

#include "base/result.h"
#include "table/workbook.h"

namespace sixscope::adapters {

/// The bytes of an .xlsx file. The same workbook gives the same bytes. `malformed` where the plan
/// breaks a rule of spreadsheets, for instance a sheet's name that is too long or there twice;
/// `unavailable` where the machine has no room. Safe from any thread.
[[nodiscard]] Result<std::string> write_xlsx(const table::Workbook& workbook);

}  // namespace sixscope::adapters
