#pragma once

#include <chrono>

#include "base/clock.h"
#include "store/volume_store.h"

namespace sixscope::store {

/// Days and months are those of Asia/Shanghai: UTC+8, without summer time since 1992. A constant
/// rather than a zone data base, so that every store and version cuts at the same instant.
inline constexpr std::chrono::hours kReportingOffset{8};

/// Start of the window of `resolution` that `at` lies in.
[[nodiscard]] Instant window_start(Instant at, Resolution resolution);

/// Start of the window after the one `at` lies in.
[[nodiscard]] Instant window_end(Instant at, Resolution resolution);

/// `at` if it is the start of a window, else the start of the next one.
[[nodiscard]] Instant round_up(Instant at, Resolution resolution);

}  // namespace sixscope::store
