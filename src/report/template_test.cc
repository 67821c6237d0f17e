#include "report/template.h"

#include <gmock/gmock.h>

namespace sixscope::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string fault_of(std::string_view text) {
  const auto read = parse_template(text);
  return read ? "" : read.error().detail;
}

TEST(Template, IsWordsWithFacts) {
  const auto read = parse_template("移动占比{T1.value}，{scope}{{原样}}{T1.change@measured}");
  ASSERT_TRUE(read) << describe(read.error());
  ASSERT_EQ(read->size(), 6U);
  EXPECT_EQ(std::get<std::string>((*read)[0]), "移动占比");
  EXPECT_EQ(std::get<FactName>((*read)[1]),
            (FactName{.indicator = "T1", .attribute = Attribute::value}));
  EXPECT_EQ(std::get<Setting>((*read)[3]), Setting::scope);
  EXPECT_EQ(std::get<std::string>((*read)[4]), "{原样}");
  EXPECT_EQ(std::get<FactName>((*read)[5]).to_string(), "T1.change@measured");
}

TEST(Template, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(fault_of("ab{T1.value"), HasSubstr("column 3: a { without its }"));
  EXPECT_THAT(fault_of("ab}"), HasSubstr("column 3: a } without its {"));
  EXPECT_THAT(fault_of("{T1.worth}"), HasSubstr("'worth' is none of title, value"));
  EXPECT_THAT(fault_of("{}"), HasSubstr("no indicator with an attribute"));
  EXPECT_THAT(fault_of("{period_after}"), HasSubstr("is none of scope, period"));
  EXPECT_THAT(fault_of("{T1.value@}"), HasSubstr("names no source"));
  EXPECT_THAT(fault_of("{a b.value}"), HasSubstr("no indicator with an attribute"));
  EXPECT_THAT(fault_of(std::string(kTemplateBytesMax + 1, 'x')), HasSubstr("make it two"));
}

std::vector<std::string> typed_in(std::string_view text) {
  const auto read = parse_template(text);
  EXPECT_TRUE(read) << text;
  return read ? typed_numbers(*read) : std::vector<std::string>{"no template"};
}

TEST(Template, FindsNumbersThatSomebodyTyped) {
  EXPECT_THAT(typed_in("占比为66.00%，有1,234户"), ElementsAre("66.00%", "1,234"));
  EXPECT_THAT(typed_in("Share 0.66 of 31 provinces."), ElementsAre("0.66", "31"));
  EXPECT_THAT(typed_in("{T1.value}"), IsEmpty());
}

TEST(Template, TakesDatesAndNamesForNoNumbers) {
  EXPECT_THAT(typed_in("截至2025年6月30日，第3期，〔2025〕6号，IPv6与5G，表2，T1，2025-06-30"),
              IsEmpty());
}

}  // namespace
}  // namespace sixscope::report
