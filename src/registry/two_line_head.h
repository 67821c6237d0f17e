#pragma once

#include <optional>
#include <vector>

#include "registry/import_plan.h"
#include "registry/kind.h"
#include "table/sheet.h"

namespace sixscope::registry {

/// A sheet whose head had two lines, as one with a head of one.
struct PlainSheet {
  table::Sheet sheet;             ///< Rows keep their numbers, cells their columns.
  ColumnTitles left_out;          ///< Titles of columns that are computed from others.
  std::vector<CellFault> faults;  ///< Of sums and shares that do not add up; what lacks, as a note.
};

/// The provincial table as carriers lay it out and reports print it: provinces, each with a row an
/// operator and one of their sum; in the head a group over its columns (total, IPv6, share), the
/// unit in brackets behind either; the month in a line above or in the sheet's name.
///
/// Groups are told by `Kind::groups`. Rows of sums (合计, and those of the country where its
/// provinces stand there) and shares are held against the rows they are of and never imported; a
/// dash is nothing handed in. Nothing where the head is no such head. Pure; never throws.
[[nodiscard]] std::optional<PlainSheet> plain_sheet(const table::Sheet& sheet, const Kind& kind,
                                                    const Kinds& kinds);

}  // namespace sixscope::registry
