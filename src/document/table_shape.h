#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace sixscope::document {

/// Neighbours that are shown as one: `count` of them from `first`.
struct Span {
  std::size_t first = 0;
  std::size_t count = 1;
  friend bool operator==(const Span&, const Span&) = default;
};

/// The cell at a place; an empty one where the row is too short.
[[nodiscard]] const Cell& cell_at(const Table& table, std::size_t row, std::size_t column);

/// Whether a row is a sum.
[[nodiscard]] bool is_total(const Table& table, std::size_t row);

/// Whether any column stands under a common head: the table has two rows of heads then.
[[nodiscard]] bool has_groups(const Table& table);

/// The upper row of heads, from left to right without gaps: neighbours of one group, and every
/// column without one for itself.
[[nodiscard]] std::vector<Span> head_spans(const Table& table);

/// The rows of a column from top to bottom without gaps: where the column merges, equal texts below
/// each other are one, but for what a merging column to its left keeps apart; empty texts never.
[[nodiscard]] std::vector<Span> row_spans(const Table& table, std::size_t column);

/// A column's title with its unit behind it: "IPv6（Gbps）", "IPv6 (Gbps)".
[[nodiscard]] std::string title_with_unit(const Column& column, Language language);

/// How the numbers of a column are to be read, for machines: the identifier of the form that all of
/// its cells with a number have ("plain", "whole", "two", "percent", "points"), "mixed", or "text"
/// where none has one. Static text.
[[nodiscard]] std::string_view form_of(const Table& table, std::size_t column);

}  // namespace sixscope::document
