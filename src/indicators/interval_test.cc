#include "indicators/interval.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace sixscope::indicators {
namespace {

struct Check {
  double successes, trials, low, high;
};

// Worked out by hand from the formula, to four places.
TEST(Wilson, HasItsCheckValues) {
  constexpr std::array<Check, 6> kChecks = {{{0, 10, 0.0000, 0.2775},
                                             {8, 10, 0.4902, 0.9433},
                                             {10, 10, 0.7225, 1.0000},
                                             {80, 100, 0.7112, 0.8666},
                                             {812, 1000, 0.7866, 0.8350},
                                             {1603, 2000, 0.7834, 0.8184}}};
  for (const Check& check : kChecks) {
    const Interval interval = wilson(check.successes / check.trials, check.trials);
    EXPECT_NEAR(interval.low, check.low, 5e-5) << check.successes << " of " << check.trials;
    EXPECT_NEAR(interval.high, check.high, 5e-5) << check.successes << " of " << check.trials;
  }
}

TEST(Wilson, FewestSuccessesThatShowFourFifths) {
  constexpr std::array<std::array<std::uint64_t, 2>, 7> kChecks = {
      {{100, 88}, {200, 172}, {400, 336}, {1000, 825}, {2000, 1636}, {5000, 4056}, {10000, 8079}}};
  for (const auto& [trials, needed] : kChecks) {
    EXPECT_EQ(successes_needed(trials, 0.8), needed) << trials;
  }
  EXPECT_EQ(successes_needed(10, 0.8), 11U) << "ten tests cannot show it";
  EXPECT_EQ(successes_needed(0, 0.8), 1U);
}

TEST(SampleSize, ForAHalfWidth) {
  EXPECT_EQ(sample_size(0.05, 0.8), 246U);
  EXPECT_EQ(sample_size(0.03, 0.8), 683U);
  EXPECT_EQ(sample_size(0.02, 0.8), 1537U);
  EXPECT_EQ(sample_size(0.01, 0.8), 6147U);
  EXPECT_EQ(sample_size(0.02, 0.8, 2000), 870U);  // 1536.58 / (1 + 1535.58/2000).
}

TEST(SampledShare, IsWilsonsOfFewerPackets) {
  // A variance of 0.25/106 is that of 106 packets of one size; 106 / (1 + 6/106) = 100.3 remain.
  EXPECT_EQ(sampled_share(0.5, 0.25 / 106, 400), wilson(0.5, 106 / (1 + 6.0 / 106)));
  const Interval wide = sampled_share(0.5, 0.25 / 106, 400);
  EXPECT_LT(wide.low, 0.5 - kZ95 * std::sqrt(0.25 / 106));
  EXPECT_EQ(sampled_share(0, 0, 500), wilson(0, 500)) << "none among 500 is not none at all";
  EXPECT_EQ(sampled_share(1, 0, 500), wilson(1, 500));
  EXPECT_EQ(sampled_share(0.3, 0, 0), (Interval{0.3, 0.3})) << "all was counted";
}

TEST(Stratified, WeighsByPopulationAndNotByTests) {
  // A city of 900 with 10 tests and one of 100 with 100: pooled they would say 0.55.
  const std::vector<Stratum> strata = {{.population = 900, .successes = 9, .trials = 10},
                                       {.population = 100, .successes = 50, .trials = 100}};
  const auto all = stratified(strata);
  ASSERT_TRUE(all);
  EXPECT_NEAR(all->share, 0.9 * 0.9 + 0.1 * 0.5, 1e-12);
  // 0.81 x 0.09/10 x (1 - 10/900); the second stratum was asked whole.
  EXPECT_NEAR(all->variance, 0.81 * 0.009 * (1 - 10.0 / 900), 1e-12);
  EXPECT_NEAR(all->design_effect, 110 * all->variance / (0.86 * 0.14), 1e-12);
  EXPECT_LT(all->interval.low, 0.70);
  EXPECT_GT(all->interval.high, 0.93);
  EXPECT_EQ(all->covered, 1.0);
}

TEST(Stratified, AFewTestsOfAStratumAreNoCertainty) {
  // Where all of three went well nothing is known to vary, and yet one more may fail: two tests are
  // lent, which go as 0.7 of all do: 4.4 of 5.
  const std::vector<Stratum> strata = {{.population = 5000, .successes = 3, .trials = 3},
                                       {.population = 5000, .successes = 4, .trials = 10}};
  const auto all = stratified(strata);
  ASSERT_TRUE(all);
  EXPECT_NEAR(all->variance, 0.25 * 0.24 / 10 * (1 - 10.0 / 5000), 1e-12) << "as the paper has it";
  const double lent = (3 + 2 * 0.7) / 5;
  const double careful =
      0.25 * lent * (1 - lent) / 3 * (1 - 3.0 / 5000) + 0.25 * 0.24 / 9 * (1 - 10.0 / 5000);
  EXPECT_NEAR(all->interval.low, wilson(0.7, 0.21 / careful).low, 1e-12);
  EXPECT_NEAR(all->interval.high, wilson(0.7, 0.21 / careful).high, 1e-12);
  EXPECT_GT(careful, all->variance);
}

TEST(Stratified, ListsWhatWasNotTested) {
  const std::vector<Stratum> strata = {{.population = 600, .successes = 80, .trials = 100},
                                       {.population = 400}};
  const auto all = stratified(strata);
  ASSERT_TRUE(all);
  EXPECT_NEAR(all->share, 0.8, 1e-12);
  EXPECT_EQ(all->untested, (std::vector<std::size_t>{1}));
  EXPECT_NEAR(all->covered, 0.6, 1e-12);
  EXPECT_FALSE(stratified(std::vector<Stratum>{{.population = 400}}));
  EXPECT_FALSE(stratified({}));
}

TEST(Stratified, AllWellIsNotCertain) {
  const std::vector<Stratum> strata = {{.population = 1000, .successes = 10, .trials = 10}};
  const auto all = stratified(strata);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->variance, 0);
  EXPECT_NEAR(all->interval.low, 0.7225, 5e-5) << "as Wilson's of ten";
}

}  // namespace
}  // namespace sixscope::indicators
