#include "ledger/plan.h"

#include <gtest/gtest.h>

#include "ledger/ledger_fixture.h"

namespace sixscope::ledger {
namespace {

using registry::Document;

Document plan(std::string_view action, std::string_view by, Document more = {}) {
  more["plan_action"] = text(action);
  more["plan_month"] = text(by);
  return more;
}

std::vector<State> may_to_august(const Log& log) {
  const auto history = log.history();
  return states_at(history, month_ends("2026-05", "2026-08"));
}

struct Case {
  const char* name;
  Document planned;
  void (*write)(Log&);
  PlanOutcome outcome;
  std::optional<std::int32_t> slip;
};

TEST(PlanProgress, SaysWhetherAndHowLate) {
  using enum PlanOutcome;
  const auto nothing = [](Log&) {};
  const auto retired_in_july = [](Log& log) {
    log.device({"2026-07-10"}, 1, {{"status", "retired"}});
  };
  const auto half_in_july = [](Log& log) {
    log.device({"2026-07-10"}, 1, {{"max_sessions", number(50)}});
  };
  const auto more_in_july = [](Log& log) {
    log.device({"2026-07-10"}, 1, {{"max_sessions", number(101)}});
  };
  const Document to_half{{"plan_max_sessions", number(50)}};
  const Case cases[] = {
      {"retired in its month", plan("retire", "2026-07"), retired_in_july, kept, 0},
      {"retired early", plan("retire", "2026-08"), retired_in_july, kept, -1},
      {"retired late", plan("retire", "2026-06"), retired_in_july, late, 1},
      {"never retired", plan("retire", "2026-06"), nothing, overdue, 3},
      {"due at the very end", plan("retire", "2026-08"), nothing, overdue, 1},
      {"not due yet", plan("retire", "2026-09"), nothing, pending, std::nullopt},
      {"shrunk", plan("shrink", "2026-07", to_half), half_in_july, kept, 0},
      {"shrunk late", plan("shrink", "2026-06", to_half), half_in_july, late, 1},
      {"shrunk away", plan("shrink", "2026-07", to_half), retired_in_july, kept, 0},
      {"shrink to what", plan("shrink", "2026-07"), half_in_july, cannot_tell, std::nullopt},
      {"shrink of a figure that is a gap",
       plan("shrink", "2026-07", {{"plan_design_throughput", number(1)}}), nothing, cannot_tell,
       std::nullopt},
      {"replaced in place", plan("replace", "2026-07", {{"plan_max_sessions", number(101)}}),
       more_in_july, kept, 0},
      {"replaced by another", plan("replace", "2026-06"), retired_in_july, late, 1},
      {"frozen, over the figures given at its start", plan("freeze", "2026-06"), half_in_july, kept,
       std::nullopt},
      {"frozen, and a figure given then is a gap now", plan("freeze", "2026-06"),
       [](Log& log) { log.device({"2026-07-10"}, 1, {{"max_sessions", registry::Value{}}}); },
       cannot_tell, std::nullopt},
      {"frozen, a gap that was filled again", plan("freeze", "2026-06"),
       [](Log& log) {
         log.device({"2026-07-10"}, 1, {{"max_sessions", registry::Value{}}});
         log.device({"2026-08-10"}, 1, {{"max_sessions", number(100)}});
       },
       kept, std::nullopt},
      {"frozen, with no figure at all",
       plan("freeze", "2026-06", {{"max_sessions", registry::Value{}}}), nothing, cannot_tell,
       std::nullopt},
      {"a known target that is missed, whatever else is a gap",
       plan("shrink", "2026-07",
            {{"plan_max_sessions", number(50)}, {"plan_design_throughput", number(1)}}),
       nothing, overdue, 2},
      {"a gap that was filled: the last month speaks",
       plan("shrink", "2026-07", {{"plan_design_throughput", number(1)}}),
       [](Log& log) { log.device({"2026-08-10"}, 1, {{"design_throughput", number(2)}}); }, overdue,
       2},
      {"like for like, and nothing happened",
       plan("replace", "2026-07", {{"plan_max_sessions", number(100)}}), nothing, overdue, 2},
      {"like for like, put into service anew",
       plan("replace", "2026-07", {{"plan_max_sessions", number(100)}}),
       [](Log& log) { log.device({"2026-07-10"}, 1, {{"in_service_since", "2026-07-09"}}); }, kept,
       0},
      {"retired in its month, typed late", plan("retire", "2026-06"),
       [](Log& log) {
         log.device({"2026-08-03"}, 1, {{"status", "retired"}, {"retired_on", "2026-06-20"}});
       },
       kept, 0},
      {"retired, and its day typed later still", plan("retire", "2026-05"),
       [](Log& log) {
         log.device({"2026-07-10"}, 1, {{"status", "retired"}});
         log.device({"2026-08-10", kCorrection}, 1, {{"retired_on", "2026-06-20"}});
       },
       late, 1},
      {"thawed", plan("freeze", "2026-06"), more_in_july, broken, std::nullopt},
      {"grew before the freeze", plan("freeze", "2026-09"), more_in_july, pending, std::nullopt},
      {"a plan put off later keeps its slip", plan("retire", "2026-06"),
       [](Log& log) {
         log.device({"2026-06-10"}, 1, {{"plan_month", "2026-08"}});
         log.device({"2026-07-10"}, 1, {{"status", "retired"}});
       },
       late, 1},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    Log log;
    log.enters({"2026-01-10"}, 1, 100, row.planned);
    row.write(log);
    const auto progress = plan_progress(may_to_august(log));
    ASSERT_EQ(progress.size(), 1U);
    EXPECT_EQ(progress[0].outcome, row.outcome)
        << kPlanOutcomeNames.at(static_cast<std::size_t>(progress[0].outcome));
    EXPECT_EQ(progress[0].slip, row.slip);
  }
}

TEST(PlanProgress, TellsALateTypingFromASlip) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, plan("retire", "2026-06"));
  log.device({"2026-08-03"}, 1, {{"status", "retired"}, {"retired_on", "2026-06-20"}});
  const auto progress = plan_progress(may_to_august(log)).at(0);
  EXPECT_EQ(progress.done, month("2026-06"));
  EXPECT_EQ(progress.recorded, month("2026-08"));
}

TEST(PlanProgress, HoldsADeviceToWhatItCanDrawOnItself) {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}});
  const auto card = [](std::string_view action, Document more = {}) {
    more["pools"] = pools({9});
    return plan(action, "2026-06", std::move(more));
  };
  log.enters({"2026-01-10"}, 1, 100, card("retire"));
  log.enters({"2026-01-10"}, 2, 100, card("freeze"));
  log.enters({"2026-01-10"}, 3, 100, card("shrink", {{"plan_public_addresses", number(128)}}));
  log.device({"2026-07-10"}, 1, {{"status", "retired"}});
  const auto progress = plan_progress(may_to_august(log));
  EXPECT_EQ(progress.at(1).outcome, PlanOutcome::kept) << "it was handed the pool, and has no more";
  EXPECT_EQ(progress.at(2).outcome, PlanOutcome::overdue)
      << "another counts the pool, but its addresses are as many as ever";
}

TEST(PlanProgress, TheFirstPlanIsThePromise) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.device({"2026-06-10"}, 1, plan("retire", "2026-07"));
  log.device({"2026-07-20"}, 1, {{"plan_month", "2026-12"}});
  const auto progress = plan_progress(may_to_august(log));
  ASSERT_EQ(progress.size(), 1U);
  EXPECT_EQ(progress[0].plan.month, month("2026-07"));
  EXPECT_EQ(progress[0].outcome, PlanOutcome::overdue);
  const auto history = log.history();
  const auto everybody = [](const Place&) { return true; };
  EXPECT_EQ(first_plan(history, {}, everybody), month("2026-06"));
  EXPECT_FALSE(first_plan(history, registry::CommitNumber(1), everybody));
  EXPECT_FALSE(first_plan(history, {}, [](const Place&) { return false; }));
}

TEST(PlanProgress, AFreezeIsKeptWhereEveryFigureIsGiven) {
  Log log;
  Document all = plan("freeze", "2026-06");
  for (const auto name : kComponentNames) {
    all[std::string(name)] = number(7);
  }
  log.enters({"2026-01-10"}, 1, 7, all);
  log.device({"2026-07-10"}, 1, {{"port_blocks", number(5)}});
  EXPECT_EQ(plan_progress(may_to_august(log)).at(0).outcome, PlanOutcome::kept);
}

TEST(PlannedLevels, GoDownAsPlansFallDue) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, plan("retire", "2026-06"));
  log.enters({"2026-01-10"}, 2, 50, plan("shrink", "2026-07", {{"plan_max_sessions", number(20)}}));
  log.enters({"2026-01-10"}, 3, 7, plan("shrink", "2026-07"));
  log.enters({"2026-01-10"}, 4, 3, plan("freeze", "2026-06"));
  log.device({"2026-07-10"}, 1, {{"status", "retired"}});
  log.enters({"2026-07-11"}, 5, 1000);
  const auto levels = planned_levels(may_to_august(log), {});
  const auto& sessions = levels.at({})[Component::max_sessions];
  ASSERT_EQ(sessions.size(), 4U);
  EXPECT_EQ(sessions[0].planned, dec("160"));
  EXPECT_EQ(sessions[1].planned, dec("60"));
  EXPECT_EQ(sessions[2].planned, dec("30"));
  EXPECT_EQ(sessions[2].unknown, 1U) << "device 3 does not say to what";
  EXPECT_EQ(sessions[1].actual.value, dec("160"));
  EXPECT_EQ(sessions[3].actual.value, dec("1060"));
}

TEST(PlannedLevels, ASharedPoolStaysWithTheCardThatStays) {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}});
  Document first = plan("retire", "2026-06");
  first["pools"] = pools({9});
  log.enters({"2026-01-10"}, 1, 100, first);
  log.enters({"2026-01-10"}, 2, 100, {{"pools", pools({9})}});
  const auto levels = planned_levels(may_to_august(log), {});
  EXPECT_EQ(levels.at({})[Component::public_addresses][1].planned, dec("256"));
}

TEST(PlannedLevels, ATargetOfASharedPoolIsCountedOnce) {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}});
  const auto card = [](std::int64_t target) {
    return plan("shrink", "2026-06",
                {{"pools", pools({9})}, {"plan_public_addresses", number(target)}});
  };
  log.enters({"2026-01-10"}, 1, 100, {{"pools", pools({9})}});
  log.enters({"2026-01-10"}, 2, 100, card(128));
  log.enters({"2026-01-10"}, 3, 100, card(100));
  const auto levels = planned_levels(may_to_august(log), {});
  const auto& addresses = levels.at({})[Component::public_addresses];
  EXPECT_EQ(addresses[0].planned, dec("256"));
  EXPECT_EQ(addresses[1].planned, dec("100"));
}

TEST(PlannedLevels, ATargetOfSeveralPoolsIsOneOfAll) {
  Log log;
  log.pool({"2026-01-09"}, 8, {{"public_addresses", number(256)}});
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}});
  log.enters({"2026-01-10"}, 1, 100,
             plan("shrink", "2026-06",
                  {{"pools", pools({8, 9})}, {"plan_public_addresses", number(300)}}));
  log.enters({"2026-01-10"}, 2, 100, {{"pools", pools({9})}});
  const auto levels = planned_levels(may_to_august(log), {});
  EXPECT_EQ(levels.at({})[Component::public_addresses][1].planned, dec("300"));
}

TEST(PlanCoverage, CountsDevicesWithActionAndMonth) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, plan("retire", "2026-06"));
  log.enters({"2026-01-10"}, 2, 50, {{"plan_action", "retire"}});
  log.enters({"2026-01-10"}, 3, 50, plan("retire", "2026-06", {{"ledger_class", "ds_lite"}}));
  const auto history = log.history();
  const auto coverage = plan_coverage(state_at(history, {.month = month("2026-05")}), {});
  EXPECT_EQ(coverage.at({}), (Coverage{.planned = 1, .devices = 2}));
}

TEST(LoadsAfterRetirement, AreErrors) {
  Log log;
  const auto retired = [&](std::uint64_t id, std::string_view load_month, std::int64_t load) {
    log.enters({"2026-01-10"}, id, 100,
               {{"status", "retired"},
                {"retired_on", "2026-05-20"},
                {"load_month", text(load_month)},
                {"peak_sessions", number(load)}});
  };
  retired(1, "2026-05", 9);  // In the month it was retired it may have carried something.
  retired(2, "2026-06", 0);
  retired(3, "2026-06", 9);
  log.enters({"2026-01-10"}, 4, 100, {{"load_month", "2026-06"}, {"peak_sessions", number(9)}});
  const auto history = log.history();
  const auto errors = loads_after_retirement(state_at(history, {.month = month("2026-06")}));
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].device, registry::ObjectId(3));
  EXPECT_EQ(errors[0].load_month, month("2026-06"));
  EXPECT_EQ(errors[0].loads, std::vector{Load::peak_sessions});
}

TEST(LoadsAfterRetirement, NeedNoDateAndMayBeTypedLate) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.device({"2026-05-20"}, 1, {{"status", "retired"}});
  log.device({"2026-07-05"}, 1, {{"load_month", "2026-06"}, {"peak_sessions", number(9)}});
  const auto states = may_to_august(log);
  EXPECT_TRUE(loads_after_retirement(states.at(0)).empty());
  for (const std::size_t at : {std::size_t{1}, std::size_t{2}}) {
    const auto errors = loads_after_retirement(states.at(at));
    ASSERT_EQ(errors.size(), 1U) << "June's load was typed in July";
    EXPECT_EQ(errors[0].retired_on, day("2026-05-20"));
    EXPECT_EQ(errors[0].load_month, month("2026-06"));
  }
}

TEST(LoadsAfterRetirement, AreSeenByWhoMeasures) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, {{"status", "retired"}, {"retired_on", "2026-05-20"}});
  log.enters({"2026-01-10"}, 2, 100);
  const auto at = [](std::uint64_t id, std::string_view on) {
    return Activity{registry::ObjectId(id), Load::peak_sessions, day(on)};
  };
  const auto history = log.history();
  const auto june = state_at(history, {.month = month("2026-06")});
  const std::vector before = {at(1, "2026-05-20"), at(2, "2026-06-11"), at(1, "2026-07-01")};
  EXPECT_TRUE(loads_after_retirement(june, before).empty())
      << "on the day itself, another device, and what June does not know yet";
  const std::vector after = {at(1, "2026-05-21"), at(1, "2026-06-11")};
  const auto errors = loads_after_retirement(june, after);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].device, registry::ObjectId(1));
  EXPECT_EQ(errors[0].measured_on, day("2026-06-11"));
  EXPECT_EQ(errors[0].load_month, month("2026-06"));
}

}  // namespace
}  // namespace sixscope::ledger
