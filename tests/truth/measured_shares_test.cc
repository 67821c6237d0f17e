// The simulated country, collected: its shares of traffic rest on sampled packets, and the printed
// interval has to hold what really passed as often as it says.
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "adapters/sqlite/sqlite_database.h"
#include "coverage_count.h"
#include "figures/evaluation.h"
#include "measured_country.h"
#include "registry/sql_object_store.h"
#include "shipped_catalogue.h"

namespace sixscope::tests {
namespace {

using indicators::IntervalKind;

/// Users' traffic by access of one scope.
class ScopeTruth {
 public:
  ScopeTruth(const MeasuredCountry& country, const indicators::Scope& scope) {
    for (const auto& [place, traffic] : country.truth) {
      const auto& [region, operator_, access] = place;
      if ((scope.region == indicators::kNation || scope.region == region) &&
          (scope.operator_.empty() || scope.operator_ == operator_)) {
        by_access_[access].v4 += traffic.v4;
        by_access_[access].v6 += traffic.v6;
      }
    }
  }

  /// Of the accesses that a method's quantities are of.
  [[nodiscard]] double share(const indicators::Method& method,
                             const indicators::Definitions& definitions) const {
    double v4 = 0;
    double v6 = 0;
    for (const indicators::Selector& selector : method.numerator.selectors()) {
      const auto& where = definitions.quantity(selector.quantity)->traffic->where;
      const auto access = std::ranges::find(where, std::string("access"),
                                            &std::pair<std::string, std::string>::first);
      const auto traffic = by_access_.find(access->second);
      v4 += traffic == by_access_.end() ? 0 : traffic->second.v4;
      v6 += traffic == by_access_.end() ? 0 : traffic->second.v6;
    }
    return v6 / (v4 + v6);
  }

 private:
  std::map<std::string, TrueTraffic> by_access_;
};

bool has_any(const MeasuredCountry::Places& places, const indicators::Scope& scope) {
  return std::ranges::any_of(places, [&](const auto& one) {
    return (scope.region == indicators::kNation || scope.region == one.first) &&
           (scope.operator_.empty() || scope.operator_ == one.second);
  });
}

class EmptyRegistry {
 public:
  EmptyRegistry()
      : database_(adapters::SqliteDatabase::open({.path = ":memory:"}).value()),
        store_(registry::SqlObjectStore::open(*database_, shipped_kinds()).value()) {}
  [[nodiscard]] const registry::ObjectStore& store() const { return *store_; }

 private:
  std::unique_ptr<adapters::SqliteDatabase> database_;
  std::unique_ptr<registry::SqlObjectStore> store_;
};

TEST(MeasuredShares, IntervalsHoldTheTruthAsOftenAsTheySay) {
  const indicators::IndicatorCatalogue& catalogue = shipped_indicators();
  std::vector<const indicators::Indicator*> which;
  for (const indicators::Indicator& one : catalogue.definitions.indicators) {
    if (std::ranges::count(one.methods, IntervalKind::sampled, &indicators::Method::interval) > 0) {
      which.push_back(&one);
    }
  }
  const EmptyRegistry nothing;
  CoverageCounts counts;
  std::size_t counted = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const MeasuredCountry country(seed);
    const auto all = figures::evaluate({.catalogue = catalogue,
                                        .kinds = shipped_kinds(),
                                        .registry = nothing.store(),
                                        .traffic = &country.store},
                                       which, indicators::SourceKind::measured, country.month,
                                       country.month, {}, {}, registry::Scope::everything("test"));
    ASSERT_TRUE(all) << describe(all.error());
    for (const figures::MethodEvaluation& one : all->methods) {
      for (const auto& [scope, value] : one.values({country.month, country.month})) {
        const bool is_nation = scope.region == indicators::kNation;  // A few losses are nothing.
        if (!value.interval || (!is_nation && has_any(country.lossy, scope))) {
          continue;
        }
        const double truth = ScopeTruth(country, scope).share(one.method(), catalogue.definitions);
        if (value.samples == 0 && has_any(country.sampling, scope)) {
          continue;  // No packet was picked of what an exporter looked at: it left no trace.
        }
        if (value.samples == 0) {
          EXPECT_NEAR(*value.value, truth, 1e-12) << "what was counted is the truth";
          EXPECT_EQ(value.interval->low, value.interval->high);
          ++counted;
        } else {
          counts[one.indicator().code + " " + level_of(scope.region, scope.operator_)].add(
              *value.interval, truth);
        }
      }
    }
  }
  EXPECT_GT(counts.size(), which.size() * 2) << "methods by level";
  EXPECT_GT(counted, kSeeds * 10) << "exporters that look at every packet";
  std::printf("%zu counted shares are the truth\n", counted);
  for (const auto& [what, count] : counts) {
    std::printf("%-40s %7zu intervals, %.2f %% hold the truth\n", what.c_str(), count.intervals,
                100 * count.covered());
    EXPECT_GT(count.probability(), kByChance) << what << ": " << count.covered();
  }
}

}  // namespace
}  // namespace sixscope::tests
