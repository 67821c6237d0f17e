#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/access.h"
#include "model/volume.h"
#include "store/volume_store.h"

namespace sixscope::store {

/// An exporter as the health page shows it: facts only, the words are made from them.
struct ExporterStatus {
  std::string address;  ///< RFC 5952 text.
  std::uint32_t observation_domain = 0;
  std::string protocol;  ///< flow::kExportProtocolNames.
  std::string name;      ///< From the settings or the dictionary; may be empty.
  Instant first_seen;
  Instant last_seen;
  std::int64_t clock_skew_ms = 0;
  bool sees_v4 = false;
  bool sees_v6 = false;
  bool sampling_known = false;
  std::uint64_t sampling_numerator = 1;
  std::uint64_t sampling_denominator = 1;
  model::Coverage coverage = model::Coverage::measurable;
  model::V6Sight v6_sight = model::V6Sight::clear;
  std::uint64_t v4_flows_alone = 0;               ///< IPv4 records since the last IPv6 record.
  bool sequence_counts_records = false;           ///< A v9 exporter whose number counts flows.
  std::map<std::string, std::uint64_t> counters;  ///< Names of catalogue/metrics.toml, since start.
};

/// User traffic of known sampling rate that arrived in a second.
struct Arrived {
  model::Volume all;
  model::Volume measured;  ///< Of it from exporters that can see IPv6: what a share is made of.
  Arrived& operator+=(const Arrived& other) {
    all += other.all;
    measured += other.measured;
    return *this;
  }
};

/// What the collector knows this second, before anything is stored.
struct LiveTotals {
  Instant at;
  Arrived last_second;  ///< Rates: what arrived in the second before `at`.
  std::map<std::string, Arrived> last_second_by_access;
  std::map<std::string, std::uint64_t> counters;  ///< Process-wide: queues, drops, spool.
};

/// What the collector has counted and the store may lack.
struct Unstored {
  std::uint64_t turn = 0;       ///< Rises when a batch begins to be sent and when it is settled.
  std::vector<VolumeRow> rows;  ///< Surely not in the store.
  std::shared_ptr<const VolumeBatch> unsettled;  ///< Being sent; null if none is.
};

/// The collector seen from outside. Safe to call from several threads; answers are copies.
class LiveView {
 public:
  virtual ~LiveView() = default;
  [[nodiscard]] virtual std::vector<ExporterStatus> exporters() const = 0;
  [[nodiscard]] virtual LiveTotals totals() const = 0;
  /// What the store may lack, so that a live page lacks nothing. An answer of the store read after
  /// it goes with it if `turn` is still the same afterwards.
  [[nodiscard]] virtual Unstored unstored() const = 0;
  [[nodiscard]] virtual std::uint64_t turn() const = 0;
};

}  // namespace sixscope::store
