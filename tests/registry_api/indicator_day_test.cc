// Periods of a day: of what is measured, and of nothing else.
#include <chrono>

#include "indicator_world.h"
#include "model/month.h"

namespace sixscope::tests {
namespace {

using std::chrono::hours;

const std::string kMobile = "indicator=T1&source=measured&period=day";

class IndicatorDays : public ::testing::Test {
 protected:
  // Bytes that users of one operator had at an hour of a June day, all of them counted.
  void measure(int day, int hour, const std::string& region, std::uint64_t v4, std::uint64_t v6) {
    const Instant at =
        model::begin_in_china(model::Month::of(2026, 6).first_day() + std::chrono::days(day - 1)) +
        hours(hour);
    store::VolumeBatch batch{.id = "test/1/" + std::to_string(++batches_), .rows = {}};
    batch.rows.push_back({.window_start = at,
                          .dimensions = {region, "china_mobile", "mobile", "unknown", "none",
                                         "unknown", "unknown", "user", "measurable", "192.0.2.1"},
                          .volume = {.v4 = {.bytes = v4}, .v6 = {.bytes = v6}}});
    ASSERT_TRUE(world.traffic.append(batch));
  }

  IndicatorWorld world;

 private:
  int batches_ = 0;
};

TEST_F(IndicatorDays, EachDayOfTheMonthIsAddedUpInChina) {
  measure(15, 0, "440000", 60, 40);  // Midnight in China: still the 14th in UTC.
  measure(15, 23, "440000", 40, 60);
  measure(15, 12, "310000", 100, 0);
  measure(16, 12, "440000", 25, 75);
  const Json days = world.values(kMobile + "&month=2026-06&operator=china_mobile");
  ASSERT_EQ(days.size(), 30U);
  EXPECT_EQ(days[14]["period"],
            Json({{"name", "2026-06-15"}, {"first", "2026-06-15"}, {"last", "2026-06-15"}}));
  EXPECT_EQ(IndicatorWorld::parts(days[14]), (std::pair{100.0, 300.0}));
  EXPECT_EQ(IndicatorWorld::parts(days[15]), (std::pair{75.0, 100.0}));
  EXPECT_EQ(days[13]["gap"], "no_observations");
  EXPECT_EQ(days[14]["coverage"]["present"], 2);
  // The month is the sum of its days, and not the mean of their shares.
  EXPECT_EQ(IndicatorWorld::parts(world.value("indicator=T1&source=measured&month=2026-06")),
            (std::pair{175.0, 400.0}));
}

TEST_F(IndicatorDays, OpenDownToTheLeavesOfADay) {
  measure(16, 12, "440000", 25, 75);
  const Json leaves =
      world.json(world.get("/indicators/T1/leaves?source=measured&period=day&month=2026-06&within="
                           "440000"))["data"];
  const auto there = std::ranges::find_if(leaves, [](const Json& one) {
    return one["period"]["name"] == "2026-06-16" && one["operator"] == "china_mobile";
  });
  ASSERT_NE(there, leaves.end());
  EXPECT_EQ((*there)["numerator"], 75);
  EXPECT_EQ((*there)["figures"][0]["value"], 75);
}

TEST_F(IndicatorDays, WhatIsSubmittedHasNone) {
  world.hand_in_all("traffic_by_province",
                    kMobileHead + mobile("2026-06", "440000", "china_mobile", "10", "5", "1", "1"));
  EXPECT_EQ(world.values("indicator=T1&source=submitted&month=2026-06&period=day").size(), 0U);
  EXPECT_EQ(world.values("indicator=T1&source=submitted&month=2026-06").size(), 1U);
}

TEST_F(IndicatorDays, EndWithYesterday) {
  world.clock.set(model::begin_in_china(model::Month::of(2026, 6).first_day() +
                                        std::chrono::days(9)));  // The 10th begins.
  measure(9, 12, "440000", 25, 75);
  measure(10, 0, "440000", 25, 75);
  const Json days = world.values(kMobile + "&month=2026-06");
  ASSERT_EQ(days.size(), 9U);
  EXPECT_EQ(days[8]["period"]["name"], "2026-06-09");
  EXPECT_EQ(world.get("/indicators/values?" + kMobile + "&month=2026-07").status, 400);
}

TEST_F(IndicatorDays, AreRefusedWhereThereAreNone) {
  const auto refused = [&](const std::string& target) {
    const auto answer = world.get(target);
    EXPECT_EQ(answer.status, 400) << answer.body;
    return answer.body;
  };
  EXPECT_THAT(refused("/indicators/composite?period=day&month=2026-06"),
              ::testing::HasSubstr("formed of months"));
  EXPECT_THAT(refused("/indicators/values?" + kMobile + "&months=2025-06..2026-06"),
              ::testing::HasSubstr("at most 12 months"));
}

TEST_F(IndicatorDays, TheDefinitionSaysWhichMethodsHaveThem) {
  const Json methods = world.json(world.get("/indicators/T1"))["data"]["methods"];
  for (const Json& method : methods) {
    EXPECT_EQ(method["daily"], method["source"] == "measured") << method.dump();
  }
}

}  // namespace
}  // namespace sixscope::tests
