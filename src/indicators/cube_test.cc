#include "indicators/cube.h"

#include <gmock/gmock.h>

namespace sixscope::indicators {
namespace {

using model::Day;
using model::Month;

const Place kGuangdong{.region = "440000", .operator_ = "china_mobile"};
const Place kShanghai{.region = "310000", .operator_ = "china_mobile"};

Day day(int number) { return Month::of(2025, 6).first_day() + std::chrono::days(number - 1); }

TEST(Cube, HasMonthsOrDaysAndNotBoth) {
  const Cube months(Month::of(2025, 5), 2, {kGuangdong});
  EXPECT_EQ(months.step(Month::of(2025, 5)), 0U);
  EXPECT_EQ(months.step(Month::of(2025, 6)), 1U);
  EXPECT_FALSE(months.step(Month::of(2025, 4)) || months.step(Month::of(2025, 7)));
  EXPECT_FALSE(months.step(day(1)));
  const Cube days(day(1), 30, {kGuangdong});
  EXPECT_EQ(days.step(day(30)), 29U);
  EXPECT_FALSE(days.step(day(31)) || days.step(day(0)));
  EXPECT_FALSE(days.step(Month::of(2025, 6)));
}

TEST(Cube, AFigureOfADayIsOfThatDayAlone) {
  Cube days(day(1), 3, {kShanghai, kGuangdong});
  days.add("bytes", {}, day(2), kGuangdong, {.value = 5});
  days.add("bytes", {}, day(2), kGuangdong, {.value = 2});
  days.add("bytes", {}, day(4), kGuangdong, {.value = 9});              // Outside.
  days.add("bytes", {}, Month::of(2025, 6), kGuangdong, {.value = 9});  // Of no day.
  const Selector bytes{.quantity = "bytes", .where = {}};
  const auto read = days.read(bytes, OverTime::sum, {1, 1});
  EXPECT_FALSE(read[0]);
  ASSERT_TRUE(read[1]);
  EXPECT_EQ(read[1]->value, 7);
  EXPECT_FALSE(days.read(bytes, OverTime::sum, {0, 0})[1]);
  EXPECT_FALSE(days.read(bytes, OverTime::sum, {0, 2})[1]) << "a span needs all of its days";
}

TEST(Cube, FindsPlaces) {
  const Cube cube(Month::of(2025, 6), 1, {kShanghai, kGuangdong});
  EXPECT_EQ(cube.find(kGuangdong), 1U);
  EXPECT_FALSE(cube.find({.region = "440000", .operator_ = {}}));
}

}  // namespace
}  // namespace sixscope::indicators
