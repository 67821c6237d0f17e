#include "report/order.h"

#include <gmock/gmock.h>

namespace sixscope::report {
namespace {

using figures::PeriodKind;
using ::testing::HasSubstr;

Definitions one_report(PeriodKind period = PeriodKind::month) {
  return {{{.id = "monthly", .period = period}}};
}

registry::Kinds kinds() {
  registry::Kinds made;
  made.codes["region"].emplace_back().code = "440000";
  made.codes["operator"].emplace_back().code = "china_mobile";
  return made;
}

constexpr model::Day kToday{std::chrono::year(2025) / 7 / 2};

std::string refusal(const Order& order) {
  const auto made = assign(order, one_report(), kinds(), kToday);
  return made ? "" : describe(made.error());
}

TEST(ParsePeriod, IsTheReverseOfItsName) {
  const model::Month june = model::Month::of(2025, 6);
  for (std::size_t i = 0; i < figures::kMonthlyPeriodNames.size(); ++i) {
    const auto kind = static_cast<PeriodKind>(i);
    for (const figures::Period& period : figures::periods_in(june - 24, june + 12, kind)) {
      const auto read = parse_period(period.name(kind), kind);
      ASSERT_TRUE(read) << period.name(kind) << ": " << describe(read.error());
      EXPECT_EQ(read->first, period.first);
      EXPECT_EQ(read->last, period.last);
    }
  }
}

TEST(ParsePeriod, TakesNothingElse) {
  for (const char* text : {"", "2025", "2025-6", "2025-13", "2025-Q2", "2025-06 ", "25-06", "x"}) {
    EXPECT_FALSE(parse_period(text, PeriodKind::month)) << text;
  }
  for (const char* text : {"2025-Q0", "2025-Q5", "2025-06", "2025-H1"}) {
    EXPECT_FALSE(parse_period(text, PeriodKind::quarter)) << text;
  }
  EXPECT_THAT(describe(parse_period("2025-06", PeriodKind::half_year).error()),
              HasSubstr("write 2025-H1"));
}

TEST(Assign, ChecksWhatIsAskedFor) {
  const auto made = assign({.definition = "monthly",
                            .period = "2025-06",
                            .region = "440000",
                            .operator_ = "china_mobile",
                            .language = "en",
                            .issuer = "Office"},
                           one_report(), kinds(), kToday);
  ASSERT_TRUE(made) << describe(made.error());
  EXPECT_EQ(made->question.scope.region, "440000");
  EXPECT_EQ(made->question.period.first, model::Month::of(2025, 6));
  EXPECT_EQ(made->language, document::Language::en);
  EXPECT_EQ(made->imprint.issuer, "Office");
  EXPECT_THAT(refusal({.definition = "yearly", .period = "2025-06"}),
              HasSubstr("there are monthly"));
  EXPECT_THAT(refusal({.definition = "monthly", .period = "2025"}), HasSubstr("write 2025-06"));
  EXPECT_THAT(refusal({.definition = "monthly", .period = "2025-06", .region = "440001"}),
              HasSubstr("440001"));
  EXPECT_THAT(refusal({.definition = "monthly", .period = "2025-06", .operator_ = "nobody"}),
              HasSubstr("nobody"));
  EXPECT_THAT(refusal({.definition = "monthly", .period = "2025-06", .language = "fr"}),
              HasSubstr("zh or en"));
  EXPECT_THAT(
      refusal({.definition = "monthly", .period = "2025-06", .issuer = std::string(300, 'x')}),
      HasSubstr("at most"));
}

TEST(Assign, APeriodThatHasNotBegunHasNoReport) {
  EXPECT_EQ(refusal({.definition = "monthly", .period = "2025-07"}), "") << "it has begun";
  EXPECT_THAT(refusal({.definition = "monthly", .period = "2025-08"}),
              HasSubstr("begins on 2025-08-01"));
  EXPECT_THAT(refusal({.definition = "monthly", .period = "9999-12"}),
              HasSubstr("the period has not begun"));
}

TEST(IssueId, NamesWhatItIsOf) {
  EXPECT_EQ(issue_id({.definition = "monthly", .period = "2025-06"}), "monthly-2025-06-100000-zh");
  EXPECT_EQ(issue_id({.definition = "denat",
                      .period = "2025-H1",
                      .region = "440000",
                      .operator_ = "china_mobile",
                      .language = "en"}),
            "denat-2025-H1-440000-china_mobile-en");
}

}  // namespace
}  // namespace sixscope::report
