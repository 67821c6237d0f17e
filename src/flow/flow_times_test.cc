#include "flow/flow_times.h"

#include <gtest/gtest.h>

namespace sixscope::flow {
namespace {

using model::Adjustment;

constexpr std::int64_t kExport = 1'700'000'000'000;
constexpr std::uint32_t kUptime = 5'000'000;

ExportClock clock_at(std::uint32_t uptime = kUptime) {
  return {.export_ms = kExport, .uptime_ms = uptime, .uptime_known = true, .shift_ms = 0};
}

TEST(UptimeSince, TakesAnyBootTime) {
  EXPECT_EQ(uptime_since(1'700'000'000'000, 1'700'000'060'000), 60'000U);
  EXPECT_EQ(uptime_since(1'700'000'000'001, 1'700'000'000'000), 0xFFFFFFFFU);
  EXPECT_EQ(uptime_since(INT64_MIN, 1'700'000'000'000), 0xCFE56800U);
}

TEST(TimeValue, ReadsEveryForm) {
  struct Case {
    const char* name;
    std::uint64_t raw;
    TimeForm form;
    std::int64_t expected;
  };
  const Case cases[] = {
      {"uptime", kUptime - 4000, TimeForm::uptime_ms, kExport - 4000},
      {"uptime after the export", kUptime + 20, TimeForm::uptime_ms, kExport + 20},
      {"seconds", 1'699'999'999, TimeForm::seconds, 1'699'999'999'000},
      {"milliseconds", 1'699'999'999'123, TimeForm::milliseconds, 1'699'999'999'123},
      {"NTP", (1'699'999'999ULL + 2'208'988'800ULL) << 32U | 0x80000000U, TimeForm::ntp,
       1'699'999'999'500},
      {"Unix microseconds where NTP should be", 1'699'999'999'123'456, TimeForm::ntp,
       1'699'999'999'123},
      {"Unix nanoseconds where NTP should be", 1'699'999'999'123'456'789, TimeForm::ntp,
       1'699'999'999'123},
      {"microseconds before export", 250'000, TimeForm::before_export_us, kExport - 250},
      {"nothing", 77, TimeForm::none, 0},
      {"absurd seconds", ~0ULL, TimeForm::seconds, 0},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(time_value(one.raw, one.form, clock_at()), one.expected) << one.name;
  }
}

TEST(TimeValue, SurvivesTheWrapOfTheUptime) {
  EXPECT_EQ(time_value(0xfffffff0U, TimeForm::uptime_ms, clock_at(0x10)), kExport - 0x20);
}

TEST(SettleTimes, ClampsWhatIsAbsurdAndSaysSo) {
  struct Case {
    const char* name;
    std::int64_t start;
    std::int64_t end;
    std::int64_t duration;
    std::int64_t expected_start;
    std::int64_t expected_end;
    Adjustment adjustments;
  };
  const std::int64_t year = 365LL * 24 * 3600 * 1000;
  const Case cases[] = {
      {"sane", kExport - 9, kExport - 1, 0, kExport - 9, kExport - 1, Adjustment::none},
      {"nothing said", 0, 0, 0, kExport, kExport, Adjustment::time_from_export},
      {"only how long", 0, 0, 500, kExport - 500, kExport, Adjustment::time_from_export},
      {"only the start", kExport - 70, 0, 0, kExport - 70, kExport - 70, Adjustment::none},
      {"only the end", 0, kExport - 70, 0, kExport - 70, kExport - 70, Adjustment::none},
      {"start and how long", kExport - 70, 0, 30, kExport - 70, kExport - 40, Adjustment::none},
      {"end before start", kExport - 5, kExport - 10, 0, kExport - 10, kExport - 10,
       Adjustment::time_clamped},
      {"years in the past", kExport - 3 * year, kExport - 2 * year, 0, kExport, kExport,
       Adjustment::time_clamped},
      {"years in the future", kExport + year, kExport + year, 0, kExport, kExport,
       Adjustment::time_clamped},
      {"began years ago", kExport - year, kExport - 10, 0, kExport - kFlowAgeMaxMs, kExport - 10,
       Adjustment::time_clamped},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    model::Flow flow;
    settle_times(one.start, one.end, one.duration, clock_at(), flow);
    EXPECT_EQ(flow.start.time_since_epoch().count(), one.expected_start);
    EXPECT_EQ(flow.end.time_since_epoch().count(), one.expected_end);
    EXPECT_EQ(flow.adjustments, one.adjustments);
  }
}

TEST(ClockSkew, IgnoresWhatTheResolutionExplains) {
  ClockSkew skew;
  skew.observe(1'000'000, 1'000'999, 1000);
  EXPECT_EQ(skew.milliseconds(), 0) << "the export time is cut to the second";
  ClockSkew fast;
  fast.observe(1'005'000, 1'000'000, 1000);
  EXPECT_EQ(fast.milliseconds(), 5000);
  ClockSkew slow;
  slow.observe(1'000'000, 1'005'000, 1);
  EXPECT_EQ(slow.milliseconds(), -5000);
}

TEST(ClockSkew, IsSmoothButFollowsAClockThatWasSet) {
  ClockSkew skew;
  skew.observe(1000, 1000, 1);
  skew.observe(2800, 2000, 1);
  EXPECT_EQ(skew.milliseconds(), 100) << "one eighth of the news";
  for (int i = 0; i < 200; ++i) {
    skew.observe(2800, 2000, 1);
  }
  EXPECT_EQ(skew.milliseconds(), 800);
  skew.observe(3'602'000, 2000, 1);
  EXPECT_EQ(skew.milliseconds(), 3'600'000);
}

}  // namespace
}  // namespace sixscope::flow
