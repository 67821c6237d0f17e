#include "model/month.h"

#include <gtest/gtest.h>

namespace sixscope::model {
namespace {

TEST(Month, ReadsAndWritesWhatPeopleType) {
  for (const auto* text : {"2026-06", "1970-01", "9999-12", "2024-02"}) {
    const auto month = Month::parse(text);
    ASSERT_TRUE(month) << text;
    EXPECT_EQ(month->to_string(), text);
  }
  for (const auto* text : {"", "2026", "2026-6", "2026/06", "2026-060", "202606", "26-06-1",
                           " 026-06", "2026--6", "+026-06"}) {
    EXPECT_EQ(Month::parse(text).error().code, Errc::malformed) << text;
  }
  for (const auto* text : {"2026-00", "2026-13", "1969-12"}) {
    EXPECT_EQ(Month::parse(text).error().code, Errc::out_of_range) << text;
  }
}

TEST(Month, EndsAtMidnightInChina) {
  const Month june = Month::of(2026, 6);
  using namespace std::chrono;
  EXPECT_EQ(june.end(), Instant{sys_days{2026y / 6 / 30} + 16h});
  EXPECT_EQ(june.begin(), Instant{sys_days{2026y / 5 / 31} + 16h});
  EXPECT_EQ(to_string(june.last_day()), "2026-06-30");
  EXPECT_EQ(day_in_china(june.end()), sys_days{2026y / 7 / 1});
  EXPECT_EQ(day_in_china(june.end() - 1ms), june.last_day());
  EXPECT_EQ(Month::of(day_in_china(june.begin())), june);
}

TEST(Month, CountsOverYears) {
  const Month december = Month::of(2025, 12);
  EXPECT_EQ((december + 1).to_string(), "2026-01");
  EXPECT_EQ((december - 12).to_string(), "2024-12");
  EXPECT_EQ(Month::of(2026, 3) - december, 3);
  EXPECT_LT(december, december + 1);
  EXPECT_EQ(to_string(Month::of(2024, 2).last_day()), "2024-02-29");
}

TEST(Day, ReadsOnlyDaysThereAre) {
  EXPECT_EQ(to_string(parse_day("2024-02-29").value()), "2024-02-29");
  EXPECT_EQ(parse_day("2025-02-29").error().code, Errc::out_of_range);
  EXPECT_EQ(parse_day("1969-12-31").error().code, Errc::out_of_range);
  for (const auto* text : {"", "2026-06", "2026-6-30", "2026-06-30 ", "2026.06.30"}) {
    EXPECT_EQ(parse_day(text).error().code, Errc::malformed) << text;
  }
}

}  // namespace
}  // namespace sixscope::model
