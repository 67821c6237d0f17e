// Shares that rest on tests: subscribers asked, packets sent, sites visited. The truth is drawn,
// the tests are drawn from it, and the printed interval has to hold the truth as often as it says.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "coverage_count.h"
#include "figures/evaluation.h"
#include "shipped_catalogue.h"
#include "simulate/country.h"
#include "simulate/random.h"

namespace sixscope::tests {
namespace {

using indicators::IntervalKind;
using indicators::Method;
using indicators::Place;
using simulate::Random;

constexpr model::Month kMonth = model::Month::of(2025, 6);

/// Who was there, who was asked, who succeeded: of one place.
struct Drawn {
  double population = 0;
  double all_succeeding = 0;
  double tests = 0;
  double successes = 0;
};

Drawn draw(Random& random, double share) {
  Drawn one;
  one.population = std::floor(std::exp(std::log(2e3) + random.unit() * std::log(50)));
  const double odds = share / (1 - share) * std::exp(random.unit() * 2 - 1);
  one.all_succeeding = std::round(one.population * odds / (1 + odds));
  one.tests = static_cast<double>(5 + random.below(56));
  for (double asked = 0; asked < one.tests; ++asked) {  // Nobody is asked twice.
    one.successes += random.chance((one.all_succeeding - one.successes) / (one.population - asked));
  }
  return one;
}

struct Sums {
  double weighted = 0;
  double weight = 0;
};

// The figures of a country that those of `method` are formed of, and its truth by scope: of strata
// that of everybody, of pooled tests that of those who could have been drawn for them.
std::map<indicators::Scope, Sums> fill(indicators::Cube& cube, const Method& method, Random& random,
                                       const std::vector<Place>& places) {
  std::map<indicators::Scope, Sums> truth;
  const double share = 0.5 + 0.495 * random.unit();
  for (const Place& place : places) {
    const Drawn one = draw(random, share);
    const auto add = [&](const std::string& quantity, double value) {
      cube.add(quantity, {}, kMonth, place, {.value = value});
    };
    const std::string& successes = method.numerator.selectors()[0].quantity;
    add(successes, one.successes);
    for (const indicators::Selector& below : method.denominator->selectors()) {
      if (below.quantity != successes) {  // All tests, or those that did not succeed.
        const bool is_rest = method.denominator->selectors().size() > 1;
        add(below.quantity, is_rest ? one.tests - one.successes : one.tests);
      }
    }
    if (method.population) {
      add(method.population->selectors()[0].quantity, one.population);
    }
    const double weight = method.population ? one.population : one.tests;
    for (const std::string& region : {std::string(indicators::kNation), place.region}) {
      for (const std::string& operator_ : {std::string(), place.operator_}) {
        Sums& sums = truth[{region, operator_}];
        sums.weighted += weight * one.all_succeeding / one.population;
        sums.weight += weight;
      }
    }
  }
  return truth;
}

TEST(TestedShares, IntervalsHoldTheTruthAsOftenAsTheySay) {
  const indicators::IndicatorCatalogue& catalogue = shipped_indicators();
  std::vector<Place> places;
  for (const simulate::Province& province : simulate::provinces()) {
    for (const simulate::Operator& one : simulate::operators()) {
      places.push_back({std::to_string(province.code.value()), std::string(one.id)});
    }
  }
  CoverageCounts counts;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Random random(seed);
    for (const indicators::Indicator& indicator : catalogue.definitions.indicators) {
      for (const Method& method : indicator.methods) {
        if (method.interval != IntervalKind::wilson &&
            method.interval != IntervalKind::stratified) {
          continue;
        }
        indicators::Cube cube(kMonth, 1, places);
        const auto truth = fill(cube, method, random, places);
        const figures::MethodEvaluation evaluation(indicator, method, catalogue.definitions, cube,
                                                   {}, {});
        for (const auto& [scope, value] : evaluation.values({kMonth, kMonth})) {
          if (value.interval) {
            const Sums& sums = truth.at(scope);
            counts[indicator.code + " " + method.version + " " +
                   level_of(scope.region, scope.operator_)]
                .add(*value.interval, sums.weighted / sums.weight);
          }
        }
      }
    }
  }
  EXPECT_GE(counts.size(), 22U) << "methods by level";
  for (const auto& [what, count] : counts) {
    RecordProperty(what, std::to_string(count.covered()));
    std::printf("%-40s %7zu intervals, %.2f %% hold the truth\n", what.c_str(), count.intervals,
                100 * count.covered());
    EXPECT_GT(count.probability(), kByChance) << what << ": " << count.covered();
  }
}

}  // namespace
}  // namespace sixscope::tests
