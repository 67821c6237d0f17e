#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "registry/fault.h"
#include "table/sheet.h"

namespace sixscope::registry {

/// A date in any usual form as 2026-06-30, or the rule it breaks. A time of day behind is dropped.
[[nodiscard]] std::variant<std::string, Rule> read_date(const table::Cell& cell);

/// A month as 2026-06, or the rule it breaks. Of a date, the day is dropped.
[[nodiscard]] std::variant<std::string, Rule> read_month(const table::Cell& cell);

}  // namespace sixscope::registry
