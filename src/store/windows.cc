#include "store/windows.h"

#include "base/check.h"

namespace sixscope::store {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using std::chrono::local_time;
using std::chrono::milliseconds;
using Local = local_time<milliseconds>;

Local to_local(Instant at) { return Local(at.time_since_epoch() + kReportingOffset); }
Instant from_local(Local at) { return Instant(at.time_since_epoch() - kReportingOffset); }

std::chrono::year_month month_of(Local at) {
  const std::chrono::year_month_day date(floor<days>(at));
  return date.year() / date.month();
}

Instant start_of(std::chrono::year_month month) {
  return from_local(local_days(month / std::chrono::day(1)));
}

milliseconds fixed_width(Resolution resolution) {
  switch (resolution) {
    case Resolution::minute:
      return std::chrono::minutes(1);
    case Resolution::five_minutes:
      return std::chrono::minutes(5);
    case Resolution::hour:
      return std::chrono::hours(1);
    case Resolution::day:
      return std::chrono::hours(24);
    case Resolution::month:
      break;
  }
  SIXSCOPE_CHECK(resolution != Resolution::month);
  return {};
}

}  // namespace

Instant window_start(Instant at, Resolution resolution) {
  if (resolution == Resolution::month) {
    return start_of(month_of(to_local(at)));
  }
  const milliseconds width = fixed_width(resolution);
  const milliseconds since = to_local(at).time_since_epoch();
  milliseconds into = since % width;
  if (into < milliseconds::zero()) {
    into += width;
  }
  return at - into;
}

Instant window_end(Instant at, Resolution resolution) {
  if (resolution == Resolution::month) {
    return start_of(month_of(to_local(at)) + std::chrono::months(1));
  }
  return window_start(at, resolution) + fixed_width(resolution);
}

Instant round_up(Instant at, Resolution resolution) {
  const Instant start = window_start(at, resolution);
  return start == at ? at : window_end(at, resolution);
}

}  // namespace sixscope::store
