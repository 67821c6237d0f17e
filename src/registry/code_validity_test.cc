#include "registry/code_validity.h"

#include <gtest/gtest.h>

namespace sixscope::registry {
namespace {

std::optional<model::Day> day(const char* text) { return model::parse_day(text).value(); }

TEST(HeldThen, ACodeThatEndedWasRightWhileItHeld) {
  Code code;
  code.code = "652100";
  code.valid_from = "1975-01-01";
  code.valid_to = "2016-01-01";
  const CodeList list = {code};
  const Fault ended = fault_of(Rule::code_ended);
  const Value value = std::string("652100");
  EXPECT_TRUE(held_then(ended, &list, value, day("2015-12-31")));
  EXPECT_FALSE(held_then(ended, &list, value, day("2016-01-01"))) << "the first day it is no more";
  EXPECT_FALSE(held_then(ended, &list, value, day("1974-12-31"))) << "nor was it before";
  EXPECT_FALSE(held_then(ended, &list, value, std::nullopt)) << "today";
  EXPECT_FALSE(held_then(ended, nullptr, value, day("2015-12-31")));
  EXPECT_FALSE(held_then(ended, &list, Value(std::string("650000")), day("2015-12-31")));
  EXPECT_FALSE(held_then(fault_of(Rule::code_unknown), &list, value, day("2015-12-31")))
      << "another fault stays";
}

}  // namespace
}  // namespace sixscope::registry
