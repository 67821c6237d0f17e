#include "store/memory_volume_store.h"

#include <algorithm>
#include <limits>

#include "store/query_plan.h"
#include "store/volume_cells.h"
#include "store/windows.h"

namespace sixscope::store {
namespace {

tl::unexpected<Error> away() {
  return fail(Errc::unavailable, "store: the memory store is switched off");
}

template <class Key>
const std::string& at(const Key& key, Dimension dimension) {
  return key[static_cast<std::size_t>(dimension)];
}

template <class Key>
bool passes(const Key& key, const std::vector<Filter>& filters) {
  return std::ranges::all_of(filters, [&](const Filter& filter) {
    const bool listed =
        std::ranges::find(filter.values, at(key, filter.dimension)) != filter.values.end();
    return listed != filter.negated;
  });
}

}  // namespace

Result<void> MemoryVolumeStore::append(const VolumeBatch& batch) {
  return state_.with([&](State& state) -> Result<void> {
    if (!state.available) {
      return away();
    }
    if (!state.batches.insert("volumes/" + batch.id).second) {
      return {};
    }
    for (const VolumeRow& row : batch.rows) {
      if (row.volume == model::Volume{}) {
        continue;  // As the other stores do: a cell of zeroes says nothing.
      }
      Minute& minute = state.minutes[window_start(row.window_start, Resolution::minute)];
      const auto [cell, added] = minute.try_emplace(row.dimensions);
      cell->second += row.volume;
      state.cells += added ? 1 : 0;
    }
    while (state.cells > cells_max_ && state.minutes.size() > 1) {
      state.cells -= state.minutes.begin()->second.size();
      state.minutes.erase(state.minutes.begin());
    }
    return {};
  });
}

Result<void> MemoryVolumeStore::append(const LedgerBatch& batch) {
  return state_.with([&](State& state) -> Result<void> {
    if (!state.available) {
      return away();
    }
    if (!state.batches.insert("ledger/" + batch.id).second) {
      return {};
    }
    for (const LedgerRow& row : batch.rows) {
      auto& counters = state.ledger[{row.window_start, row.exporter}];
      for (const auto& [name, value] : row.counters) {
        counters[name] += value;
      }
    }
    return {};
  });
}

Result<std::vector<VolumeCell>> MemoryVolumeStore::read_with(const VolumeQuery& query,
                                                             const VolumeBatch* unsettled) const {
  const auto plan = plan_query(query, Retention(), query.end);
  if (!plan) {
    return fail_like(plan);  // What the other stores cannot answer is refused here as well.
  }
  return state_.with([&](const State& state) -> Result<std::vector<VolumeCell>> {
    if (!state.available) {
      return away();
    }
    std::map<std::pair<Instant, std::vector<std::string>>, model::Volume> sums;
    for (auto minute = state.minutes.lower_bound(query.begin);
         minute != state.minutes.end() && minute->first < query.end; ++minute) {
      const Instant window = query.step ? window_start(minute->first, *query.step) : query.begin;
      for (const auto& [key, volume] : minute->second) {
        if (!passes(key, query.filters)) {
          continue;
        }
        std::vector<std::string> values;
        values.reserve(query.by.size());
        for (const Dimension dimension : query.by) {
          values.push_back(at(key, dimension));
        }
        sums[{window, std::move(values)}] += volume;
        if (sums.size() > query.rows_max) {
          return fail(Errc::out_of_range, "store: the answer has more cells than rows_max");
        }
      }
    }
    std::vector<VolumeCell> cells;
    cells.reserve(sums.size());
    for (auto& [key, volume] : sums) {
      cells.push_back({key.first, key.second, volume});
    }
    if (unsettled != nullptr && !state.batches.contains("volumes/" + unsettled->id)) {
      add_rows(unsettled->rows, query, cells);
    }
    return cells;
  });
}

Result<std::vector<LedgerRow>> MemoryVolumeStore::read_ledger(Instant begin, Instant end) const {
  return state_.with([&](const State& state) -> Result<std::vector<LedgerRow>> {
    if (!state.available) {
      return away();
    }
    std::map<std::string, LedgerRow> rows;
    for (auto entry = state.ledger.lower_bound({begin, {}});
         entry != state.ledger.end() && entry->first.first < end; ++entry) {
      for (const auto& [name, value] : entry->second) {
        if (value == 0) {
          continue;
        }
        LedgerRow& row = rows[entry->first.second];
        row.window_start = begin;
        row.exporter = entry->first.second;
        row.counters[name] += value;
      }
    }
    std::vector<LedgerRow> answer;
    for (auto& [exporter, row] : rows) {
      answer.push_back(std::move(row));
    }
    return answer;
  });
}

Result<std::vector<std::string>> MemoryVolumeStore::values(Dimension dimension, Instant begin,
                                                           Instant end, std::string_view part,
                                                           std::size_t most) const {
  auto cells = read({.begin = begin,
                     .end = end,
                     .step = std::nullopt,
                     .by = {dimension},
                     .filters = {},
                     .rows_max = std::numeric_limits<std::size_t>::max()});
  if (!cells) {
    return fail_like(cells);
  }
  std::erase_if(*cells, [&](const VolumeCell& cell) {
    return cell.dimensions.front().find(part) == std::string::npos;
  });
  const auto bytes = [](const VolumeCell& cell) {
    return cell.volume.v4.bytes + cell.volume.v6.bytes;
  };
  std::ranges::stable_sort(*cells, std::greater{}, bytes);
  cells->resize(std::min(most, cells->size()));
  std::vector<std::string> names;
  for (VolumeCell& cell : *cells) {
    names.push_back(std::move(cell.dimensions.front()));
  }
  return names;
}

Result<std::optional<Instant>> MemoryVolumeStore::newest() const {
  return state_.with([](const State& state) -> Result<std::optional<Instant>> {
    if (!state.available) {
      return away();
    }
    if (state.minutes.empty()) {
      return std::optional<Instant>();
    }
    return std::optional<Instant>(state.minutes.rbegin()->first);
  });
}

void MemoryVolumeStore::set_available(bool available) {
  state_.with([&](State& state) { state.available = available; });
}

}  // namespace sixscope::store
