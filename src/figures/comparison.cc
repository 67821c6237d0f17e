#include "figures/comparison.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace sixscope::figures {
namespace {

using indicators::Leaf;

using ByPlace = std::map<std::size_t, Leaf>;

ByPlace there(const std::vector<Leaf>& leaves, const MethodEvaluation& how,
              const indicators::Scope& scope) {
  ByPlace found;
  for (const Leaf& leaf : leaves) {
    if (!leaf.fault && indicators::lies_in(how.place(leaf), scope)) {
      found.emplace(leaf.place, leaf);
    }
  }
  return found;
}

}  // namespace

Comparison compare(const MethodEvaluation& one, const MethodEvaluation& other, const Period& period,
                   const indicators::Scope& scope) {
  Comparison comparison;
  std::map<model::Month, ByPlace> by_month;
  const ByPlace whole = there(other.leaves(period), other, scope);
  std::vector<Leaf> ones;
  std::vector<Leaf> others;
  std::set<std::size_t> compared;
  for (const auto& [place, leaf] : there(one.leaves(period), one, scope)) {
    const auto month = one.month(leaf);
    if (month && !by_month.contains(*month)) {
      by_month[*month] = there(other.leaves({*month, *month}), other, scope);
    }
    const ByPlace& same = month ? by_month.at(*month) : whole;
    const auto found = same.find(place);
    if (found == same.end()) {
      ++comparison.only_one;
      continue;
    }
    ones.push_back(leaf);
    others.push_back(found->second);
    compared.insert(place);
  }
  comparison.only_other = static_cast<std::size_t>(std::ranges::count_if(
      whole, [&](const auto& entry) { return !compared.contains(entry.first); }));
  comparison.one = one.total(ones, scope);
  comparison.other = other.total(others, scope);
  return comparison;
}

}  // namespace sixscope::figures
