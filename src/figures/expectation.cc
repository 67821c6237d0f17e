#include "figures/expectation.h"

#include <algorithm>
#include <set>

#include "registry/scope.h"

namespace sixscope::figures {

using indicators::Place;

bool Expectation::counts(const Place& place) const {
  return !only_there || std::ranges::any_of(provinces, [&](const std::string& region) {
    return registry::lies_in(place.region, region);
  });
}

std::set<std::string> kinds_of(const indicators::Method& method,
                               const indicators::Definitions& definitions) {
  std::set<std::string> kinds;
  for (const indicators::Expression* const side : method.sides()) {
    for (const indicators::Selector& selector : side->selectors()) {
      const indicators::Quantity* const quantity = definitions.quantity(selector.quantity);
      if (quantity != nullptr && quantity->registry) {
        kinds.insert(quantity->registry->kind);
      }
    }
  }
  return kinds;
}

bool answers_for(const Place& unit, const Place& place) {
  const bool is_there = unit.region == indicators::kNation
                            ? place.region == indicators::kNation
                            : registry::lies_in(place.region, unit.region);
  return is_there && (unit.operator_.empty() || unit.operator_ == place.operator_);
}

std::vector<Place> lacking(const std::vector<const AskedRound*>& rounds,
                           const std::vector<Place>& there, bool own_figures) {
  std::set<Place> units;
  for (const AskedRound* const round : rounds) {
    units.insert(round->units.begin(), round->units.end());
  }
  const auto is_told_twice = [&](const Place& unit) {
    return !own_figures && unit.region == indicators::kNation &&
           std::ranges::any_of(units, [&](const Place& other) {
             return other.region != indicators::kNation &&
                    (unit.operator_.empty() || other.operator_ == unit.operator_);
           });
  };
  std::vector<Place> lack;
  for (const Place& unit : units) {
    const bool is_in =
        std::ranges::any_of(there, [&](const Place& place) { return answers_for(unit, place); });
    if (!is_in && !is_told_twice(unit)) {
      lack.push_back(unit);
    }
  }
  return lack;
}

}  // namespace sixscope::figures
