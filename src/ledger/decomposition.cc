#include "ledger/decomposition.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "ledger/walk.h"

namespace sixscope::ledger {
namespace {

// Sums by place, from the state alone.
std::vector<Sums> levels_at(Walk& walk, model::Day day) {
  const auto& devices = walk.fold().devices();
  const auto all = standings(devices, walk.fold().pools(), day);
  std::vector<Sums> levels(walk.places().size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].counted) {
      continue;
    }
    Sums& sums = levels[walk.place_index(place_of(devices[i]))];
    for (const Component component : kAllComponents) {
      sums[component].add(all[i].capacity[component]);
    }
  }
  return levels;
}

void add(Waterfall& waterfall, const Movement& movement, std::uint32_t index) {
  waterfall.movements.push_back(index);
  waterfall.gaps += !movement.before || !movement.after ? 1U : 0U;
  switch (movement.bucket) {
    case Bucket::added:
      waterfall.added += movement.delta;
      return;
    case Bucket::expanded:
      waterfall.expanded += movement.delta;
      return;
    case Bucket::reduced:
      waterfall.reduced -= movement.delta;
      return;
    case Bucket::retired:
      waterfall.retired -= movement.delta;
      return;
    case Bucket::corrected:
      waterfall.corrected += movement.delta;
      return;
    case Bucket::moved:
      break;
  }
  if (movement.delta > model::Decimal{}) {
    waterfall.moved_in += movement.delta;
  } else {
    waterfall.moved_out -= movement.delta;
  }
}

}  // namespace

Decomposition decompose(const History& history, std::span<const Point> points,
                        std::optional<model::Month> reference) {
  SIXSCOPE_CHECK(ascend(points));
  Decomposition whole;
  whole.points.assign(points.begin(), points.end());
  const auto edits = edits_by_point(history, points);
  Walk walk(history, reference);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const model::Day day = points[i].month.last_day();
    if (i == 0) {
      walk.begin(edits[i], day);
    } else {
      whole.periods.push_back(
          {.open = points[i - 1],
           .close = points[i],
           .movements = walk.advance(edits[i], points[i - 1].month.last_day(), day)});
    }
    whole.levels.push_back(levels_at(walk, day));
    if (!whole.begins && std::ranges::any_of(walk.fold().devices(),
                                             [](const Device& one) { return one.exists(); })) {
      whole.begins = points[i].month;
    }
  }
  whole.places = walk.places();
  for (auto& levels : whole.levels) {
    levels.resize(whole.places.size());
  }
  return whole;
}

std::map<Group, ByComponent<Waterfall>> waterfalls(const Decomposition& decomposition,
                                                   std::size_t period, const Grouping& grouping) {
  std::map<Group, ByComponent<Waterfall>> groups;
  std::vector<ByComponent<Waterfall>*> by_place;
  for (const Place& place : decomposition.places) {
    const auto group = group_of(place, grouping);
    by_place.push_back(group ? &groups[*group] : nullptr);
  }
  for (std::size_t place = 0; place < by_place.size(); ++place) {
    for (const Component component : kAllComponents) {
      if (by_place[place] != nullptr) {
        Waterfall& waterfall = (*by_place[place])[component];
        waterfall.opening += decomposition.levels[period][place][component];
        waterfall.closing += decomposition.levels[period + 1][place][component];
      }
    }
  }
  const auto& movements = decomposition.periods[period].movements;
  for (std::uint32_t i = 0; i < movements.size(); ++i) {
    const Movement& movement = movements[i];
    auto* group = by_place[movement.place];
    const bool inside = movement.bucket == Bucket::moved && by_place[movement.other] == group;
    if (group != nullptr && !inside) {
      add((*group)[movement.component], movement, i);
    }
  }
  return groups;
}

}  // namespace sixscope::ledger
