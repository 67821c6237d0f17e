#include "indicators/evaluate.h"

#include <gmock/gmock.h>

#include <cmath>

namespace sixscope::indicators {
namespace {

using model::Month;
using testing::DoubleNear;
using testing::Optional;

const Month kJanuary = Month::of(2025, 1);
const Place kGuangdong{.region = "440000", .operator_ = "china_mobile"};
const Place kGuangdongUnicom{.region = "440000", .operator_ = "china_unicom"};
const Place kShenzhen{.region = "440300", .operator_ = "china_telecom"};
const Place kBeijing{.region = "110000", .operator_ = "china_mobile"};

Method method(std::string_view numerator, std::string_view denominator = "") {
  Method made;
  made.version = "1";
  made.numerator = Expression::parse(numerator).value();
  if (!denominator.empty()) {
    made.denominator = Expression::parse(denominator).value();
  }
  return made;
}

class Evaluate : public testing::Test {
 protected:
  Evaluate() {
    quantity("v6", OverTime::sum);
    quantity("all", OverTime::sum);
    quantity("lines", OverTime::last);
    quantity("rate", OverTime::mean);
    definitions_.parameters.push_back(
        {.id = "off", .title = {}, .unit = {}, .unit_text = {}, .value = 0.9, .source = {}});
  }
  void quantity(const char* id, OverTime over_time) {
    Quantity& made = definitions_.quantities.emplace_back();
    made.id = id;
    made.over_time = over_time;
  }
  void add(const char* quantity, const Place& place, double value, int month = 0,
           double variance = 0, double samples = 0) {
    cube_.add(quantity, {}, kJanuary + month, place,
              {.value = value, .variance = variance, .samples = samples});
  }
  Value value(const Method& how, const Scope& scope = {}, Span span = {}) const {
    const auto leaves = leaves_of(how, definitions_, cube_, span);
    return value_of(how, cube_, leaves, scope, largest_denominators(how, definitions_, cube_));
  }

  Definitions definitions_;
  Cube cube_{kJanuary, 12, {kBeijing, kGuangdong, kGuangdongUnicom, kShenzhen}};
};

// The nation's figures of June 2025: mobile carries 7.43 % of the bytes. A mean of the two shares
// would be 47.16 %.
TEST_F(Evaluate, AShareIsSumOverSum) {
  const double mobile = (31.12 - 28.32) / (66.00 - 28.32);
  add("all", kBeijing, mobile);
  add("v6", kBeijing, mobile * 0.66);
  add("all", kGuangdong, 1 - mobile);
  add("v6", kGuangdong, (1 - mobile) * 0.2832);
  const Value nation = value(method("v6", "all"));
  EXPECT_THAT(nation.value, Optional(DoubleNear(0.3112, 1e-12)));
  EXPECT_GT(std::abs(*nation.value - (0.66 + 0.2832) / 2), 0.16);
  EXPECT_TRUE(nation.is_whole());
}

TEST_F(Evaluate, ProvincesAddUpToTheNation) {
  add("v6", kBeijing, 10);
  add("all", kBeijing, 40);
  add("v6", kGuangdong, 30);
  add("all", kGuangdong, 50);
  add("v6", kGuangdongUnicom, 5);
  add("all", kGuangdongUnicom, 50);
  add("v6", kShenzhen, 1);
  add("all", kShenzhen, 10);
  const Method how = method("v6", "all");
  const auto values = values_of(how, cube_, leaves_of(how, definitions_, cube_, {}));
  EXPECT_EQ(values.at({kNation, ""}).numerator, 46);
  EXPECT_EQ(values.at({"440000", ""}).numerator + values.at({"110000", ""}).numerator, 46);
  EXPECT_EQ(values.at({"440000", ""}).denominator, 110);
  EXPECT_EQ(values.at({"440000", "china_mobile"}).value, 0.6);
  EXPECT_EQ(values.at({kNation, "china_mobile"}).numerator, 40);
  EXPECT_EQ(values.at({"440300", "china_telecom"}).value, 0.1);
  EXPECT_EQ(values.at({"440300", ""}).expected, 1U);
  EXPECT_FALSE(values.contains({"110000", "china_unicom"}));
  for (const auto& [scope, one] : values) {
    const Value same = value(how, scope);
    EXPECT_EQ(same.numerator, one.numerator) << scope.region << scope.operator_;
    EXPECT_EQ(same.denominator, one.denominator);
  }
}

TEST_F(Evaluate, AMissingProvinceIsNoZeroAndNoShare) {
  add("v6", kBeijing, 10);
  add("all", kBeijing, 40);
  add("v6", kGuangdong, 30);
  add("all", kGuangdong, 60, 1);
  const Value january = value(method("v6", "all"));
  EXPECT_EQ(january.value, 0.25) << "Guangdong lacks its denominator: it counts in neither";
  EXPECT_EQ(january.present, 1U);
  EXPECT_EQ(january.expected, 2U);
  EXPECT_FALSE(january.is_whole());
}

TEST_F(Evaluate, SaysWhatIsPossibleWhereOneIsMissing) {
  add("v6", kBeijing, 10);
  add("all", kBeijing, 40);
  add("v6", kGuangdong, 30, 1);
  add("all", kGuangdong, 60, 1);
  const Value january = value(method("v6", "all"));
  ASSERT_TRUE(january.possible);
  EXPECT_EQ(january.possible->low, 10.0 / 100) << "all of Guangdong's 60 without IPv6";
  EXPECT_EQ(january.possible->high, 70.0 / 100);
  EXPECT_FALSE(value(method("v6", "all"), {"110000", ""}).possible) << "nothing lacks there";
}

TEST_F(Evaluate, NamesItsGaps) {
  EXPECT_EQ(value(method("v6", "all")).gap, Gap::no_observations);
  add("v6", kBeijing, 0);
  add("all", kBeijing, 0);
  const Value nothing = value(method("v6", "all"));
  EXPECT_EQ(nothing.gap, Gap::zero_denominator);
  EXPECT_FALSE(nothing.value) << "never 0 %";
  add("v6", kBeijing, 7);
  EXPECT_EQ(value(method("v6", "all")).gap, Gap::zero_denominator);
  add("all", kBeijing, 5);
  EXPECT_EQ(value(method("v6", "all")).gap, Gap::data_error) << "7 of 5";
  EXPECT_EQ(value(method("all - $off * v6", "all")).gap, Gap::data_error) << "below zero";
}

TEST_F(Evaluate, MonthsMakeLongerPeriodsAsTheQuantitySays) {
  for (int month = 0; month < 3; ++month) {
    add("v6", kBeijing, 1 + month, month);
    add("lines", kBeijing, 100 + month, month);
    add("rate", kBeijing, 10 * month, month);
  }
  const Span quarter{.first = 0, .last = 2};
  EXPECT_EQ(value(method("v6"), {}, quarter).value, 6);
  EXPECT_EQ(value(method("lines"), {}, quarter).value, 102);
  EXPECT_EQ(value(method("rate"), {}, quarter).value, 10);
  const Span longer{.first = 1, .last = 3};
  EXPECT_FALSE(value(method("v6"), {}, longer).value) << "a month lacks";
  EXPECT_FALSE(value(method("lines"), {}, longer).value) << "the closing one";
  EXPECT_FALSE(value(method("rate"), {}, longer).value);
}

TEST_F(Evaluate, SelectorsPickAxes) {
  const auto of = [this](const char* tech, double number) {
    cube_.add("traffic", {{"family", "v6"}, {"tech", tech}}, kJanuary, kBeijing, {.value = number});
  };
  quantity("traffic", OverTime::sum);
  of("lte", 3);
  of("nr", 4);
  EXPECT_EQ(value(method("traffic")).value, 7) << "of axes not named all, together";
  EXPECT_EQ(value(method("traffic{tech=nr}")).value, 4);
  EXPECT_EQ(value(method("traffic{tech=nr,family=v6}", "traffic")).value, 4.0 / 7);
  EXPECT_FALSE(value(method("traffic{tech=nr,family=v4}")).value);
}

TEST_F(Evaluate, TestsHaveTheirInterval) {
  add("v6", kBeijing, 1603);
  add("all", kBeijing, 2000);
  Method how = method("v6", "all");
  how.interval = IntervalKind::wilson;
  const Value share = value(how);
  EXPECT_NEAR(share.interval->low, 0.7834, 5e-5);
  EXPECT_NEAR(share.interval->high, 0.8184, 5e-5);
  EXPECT_EQ(share.samples, 2000);
  how.samples_min = 2001;
  EXPECT_EQ(value(how).gap, Gap::too_few_samples);
}

TEST_F(Evaluate, StrataWeighByTheirPopulation) {
  add("v6", kBeijing, 9);
  add("all", kBeijing, 10);
  add("lines", kBeijing, 900);
  add("v6", kGuangdong, 50);
  add("all", kGuangdong, 100);
  add("lines", kGuangdong, 100);
  Method how = method("v6", "all");
  how.interval = IntervalKind::stratified;
  how.population = Expression::parse("lines").value();
  EXPECT_THAT(value(how).value, Optional(DoubleNear(0.86, 1e-12))) << "pooled it would be 0.536";
}

// s = v6/(v4+v6): var = ((1-s)^2 var6 + s^2 var4) / (v4+v6)^2.
TEST_F(Evaluate, SamplingLeavesADoubt) {
  quantity("v4", OverTime::sum);
  add("v6", kBeijing, 20, 0, 16, 100);
  add("v4", kBeijing, 60, 0, 25, 100);
  add("v6", kGuangdong, 10, 0, 9, 100);
  add("v4", kGuangdong, 10, 0, 4, 100);
  Method how = method("v6", "v4 + v6");
  how.interval = IntervalKind::sampled;
  const Value share = value(how);
  const double s = 0.3;
  const double variance = ((1 - s) * (1 - s) * 25 + s * s * 29) / (100.0 * 100.0);
  EXPECT_NEAR(share.interval->low, sampled_share(s, variance, 400).low, 1e-9);
  EXPECT_NEAR(share.interval->high, sampled_share(s, variance, 400).high, 1e-9);
  EXPECT_EQ(share.samples, 400) << "each quantity once";
}

TEST_F(Evaluate, AMeanOfRatiosWhereThePaperSaysSo) {
  add("v6", kBeijing, 90);
  add("all", kBeijing, 100);
  add("v6", kGuangdong, 1);
  add("all", kGuangdong, 2);
  Method how = method("v6", "all");
  how.aggregation = Aggregation::mean_of_ratios;
  EXPECT_THAT(value(how).value, Optional(DoubleNear(0.7, 1e-12)));
}

TEST_F(Evaluate, AScopeMayHaveItsOwnFigureOrNone) {
  add("lines", kBeijing, 5);
  Method how = method("lines");
  how.aggregation = Aggregation::none;
  EXPECT_FALSE(value(how).value) << "the nation is no sum of provinces here";
  EXPECT_EQ(value(how, {"110000", "china_mobile"}).value, 5);
  EXPECT_FALSE(value(how, {"110000", ""}).value);
}

TEST_F(Evaluate, WhoIsExpectedIsSaid) {
  add("v6", kBeijing, 1);
  const std::vector<Place> expected = {kBeijing, kShenzhen};
  const Method how = method("v6");
  const auto leaves = leaves_of(how, definitions_, cube_, {}, expected);
  ASSERT_EQ(leaves.size(), 2U);
  EXPECT_EQ(leaves[1].fault, LeafFault::missing);
  EXPECT_EQ(value_of(how, cube_, leaves, {}).expected, 2U);
}

TEST_F(Evaluate, AMethodHoldsForItsTime) {
  Method how = method("v6");
  EXPECT_TRUE(is_valid(how, kJanuary, kJanuary));
  how.valid_from = kJanuary;
  how.valid_to = kJanuary + 5;
  EXPECT_TRUE(is_valid(how, kJanuary, kJanuary + 5));
  EXPECT_FALSE(is_valid(how, kJanuary, kJanuary + 6));
  EXPECT_FALSE(is_valid(how, kJanuary - 1, kJanuary));
}

}  // namespace
}  // namespace sixscope::indicators
