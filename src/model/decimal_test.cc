#include "model/decimal.h"

#include <gtest/gtest.h>

#include <string>

namespace sixscope::model {
namespace {

TEST(Decimal, ReadsAndWritesWhatPeopleType) {
  const struct {
    const char* text;
    const char* shown;  // Null: refused.
  } cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"12", "12"},
      {"+3.", "3"},
      {"007", "7"},
      {"0.25", "0.25"},
      {".5", "0.5"},
      {"-1.000001", "-1.000001"},
      {"1.2500000", "1.25"},  // Zeros behind the sixth place say nothing.
      {"1000000000000000", "1000000000000000"},
      {"100", "100"},
      {"", nullptr},
      {"-", nullptr},
      {".", nullptr},
      {"1e3", nullptr},
      {"1,000", nullptr},
      {"1.2.3", nullptr},
      {"0.0000001", nullptr},
      {" 1", nullptr},
      {"1000000000000001", nullptr},
      {"99999999999999999999999999999999999999999", nullptr},
  };
  for (const auto& one : cases) {
    const auto read = Decimal::parse(one.text);
    ASSERT_EQ(read.has_value(), one.shown != nullptr) << one.text;
    if (read) {
      EXPECT_EQ(read->to_string(), one.shown) << one.text;
    }
  }
}

TEST(Decimal, SumsAreExact) {
  Decimal sum;
  for (int i = 0; i < 10; ++i) {
    sum += *Decimal::parse("0.1");
  }
  EXPECT_EQ(sum, Decimal::whole(1));
  EXPECT_EQ((sum - *Decimal::parse("1.000001")).to_string(), "-0.000001");
  EXPECT_LT(-sum, Decimal());
  EXPECT_DOUBLE_EQ(Decimal::parse("2.5")->to_double(), 2.5);
}

}  // namespace
}  // namespace sixscope::model
