#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "enrich/enricher.h"
#include "model/access.h"
#include "model/flow.h"
#include "model/volume.h"

namespace sixscope::ingest {

/// Longest span a flow is spread over. What claims to be longer is spread over the minutes before
/// its end: active timeouts are minutes, a flow of a day is a broken clock.
inline constexpr std::int64_t kSpanMinutesMax = 120;

/// One cell of the roll-up, packed: three words that hash and compare fast.
struct VolumeKey {
  std::uint64_t place = 0;    ///< Minute since 1970 below, region code above.
  std::uint64_t names = 0;    ///< Operator, application, CDN, exporter: 16 bits each.
  std::uint64_t classes = 0;  ///< Access, both methods, traffic class, coverage: 8 bits each.

  /// The key without its minute, which `at` puts in.
  static VolumeKey of(const enrich::Labels& labels, std::uint16_t exporter,
                      model::Coverage coverage);
  [[nodiscard]] VolumeKey at(std::uint32_t minute) const {
    return {(place & 0xffffffff00000000U) | minute, names, classes};
  }

  [[nodiscard]] std::uint32_t minute() const { return static_cast<std::uint32_t>(place); }
  [[nodiscard]] std::uint32_t region() const { return static_cast<std::uint32_t>(place >> 32U); }
  [[nodiscard]] std::uint16_t operator_() const { return static_cast<std::uint16_t>(names); }
  [[nodiscard]] std::uint16_t application() const {
    return static_cast<std::uint16_t>(names >> 16U);
  }
  [[nodiscard]] std::uint16_t cdn() const { return static_cast<std::uint16_t>(names >> 32U); }
  [[nodiscard]] std::uint16_t exporter() const { return static_cast<std::uint16_t>(names >> 48U); }
  [[nodiscard]] std::uint8_t access() const { return static_cast<std::uint8_t>(classes); }
  [[nodiscard]] std::uint8_t application_method() const {
    return static_cast<std::uint8_t>(classes >> 8U);
  }
  [[nodiscard]] std::uint8_t cdn_method() const {
    return static_cast<std::uint8_t>(classes >> 16U);
  }
  [[nodiscard]] std::uint8_t traffic_class() const {
    return static_cast<std::uint8_t>(classes >> 24U);
  }
  [[nodiscard]] std::uint8_t coverage() const { return static_cast<std::uint8_t>(classes >> 32U); }

  friend bool operator==(const VolumeKey&, const VolumeKey&) = default;
};

/// One cell with its sums.
struct RolledRow {
  VolumeKey key;
  model::Volume volume;
};

/// Sums by cell: an open-addressing index over dense rows. Allocates in the constructor, when it
/// grows, and never per flow. Not thread safe.
class RollUp {
 public:
  /// Holds at most `rows_max` cells.
  explicit RollUp(std::size_t rows_max);

  /// Adds to the cell of `key`. False, and nothing changed, if the cell is new and there is no
  /// room.
  [[nodiscard]] bool add(const VolumeKey& key, net::Family family,
                         const model::FamilyVolume& volume);
  /// Hands out all rows and starts empty; `into` is cleared first and its memory kept in use.
  void drain(std::vector<RolledRow>& into);

  [[nodiscard]] std::span<const RolledRow> rows() const { return rows_; }
  [[nodiscard]] std::size_t rows_max() const { return rows_max_; }

 private:
  void grow();
  [[nodiscard]] static std::uint64_t hash(const VolumeKey& key);

  std::size_t rows_max_;
  std::vector<RolledRow> rows_;
  std::vector<std::uint64_t> slots_;  ///< High half of the hash above, row number plus 1 below.
  std::size_t mask_;
};

/// The volume of one flow with sampling undone, and the variance that sampling adds. A flow of
/// unknown rate keeps its numbers as exported.
[[nodiscard]] model::FamilyVolume volume_of(const model::Flow& flow);

/// Calls `add(minute, part)` for each minute that [start, end] touches, in order. Parts are
/// proportional to the time spent in the minute and sum to `whole` exactly in bytes, packets,
/// samples; the flow itself is counted in the last minute. Times before 1970 count as 1970.
template <class Add>
void split_over_minutes(Instant start, Instant end, const model::FamilyVolume& whole, Add add);

namespace detail {
/// Of `value`, what falls to the first `part` of `whole` milliseconds; whole is not 0.
[[nodiscard]] inline std::uint64_t up_to(std::uint64_t value, std::uint64_t part,
                                         std::uint64_t whole) {
  constexpr std::uint64_t kNarrow = std::uint64_t{1} << 32U;
  if (value < kNarrow && part < kNarrow) [[likely]] {
    return value * part / whole;  // A 128-bit division is a call, and shows in a profile.
  }
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(Wide{value} * part / whole);
}
}  // namespace detail

template <class Add>
void split_over_minutes(Instant start, Instant end, const model::FamilyVolume& whole, Add add) {
  constexpr std::int64_t kMinute = 60'000;
  const std::int64_t last_ms = std::max<std::int64_t>(0, end.time_since_epoch().count());
  const std::int64_t last = last_ms / kMinute;
  const std::int64_t first_ms = std::max({std::int64_t{0}, (last - kSpanMinutesMax + 1) * kMinute,
                                          std::min(last_ms, start.time_since_epoch().count())});
  const std::int64_t first = first_ms / kMinute;
  if (first == last) [[likely]] {
    add(static_cast<std::uint32_t>(last), whole);
    return;
  }
  const auto span = static_cast<std::uint64_t>(last_ms - first_ms);
  model::FamilyVolume before;
  for (std::int64_t minute = first; minute <= last; ++minute) {  // At most kSpanMinutesMax.
    model::FamilyVolume until = whole;
    if (minute != last) {
      const auto passed = static_cast<std::uint64_t>((minute + 1) * kMinute - first_ms);
      until.bytes = detail::up_to(whole.bytes, passed, span);
      until.packets = detail::up_to(whole.packets, passed, span);
      until.samples = detail::up_to(whole.samples, passed, span);
      until.variance = whole.variance * static_cast<double>(passed) / static_cast<double>(span);
      until.flows = 0;
    }
    model::FamilyVolume part;
    part.bytes = until.bytes - before.bytes;
    part.packets = until.packets - before.packets;
    part.samples = until.samples - before.samples;
    part.flows = until.flows - before.flows;
    part.variance = until.variance - before.variance;
    add(static_cast<std::uint32_t>(minute), part);
    before = until;
  }
}

}  // namespace sixscope::ingest
