#pragma once

#include <cstddef>
#include <optional>

#include "table/refusal.h"
#include "table/sheet.h"

namespace sixscope::table {

/// Keeps a reader within `Limits` while it builds the rows of one file, of all its sheets together.
class CellBudget {
 public:
  explicit CellBudget(const Limits& limits) : limits_(limits) {}

  /// Puts `cell` into `row`, empty ones before it. The limit that it would break, if any.
  [[nodiscard]] std::optional<Refused> put(std::size_t column, Cell cell, Row& row);
  /// Makes `row` at least `width` cells wide.
  [[nodiscard]] std::optional<Refused> widen(std::size_t width, Row& row);
  /// Adds a row that holds something.
  [[nodiscard]] std::optional<Refused> add(Row row, Sheet& sheet);

  /// The figure behind a limit that was broken.
  [[nodiscard]] std::size_t most(Refused refused) const;

 private:
  Limits limits_;
  std::size_t rows_ = 0;
  std::size_t cells_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace sixscope::table
