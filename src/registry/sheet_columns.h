#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "registry/column_match.h"
#include "registry/import_plan.h"

namespace sixscope::registry {

/// What the columns of a sheet are.
struct SheetColumns {
  std::vector<ColumnMatch> columns;                       ///< From the first, titled or not.
  std::unordered_map<std::size_t, std::size_t> of_field;  ///< Place in Kind::fields to column.
  std::optional<std::size_t> explanation;
  /// Columns of fields that the account does not see; a fault only if something stands in them.
  std::map<std::size_t, const Field*> unseen;
  std::unordered_set<std::size_t> flagged;  ///< Those without a meaning that were complained of.
  std::vector<CellFault> faults;
};

/// Takes the columns of a sheet by the titles in its header row. Faults are those of titles, and
/// required fields of the kind without a column.
[[nodiscard]] SheetColumns match_columns(const TitleMatcher& matcher, const table::Sheet& sheet,
                                         const table::Row& header, const Kind& kind,
                                         const ImportOptions& options);

}  // namespace sixscope::registry
