#include "indicators/reading.h"

#include <gmock/gmock.h>

#include "indicators/evaluate.h"

namespace sixscope::indicators {
namespace {

using model::Month;
using testing::ElementsAre;
using testing::Optional;

const Month kJanuary = Month::of(2025, 1);
const Place kBeijing{.region = "110000", .operator_ = "china_mobile"};
const Place kGuangdong{.region = "440000", .operator_ = "china_mobile"};
const Place kShanghai{.region = "310000", .operator_ = "china_mobile"};
constexpr Span kFirstHalf{.first = 0, .last = 5};
constexpr Span kSecondHalf{.first = 6, .last = 11};
constexpr Span kYear{.first = 0, .last = 11};
constexpr int kMay = 4;
constexpr int kApril = 3;
constexpr int kNovember = 10;

class HandedInOnce : public testing::Test {
 protected:
  HandedInOnce() {
    for (const auto& [id, over_time] :
         {std::pair("capacity", OverTime::latest), std::pair("devices", OverTime::latest),
          std::pair("planned", OverTime::latest), std::pair("lines", OverTime::last),
          std::pair("retired", OverTime::half_year_sum)}) {
      Quantity& made = definitions_.quantities.emplace_back();
      made.id = id;
      made.over_time = over_time;
    }
  }
  static Method method(const char* numerator, const char* denominator = nullptr) {
    Method made;
    made.numerator = Expression::parse(numerator).value();
    if (denominator != nullptr) {
      made.denominator = Expression::parse(denominator).value();
    }
    return made;
  }
  void add(const char* quantity, const Place& place, int month, double value) {
    cube_.add(quantity, {}, kJanuary + month, place, {.value = value});
  }
  [[nodiscard]] Value value(const Method& how, Span span, const Scope& scope = {}) const {
    return value_of(how, cube_, leaves_of(how, definitions_, cube_, span), scope);
  }
  [[nodiscard]] std::vector<std::optional<std::size_t>> months(const Method& how, Span span) const {
    std::vector<std::optional<std::size_t>> all;
    for (const Leaf& leaf : leaves_of(how, definitions_, cube_, span)) {
      all.push_back(leaf.fault ? std::nullopt : leaf.month);
    }
    return all;
  }

  Definitions definitions_;
  Cube cube_{kJanuary, 12, {kBeijing, kShanghai, kGuangdong}};
};

// The notice's half-years: figures are of May and November, and the period ends a month later.
TEST_F(HandedInOnce, IsReadOfTheNewestMonthPlaceByPlace) {
  const Method how = method("capacity");
  add("capacity", kBeijing, kMay, 10);
  add("capacity", kBeijing, 0, 99);
  add("capacity", kGuangdong, kApril, 30);
  add("capacity", kGuangdong, kNovember, 25);
  const Value half = value(how, kFirstHalf);
  EXPECT_THAT(half.value, Optional(40.0));
  EXPECT_THAT(half.months, Optional(MonthsRead{kJanuary + kApril, kJanuary + kMay}));
  EXPECT_EQ(half.months->to_string(), "2025-04..2025-05");
  EXPECT_THAT(value(how, kFirstHalf, {"110000", ""}).months,
              Optional(MonthsRead{kJanuary + kMay, kJanuary + kMay}));
  EXPECT_THAT(value(how, kYear).value, Optional(35.0)) << "of a year what was handed in last";
}

TEST_F(HandedInOnce, IsNeverFilledFromOutsideThePeriod) {
  const Method how = method("capacity");
  add("capacity", kBeijing, kMay, 10);
  add("capacity", kGuangdong, kMay, 30);
  add("capacity", kGuangdong, kNovember, 25);
  const Value second = value(how, kSecondHalf);
  EXPECT_THAT(second.value, Optional(25.0));
  EXPECT_EQ(second.present, 1U);
  EXPECT_EQ(second.expected, 2U) << "Beijing's May is no figure of the second half";
  EXPECT_THAT(months(how, kSecondHalf), ElementsAre(std::nullopt, Optional(kNovember)));
}

// A later month that has only one side does not make a share of two months.
TEST_F(HandedInOnce, BothSidesAreOfOneMonth) {
  const Method how = method("planned", "devices");
  add("devices", kBeijing, kApril, 10);
  add("planned", kBeijing, kApril, 5);
  add("devices", kBeijing, kMay, 100);
  add("devices", kGuangdong, kApril, 7);
  add("planned", kGuangdong, kMay, 1);
  const Value half = value(how, kFirstHalf);
  EXPECT_THAT(half.value, Optional(0.5));
  EXPECT_EQ(half.present, 1U) << "Guangdong has no month with both";
  EXPECT_EQ(half.expected, 2U);
}

TEST_F(HandedInOnce, OfOneMonthIsThatMonth) {
  const Method how = method("capacity");
  add("capacity", kBeijing, kMay, 10);
  EXPECT_THAT(value(how, {kMay, kMay}).value, Optional(10.0));
  EXPECT_EQ(value(how, {5, 5}).gap, Gap::no_observations);
}

TEST_F(HandedInOnce, WhatIsReadOtherwiseKeepsItsMonths) {
  add("lines", kBeijing, kMay, 10);
  const Value half = value(method("lines"), kFirstHalf);
  EXPECT_EQ(half.gap, Gap::no_observations) << "a stock is of the last month";
  EXPECT_FALSE(half.months);
}

TEST_F(HandedInOnce, WhatFlowsIsAddedUpHalfYearByHalfYear) {
  const Method how = method("retired");
  add("retired", kBeijing, kMay, 3);
  add("retired", kBeijing, kNovember, 4);
  add("retired", kGuangdong, kMay, 9);
  EXPECT_THAT(value(how, kFirstHalf).value, Optional(12.0));
  const Value year = value(how, kYear);
  EXPECT_THAT(year.value, Optional(7.0)) << "Guangdong lacks its second half";
  EXPECT_EQ(year.present, 1U);
  EXPECT_EQ(year.expected, 2U);
}

// A change has no bounds: nobody knows by how much who is silent has grown.
TEST_F(HandedInOnce, WhatAChangeCouldBeIsNotTold) {
  Method how = method("capacity - devices", "devices");
  how.is_part = false;
  add("capacity", kBeijing, kMay, 10);
  add("devices", kBeijing, kMay, 12);
  add("capacity", kGuangdong, kNovember, 10);
  add("devices", kGuangdong, kNovember, 10);
  const auto leaves = leaves_of(how, definitions_, cube_, kFirstHalf);
  const Value half =
      value_of(how, cube_, leaves, {}, largest_denominators(how, definitions_, cube_));
  EXPECT_FALSE(half.is_whole());
  EXPECT_FALSE(half.possible);
}

}  // namespace
}  // namespace sixscope::indicators
