#include "table/merged_ranges.h"

#include <algorithm>
#include <iterator>

namespace sixscope::table {

bool OpenRanges::add(const MergedRange& range) {
  return over(range.first_row, range.first_column, range.last_column) == nullptr &&
         ranges_.emplace(range.first_column, range).second;
}

const MergedRange* OpenRanges::at(std::size_t row, std::size_t column) {
  return over(row, column, column);
}

// What has ended is only forgotten where it is met: each range once.
const MergedRange* OpenRanges::over(std::size_t row, std::size_t first_column,
                                    std::size_t last_column) {
  for (;;) {
    const auto behind = ranges_.upper_bound(last_column);
    if (behind == ranges_.begin()) {
      return nullptr;
    }
    const auto last = std::prev(behind);
    if (last->second.last_column < first_column) {
      return nullptr;
    }
    if (last->second.last_row >= row) {
      return &last->second;
    }
    ranges_.erase(last);
  }
}

std::vector<MergedRange> without_overlaps(std::vector<MergedRange> merges) {
  std::ranges::sort(merges);
  std::vector<MergedRange> kept;
  OpenRanges open;
  for (const MergedRange& merge : merges) {
    if (open.add(merge)) {
      kept.push_back(merge);
    }
  }
  return kept;
}

}  // namespace sixscope::table
