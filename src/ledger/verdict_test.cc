#include "ledger/verdict.h"

#include <gtest/gtest.h>

#include "ledger/ledger_fixture.h"

namespace sixscope::ledger {
namespace {

using enum Answer;

// Sessions against May, until August.
Verdict verdict_of(const Decomposition& whole) {
  const auto verdicts = stopped_growing(whole, {}, month("2026-05"));
  const auto found = verdicts.find({});
  return found == verdicts.end() ? Verdict{} : found->second[Component::max_sessions];
}

Decomposition until_august(const Log& log) {
  const auto history = log.history();
  return decompose(history, month_ends("2026-05", "2026-08"));
}

struct Case {
  const char* name;
  void (*write)(Log&);
  Answer month_on_month;
  Answer above_reference;
  Answer month_with_corrections;
  Answer above_with_corrections;
};

TEST(StoppedGrowing, InBothReadings) {
  const Case cases[] = {
      {"nothing changed", [](Log&) {}, met, met, met, met},
      {"less, then back: month on month only",
       [](Log& log) {
         log.device({"2026-06-10"}, 1, {{"max_sessions", number(60)}});
         log.device({"2026-07-10"}, 1, {{"max_sessions", number(90)}});
       },
       not_met, met, not_met, met},
      {"more, then less: both, for it was above once",
       [](Log& log) {
         log.device({"2026-06-10"}, 1, {{"max_sessions", number(130)}});
         log.device({"2026-07-10"}, 1, {{"max_sessions", number(90)}});
       },
       not_met, not_met, not_met, not_met},
      {"up and down within a month is no growth",
       [](Log& log) {
         log.device({"2026-06-10"}, 1, {{"max_sessions", number(130)}});
         log.device({"2026-06-20"}, 1, {{"max_sessions", number(100)}});
       },
       met, met, met, met},
      {"a bigger one for a smaller one",
       [](Log& log) {
         log.device({"2026-06-10"}, 1, {{"status", "retired"}});
         log.enters({"2026-06-10"}, 2, 101);
       },
       not_met, not_met, not_met, not_met},
      {"a correction is not growth",
       [](Log& log) {
         log.device({"2026-06-10", kCorrection}, 1, {{"max_sessions", number(130)}});
       },
       met, met, not_met, not_met},
      {"a correction downwards hides no growth",
       [](Log& log) {
         log.device({"2026-06-10", kCorrection}, 1, {{"max_sessions", number(50)}});
         log.enters({"2026-06-11"}, 2, 20);
       },
       not_met, not_met, met, met},
      {"growth before the reference is nobody's",
       [](Log& log) { log.enters({"2026-05-31"}, 2, 20); }, met, met, met, met},
      {"a gap that stays",
       [](Log& log) { log.enters({"2026-01-01"}, 2, 0, {{"max_sessions", registry::Value{}}}); },
       cannot_tell, cannot_tell, cannot_tell, cannot_tell},
      {"known growth beside a gap is growth",
       [](Log& log) {
         log.enters({"2026-01-01"}, 2, 0, {{"max_sessions", registry::Value{}}});
         log.enters({"2026-06-10"}, 3, 20);
       },
       not_met, not_met, not_met, not_met},
      {"an unknown one replaced by a known one",
       [](Log& log) {
         log.enters({"2026-01-01"}, 2, 0, {{"max_sessions", registry::Value{}}});
         log.device({"2026-06-10"}, 2, {{"status", "retired"}});
         log.enters({"2026-06-10"}, 3, 20);
       },
       cannot_tell, cannot_tell, cannot_tell, cannot_tell},
      {"DS-Lite grows as it likes",
       [](Log& log) { log.enters({"2026-06-10"}, 2, 20, {{"ledger_class", "ds_lite"}}); }, met, met,
       met, met},
      {"moved in from abroad of the total",
       [](Log& log) {
         log.enters({"2026-01-10"}, 2, 20, {{"ledger_class", "ds_lite"}});
         log.device({"2026-06-10"}, 2, {{"ledger_class", "nat44"}});
       },
       not_met, not_met, not_met, not_met},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    Log log;
    log.enters({"2026-01-10"}, 1, 100);
    row.write(log);
    const auto whole = until_august(log);
    const Verdict verdict = verdict_of(whole);
    EXPECT_EQ(verdict.month_on_month.answer, row.month_on_month);
    EXPECT_EQ(verdict.above_reference.answer, row.above_reference);
    EXPECT_EQ(verdict.month_on_month.with_corrections, row.month_with_corrections);
    EXPECT_EQ(verdict.above_reference.with_corrections, row.above_with_corrections);
    EXPECT_EQ(verdict.months.size(), 3U);
  }
}

TEST(StoppedGrowing, NamesTheDevicesThatBrokeIt) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.enters({"2026-06-10"}, 2, 5);
  log.device({"2026-06-12"}, 1, {{"max_sessions", number(107)}});
  log.device({"2026-07-10", kCorrection}, 1, {{"max_sessions", number(150)}});
  const auto whole = until_august(log);
  const Verdict verdict = verdict_of(whole);
  ASSERT_EQ(verdict.month_on_month.broken, (std::vector{month("2026-06")}));
  const auto& breakers = verdict.month_on_month.breakers;
  ASSERT_EQ(breakers.size(), 2U);
  const auto& movements = whole.periods[breakers[0].period].movements;
  EXPECT_EQ(movements[breakers[0].movement].device, registry::ObjectId(1)) << "the greatest first";
  EXPECT_EQ(movements[breakers[1].movement].device, registry::ObjectId(2));
  EXPECT_EQ(verdict.above_reference.broken.size(), 3U) << "it stays above";
  EXPECT_EQ(verdict.above_reference.breakers.size(), 2U);
  EXPECT_EQ(verdict.corrections.size(), 1U);
  EXPECT_EQ(verdict.months[2].level.value, dec("155"));
  EXPECT_EQ(verdict.months[2].comparable, dec("112"));
}

TEST(StoppedGrowing, SaysWhereThereIsNoData) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, {{"ledger_class", "ds_lite"}});
  log.enters({"2026-01-10"}, 2, 100, {{"status", "planned"}});
  EXPECT_EQ(verdict_of(until_august(log)).month_on_month.answer, no_data);

  Log one_month;
  one_month.enters({"2026-01-10"}, 1, 100);
  const auto history = one_month.history();
  const auto whole = decompose(history, month_ends("2026-05", "2026-05"));
  EXPECT_EQ(verdict_of(whole).month_on_month.answer, no_data) << "no month after";
  const auto later = decompose(history, month_ends("2026-06", "2026-08"));
  EXPECT_EQ(verdict_of(later).month_on_month.answer, no_data) << "no reference";
  EXPECT_FALSE(verdict_of(later).begins);
}

TEST(StoppedGrowing, ALedgerThatBeginsLaterHasNothingToGrowFrom) {
  Log log;
  log.enters({"2026-06-10"}, 1, 100, {{"in_service_since", "2019-03-15"}});
  const Verdict imported = verdict_of(until_august(log));
  EXPECT_EQ(imported.begins, month("2026-06"));
  EXPECT_EQ(imported.month_on_month.answer, no_data);
  EXPECT_EQ(imported.above_reference.answer, no_data);
  EXPECT_TRUE(imported.month_on_month.breakers.empty());
  // What grew since it began is known all the same.
  log.enters({"2026-08-10"}, 2, 5);
  const auto whole = until_august(log);
  const Verdict grown = verdict_of(whole);
  EXPECT_EQ(grown.month_on_month.answer, not_met);
  EXPECT_EQ(grown.month_on_month.broken, (std::vector{month("2026-08")}));
  EXPECT_EQ(grown.above_reference.answer, no_data);
  EXPECT_EQ(grown.reference, Sum{});
}

TEST(StoppedGrowing, ARegionThatHadNothingWhileThereWasALedgerGrewFromZero) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, {{"region", "110000"}, {"status", "planned"}});
  log.enters({"2026-06-10"}, 2, 40);
  const auto whole = until_august(log);
  const auto verdicts = stopped_growing(whole, {.region = RegionLevel::province}, month("2026-05"));
  const Verdict& guangdong = verdicts.at({.region = "440000"})[Component::max_sessions];
  EXPECT_FALSE(guangdong.begins) << "a device that is only planned is a ledger";
  EXPECT_EQ(guangdong.month_on_month.answer, not_met);
  EXPECT_EQ(guangdong.above_reference.answer, not_met);
}

}  // namespace
}  // namespace sixscope::ledger
