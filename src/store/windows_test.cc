#include "store/windows.h"

#include <gtest/gtest.h>

namespace sixscope::store {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

Instant utc(int year, unsigned month, unsigned day, std::chrono::minutes into) {
  return Instant(sys_days(std::chrono::year(year) / std::chrono::month(month) /
                          std::chrono::day(day))) +
         into;
}

struct Case {
  const char* name;
  Resolution resolution;
  Instant at;
  Instant start;
  Instant end;
};

TEST(Windows, StartAndEndAreThoseOfTheReportingZone) {
  const Case cases[] = {
      {"minute", Resolution::minute, utc(2026, 3, 1, 7min) + 59'999ms, utc(2026, 3, 1, 7min),
       utc(2026, 3, 1, 8min)},
      {"five minutes", Resolution::five_minutes, utc(2026, 3, 1, 9min), utc(2026, 3, 1, 5min),
       utc(2026, 3, 1, 10min)},
      {"hour", Resolution::hour, utc(2026, 3, 1, 61min), utc(2026, 3, 1, 1h), utc(2026, 3, 1, 2h)},
      {"day begins at 16:00 UTC", Resolution::day, utc(2026, 3, 1, 16h), utc(2026, 3, 1, 16h),
       utc(2026, 3, 2, 16h)},
      {"day before 16:00 UTC", Resolution::day, utc(2026, 3, 1, 15h + 59min), utc(2026, 2, 28, 16h),
       utc(2026, 3, 1, 16h)},
      {"month begins the evening before", Resolution::month, utc(2026, 2, 28, 16h),
       utc(2026, 2, 28, 16h), utc(2026, 3, 31, 16h)},
      {"month, last minute", Resolution::month, utc(2026, 2, 28, 15h + 59min),
       utc(2026, 1, 31, 16h), utc(2026, 2, 28, 16h)},
      {"month over the year", Resolution::month, utc(2026, 12, 31, 17h), utc(2026, 12, 31, 16h),
       utc(2027, 1, 31, 16h)},
      {"before 1970", Resolution::hour, utc(1969, 12, 31, 61min), utc(1969, 12, 31, 1h),
       utc(1969, 12, 31, 2h)},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(window_start(row.at, row.resolution), row.start);
    EXPECT_EQ(window_end(row.at, row.resolution), row.end);
    EXPECT_EQ(round_up(row.start, row.resolution), row.start);
    EXPECT_EQ(round_up(row.start + 1ms, row.resolution), row.end);
  }
}

}  // namespace
}  // namespace sixscope::store
