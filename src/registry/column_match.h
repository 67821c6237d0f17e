#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "registry/check_value.h"
#include "registry/import_plan.h"

namespace sixscope::registry {

/// Knows which field a column's title means.
class TitleMatcher {
 public:
  /// `checkers` has one for each field of `kind`, in order. All outlive the matcher.
  TitleMatcher(const Kind& kind, std::span<const ValueChecker> checkers,
               const ImportOptions& options);

  struct Match {
    ColumnMatch column;
    std::optional<Fault> fault;  ///< The unit in the title is not the field's.
  };
  [[nodiscard]] Match match(std::string_view title) const;

  /// Place in `sheet.rows` of the header; nothing if no row is one.
  [[nodiscard]] std::optional<std::size_t> header_of(const table::Sheet& sheet) const;

 private:
  const Kind& kind_;
  const std::span<const ValueChecker> checkers_;
  std::unordered_map<std::string, std::size_t> fields_;      // Folded title to place.
  std::unordered_map<std::string, std::size_t> remembered_;  // Fields' size: left out.
};

/// Fields that `columns` names and the kind does not have: a mapping with a slip of the pen is no
/// mapping. Empty names leave a column out, and are none.
[[nodiscard]] std::vector<std::string> unknown_fields(const Kind& kind,
                                                      const ColumnTitles& columns);

/// The title of the column that `error_sheet` adds.
[[nodiscard]] Words errors_title();
/// Whether a title's first line is that, in either language: such a column is left out when the
/// sheet comes back.
[[nodiscard]] bool is_errors_title(std::string_view title);

}  // namespace sixscope::registry
