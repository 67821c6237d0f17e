#pragma once

#include <cstdint>

#include "flow/record_plan.h"
#include "model/flow.h"

namespace sixscope::flow {

/// What one message says about time; milliseconds of Unix time.
struct ExportClock {
  std::int64_t export_ms = 0;
  std::uint32_t uptime_ms = 0;  ///< At export_ms; in IPFIX from systemInitTimeMilliseconds.
  bool uptime_known = false;
  std::int64_t shift_ms = 0;  ///< Added to every time: minus the skew, where that is too large.
};

/// Flows that began earlier than this before their export are not believed.
inline constexpr std::int64_t kFlowAgeMaxMs = 24LL * 3600 * 1000;
/// Flows that ended later than this after their export are not believed.
inline constexpr std::int64_t kFlowAheadMaxMs = 60LL * 1000;
/// Unix time of the NTP era's beginning, in seconds, negated.
inline constexpr std::int64_t kNtpToUnixSeconds = 2'208'988'800;

/// Uptime at `now_ms` of what booted at `boot_ms`, whatever nonsense that is: modulo 2^32, as
/// uptimes are.
[[nodiscard]] inline std::uint32_t uptime_since(std::int64_t boot_ms, std::int64_t now_ms) {
  return static_cast<std::uint32_t>(now_ms) - static_cast<std::uint32_t>(boot_ms);
}

/// Unix milliseconds of a time slot's value. 0 where it says nothing.
[[nodiscard]] inline std::int64_t time_value(std::uint64_t raw, TimeForm form,
                                             const ExportClock& clock) {
  switch (form) {
    case TimeForm::none:
      return 0;
    case TimeForm::uptime_ms:
      // Both count milliseconds modulo 2^32: the difference survives the wrap after 49 days.
      return clock.export_ms -
             static_cast<std::int32_t>(clock.uptime_ms - static_cast<std::uint32_t>(raw));
    case TimeForm::seconds:
      return raw > 0xffffffffU ? 0 : static_cast<std::int64_t>(raw) * 1000;
    case TimeForm::milliseconds:
      return raw > 0xffffffffffffU ? 0 : static_cast<std::int64_t>(raw);
    case TimeForm::ntp: {
      const auto seconds = static_cast<std::int64_t>(raw >> 32U);
      if (seconds < kNtpToUnixSeconds) {
        // Unix micro- or nanoseconds, as some probes write them against RFC 7011 s.6.1.9.
        return static_cast<std::int64_t>(raw > 100'000'000'000'000'000U ? raw / 1'000'000
                                                                        : raw / 1000);
      }
      return (seconds - kNtpToUnixSeconds) * 1000 +
             static_cast<std::int64_t>(((raw & 0xffffffffU) * 1000) >> 32U);
    }
    case TimeForm::before_export_us:
      return clock.export_ms - static_cast<std::int64_t>((raw & 0xffffffffU) / 1000);
  }
  return 0;
}

/// Settles start and end of a flow from what its record says: 0 stands for "not said". Sets
/// time_from_export where nothing usable was said, time_clamped where it was absurd. `duration_ms`
/// completes a missing start or end.
void settle_times(std::int64_t start, std::int64_t end, std::int64_t duration_ms,
                  const ExportClock& clock, model::Flow& flow);

/// True if `start` and `end` need no settling: in order, and near enough to the export.
[[nodiscard]] inline bool times_are_sane(std::int64_t start, std::int64_t end,
                                         const ExportClock& clock) {
  return start <= end && end <= clock.export_ms + kFlowAheadMaxMs &&
         start >= clock.export_ms - kFlowAgeMaxMs;
}

/// Difference between an exporter's clock and ours, smoothed. A value.
class ClockSkew {
 public:
  /// `resolution_ms`: how coarse the export time is; inside it the clocks agree.
  void observe(std::int64_t export_ms, std::int64_t received_ms, std::int64_t resolution_ms);
  [[nodiscard]] std::int64_t milliseconds() const { return skew_ms_; }

 private:
  std::int64_t skew_ms_ = 0;
  bool started_ = false;
};

}  // namespace sixscope::flow
