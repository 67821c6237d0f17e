#include "store/volume_cells.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "store/windows.h"

namespace sixscope::store {
namespace {

const std::string& at(const VolumeRow& row, Dimension dimension) {
  return row.dimensions.at(static_cast<std::size_t>(dimension));
}

}  // namespace

bool passes(const VolumeRow& row, const VolumeQuery& query) {
  if (row.window_start < query.begin || row.window_start >= query.end) {
    return false;
  }
  return std::ranges::all_of(query.filters, [&](const Filter& filter) {
    const bool listed =
        std::ranges::find(filter.values, at(row, filter.dimension)) != filter.values.end();
    return listed != filter.negated;
  });
}

void add_rows(std::span<const VolumeRow> rows, const VolumeQuery& query,
              std::vector<VolumeCell>& cells) {
  std::map<std::pair<Instant, std::vector<std::string>>, model::Volume> added;
  for (const VolumeRow& row : rows) {
    if (!passes(row, query)) {
      continue;
    }
    std::vector<std::string> values;
    values.reserve(query.by.size());
    for (const Dimension dimension : query.by) {
      values.push_back(at(row, dimension));
    }
    const Instant window = query.step ? window_start(row.window_start, *query.step) : query.begin;
    added[{window, std::move(values)}] += row.volume;
  }
  if (added.empty()) {
    return;
  }
  for (VolumeCell& cell : cells) {
    added[{cell.window_start, std::move(cell.dimensions)}] += cell.volume;
  }
  cells.clear();
  cells.reserve(added.size());
  for (auto& [key, volume] : added) {
    cells.push_back({key.first, key.second, volume});
  }
}

}  // namespace sixscope::store
