#include "ledger/utilisation.h"

#include <algorithm>
#include <cstddef>

namespace sixscope::ledger {
namespace {

using model::Decimal;

Figure ports_of(const Figure& addresses) {
  return addresses ? Figure(Decimal::of_millionths(addresses->millionths() * kPortsPerAddress))
                   : std::nullopt;
}

// Calls `take` with each counted device's group, loads and standing.
template <class Take>
void each_counted(const State& state, const Grouping& grouping, const Take& take) {
  const auto all = standings(state.devices, state.pools, state.point.month.last_day());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto group =
        all[i].counted ? group_of(place_of(state.devices[i]), grouping) : std::optional<Group>();
    if (group) {
      take(*group, state.loads[i], all[i]);
    }
  }
}

// The state as if there were only the devices that say `load`: so that what a silent card's pool
// has is counted with a partner that speaks.
State speaking(const State& state, Load load) {
  State part = state;
  for (std::size_t i = 0; i < part.devices.size(); ++i) {
    part.devices[i].removed = part.devices[i].removed || !part.loads[i][load];
  }
  return part;
}

// Adds to `rate_of` each group's devices that gave `load`; the others are missing.
template <class Add>
void each_loaded(const State& state, const Grouping& grouping, Load load, const Add& add) {
  each_counted(state, grouping, [&](const Group& group, const Loads& loads, const Standing&) {
    if (!loads[load]) {
      add(group, std::nullopt, Capacity{});
    }
  });
  each_counted(speaking(state, load), grouping,
               [&](const Group& group, const Loads& loads, const Standing& standing) {
                 add(group, loads[load], standing.capacity);
               });
}

}  // namespace

void Rate::add(const Figure& part, const Figure& whole) {
  if (part && whole) {
    numerator += *part;
    denominator += *whole;
    ++given;
  } else {
    ++missing;
  }
}

Rate& Rate::operator+=(const Rate& other) {
  numerator += other.numerator;
  denominator += other.denominator;
  given += other.given;
  missing += other.missing;
  return *this;
}

std::optional<double> Rate::value() const {
  return denominator > Decimal{} ? std::optional(numerator.to_double() / denominator.to_double())
                                 : std::nullopt;
}

Load load_of(Component component) {
  switch (component) {
    case Component::max_sessions:
      return Load::peak_sessions;
    case Component::design_throughput:
      return Load::peak_traffic;
    case Component::public_addresses:
      return Load::used_addresses;
    case Component::port_blocks:
      return Load::used_port_blocks;
    case Component::subscribers_max:
      break;
  }
  return Load::active_subscribers;
}

std::vector<DeviceUse> device_use(const State& state) {
  std::vector<DeviceUse> all;
  const model::Day day = state.point.month.last_day();
  const PoolIndex index(state.pools, day);
  for (std::size_t i = 0; i < state.devices.size(); ++i) {
    const Device& device = state.devices[i];
    const Loads& loads = state.loads[i];
    if (!in_service(device, day)) {
      continue;
    }
    const Capacity capacity = drawn_on(device, index);
    DeviceUse use{.device = device.id, .load_month = loads.month};
    for (const Component component : kAllComponents) {
      use.used[component].add(loads[load_of(component)], capacity[component]);
    }
    const Figure& addresses = capacity[Component::public_addresses];
    const Figure& subscribers = loads[Load::active_subscribers];
    use.sharing.add(subscribers, addresses);
    use.ports_per_subscriber.add(ports_of(addresses), subscribers);
    all.push_back(use);
  }
  return all;
}

std::map<Group, GroupUse> group_use(const State& state, const Grouping& grouping) {
  std::map<Group, GroupUse> groups;
  for (const Component component : kAllComponents) {
    each_loaded(state, grouping, load_of(component),
                [&](const Group& group, const Figure& load, const Capacity& capacity) {
                  groups[group].used[component].add(load, capacity[component]);
                });
  }
  each_loaded(state, grouping, Load::active_subscribers,
              [&](const Group& group, const Figure& load, const Capacity& capacity) {
                GroupUse& use = groups[group];
                const Figure& addresses = capacity[Component::public_addresses];
                use.sharing.add(load, addresses);
                use.ports_per_subscriber.add(ports_of(addresses), load);
                use.active_subscribers.add(load);
              });
  return groups;
}

std::map<Group, Rate> subscribers_behind_nat(const std::map<Group, GroupUse>& use,
                                             const std::map<Group, Decimal>& subscribers) {
  std::map<Group, Rate> rates;
  for (const auto& [group, all] : subscribers) {
    const auto found = use.find(group);
    if (found != use.end() && found->second.active_subscribers.given > 0) {
      const Sum& behind = found->second.active_subscribers;
      rates[group] = {.numerator = behind.value,
                      .denominator = all,
                      .given = behind.given,
                      .missing = behind.missing};
    }
  }
  return rates;
}

}  // namespace sixscope::ledger
