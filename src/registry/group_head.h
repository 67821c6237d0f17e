#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "registry/kind.h"
#include "table/sheet.h"

namespace sixscope::registry {

/// What a column below a head of two lines holds.
struct GroupColumn {
  enum class Use : std::uint8_t { region, operator_, total, part, share, other };
  Use use = Use::other;
  std::size_t column = 0;
  std::size_t group = 0;  ///< Place in Kind::groups, of total, part and share.
  std::string title;      ///< What it is called in a head of one line: the field's, with its unit.
};

/// A head of two lines.
struct GroupHeadRows {
  std::size_t first = 0;             ///< Place in Sheet::rows of the upper line.
  std::vector<GroupColumn> columns;  ///< By column; untitled ones left out.
  std::string month;  ///< From a line above, or the sheet's name: "2025-06" or empty.

  [[nodiscard]] const GroupColumn* find(GroupColumn::Use use) const;
};

/// The first two lines that are such a head: with a province, and a group that the kind knows.
[[nodiscard]] std::optional<GroupHeadRows> group_head_of(const table::Sheet& sheet,
                                                         const Kind& kind);

/// The first month in a text: 2025年6月, 2025-06, 2025.6; empty where there is none.
[[nodiscard]] std::string month_in(const std::string& text);

}  // namespace sixscope::registry
