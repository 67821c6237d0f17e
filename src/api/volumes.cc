#include "api/volumes.h"

#include <algorithm>
#include <utility>

#include "model/access.h"
#include "store/windows.h"

namespace sixscope::api {
namespace {

using store::Dimension;
using Key = std::pair<Instant, std::vector<std::string>>;
using Sums = std::map<Key, model::Volume>;

/// Times a reading is repeated when rows moved to the store meanwhile.
constexpr int kReadingsMax = 3;

const std::string& at(const store::VolumeRow& row, Dimension dimension) {
  return row.dimensions[static_cast<std::size_t>(dimension)];
}

bool passes(const store::VolumeRow& row, const store::VolumeQuery& query) {
  if (row.window_start < query.begin || row.window_start >= query.end) {
    return false;
  }
  return std::ranges::all_of(query.filters, [&](const store::Filter& filter) {
    const bool listed =
        std::ranges::find(filter.values, at(row, filter.dimension)) != filter.values.end();
    return listed != filter.negated;
  });
}

void add_pending(const std::vector<store::VolumeRow>& rows, const store::VolumeQuery& query,
                 Sums& sums) {
  for (const store::VolumeRow& row : rows) {
    if (!passes(row, query)) {
      continue;
    }
    std::vector<std::string> values;
    values.reserve(query.by.size());
    for (const Dimension dimension : query.by) {
      values.push_back(at(row, dimension));
    }
    const Instant window =
        query.step ? store::window_start(row.window_start, *query.step) : query.begin;
    sums[{window, std::move(values)}] += row.volume;
  }
}

// Bytes that wait, by minute: it falls only when the store has taken some over.
std::map<Instant, std::uint64_t> waiting(const std::vector<store::VolumeRow>& rows) {
  std::map<Instant, std::uint64_t> bytes;
  for (const store::VolumeRow& row : rows) {
    bytes[row.window_start] += row.volume.v4.bytes + row.volume.v6.bytes;
  }
  return bytes;
}

bool handed_over(const std::vector<store::VolumeRow>& before,
                 const std::vector<store::VolumeRow>& after) {
  const auto now = waiting(after);
  return std::ranges::any_of(waiting(before), [&](const auto& entry) {
    const auto found = now.find(entry.first);
    return found == now.end() || found->second < entry.second;
  });
}

bool names(const store::VolumeQuery& query, Dimension dimension) {
  return std::ranges::any_of(query.filters, [dimension](const store::Filter& filter) {
    return filter.dimension == dimension;
  });
}

}  // namespace

Result<std::vector<store::VolumeCell>> read_volumes(const Dependencies& dependencies,
                                                    const store::VolumeQuery& query) {
  std::vector<store::VolumeRow> rows = dependencies.live.pending();
  Result<std::vector<store::VolumeCell>> cells = dependencies.store.read(query);
  for (int reading = 1; reading < kReadingsMax && cells; ++reading) {
    std::vector<store::VolumeRow> after = dependencies.live.pending();
    const bool moved = handed_over(rows, after);
    rows = std::move(after);
    if (!moved) {
      break;
    }
    cells = dependencies.store.read(query);
  }
  const bool touched =
      std::ranges::any_of(rows, [&](const store::VolumeRow& row) { return passes(row, query); });
  if (!cells || !touched) {
    return cells;
  }
  Sums sums;
  for (store::VolumeCell& cell : *cells) {
    sums[{cell.window_start, std::move(cell.dimensions)}] += cell.volume;
  }
  add_pending(rows, query, sums);
  std::vector<store::VolumeCell> merged;
  merged.reserve(sums.size());
  for (auto& [key, volume] : sums) {
    merged.push_back({key.first, key.second, volume});
  }
  return merged;
}

indicators::Measured<indicators::Share> Cell::share(indicators::ShareRules rules) const {
  const bool others = v6_blind != model::Volume{} || rate_unknown != model::Volume{};
  if (!measurable || (volume == model::Volume{} && others)) {
    return tl::unexpected(indicators::Gap::not_measurable);
  }
  return indicators::traffic_share(volume, rules);
}

indicators::Measured<indicators::Share> Cell::packet_share(indicators::ShareRules rules) const {
  const auto by_bytes = share(rules);
  if (!by_bytes) {
    return by_bytes;
  }
  return indicators::packet_share(volume, rules);
}

Result<Reading> read_cells(const Dependencies& dependencies, const store::VolumeQuery& query) {
  const auto asked = std::ranges::find(query.by, Dimension::coverage);
  const bool by_coverage = asked != query.by.end();
  const auto place = static_cast<std::size_t>(asked - query.by.begin());
  const bool filtered = names(query, Dimension::coverage);
  store::VolumeQuery wider = query;
  if (!by_coverage) {
    wider.by.push_back(Dimension::coverage);
  }
  auto rows = read_volumes(dependencies, wider);
  if (!rows) {
    return fail_like(rows);
  }
  Reading reading;
  std::vector<Cell>& cells = reading.cells;
  for (store::VolumeCell& row : *rows) {
    const std::string coverage = row.dimensions[place];
    if (coverage == "measurable") {
      reading.measured += row.volume;
    }
    if (coverage != "rate_unknown") {
      reading.with_blind += row.volume;
    }
    if (!by_coverage) {
      row.dimensions.pop_back();
    }
    if (cells.empty() || cells.back().start != row.window_start ||
        cells.back().dimensions != row.dimensions) {
      cells.push_back({.start = row.window_start,
                       .dimensions = std::move(row.dimensions),
                       .volume = {},
                       .v6_blind = {},
                       .rate_unknown = {}});
    }
    Cell& cell = cells.back();
    if (by_coverage) {
      cell.volume = row.volume;
      cell.measurable = coverage == "measurable";
    } else if (coverage == "rate_unknown") {
      cell.rate_unknown += row.volume;
    } else if (coverage == "v6_blind" && !filtered) {
      cell.v6_blind += row.volume;
    } else {
      cell.volume += row.volume;
    }
  }
  return reading;
}

Result<CoverageFacts> read_coverage(const Dependencies& dependencies,
                                    const store::VolumeQuery& query, const Reading& reading) {
  CoverageFacts facts;
  facts.with_blind = reading.with_blind;
  facts.measured = reading.measured;
  for (const store::ExporterStatus& exporter : dependencies.live.exporters()) {
    ++facts.exporters;
    switch (exporter.coverage) {
      case model::Coverage::measurable:
        ++facts.measurable;
        break;
      case model::Coverage::v6_blind:
        ++facts.v6_blind;
        break;
      case model::Coverage::rate_unknown:
        ++facts.rate_unknown;
        break;
    }
  }
  facts.regions_all = static_cast<std::size_t>(
      std::ranges::count_if(dependencies.catalogue->regions, &Region::counted));
  store::VolumeQuery whole = query;
  whole.step.reset();
  whole.by = {Dimension::region};
  std::erase_if(whole.filters, [](const store::Filter& filter) {
    return filter.dimension >= Dimension::application && filter.dimension <= Dimension::cdn_method;
  });
  const auto cells = read_volumes(dependencies, whole);
  if (!cells) {
    return fail_like(cells);
  }
  for (const store::VolumeCell& cell : *cells) {
    facts.regions_seen +=
        std::ranges::any_of(dependencies.catalogue->regions, [&](const Region& region) {
          return region.counted && region.code == cell.dimensions.front();
        });
  }
  return facts;
}

Result<std::optional<Instant>> newest_minute(const Dependencies& dependencies) {
  auto newest = dependencies.store.newest();
  if (!newest) {
    return newest;
  }
  for (const store::VolumeRow& row : dependencies.live.pending()) {
    if (!*newest || **newest < row.window_start) {
      *newest = row.window_start;
    }
  }
  return newest;
}

}  // namespace sixscope::api
