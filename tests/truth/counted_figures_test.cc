// What carriers hand in is counted, not sampled: every indicator of the catalogue must be what a
// plain reading of its formula makes of the same rows, and provinces must add up to the nation.
#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "coverage_count.h"
#include "figures/evaluation.h"
#include "plain_formula.h"
#include "shipped_catalogue.h"
#include "submitted_country.h"

namespace sixscope::tests {
namespace {

using indicators::Aggregation;
using indicators::Gap;
using indicators::kNation;
using indicators::Method;
using indicators::Place;
using indicators::Scope;

constexpr long double kRelative = 1e-9L;

::testing::AssertionResult is_near(double got, long double truth) {
  return std::abs(static_cast<long double>(got) - truth) <=
                 kRelative * std::max(1.0L, std::abs(truth))
             ? ::testing::AssertionSuccess()
             : ::testing::AssertionFailure() << got << " is not " << static_cast<double>(truth);
}

/// One place of a month as the formulas say.
struct PlainLeaf {
  long double numerator = 0;
  long double denominator = 1;
  long double population = 0;
  std::optional<Gap> fault;
};

/// Sums of a scope.
struct PlainTotal {
  long double numerator = 0;
  long double denominator = 0;
  long double weighted = 0;  ///< Of strata: share times population.
  long double population = 0;
  std::size_t present = 0;
  std::size_t expected = 0;
  Gap gap = Gap::no_observations;

  void add(const PlainLeaf& leaf, bool mean) {
    ++expected;
    if (leaf.fault) {
      gap = gap == Gap::no_observations ? *leaf.fault : gap;
      return;
    }
    ++present;
    numerator += mean ? leaf.numerator / leaf.denominator : leaf.numerator;
    denominator += mean ? 1 : leaf.denominator;
    weighted += leaf.population * leaf.numerator / leaf.denominator;
    population += leaf.population;
  }
};

/// Indicators of one country, read plainly.
class Plain {
 public:
  Plain(const SubmittedCountry& country, const indicators::IndicatorCatalogue& catalogue)
      : country_(country), catalogue_(catalogue) {}

  [[nodiscard]] std::optional<long double> figure(const std::string& name, model::Month month,
                                                  const Place& place) const {
    if (name[0] == '$') {
      return catalogue_.definitions.parameter(name.substr(1))->value;
    }
    const std::size_t brace = name.find('{');  // "sites{list=media}": no formula picks by two axes.
    const std::size_t equals = name.find('=');
    std::pair<std::string, std::string> axis;
    if (brace != std::string::npos) {
      axis = {name.substr(brace + 1, equals - brace - 1),
              name.substr(equals + 1, name.size() - equals - 2)};
    }
    const indicators::Quantity& quantity = *catalogue_.definitions.quantity(name.substr(0, brace));
    if (quantity.registry) {
      return country_.figure(quantity, month, place, axis);
    }
    if (quantity.outside && place == Place{kNation, ""}) {
      for (const indicators::OutsideSeries& series : catalogue_.outside) {
        for (const indicators::OutsidePoint& point : series.points) {
          if (series.id == quantity.outside->series && point.month == month) {
            return point.value;
          }
        }
      }
    }
    return {};
  }

  [[nodiscard]] PlainLeaf leaf(const Method& method, model::Month month, const Place& place) const {
    const auto of = [&](const std::string& name) { return figure(name, month, place); };
    const Said above = compute(method.numerator.text(), of);
    const Said below = method.denominator ? compute(method.denominator->text(), of)
                                          : Said{.is_complete = true, .value = 1};
    const Said people = method.population ? compute(method.population->text(), of)
                                          : Said{.is_complete = true, .value = 0};
    PlainLeaf leaf;
    if (!above.is_complete || !below.is_complete || !people.is_complete) {
      leaf.fault = Gap::no_observations;
    } else if (!above.value || !below.value) {
      leaf.fault = Gap::zero_denominator;
    } else if ((method.is_part && *above.value < 0) || *below.value < 0) {
      leaf.fault = Gap::data_error;
    } else if (*below.value == 0) {
      leaf.fault = Gap::zero_denominator;
    } else if (method.denominator && method.is_part && *above.value > *below.value) {
      leaf.fault = Gap::data_error;
    } else if (method.population && people.value.value_or(0) <= 0) {
      leaf.fault = Gap::zero_denominator;
    } else {
      leaf = {.numerator = *above.value,
              .denominator = *below.value,
              .population = people.value.value_or(0),
              .fault = {}};
    }
    return leaf;
  }

  /// Whether a place has any figure that the formula of the share names.
  [[nodiscard]] bool has_any(const Method& method, const Place& place) const {
    bool any = false;
    for (std::int32_t i = 0; i < SubmittedCountry::kMonths; ++i) {
      const auto look = [&](const std::string& name) {
        const auto found = figure(name, SubmittedCountry::kFirst + i, place);
        any = any || (name[0] != '$' && found);
        return found;
      };
      (void)compute(method.numerator.text(), look);
      if (method.denominator) {
        (void)compute(method.denominator->text(), look);
      }
    }
    return any;
  }

  [[nodiscard]] std::set<Place> places(const Method& method) const {
    std::set<Place> found;
    bool by_operator = false;
    std::vector<Place> all = {{kNation, ""}};
    for (const std::string& province : SubmittedCountry::provinces()) {
      all.push_back({province, ""});
      for (const std::string& one : SubmittedCountry::operators()) {
        all.push_back({province, one});
      }
    }
    for (const Place& place : all) {
      if (has_any(method, place)) {
        found.insert(place);
        by_operator = by_operator || !place.operator_.empty();
      }
    }
    if (!found.empty() && method.aggregation != Aggregation::none &&
        !found.contains({kNation, ""})) {
      for (const Place& place : all) {
        if (place.region != kNation && place.operator_.empty() != by_operator) {
          found.insert(place);
        }
      }
    }
    return found;
  }

  [[nodiscard]] std::map<Scope, PlainTotal> totals(const Method& method, model::Month month) const {
    std::map<Scope, PlainTotal> totals;
    const bool mean = method.aggregation == Aggregation::mean_of_ratios;
    for (const Place& place : places(method)) {
      const PlainLeaf one = leaf(method, month, place);
      std::set<Scope> scopes = {{place.region, place.operator_}};
      if (method.aggregation != Aggregation::none) {
        scopes.insert({{place.region, ""}, {kNation, ""}, {kNation, place.operator_}});
      }
      for (const Scope& scope : scopes) {
        totals[scope].add(one, mean);
      }
    }
    return totals;
  }

 private:
  const SubmittedCountry& country_;
  const indicators::IndicatorCatalogue& catalogue_;
};

void expect_value(const Method& method, const indicators::Value& got, const PlainTotal& truth) {
  EXPECT_EQ(got.present, truth.present);
  EXPECT_EQ(got.expected, truth.expected);
  if (truth.present == 0) {
    EXPECT_FALSE(got.value);
    EXPECT_EQ(got.gap, truth.gap);
    return;
  }
  EXPECT_TRUE(is_near(got.numerator, truth.numerator));
  EXPECT_TRUE(is_near(got.denominator, truth.denominator));
  if (got.gap) {
    EXPECT_EQ(got.gap, Gap::too_few_samples);
    EXPECT_LT(truth.denominator, method.samples_min);
    return;
  }
  const long double value = method.population    ? truth.weighted / truth.population
                            : method.denominator ? truth.numerator / truth.denominator
                                                 : truth.numerator;
  EXPECT_TRUE(is_near(got.value.value_or(NAN), value));
  EXPECT_EQ(got.interval.has_value(), method.interval != indicators::IntervalKind::none);
}

// Provinces add up to the nation, by numerator and denominator; so do operators.
void expect_closed(const std::map<Scope, indicators::Value>& values) {
  const auto nation = values.find({kNation, ""});
  if (nation == values.end()) {
    return;
  }
  long double numerator = 0;
  long double denominator = 0;
  for (const auto& [scope, value] : values) {
    if (scope.region != kNation && scope.operator_.empty()) {
      numerator += value.numerator;
      denominator += value.denominator;
    }
  }
  EXPECT_TRUE(is_near(nation->second.numerator, numerator));
  EXPECT_TRUE(is_near(nation->second.denominator, denominator));
}

TEST(CountedFigures, EveryIndicatorIsWhatItsFormulaSaysAndTheBooksClose) {
  const indicators::IndicatorCatalogue& catalogue = shipped_indicators();
  std::vector<const indicators::Indicator*> which;
  for (const indicators::Indicator& one : catalogue.definitions.indicators) {
    which.push_back(&one);
  }
  const figures::Expectation expectation{.provinces = SubmittedCountry::provinces(),
                                         .operators = SubmittedCountry::operators()};
  std::set<std::string> with_value;
  std::set<Gap> gaps;
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds && !::testing::Test::HasFailure(); ++seed) {
    const SubmittedCountry country(seed);
    const Plain plain(country, catalogue);
    const model::Month last = SubmittedCountry::kFirst + (SubmittedCountry::kMonths - 1);
    const auto all = figures::evaluate(
        {.catalogue = catalogue, .kinds = shipped_kinds(), .registry = country.registry()}, which,
        {}, SubmittedCountry::kFirst, last, {}, expectation, registry::Scope::everything("test"));
    ASSERT_TRUE(all) << describe(all.error());
    for (const figures::MethodEvaluation& one : all->methods) {
      const Method& method = one.method();
      for (const figures::Period& period :
           figures::periods_in(SubmittedCountry::kFirst, last, figures::PeriodKind::month)) {
        const auto values = one.values(period);
        const auto truth = plain.totals(method, period.first);
        EXPECT_EQ(values.size(),
                  indicators::is_valid(method, period.first, period.last) ? truth.size() : 0U)
            << one.indicator().code;
        for (const auto& [scope, value] : values) {
          SCOPED_TRACE(one.indicator().code + " " + method.version + " " + scope.region + " " +
                       scope.operator_ + " " + period.first.to_string() + ", seed " +
                       std::to_string(seed));
          expect_value(method, value, truth.at(scope));
          ++compared;
          if (value.gap) {
            gaps.insert(*value.gap);
          } else {
            with_value.insert(one.indicator().code);
          }
        }
        if (method.aggregation != Aggregation::none) {
          expect_closed(values);
        }
      }
    }
  }
  std::printf("%zu values compared, of %zu indicators\n", compared, with_value.size());
  for (const indicators::Indicator* const one : which) {
    EXPECT_TRUE(with_value.contains(one->code)) << one->code << " never had a value";
  }
  EXPECT_THAT(gaps, ::testing::IsSupersetOf(
                        {Gap::no_observations, Gap::zero_denominator, Gap::data_error}));
}

}  // namespace
}  // namespace sixscope::tests
