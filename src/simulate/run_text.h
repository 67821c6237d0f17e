#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sixscope::simulate {

/// Reads "30s", "10m", "2h" or "7d"; also "500ms". `malformed` otherwise, `out_of_range` past a
/// year.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// Reads "realtime" (1), "60x" or "60": country seconds in one second of export, 0.001 to 100000.
Result<double> parse_speed(std::string_view text);

/// Reads "2026-11-22", "2026-11-22T08:30:00Z" or "now", which is `now`.
Result<Instant> parse_moment(std::string_view text, Instant now);

/// "2026-11-22T08:30:00Z": seconds, UTC.
[[nodiscard]] std::string format_moment(Instant at);

}  // namespace sixscope::simulate
