#include "table/csv.h"

#include <fmt/format.h>

#include <cmath>

#include "document/cell_text.h"
#include "document/skins.h"
#include "document/table_shape.h"

namespace sixscope::document {

std::string csv(const Table& table) {
  std::vector<std::vector<std::string>> rows(1);
  for (const Column& column : table.columns) {
    rows.front().push_back(column.id);
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto& fields = rows.emplace_back();
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      const Cell& cell = cell_at(table, row, column);
      if (cell.number && std::isfinite(*cell.number)) {
        fields.push_back(fmt::format("{}", *cell.number));
      } else {
        // A dash says nothing that an empty field does not, and spoils a column of numbers.
        fields.push_back(is_dash(cell.text) ? "" : cell.text);
      }
    }
  }
  return table::write_csv(rows);
}

}  // namespace sixscope::document
