#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/standings.h"
#include "ledger/states.h"

namespace sixscope::ledger {

enum class RegionLevel : std::uint8_t { none, province, prefecture, county };

/// How places are put together, and which count at all.
struct Grouping {
  RegionLevel region = RegionLevel::none;
  bool by_operator = false;
  bool by_class = false;                 ///< False: only NAT44 and NAT444 count, together.
  std::vector<std::string> within = {};  ///< These regions and all below only; empty: all. Pilots.
  std::vector<std::string> operators = {};  ///< These only; empty: all.
  std::vector<LedgerClass> classes = {};    ///< These only, together unless `by_class`.
};

/// A group: what it is not grouped by is empty; what a device does not say is "unknown".
struct Group {
  std::string region = {};  ///< Code of the level: 440000 of a province.
  std::string operator_ = {};
  std::string ledger_class = {};
  friend auto operator<=>(const Group&, const Group&) = default;
};

/// The group of a place; nothing if it does not count.
[[nodiscard]] std::optional<Group> group_of(const Place& place, const Grouping& grouping);

/// Capacity by group at the end of the state's month.
[[nodiscard]] std::map<Group, Sums> capacity_by_group(const State& state, const Grouping& grouping);

}  // namespace sixscope::ledger
