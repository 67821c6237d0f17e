#include "table/cell_budget.h"

#include <utility>

namespace sixscope::table {

std::optional<Refused> CellBudget::put(std::size_t column, Cell cell, Row& row) {
  if (cell.text.size() > limits_.cell_bytes) {
    return Refused::cell_too_long;
  }
  if (cell.text.size() > limits_.unpacked_bytes - text_bytes_) {
    return Refused::texts_too_large;
  }
  text_bytes_ += cell.text.size();
  if (column == row.cells.size() && column < limits_.columns && cells_ < limits_.cells) {
    ++cells_;
    row.cells.push_back(std::move(cell));
    return std::nullopt;
  }
  const auto refused = widen(column + 1, row);
  if (!refused) {
    row.cells[column] = std::move(cell);
  }
  return refused;
}

std::optional<Refused> CellBudget::widen(std::size_t width, Row& row) {
  if (width <= row.cells.size()) {
    return std::nullopt;
  }
  if (width > limits_.columns) {
    return Refused::too_many_columns;
  }
  const std::size_t more = width - row.cells.size();
  if (more > limits_.cells - cells_) {
    return Refused::too_many_cells;
  }
  cells_ += more;
  row.cells.resize(width);
  return std::nullopt;
}

std::optional<Refused> CellBudget::add(Row row, Sheet& sheet) {
  if (rows_ == limits_.rows) {
    return Refused::too_many_rows;
  }
  ++rows_;
  sheet.rows.push_back(std::move(row));
  return std::nullopt;
}

std::size_t CellBudget::most(Refused refused) const {
  switch (refused) {
    case Refused::cell_too_long:
      return limits_.cell_bytes;
    case Refused::texts_too_large:
      return limits_.unpacked_bytes;
    case Refused::too_many_columns:
      return limits_.columns;
    case Refused::too_many_cells:
      return limits_.cells;
    default:
      return limits_.rows;
  }
}

}  // namespace sixscope::table
