#include "report/calendar.h"

#include <gmock/gmock.h>

namespace sixscope::report {
namespace {

using figures::PeriodKind;
using ::testing::ElementsAre;

Definition report(const std::string& id, PeriodKind period, std::vector<std::int32_t> months,
                  std::int32_t day, std::int32_t of_period = 0) {
  Definition made{.id = id, .period = period};
  made.schedule = Schedule{.months = std::move(months), .day = day, .of_period = of_period};
  return made;
}

model::Day day(const char* text) { return model::parse_day(text).value(); }

std::vector<std::string> shown(const std::vector<DueDay>& all) {
  std::vector<std::string> lines;
  for (const DueDay& one : all) {
    lines.push_back(model::to_string(one.day) + " " + one.definition->id + " " +
                    one.period.name(one.definition->period));
  }
  return lines;
}

TEST(DueDays, AreInOrderWithTheNewestPeriodThatIsOver) {
  const Definitions all{{report("half", PeriodKind::half_year, {1, 7}, 20),
                         report("monthly", PeriodKind::month, {6, 7, 12}, 15),
                         Definition{.id = "never"}}};
  EXPECT_THAT(shown(due_days(all, day("2025-06-15"), day("2026-01-20"))),
              ElementsAre("2025-06-15 monthly 2025-05", "2025-07-15 monthly 2025-06",
                          "2025-07-20 half 2025-H1", "2025-12-15 monthly 2025-11",
                          "2026-01-20 half 2025-H2"));
  EXPECT_THAT(shown(due_days(all, day("2025-06-16"), day("2025-07-14"))), ElementsAre());
}

// What is due before the end of June is of the half year that still runs.
TEST(DueDays, MayBeOfThePeriodThatStillRuns) {
  const Definitions all{{report("denat", PeriodKind::half_year, {6, 12}, 28, 1),
                         report("year", PeriodKind::year, {12}, 1, 1)}};
  EXPECT_THAT(
      shown(due_days(all, day("2025-06-01"), day("2025-12-31"))),
      ElementsAre("2025-06-28 denat 2025-H1", "2025-12-01 year 2025", "2025-12-28 denat 2025-H2"));
}

TEST(LastDue, IsTheNewestThatHasCome) {
  const Definition one = report("half", PeriodKind::half_year, {1, 7}, 20);
  EXPECT_EQ(last_due(one, day("2025-07-19"))->day, day("2025-01-20"));
  EXPECT_EQ(last_due(one, day("2025-07-20"))->day, day("2025-07-20"));
  EXPECT_EQ(last_due(report("once", PeriodKind::year, {3}, 1), day("2025-02-28"))->day,
            day("2024-03-01"));
  EXPECT_FALSE(last_due(Definition{.id = "never"}, day("2025-07-20")));
  EXPECT_EQ(next_due(one, day("2025-07-20"))->day, day("2025-07-20"));
  EXPECT_EQ(next_due(one, day("2025-07-21"))->day, day("2026-01-20"));
  EXPECT_FALSE(next_due(Definition{.id = "never"}, day("2025-07-20")));
}

}  // namespace
}  // namespace sixscope::report
