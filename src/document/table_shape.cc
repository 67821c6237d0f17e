#include "document/table_shape.h"

#include <algorithm>
#include <array>

namespace sixscope::document {

const Cell& cell_at(const Table& table, std::size_t row, std::size_t column) {
  static const Cell kNone;
  return row < table.rows.size() && column < table.rows[row].size() ? table.rows[row][column]
                                                                    : kNone;
}

bool is_total(const Table& table, std::size_t row) {
  return std::ranges::binary_search(table.totals, row);
}

bool has_groups(const Table& table) {
  return std::ranges::any_of(table.columns, [](const Column& c) { return !c.group.empty(); });
}

std::vector<Span> head_spans(const Table& table) {
  std::vector<Span> spans;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& group = table.columns[i].group;
    if (!group.empty() && i > 0 && table.columns[i - 1].group == group) {
      ++spans.back().count;
    } else {
      spans.push_back({.first = i});
    }
  }
  return spans;
}

std::vector<Span> row_spans(const Table& table, std::size_t column) {
  const auto is_kept_together = [&](std::size_t row) {
    for (std::size_t left = 0; left < column; ++left) {
      if (table.columns[left].merges &&
          cell_at(table, row, left).text != cell_at(table, row - 1, left).text) {
        return false;
      }
    }
    const std::string& text = cell_at(table, row, column).text;
    return !text.empty() && text == cell_at(table, row - 1, column).text;
  };
  std::vector<Span> spans;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (row > 0 && table.columns[column].merges && is_kept_together(row)) {
      ++spans.back().count;
    } else {
      spans.push_back({.first = row});
    }
  }
  return spans;
}

std::string title_with_unit(const Column& column, Language language) {
  if (column.unit.empty()) {
    return column.title;
  }
  return language == Language::zh ? column.title + "（" + column.unit + "）"
                                  : column.title + " (" + column.unit + ")";
}

std::string_view form_of(const Table& table, std::size_t column) {
  static constexpr std::array<std::string_view, 5> kNames = {"plain", "whole", "two", "percent",
                                                             "points"};
  std::string_view name = "text";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const Cell& cell = cell_at(table, row, column);
    if (!cell.number) {
      continue;
    }
    const std::string_view form = kNames[static_cast<std::size_t>(cell.form)];
    if (name != "text" && name != form) {
      return "mixed";
    }
    name = form;
  }
  return name;
}

}  // namespace sixscope::document
