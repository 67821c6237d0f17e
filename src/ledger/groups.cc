#include "ledger/groups.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "registry/scope.h"

namespace sixscope::ledger {
namespace {

constexpr std::string_view kUnknown = "unknown";
constexpr std::size_t kCodeDigits = 6;  // GB/T 2260: two a level.

std::string region_at(const std::string& region, RegionLevel level) {
  if (level == RegionLevel::none) {
    return {};
  }
  if (region.empty()) {
    return std::string(kUnknown);
  }
  std::string code = region;
  const std::size_t digits = 2 * static_cast<std::size_t>(level);
  if (code.size() == kCodeDigits) {
    std::fill(code.begin() + static_cast<std::ptrdiff_t>(digits), code.end(), '0');
  }
  return code;
}

}  // namespace

std::optional<Group> group_of(const Place& place, const Grouping& grouping) {
  const bool inside =
      grouping.within.empty() || std::ranges::any_of(grouping.within, [&](const auto& above) {
        return registry::lies_in(place.region, above);
      });
  const bool ours =
      grouping.operators.empty() ||
      std::ranges::find(grouping.operators, place.operator_) != grouping.operators.end();
  const bool of_class =
      grouping.classes.empty()
          ? grouping.by_class || is_nat44(place.ledger_class)
          : std::ranges::find(grouping.classes, place.ledger_class) != grouping.classes.end();
  if (!inside || !ours || !of_class) {
    return std::nullopt;
  }
  Group group{.region = region_at(place.region, grouping.region)};
  if (grouping.by_operator) {
    group.operator_ = place.operator_.empty() ? kUnknown : std::string_view(place.operator_);
  }
  if (grouping.by_class) {
    group.ledger_class = to_string(place.ledger_class);
  }
  return group;
}

std::map<Group, Sums> capacity_by_group(const State& state, const Grouping& grouping) {
  const auto all = standings(state.devices, state.pools, state.point.month.last_day());
  std::map<Group, Sums> groups;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto group =
        all[i].counted ? group_of(place_of(state.devices[i]), grouping) : std::optional<Group>();
    if (!group) {
      continue;
    }
    Sums& sums = groups[*group];
    for (const Component component : kAllComponents) {
      sums[component].add(all[i].capacity[component]);
    }
  }
  return groups;
}

}  // namespace sixscope::ledger
