#include "api/volumes.h"

#include <algorithm>
#include <array>
#include <future>
#include <utility>

#include "api/question.h"
#include "model/access.h"
#include "store/volume_cells.h"
#include "store/windows.h"

namespace sixscope::api {
namespace {

using store::Dimension;
/// Times a question is asked again because a batch went to the store meanwhile.
constexpr int kReadingsMax = 8;

bool names(const store::VolumeQuery& query, Dimension dimension) {
  return std::ranges::any_of(query.filters, [dimension](const store::Filter& filter) {
    return filter.dimension == dimension;
  });
}

}  // namespace

Result<std::vector<store::VolumeCell>> read_volumes(const Dependencies& dependencies,
                                                    const store::VolumeQuery& query) {
  for (int reading = 0; reading < kReadingsMax; ++reading) {
    const store::Unstored unstored = dependencies.live.unstored();
    auto cells = dependencies.store.read_with(query, unstored.unsettled.get());
    if (!cells) {
      return cells;
    }
    if (dependencies.live.turn() == unstored.turn) {
      store::add_rows(unstored.rows, query, *cells);
      return cells;
    }
  }
  return fail_because("ask again", Errc::unavailable,
                      "traffic: batches went to the store faster than it could be read");
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

namespace {

// The newest window that was over by `as_of` and holds anything.
Result<std::optional<Instant>> newest_before(const Dependencies& dependencies, Instant as_of) {
  using std::chrono::hours;
  struct Look {
    store::Resolution step;
    hours back;
  };
  constexpr std::array<Look, 3> kLooks = {{{store::Resolution::minute, hours(1)},
                                           {store::Resolution::hour, hours(24 * 31)},
                                           {store::Resolution::day, hours(24 * 366)}}};
  for (const auto& [step, back] : kLooks) {
    store::VolumeQuery query;
    query.step = step;
    query.end = store::window_start(as_of, step);
    query.begin = query.end - back;
    query.rows_max = kCellsMax;
    const auto cells = read_volumes(dependencies, query);
    if (!cells) {
      return fail_like(cells);
    }
    if (!cells->empty()) {
      return std::ranges::max(*cells, {}, &store::VolumeCell::window_start).window_start;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<Instant>> newest_minute(const Dependencies& dependencies, Instant as_of) {
  auto newest = dependencies.store.newest();
  if (!newest) {
    return newest;
  }
  const auto look = [&](const std::vector<store::VolumeRow>& rows) {
    for (const store::VolumeRow& row : rows) {
      *newest = std::max(newest->value_or(row.window_start), row.window_start);
    }
  };
  const store::Unstored unstored = dependencies.live.unstored();
  look(unstored.rows);
  if (unstored.unsettled != nullptr) {
    look(unstored.unsettled->rows);
  }
  return *newest && **newest > as_of ? newest_before(dependencies, as_of) : newest;
}

namespace {

// All but the volumes, which the question's own cells have.
Result<CoverageFacts> read_coverage(const Dependencies& dependencies,
                                    const store::VolumeQuery& query) {
  CoverageFacts facts;
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

}  // namespace

Result<GroundedReading> read_grounded(const Dependencies& dependencies,
                                      const store::VolumeQuery& query, Instant as_of) {
  auto seen = std::async([&] { return read_coverage(dependencies, query); });
  auto reading = read_cells(dependencies, query);
  const auto newest = newest_minute(dependencies, as_of);
  auto coverage = seen.get();
  if (!reading || !coverage || !newest) {
    return !reading ? fail_like(reading) : !coverage ? fail_like(coverage) : fail_like(newest);
  }
  coverage->with_blind = reading->with_blind;
  coverage->measured = reading->measured;
  return GroundedReading{std::move(*reading), *coverage, *newest};
}

}  // namespace sixscope::api
