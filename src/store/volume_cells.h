#pragma once

#include <span>
#include <vector>

#include "store/volume_store.h"

namespace sixscope::store {

/// True if the row's minute lies in the question's span and its dimensions pass every filter.
[[nodiscard]] bool passes(const VolumeRow& row, const VolumeQuery& query);

/// Adds the rows that pass `query` to its answer: sums as if the store had had them. The order of
/// the cells, by window and dimensions, is kept.
void add_rows(std::span<const VolumeRow> rows, const VolumeQuery& query,
              std::vector<VolumeCell>& cells);

}  // namespace sixscope::store
