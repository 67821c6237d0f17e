#include "registry/code_validity.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sixscope::registry {
namespace {

std::optional<model::Day> day(const char* text) { return model::parse_day(text).value(); }

Fault doubt(Rule rule, const char* code) {
  Fault fault = fault_of(rule);
  fault.code = code;
  return fault;
}

class HeldThen : public ::testing::Test {
 protected:
  HeldThen() {
    Code old;
    old.code = "652100";
    old.valid_from = "1975-01-01";
    old.valid_to = "2016-01-01";
    Code next;
    next.code = "650400";
    next.valid_from = "2015-01-01";
    list_ = {old, next};
  }
  [[nodiscard]] bool held(Rule rule, const char* code, std::optional<model::Day> on,
                          const Value& value = std::string("652100")) const {
    return held_then(doubt(rule, code), &list_, value, on);
  }
  CodeList list_;
};

TEST_F(HeldThen, ACodeThatEndedWasRightUntilThen) {
  EXPECT_TRUE(held(Rule::code_ended, "652100", day("2015-12-31")));
  EXPECT_FALSE(held(Rule::code_ended, "652100", day("2016-01-01")))
      << "the first day it is no more";
  EXPECT_FALSE(held(Rule::code_ended, "652100", std::nullopt)) << "as late as any day";
  EXPECT_FALSE(held_then(doubt(Rule::code_ended, "652100"), nullptr, std::string("652100"),
                         day("2015-12-31")));
  EXPECT_FALSE(held(Rule::code_ended, "650000", day("2015-12-31"), std::string("650000")));
  EXPECT_FALSE(held(Rule::code_unknown, "652100", day("2015-12-31"))) << "another fault stays";
}

TEST_F(HeldThen, ACodeIsRightFromItsFirstDay) {
  EXPECT_TRUE(held(Rule::code_not_yet, "652100", day("1975-01-01")));
  EXPECT_FALSE(held(Rule::code_not_yet, "652100", day("1974-12-31")));
  EXPECT_TRUE(held(Rule::code_not_yet, "652100", std::nullopt)) << "all has begun";
}

TEST_F(HeldThen, OfSeveralCodesTheFaultSaysWhich) {
  const Value both = std::vector<std::string>{"652100", "650400"};
  EXPECT_TRUE(held(Rule::code_ended, "652100", day("2014-06-01"), both));
  EXPECT_FALSE(held(Rule::code_not_yet, "650400", day("2014-06-01"), both));
  EXPECT_TRUE(held(Rule::code_not_yet, "652100", day("2014-06-01"), both));
  EXPECT_FALSE(held(Rule::code_ended, "652100", day("2020-06-01"), both));
}

TEST(HasEnded, FromTheFirstDayItHoldsNoMore) {
  Code code;
  EXPECT_FALSE(has_ended(code, *day("2026-01-01"))) << "it has no end";
  code.valid_to = "2016-01-01";
  EXPECT_FALSE(has_ended(code, *day("2015-12-31")));
  EXPECT_TRUE(has_ended(code, *day("2016-01-01")));
}

}  // namespace
}  // namespace sixscope::registry
