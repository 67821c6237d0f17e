#include "table/mend.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "table/refusal.h"

namespace sixscope::table {
namespace {

std::string place_of(const Mend& mend) {
  return column_letters(mend.column) + std::to_string(mend.row);
}

// What of one cell alone no file might have.
std::optional<Refused> over_limit(const Mend& mend, const Limits& limits) {
  if (mend.row == 0 || mend.row > kRowNumberMax) {
    return Refused::too_many_rows;
  }
  if (mend.column >= limits.columns) {
    return Refused::too_many_columns;
  }
  if (mend.text.size() > limits.cell_bytes) {
    return Refused::cell_too_long;
  }
  return mend.text.find('\0') != std::string::npos ? std::optional(Refused::nul_character)
                                                   : std::nullopt;
}

}  // namespace

Result<void> mend(Sheet& sheet, std::span<const Mend> mends, const Limits& limits) {
  std::size_t cells = 0;
  std::unordered_map<std::size_t, std::size_t> places;  // Row number to its place.
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    cells += sheet.rows[i].cells.size();
    places.emplace(sheet.rows[i].number, i);
  }
  for (const Mend& one : mends) {
    if (const auto over = over_limit(one, limits)) {
      return refuse(*over, place_of(one));
    }
    const auto [place, is_new] = places.emplace(one.row, sheet.rows.size());
    if (is_new && sheet.rows.size() >= limits.rows) {
      return refuse(Refused::too_many_rows, std::to_string(limits.rows));
    }
    if (is_new) {
      sheet.rows.push_back({.number = one.row});
    }
    Row& row = sheet.rows[place->second];
    const std::size_t width = std::max(row.cells.size(), one.column + 1);
    cells += width - row.cells.size();
    if (cells > limits.cells) {
      return refuse(Refused::too_many_cells, place_of(one));
    }
    row.cells.resize(width);
    std::erase_if(sheet.merges, [&one](const MergedRange& merge) {
      return one.row >= merge.first_row && one.row <= merge.last_row &&
             one.column >= merge.first_column && one.column <= merge.last_column &&
             (one.row != merge.first_row || one.column != merge.first_column);
    });
    row.cells[one.column] = {.type = one.text.empty() ? CellType::empty : CellType::text,
                             .text = one.text};
  }
  std::ranges::sort(sheet.rows, {}, &Row::number);
  return {};
}

}  // namespace sixscope::table
