#include "table/mend.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "table/merged_ranges.h"
#include "table/refusal.h"

namespace sixscope::table {
namespace {

std::string place_of(const Mend& mend) {
  return column_letters(mend.column) + std::to_string(mend.row);
}

/// How far a sheet reaches, blank rows and cells in it counted.
struct Extent {
  std::size_t rows = 0;  ///< Number of its last row; 0: it has none.
  std::size_t columns = 0;
};

Extent extent_of(const Sheet& sheet) {
  Extent extent;
  for (const Row& row : sheet.rows) {
    extent.rows = std::max(extent.rows, row.number);
    extent.columns = std::max(extent.columns, row.cells.size());
  }
  return extent;
}

// A mend is of a cell that the sender's sheet has: whoever mends sees no other, and a row made by a
// slip of the number would be imported as a row of the file.
Result<void> check_place(const Mend& mend, const Extent& extent) {
  if (mend.row == 0 || mend.row > extent.rows) {
    const std::string rows = extent.rows == 0 ? "0" : "1-" + std::to_string(extent.rows);
    return refuse(Refused::mend_outside_rows, place_of(mend) + " (" + rows + ")");
  }
  if (mend.column >= extent.columns) {
    const std::string columns =
        extent.columns == 0 ? "0" : "A-" + column_letters(extent.columns - 1);
    return refuse(Refused::mend_outside_columns, place_of(mend) + " (" + columns + ")");
  }
  return {};
}

// What of one cell alone no file might have.
std::optional<Refused> over_limit(const Mend& mend, const Limits& limits) {
  if (mend.text.size() > limits.cell_bytes) {
    return Refused::cell_too_long;
  }
  return mend.text.find('\0') != std::string::npos ? std::optional(Refused::nul_character)
                                                   : std::nullopt;
}

// What has a value of its own is merged into nothing. One walk down the sheet: there may be very
// many of both.
void undo_merges(Sheet& sheet, std::span<const Mend> mends) {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  places.reserve(mends.size());
  for (const Mend& one : mends) {
    places.emplace_back(one.row, one.column);
  }
  std::ranges::sort(places);
  std::ranges::sort(sheet.merges);
  OpenRanges open;
  std::set<MergedRange> undone;
  auto next = sheet.merges.cbegin();
  for (const auto& [row, column] : places) {
    for (; next != sheet.merges.cend() && next->first_row <= row; ++next) {
      open.add(*next);
    }
    const MergedRange* const over = open.at(row, column);
    if (over != nullptr && (row != over->first_row || column != over->first_column)) {
      undone.insert(*over);
    }
  }
  std::erase_if(sheet.merges, [&](const MergedRange& merge) { return undone.contains(merge); });
}

}  // namespace

Result<void> mend(Sheet& sheet, std::span<const Mend> mends, const Limits& limits) {
  std::size_t cells = 0;
  std::unordered_map<std::size_t, std::size_t> places;  // Row number to its place.
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    cells += sheet.rows[i].cells.size();
    places.emplace(sheet.rows[i].number, i);
  }
  const Extent extent = extent_of(sheet);
  for (const Mend& one : mends) {
    if (auto inside = check_place(one, extent); !inside) {
      return inside;
    }
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
    row.cells[one.column] = {.type = one.text.empty() ? CellType::empty : CellType::text,
                             .text = one.text};
  }
  undo_merges(sheet, mends);
  std::ranges::sort(sheet.rows, {}, &Row::number);
  return {};
}

}  // namespace sixscope::table
