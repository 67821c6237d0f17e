#include "registry/example_row.h"

#include <algorithm>
#include <cstddef>
#include <variant>

namespace sixscope::registry {

bool is_example_mark(std::string_view explanation) {
  return explanation.starts_with(kExampleMarkZh) || explanation.starts_with(kExampleMarkEn);
}

bool is_example(const table::Row& row, std::span<const ColumnMatch> columns, const Kind& kind,
                std::span<const ValueChecker> checkers) {
  for (std::size_t i = 0; i < std::min(row.cells.size(), columns.size()); ++i) {
    if (columns[i].use != ColumnMatch::Use::field) {
      continue;
    }
    const ValueChecker& checker = checkers[columns[i].field];
    const Checked typed = checker.check(row.cells[i], columns[i].scale);
    const Checked example = checker.check(kind.fields[columns[i].field].example);
    const bool is_empty =
        std::holds_alternative<std::monostate>(typed.value) && typed.faults.empty();
    if (!is_empty && (typed.is_refused() || typed.value != example.value)) {
      return false;
    }
  }
  return true;
}

}  // namespace sixscope::registry
