#include "indicators/target.h"

#include <gmock/gmock.h>

#include <chrono>

#include "indicators/rank.h"

namespace sixscope::indicators {
namespace {

using model::Month;
using testing::ElementsAre;
using testing::Optional;

Value share(double numerator, double denominator) {
  Value value;
  value.numerator = numerator;
  value.denominator = denominator;
  value.value = numerator / denominator;
  value.present = value.expected = 1;
  return value;
}

Target target(double value, Comparison comparison = Comparison::at_least) {
  Target made;
  made.due = Month::of(2025, 12).last_day();
  made.value = value;
  made.comparison = comparison;
  return made;
}

TEST(Judge, ByTheLowerBoundAndNotByThePoint) {
  Value tests = share(1603, 2000);
  EXPECT_EQ(judge(tests, Comparison::at_least, 0.8), Verdict::met) << "if all were counted";
  tests.interval = wilson(*tests.value, 2000);
  EXPECT_EQ(judge(tests, Comparison::at_least, 0.8), Verdict::cannot_tell);
  tests = share(1636, 2000);
  tests.interval = wilson(*tests.value, 2000);
  EXPECT_EQ(judge(tests, Comparison::at_least, 0.8), Verdict::met);
  tests = share(1500, 2000);
  tests.interval = wilson(*tests.value, 2000);
  EXPECT_EQ(judge(tests, Comparison::at_least, 0.8), Verdict::not_met);
  EXPECT_EQ(judge(Value{}, Comparison::at_least, 0.8), Verdict::no_data);
}

TEST(Judge, TheBoundItselfIsReachedOrNot) {
  EXPECT_EQ(judge(share(70, 100), Comparison::at_least, 0.7), Verdict::met);
  EXPECT_EQ(judge(share(70, 100), Comparison::more_than, 0.7), Verdict::not_met);
  EXPECT_EQ(judge(share(70, 100), Comparison::at_most, 0.7), Verdict::met);
}

TEST(Judge, WhatLacksMayChangeIt) {
  Value value = share(29, 100);
  value.expected = 2;
  EXPECT_EQ(judge(value, Comparison::at_least, 0.27), Verdict::cannot_tell) << "weight unknown";
  value.possible = Interval{.low = 0.28, .high = 0.31};
  EXPECT_EQ(judge(value, Comparison::at_least, 0.27), Verdict::met);
  value.possible = Interval{.low = 0.26, .high = 0.33};
  EXPECT_EQ(judge(value, Comparison::at_least, 0.27), Verdict::cannot_tell);
}

TEST(Target, GapAndPace) {
  const Value june = share(66, 100);
  EXPECT_NEAR(*gap_to(june, target(0.7)), 0.04, 1e-12);
  EXPECT_NEAR(*pace_needed(june, target(0.7), Month::of(2025, 6)), 0.04 / 6, 1e-12);
  EXPECT_EQ(pace_needed(june, target(0.6), Month::of(2025, 6)), 0.0);
  EXPECT_FALSE(pace_needed(june, target(0.7), Month::of(2025, 12))) << "no month is left";
  EXPECT_NEAR(*gap_to(june, target(0.5, Comparison::at_most)), 0.16, 1e-12);
  EXPECT_FALSE(gap_to(Value{}, target(0.5)));
}

std::vector<std::pair<Month, double>> series(std::initializer_list<double> values) {
  std::vector<std::pair<Month, double>> all;
  Month month = Month::of(2025, 1);
  for (const double value : values) {
    all.emplace_back(month, value);
    month = month + 1;
  }
  return all;
}

TEST(Forecast, AStraightLineHasNoDoubt) {
  const auto line = forecast(series({0.50, 0.52, 0.54, 0.56}), target(0.70));
  ASSERT_TRUE(line);
  EXPECT_NEAR(line->slope, 0.02, 1e-12);
  EXPECT_EQ(line->month, Month::of(2025, 11)) << "seven months from April";
  EXPECT_LE(line->earliest - line->month, 0);
  ASSERT_TRUE(line->latest);
  EXPECT_LE(*line->latest - line->month, 1);
}

TEST(Forecast, ScatterWidensIt) {
  const auto line = forecast(series({0.50, 0.53, 0.53, 0.56, 0.57, 0.60}), target(0.70));
  ASSERT_TRUE(line);
  EXPECT_LT(line->earliest, line->month);
  ASSERT_TRUE(line->latest);
  EXPECT_GT(*line->latest, line->month);
  const auto wild = forecast(series({0.50, 0.58, 0.49, 0.59}), target(0.70));
  ASSERT_TRUE(wild);
  EXPECT_FALSE(wild->latest) << "the flattest slope does not rise";
}

TEST(Forecast, IsNotMadeWhereThereIsNone) {
  EXPECT_FALSE(forecast(series({0.5, 0.6, 0.65}), target(0.7))) << "too few";
  EXPECT_FALSE(forecast(series({0.6, 0.6, 0.59, 0.58}), target(0.7))) << "it falls";
  EXPECT_FALSE(forecast(series({0.5, 0.6, 0.7, 0.8}), target(0.7))) << "it is there";
  EXPECT_FALSE(forecast(series({0.5, 0.50001, 0.50001, 0.50002}), target(0.7))) << "after 2100";
  EXPECT_TRUE(forecast(series({0.5, 0.48, 0.44, 0.43}), target(0.3, Comparison::at_most)));
}

TEST(Student, HasItsTable) {
  EXPECT_NEAR(student_975(1), 12.7062, 1e-4);
  EXPECT_NEAR(student_975(9), 2.2622, 1e-4);
  EXPECT_NEAR(student_975(10), 2.2281, 1e-4);
  EXPECT_NEAR(student_975(30), 2.0423, 1e-4);
  EXPECT_NEAR(student_975(1000), 1.9623, 1e-4);
}

TEST(Contributions, SayWhoHoldsTheWholeBack) {
  const std::vector<std::pair<Scope, Value>> parts = {
      {{"110000", ""}, share(60, 100)},   // Lacks 10 of 1000.
      {{"440000", ""}, share(480, 800)},  // The same share, but eight times the weight.
      {{"310000", ""}, share(90, 100)},
      {{"650000", ""}, Value{}}};
  const auto all = contributions(share(630, 1000), parts, Comparison::at_least, 0.7);
  ASSERT_EQ(all.size(), 3U) << "what has no value is not guessed";
  EXPECT_EQ(all[0].scope.region, "440000");
  EXPECT_NEAR(all[0].lack, 0.08, 1e-12);
  EXPECT_NEAR(all[1].lack, 0.01, 1e-12);
  EXPECT_NEAR(all[2].lack, -0.02, 1e-12);
  EXPECT_NEAR(all[0].lack + all[1].lack + all[2].lack, 0.7 - 0.63, 1e-12) << "they add up";
}

// Where less is better, what is above the threshold holds the whole back.
TEST(Contributions, TurnWhereLessIsBetter) {
  const std::vector<std::pair<Scope, Value>> parts = {{{"440300", ""}, share(-30, 300)},
                                                      {{"310000", ""}, share(30, 300)}};
  const auto all = contributions(share(0, 600), parts, Comparison::at_most, 0);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].scope.region, "310000");
  EXPECT_NEAR(all[0].lack, 0.05, 1e-12);
  EXPECT_NEAR(all[1].lack, -0.05, 1e-12);
}

TEST(Ranks, TiesShareAndGapsStandApart) {
  const std::vector<std::optional<double>> values = {0.3, 0.9, {}, 0.3, 0.1};
  EXPECT_THAT(ranks(values),
              ElementsAre(Optional(2), Optional(1), std::nullopt, Optional(2), Optional(4)));
  EXPECT_THAT(ranks(values, false),
              ElementsAre(Optional(2), Optional(4), std::nullopt, Optional(2), Optional(1)));
}

TEST(Composite, IsNeverFilledUpWithZeros) {
  const Index all = composite(std::vector<IndexPart>{{0.5, 0.8}, {0.5, 0.4}});
  EXPECT_NEAR(*all.value, 0.6, 1e-12);
  EXPECT_TRUE(all.is_whole());
  const Index some = composite(std::vector<IndexPart>{{0.75, 0.8}, {0.25, {}}});
  EXPECT_NEAR(*some.value, 0.8, 1e-12);
  EXPECT_FALSE(some.is_whole());
  EXPECT_FALSE(composite(std::vector<IndexPart>{{1, {}}}).value);
  EXPECT_EQ(normalised(0.3, 0, 0.6), 0.5);
  EXPECT_EQ(normalised(20, 100, 0), 0.8) << "where less is better";
  EXPECT_EQ(normalised(-1, 0, 1), 0);
}

}  // namespace
}  // namespace sixscope::indicators
