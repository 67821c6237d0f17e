// The ledger's arithmetic against the books that were kept while a national ledger was made.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ledger/decomposition.h"
#include "ledger/plan.h"
#include "ledger/verdict.h"
#include "simulate_ledger/nation.h"

namespace sixscope {
namespace {

using ledger::Component;
using simulate_ledger::TruthFall;
using simulate_ledger::TruthGroup;

model::Decimal tenths(std::int64_t amount) {
  return model::Decimal::of_millionths(model::Int128{amount} * 100'000);
}

class NationalLedger : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    nation_ = std::make_unique<simulate_ledger::Nation>(simulate_ledger::make_nation({}));
    logs_ = std::make_unique<simulate_ledger::ChangeLogs>(
        simulate_ledger::change_logs(nation_->commits));
    const auto begin = std::chrono::steady_clock::now();
    history_ = std::make_unique<ledger::History>(logs_->devices, logs_->pools);
    for (std::int32_t i = -1; i < simulate_ledger::kNationMonths; ++i) {
      points_.push_back({.month = model::Month::of(2025, 1) + i});
    }
    whole_ = std::make_unique<ledger::Decomposition>(ledger::decompose(*history_, points_));
    std::size_t groups = 0;
    for (std::size_t period = 0; period < whole_->periods.size(); ++period) {
      groups += ledger::waterfalls(*whole_, period, kCells).size();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf("%zu changes folded, %zu waterfalls of a year in %.3f s\n",
                logs_->devices.size() + logs_->pools.size(), groups, took.count());
  }
  static void TearDownTestSuite() {
    whole_.reset();
    history_.reset();
    logs_.reset();
    nation_.reset();
  }

  static constexpr auto kProvince = ledger::RegionLevel::province;
  static inline const ledger::Grouping kCells{.region = kProvince, .by_operator = true};
  static inline std::unique_ptr<simulate_ledger::Nation> nation_;
  static inline std::unique_ptr<simulate_ledger::ChangeLogs> logs_;
  static inline std::unique_ptr<ledger::History> history_;
  static inline std::unique_ptr<ledger::Decomposition> whole_;
  static inline std::vector<ledger::Point> points_;
};

void expect_equal(const ledger::Waterfall& fall, const TruthFall& truth) {
  EXPECT_TRUE(fall.closes());
  EXPECT_EQ(fall.opening.value, tenths(truth.opening));
  EXPECT_EQ(fall.added, tenths(truth.added));
  EXPECT_EQ(fall.expanded, tenths(truth.expanded));
  EXPECT_EQ(fall.reduced, tenths(truth.reduced));
  EXPECT_EQ(fall.retired, tenths(truth.retired));
  EXPECT_EQ(fall.corrected, tenths(truth.corrected));
  EXPECT_EQ(fall.moved_in, tenths(truth.moved_in));
  EXPECT_EQ(fall.moved_out, tenths(truth.moved_out));
  EXPECT_EQ(fall.closing.value, tenths(truth.closing));
  EXPECT_EQ(fall.opening.missing, truth.opening_missing);
  EXPECT_EQ(fall.closing.missing, truth.closing_missing);
}

void expect_equal(const ledger::Decomposition& whole, const ledger::Grouping& grouping,
                  const std::vector<simulate_ledger::TruthMonth>& truth, std::size_t groups_min) {
  ASSERT_EQ(whole.periods.size(), truth.size());
  for (std::size_t period = 0; period < truth.size(); ++period) {
    auto months = truth[period];
    const auto falls = ledger::waterfalls(whole, period, grouping);
    EXPECT_GE(falls.size(), groups_min);
    for (const auto& [group, fall] : falls) {
      const TruthGroup key{group.region, group.operator_, group.ledger_class};
      for (const Component component : ledger::kAllComponents) {
        SCOPED_TRACE("month " + std::to_string(period + 1) + ' ' + key.province + ' ' +
                     key.operator_ + ' ' + key.ledger_class + ' ' +
                     std::string(to_string(component)));
        expect_equal(fall[component], months[key].at(ledger::index_of(component)));
        if (::testing::Test::HasFailure()) {
          return;  // One group's figures are enough to read.
        }
      }
      months.erase(key);
    }
    EXPECT_TRUE(months.empty()) << "groups the ledger does not have";
  }
}

TEST_F(NationalLedger, EveryCellOfEveryMonthIsAsItWas) {
  expect_equal(*whole_, kCells, nation_->truth.by_cell, std::size_t{31} * 4);
}

TEST_F(NationalLedger, EveryClassIsAsItWas) {
  expect_equal(*whole_, {.region = kProvince, .by_operator = true, .by_class = true},
               nation_->truth.by_class, std::size_t{31} * 4 * 4);
}

TEST_F(NationalLedger, TheNationIsAsItWas) { expect_equal(*whole_, {}, nation_->truth.nation, 1); }

TEST_F(NationalLedger, EveryVerdictIsAsItWas) {
  const auto reference = points_.front().month + 1 + simulate_ledger::kReferenceMonth;
  std::map<std::string, int> seen;
  const auto verdicts = ledger::stopped_growing(*whole_, kCells, reference);
  ASSERT_EQ(verdicts.size(), nation_->truth.verdicts.size());
  for (const auto& [group, by_component] : verdicts) {
    const auto& truth = nation_->truth.verdicts.at({group.region, group.operator_, ""});
    for (const Component component : ledger::kAllComponents) {
      SCOPED_TRACE(group.region + ' ' + group.operator_ + ' ' + std::string(to_string(component)));
      const auto name = [](ledger::Answer answer) {
        return std::string(ledger::kAnswerNames.at(static_cast<std::size_t>(answer)));
      };
      const ledger::Verdict& verdict = by_component[component];
      const auto& expected = truth.at(ledger::index_of(component));
      EXPECT_EQ(name(verdict.month_on_month.answer), expected.month_on_month);
      EXPECT_EQ(name(verdict.above_reference.answer), expected.above_reference);
      EXPECT_EQ(verdict.month_on_month.breakers.empty(), expected.month_on_month != "not_met");
      ++seen[expected.month_on_month];
      ++seen[expected.above_reference];
    }
  }
  EXPECT_EQ(seen.size(), 3U) << "each verdict occurs";
}

TEST_F(NationalLedger, EverySlipIsAsItWas) {
  const auto states = ledger::states_at(*history_, points_);
  const auto progress = ledger::plan_progress(states);
  ASSERT_EQ(progress.size(), nation_->truth.plans.size());
  for (const ledger::PlanProgress& one : progress) {
    SCOPED_TRACE(one.device.value());
    const auto& truth = nation_->truth.plans.at(one.device.value());
    EXPECT_EQ(ledger::kPlanOutcomeNames.at(static_cast<std::size_t>(one.outcome)), truth.outcome);
    EXPECT_EQ(one.slip, truth.slip);
  }
  const auto coverage = ledger::plan_coverage(states.front(), {});
  EXPECT_EQ(coverage.at({}).planned, nation_->truth.plans.size());
  EXPECT_EQ(coverage.at({}).devices, nation_->truth.devices_at_start);

  const auto levels = ledger::planned_levels(states, {});
  const auto& sessions = levels.at({})[Component::max_sessions];
  ASSERT_EQ(sessions.size(), nation_->truth.planned.size() + 1);
  for (std::size_t i = 0; i < nation_->truth.planned.size(); ++i) {
    EXPECT_EQ(sessions[i + 1].planned, tenths(nation_->truth.planned[i])) << i;
  }
}

TEST_F(NationalLedger, LoadsAfterRetirementAreThoseThatWereMade) {
  const auto errors = ledger::loads_after_retirement(ledger::state_at(*history_, points_.back()));
  ASSERT_EQ(errors.size(), nation_->truth.loads_after_retirement.size());
  for (const auto& error : errors) {
    EXPECT_EQ(error.load_month, nation_->truth.loads_after_retirement.at(error.device.value()));
  }
}

TEST(MakeNation, IsTheSameEachTimeAndAnotherWithAnotherSeed) {
  const simulate_ledger::NationOptions small{.provinces = 2, .operators = 2};
  const auto first = simulate_ledger::change_logs(simulate_ledger::make_nation(small).commits);
  const auto again = simulate_ledger::change_logs(simulate_ledger::make_nation(small).commits);
  const simulate_ledger::NationOptions other{.seed = 2, .provinces = 2, .operators = 2};
  const auto else_ = simulate_ledger::change_logs(simulate_ledger::make_nation(other).commits);
  const auto same = [](const auto& a, const auto& b) {
    return a.effective == b.effective && a.object == b.object && a.field == b.field &&
           a.after == b.after;
  };
  EXPECT_TRUE(std::ranges::equal(first.devices, again.devices, same));
  EXPECT_FALSE(std::ranges::equal(first.devices, else_.devices, same));
}

}  // namespace
}  // namespace sixscope
