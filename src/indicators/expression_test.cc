#include "indicators/expression.h"

#include <gmock/gmock.h>

#include <string>

namespace sixscope::indicators {
namespace {

using testing::ElementsAre;

Expression parsed(std::string_view text) {
  auto made = Expression::parse(text);
  EXPECT_TRUE(made) << describe(made.error());
  return made.value_or(Expression());
}

double value(std::string_view text, std::vector<double> quantities = {},
             std::vector<double> parameters = {}) {
  return parsed(text).evaluate(quantities, parameters).value_or(-999);
}

TEST(Expression, IsArithmetic) {
  EXPECT_EQ(value("1 + 2 * 3"), 7);
  EXPECT_EQ(value("(1 + 2) * 3"), 9);
  EXPECT_EQ(value("10 - 3 - 2"), 5) << "from the left";
  EXPECT_EQ(value("12 / 3 / 2"), 2);
  EXPECT_EQ(value("-2 * -(3 - 5)"), -4);
  EXPECT_EQ(value("0.5*8"), 4);
  EXPECT_EQ(value("metro - $off * core", {100, 40}, {0.9}), 64);
  EXPECT_EQ(value("a + a * b", {3, 4}), 15) << "a stands once among the selectors";
  EXPECT_FALSE(parsed("a / (b - 2)").evaluate(std::vector<double>{1, 2}, {}));
}

TEST(Expression, NamesWhatItNeeds) {
  const Expression one =
      parsed("traffic{tech=lte, family=v6} + traffic{family=v6,tech=lte} - x{r=110000} * $k");
  EXPECT_THAT(one.selectors(), ElementsAre(Selector{"traffic", {{"family", "v6"}, {"tech", "lte"}}},
                                           Selector{"x", {{"r", "110000"}}}));
  EXPECT_THAT(one.parameters(), ElementsAre("k"));
}

struct Wrong {
  const char* text;
  const char* rule;
  std::size_t offset;
};

TEST(Expression, SaysWhatIsWrongAndWhere) {
  const std::vector<Wrong> kWrong = {
      {"", "a number, '$', '(', '-' or the name of a quantity is expected", 0},
      {"a +", "a number, '$', '(', '-' or the name of a quantity is expected", 3},
      {"a b", "an operator or the end is expected", 2},
      {"(a", "')' is expected", 2},
      {"a)", "an operator or the end is expected", 1},
      {"a{", "the name of an axis is expected", 2},
      {"a{x}", "'=' is expected", 3},
      {"a{x=}", "a value is expected", 4},
      {"a{x=1,x=2}", "an axis stands twice", 7},
      {"a{x=1", "',' or '}' is expected", 5},
      {"$", "the name of a parameter is expected", 1},
      {"A", "a number, '$', '(', '-' or the name of a quantity is expected", 0},
      {"sum(a)", "an operator or the end is expected", 3},
      {"a; DROP", "an operator or the end is expected", 1},
  };
  for (const Wrong& wrong : kWrong) {
    const auto made = Expression::parse(wrong.text);
    ASSERT_FALSE(made) << wrong.text;
    EXPECT_EQ(made.error().rule, wrong.rule) << wrong.text;
    EXPECT_EQ(made.error().offset, wrong.offset) << wrong.text;
  }
}

TEST(Expression, IsBounded) {
  EXPECT_EQ(Expression::parse(std::string(501, '1')).error().code, Errc::out_of_range);
  EXPECT_EQ(Expression::parse(std::string(40, '(') + "1" + std::string(40, ')')).error().code,
            Errc::out_of_range);
  EXPECT_EQ(Expression::parse(std::string(400, '-') + "1").error().code, Errc::out_of_range);
  std::string many = "1";
  for (int i = 0; i < 249; ++i) {
    many += "+1";
  }
  EXPECT_EQ(value(many), 250);
}

std::optional<Unit> unit_of(std::string_view name) {
  if (name == "lines") {
    return Unit("lines");
  }
  if (name == "rate") {
    return Unit("Gbit/s");
  }
  if (name == "volume") {
    return Unit("PB/day");
  }
  if (name == "base") {
    return Unit("PB/day per Gbit/s");
  }
  return name == "off" ? std::optional(Unit("ratio")) : std::nullopt;
}

TEST(Expression, HasAUnit) {
  const auto unit = [](std::string_view text) { return parsed(text).unit(unit_of, unit_of); };
  EXPECT_EQ(unit("lines").value(), Unit("lines"));
  EXPECT_EQ(unit("volume + $base * rate").value(), Unit("PB/day"));
  EXPECT_EQ(unit("rate - $off * rate").value().to_string(), "Gbit/s");
  EXPECT_TRUE(unit("lines / lines").value().is_plain());
  EXPECT_EQ(unit("volume / rate").value(), Unit("PB/day per Gbit/s"));
  EXPECT_EQ(unit("2 / lines").value().to_string(), "1 per lines");
  const auto mixed = unit("volume + rate");
  ASSERT_FALSE(mixed);
  EXPECT_EQ(describe(mixed.error()).find("two units cannot be added"), 0U);
  EXPECT_NE(mixed.error().detail.find("PB/day and Gbit/s"), std::string::npos);
  EXPECT_EQ(mixed.error().offset, 7U);
  EXPECT_EQ(unit("lines + 1").error().code, Errc::malformed) << "a bare number is no line";
  EXPECT_EQ(unit("nothing").error().code, Errc::not_found);
  EXPECT_EQ(unit("$nothing").error().rule, "no such parameter");
}

}  // namespace
}  // namespace sixscope::indicators
