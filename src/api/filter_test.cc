#include "api/filter.h"

#include <gmock/gmock.h>

namespace sixscope::api {
namespace {

using store::Dimension;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ParseFilter, ReadsEveryForm) {
  struct Row {
    const char* name;
    const char* text;
    const char* canonical;
  };
  const Row rows[] = {
      {"nothing", "", ""},
      {"blanks", "  \t ", ""},
      {"equal", "region=440000", "region = 440000"},
      {"double equal", "region == 440000", "region = 440000"},
      {"unequal", "application!=unknown", "application != unknown"},
      {"SQL's unequal", "application <> unknown", "application != unknown"},
      {"in", "access in(fixed,idc)", "access in (fixed, idc)"},
      {"not in", "access  not  in ( fixed , idc )", "access not in (fixed, idc)"},
      {"in one is equal", "access in (fixed)", "access = fixed"},
      {"joined", "region=440000 and access=mobile and cdn!=none",
       "region = 440000 and access = mobile and cdn != none"},
      {"quoted", "application = \"a \\\"b\\\" and c\"", "application = \"a \\\"b\\\" and c\""},
      {"quoted plainly", "operator = \"china_telecom\"", "operator = china_telecom"},
      {"beyond ASCII", "application = 抖音", "application = 抖音"},
      {"an IPv6 exporter", "exporter = 2001:db8::1", "exporter = 2001:db8::1"},
  };
  for (const auto& [name, text, canonical] : rows) {
    SCOPED_TRACE(name);
    const auto filters = parse_filter(text);
    ASSERT_TRUE(filters) << describe(filters.error());
    EXPECT_EQ(format_filter(*filters), canonical);
    const auto again = parse_filter(canonical);
    ASSERT_TRUE(again);
    EXPECT_EQ(format_filter(*again), canonical);
  }
}

TEST(ParseFilter, KeepsDimensionValuesAndNegation) {
  const auto filters = parse_filter("access not in (fixed, idc)");
  ASSERT_TRUE(filters);
  ASSERT_EQ(filters->size(), 1U);
  EXPECT_EQ(filters->front().dimension, Dimension::access);
  EXPECT_THAT(filters->front().values, ElementsAre("fixed", "idc"));
  EXPECT_TRUE(filters->front().negated);
}

TEST(ParseFilter, SaysWhereAndWhatToDo) {
  struct Row {
    const char* name;
    std::string text;
    std::size_t offset;
    const char* words;
  };
  const Row rows[] = {
      {"unknown dimension", "acces = fixed", 0, "did you mean access?"},
      {"nothing like it", "colour = red", 0, "there are region"},
      {"unknown value", "access = mobil", 9, "did you mean mobile?"},
      {"region by name", "region = 广东", 9, "GB/T 2260 code of six digits"},
      {"no operator", "access fixed", 7, "`=`, `!=`"},
      {"no value", "access =", 8, "a value is expected"},
      {"nothing before and", "and access = fixed", 0, "no such dimension"},
      {"or", "access = fixed or access = idc", 15, "for `or` use"},
      {"cut list", "access in (fixed", 16, "`,` or `)`"},
      {"empty list", "access in ()", 11, "a value is expected"},
      {"no list", "access in fixed", 10, "parentheses"},
      {"open quotation", "application = \"abc", 14, "not closed"},
      {"ends in and", "access = fixed and", 18, "a dimension is expected"},
      {"stray character", "access = fixed ;", 15, "found `;`"},
  };
  for (const auto& [name, text, offset, words] : rows) {
    SCOPED_TRACE(name);
    const auto filters = parse_filter(text);
    ASSERT_FALSE(filters);
    EXPECT_EQ(filters.error().offset, offset);
    EXPECT_THAT(filters.error().detail, HasSubstr("at character " + std::to_string(offset + 1)));
    EXPECT_THAT(filters.error().detail, HasSubstr(words));
  }
}

TEST(ParseFilter, HasNamedLimits) {
  std::string terms = "access = fixed";
  for (std::size_t i = 1; i < kFilterTermsMax; ++i) {
    terms += " and access = fixed";
  }
  EXPECT_TRUE(parse_filter(terms));
  EXPECT_EQ(parse_filter(terms + " and access = fixed").error().code, Errc::out_of_range);
  std::string values = "cdn in (a";
  for (std::size_t i = 1; i < kFilterValuesMax; ++i) {
    values += ",a";
  }
  EXPECT_TRUE(parse_filter(values + ")"));
  EXPECT_EQ(parse_filter(values + ",a)").error().code, Errc::out_of_range);
  EXPECT_EQ(parse_filter(std::string(kFilterBytesMax + 1, ' ')).error().code, Errc::out_of_range);
}

TEST(ParseFilter, NeverAcceptsACutTerm) {
  const std::string whole = "access not in (fixed, mobile)";
  for (std::size_t size = 1; size < whole.size(); ++size) {
    SCOPED_TRACE(whole.substr(0, size));
    EXPECT_FALSE(parse_filter(whole.substr(0, size)));
  }
}

TEST(Nearest, LeavesOtherWordsAlone) {
  EXPECT_EQ(nearest("mobil", {"fixed", "mobile"}), "mobile");
  EXPECT_EQ(nearest("xyz", {"fixed", "mobile"}), "");
  EXPECT_EQ(nearest(std::string(1000, 'a'), {"a"}), "");
}

}  // namespace
}  // namespace sixscope::api
