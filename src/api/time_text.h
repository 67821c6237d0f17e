#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sixscope::api {

/// `at` as RFC 3339 UTC to the second: 2026-03-01T00:00:00Z.
[[nodiscard]] std::string format_instant(Instant at);

/// Reads an RFC 3339 instant with `Z` or an offset, fractions of a second allowed and cut to the
/// millisecond. `malformed` otherwise, with what a good one looks like.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);

/// Since when a change is to hold: an instant, or a day in China, which means its beginning. Today
/// means `now`: what was written this morning came before it. `malformed`, or `out_of_range` where
/// it lies in the future.
[[nodiscard]] Result<Instant> parse_effective(std::string_view text, Instant now);

}  // namespace sixscope::api
