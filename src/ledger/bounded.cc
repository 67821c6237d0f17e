#include "ledger/bounded.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace sixscope::ledger {

Decomposition bounded(const Decomposition& whole, const SeenPlace& seen) {
  Decomposition part;
  part.points = whole.points;
  std::vector<bool> open;
  for (const Place& place : whole.places) {
    open.push_back(seen(place));
    part.places.push_back(open.back() ? place : Place{});
  }
  for (const auto& levels : whole.levels) {
    part.levels.push_back(levels);
    for (std::size_t place = 0; place < open.size(); ++place) {
      part.levels.back()[place] = open[place] ? levels[place] : Sums{};
    }
  }
  for (const Period& period : whole.periods) {
    part.periods.push_back({.open = period.open, .close = period.close});
    std::ranges::copy_if(period.movements, std::back_inserter(part.periods.back().movements),
                         [&](const Movement& movement) { return open[movement.place]; });
  }
  part.begins = whole.begins;  // That others had a ledger is what a level of nothing means.
  return part;
}

std::vector<State> bounded(std::span<const State> whole, const SeenPlace& seen) {
  std::vector<State> part;
  const std::size_t devices = whole.empty() ? 0 : whole.front().devices.size();
  std::vector<bool> kept(devices);
  for (const State& state : whole) {
    part.push_back({.point = state.point, .pools = state.pools});
    for (std::size_t i = 0; i < devices; ++i) {
      const Device& device = state.devices[i];
      kept[i] = kept[i] || (device.created && (!device.pools.empty() || seen(place_of(device))));
    }
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (std::size_t i = 0; i < devices; ++i) {
      if (kept[i]) {
        Device& device = part[at].devices.emplace_back(whole[at].devices[i]);
        device.elsewhere = device.created && !seen(place_of(device));
        part[at].loads.push_back(whole[at].loads[i]);
      }
    }
  }
  return part;
}

void bound(State& state, const SeenPlace& seen) {
  for (Device& device : state.devices) {
    device.elsewhere = device.created && !seen(place_of(device));
  }
}

}  // namespace sixscope::ledger
