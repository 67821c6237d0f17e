#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/api.h"
#include "indicators/traffic_share.h"
#include "store/live_view.h"
#include "store/volume_store.h"

namespace sixscope::api {

/// The cells of `query`, with what the collector has not yet stored merged in, so that an answer
/// that reaches "now" lacks nothing. In the store's order.
///
/// Rows may pass from the collector to the store while both are read: then it reads again, a few
/// times, rather than miss or count twice.
[[nodiscard]] Result<std::vector<store::VolumeCell>> read_volumes(const Dependencies& dependencies,
                                                                  const store::VolumeQuery& query);

/// A cell as it is answered, told apart by what its exporters could see.
///
/// `volume` is what `share` is made of. Unless the question itself names the coverage, that is the
/// measurable part alone; IPv4-only exporters and those of unknown rate stand beside it.
struct Cell {
  Instant start;
  std::vector<std::string> dimensions;
  model::Volume volume;
  model::Volume v6_blind;
  model::Volume rate_unknown;
  bool measurable = true;  ///< False: `volume` comes from exporters that cannot tell a share.

  [[nodiscard]] std::uint64_t bytes() const {
    return volume.v4.bytes + volume.v6.bytes + v6_blind.v4.bytes + v6_blind.v6.bytes;
  }
  [[nodiscard]] indicators::Measured<indicators::Share> share(indicators::ShareRules rules) const;
  [[nodiscard]] indicators::Measured<indicators::Share> packet_share(
      indicators::ShareRules rules) const;
};

/// The cells of a question, and what they add up to.
struct Reading {
  std::vector<Cell> cells;
  model::Volume with_blind;  ///< Of measurable and IPv4-only exporters together.
  model::Volume measured;    ///< Of measurable ones alone.
};
/// Of `query`, which need not ask for the coverage.
[[nodiscard]] Result<Reading> read_cells(const Dependencies& dependencies,
                                         const store::VolumeQuery& query);

/// How much of what there is could be seen: stands beside every answer.
struct CoverageFacts {
  std::size_t exporters = 0;
  std::size_t measurable = 0;
  std::size_t v6_blind = 0;
  std::size_t rate_unknown = 0;
  std::size_t regions_seen = 0;
  std::size_t regions_all = 0;
  model::Volume with_blind;  ///< As in Reading.
  model::Volume measured;
};

/// The cells of a question with what they stand on. Regions count by the filters on place and
/// exporter alone: one that an application has not reached is seen none the less.
struct GroundedReading {
  Reading reading;
  CoverageFacts coverage;
  std::optional<Instant> newest;  ///< As newest_minute.
};
/// All of it as of `as_of`, read side by side in threads of its own that end before it returns.
[[nodiscard]] Result<GroundedReading> read_grounded(const Dependencies& dependencies,
                                                    const store::VolumeQuery& query, Instant as_of);

/// Start of the newest minute that is stored or waits to be. Where that is later than `as_of`: of
/// the newest that was over by then, to the minute if it lies within the hour before, to the hour
/// within the month, to the day within the year; else there is none.
[[nodiscard]] Result<std::optional<Instant>> newest_minute(const Dependencies& dependencies,
                                                           Instant as_of);

}  // namespace sixscope::api
