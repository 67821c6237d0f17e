#include "flow/flow_times.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace sixscope::flow {
namespace {

using model::Adjustment;

// Weight of a new observation: one in eight.
constexpr std::int64_t kSmoothing = 8;
// A clock that was set moves by more than this at once; the average then starts anew.
constexpr std::int64_t kStepMs = 60'000;

Instant instant(std::int64_t milliseconds) {
  return Instant(std::chrono::milliseconds(milliseconds));
}

}  // namespace

void settle_times(std::int64_t start, std::int64_t end, std::int64_t duration_ms,
                  const ExportClock& clock, model::Flow& flow) {
  const std::int64_t latest = clock.export_ms + kFlowAheadMaxMs;
  const std::int64_t earliest = clock.export_ms - kFlowAgeMaxMs;
  if (duration_ms > 0 && duration_ms <= kFlowAgeMaxMs) {
    end = end == 0 && start != 0 ? start + duration_ms : end;
    start = start == 0 && end != 0 ? end - duration_ms : start;
  }
  if (start == 0 && end == 0) {
    flow.adjustments |= Adjustment::time_from_export;
    end = clock.export_ms;
    start = duration_ms > 0 && duration_ms <= kFlowAgeMaxMs ? end - duration_ms : end;
  } else if (start == 0 || end == 0) {
    start = end = std::max(start, end);
  }
  if (end > latest || end < earliest) {
    flow.adjustments |= Adjustment::time_clamped;
    end = clock.export_ms;
    start = start > earliest && start < end ? start : end;
  }
  if (start > end || start < earliest) {
    flow.adjustments |= Adjustment::time_clamped;
    start = start > end ? end : std::max(earliest, std::min(start, end));
  }
  flow.start = instant(start + clock.shift_ms);
  flow.end = instant(end + clock.shift_ms);
}

void ClockSkew::observe(std::int64_t export_ms, std::int64_t received_ms,
                        std::int64_t resolution_ms) {
  std::int64_t now = export_ms - received_ms;
  if (now < 0 && now > -resolution_ms) {
    now = 0;
  } else if (now < 0) {
    now += resolution_ms - 1;
  }
  if (!started_ || std::abs(now - skew_ms_) > kStepMs) {
    skew_ms_ = now;
    started_ = true;
    return;
  }
  const std::int64_t change = (now - skew_ms_) / kSmoothing;
  // Below the division's grain the average would stop short of the truth.
  skew_ms_ = change == 0 ? skew_ms_ + (now > skew_ms_) - (now < skew_ms_) : skew_ms_ + change;
}

}  // namespace sixscope::flow
