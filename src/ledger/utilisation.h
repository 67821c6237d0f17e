#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "ledger/groups.h"
#include "ledger/states.h"

namespace sixscope::ledger {

/// A sum over a sum. Only those that gave both are in it.
struct Rate {
  model::Decimal numerator = {};
  model::Decimal denominator = {};
  std::uint32_t given = 0;    ///< Devices or rows in it.
  std::uint32_t missing = 0;  ///< Those that lack one side or both.

  void add(const Figure& part, const Figure& whole);
  Rate& operator+=(const Rate& other);
  /// Nothing where the denominator is not over zero.
  [[nodiscard]] std::optional<double> value() const;
  friend bool operator==(const Rate&, const Rate&) = default;
};

/// What is used of a component: peak_sessions of max_sessions, peak_traffic of design_throughput,
/// used_addresses of public_addresses, used_port_blocks of port_blocks, active_subscribers of
/// subscribers_max.
[[nodiscard]] Load load_of(Component component);

/// Ports of an address that a NAT hands out: all but the well-known ones, of one protocol. TCP and
/// UDP have a space each, and the fuller one is what runs out, so the two are never added.
inline constexpr std::int64_t kPortsPerAddress = 65536 - 1024;

/// How full a device is. Where pools are shared, its own part is measured against all addresses it
/// can draw on, so the pool's other cards are not in it.
struct DeviceUse {
  ObjectId device = {};
  ByComponent<Rate> used = {};
  Rate sharing = {};                            ///< Active subscribers to a public address.
  Rate ports_per_subscriber = {};               ///< Ports to an active subscriber.
  std::optional<model::Month> load_month = {};  ///< The state's month; nothing: no load is of it.
};
/// Counted devices of all classes, in order of identifier. Loads are those of the state's month:
/// months are never mixed.
[[nodiscard]] std::vector<DeviceUse> device_use(const State& state);

/// How full a group is. The sum of peaks is no peak: devices do not peak at the same moment, so
/// `used` is an upper bound of the group's own peak, and pages say so. A device enters a component
/// where it gave both load, of the state's month, and capacity. Pools count once.
struct GroupUse {
  ByComponent<Rate> used = {};
  Rate sharing = {};
  Rate ports_per_subscriber = {};
  Sum active_subscribers = {};  ///< Behind NAT.
};
[[nodiscard]] std::map<Group, GroupUse> group_use(const State& state, const Grouping& grouping);

/// Share of a group's subscribers that are behind NAT; `subscribers` is how many it has in all.
/// Groups it does not name are left out. May pass 1 where devices in series count a subscriber
/// each: it is shown as it is. Groups in which no device says how many it serves are left out too.
[[nodiscard]] std::map<Group, Rate> subscribers_behind_nat(
    const std::map<Group, GroupUse>& use, const std::map<Group, model::Decimal>& subscribers);

}  // namespace sixscope::ledger
