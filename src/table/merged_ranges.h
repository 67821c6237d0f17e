#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "table/sheet.h"

namespace sixscope::table {

/// The merged ranges that a walk down the rows of a sheet is in. A call costs the logarithm of
/// their number, however many cells they cover. No call has a lesser row than the one before.
class OpenRanges {
 public:
  /// Adds one, in its first row. False, and it is left out, where it overlaps one that is there.
  bool add(const MergedRange& range);
  /// The range that covers the cell; null if none does. Holds until the next call.
  [[nodiscard]] const MergedRange* at(std::size_t row, std::size_t column);

 private:
  const MergedRange* over(std::size_t row, std::size_t first_column, std::size_t last_column);

  std::map<std::size_t, MergedRange> ranges_;  // By first column; no two have one in common.
};

/// The ranges from top to bottom, from left to right, without those that overlap one before them.
[[nodiscard]] std::vector<MergedRange> without_overlaps(std::vector<MergedRange> merges);

}  // namespace sixscope::table
