#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/groups.h"
#include "ledger/states.h"
#include "net/address_class.h"

namespace sixscope::ledger {

/// What is doubtful about the addresses of a pool.
enum class PoolFault : std::uint8_t {
  pool_overlap,     ///< Addresses that another pool has too, or its own list has twice.
  pool_not_public,  ///< Addresses that no public pool can have: private, shared, reserved ones.
};
inline constexpr std::array<std::string_view, 2> kPoolFaultNames = {"pool_overlap",
                                                                    "pool_not_public"};

/// One of them. Pools are indices of the state.
struct PoolFinding {
  PoolFault fault = PoolFault::pool_overlap;
  std::uint32_t pool = 0;
  std::uint32_t other = 0;  ///< Of an overlap; `pool` where it is in its own list.
  AddressRange range = {};  ///< The addresses it is about.
  net::AddressClass address_class = net::AddressClass::global;  ///< Of those that are not public.
};

/// The addresses a pool names: its prefixes, and those from first to last unless they lie in one of
/// these, which they then only say more about.
[[nodiscard]] std::vector<AddressRange> ranges_of(const Pool& pool);

/// Of the pools in service at the state's month end: overlaps first, then what is not public, each
/// by address. Every range of a pool that begins in another's is one finding, with the one that
/// reaches furthest: where three have an address, two findings have it, and the addresses of all
/// findings between pools are the sum of the pools' addresses less those there are. So there is at
/// most one finding a range, in O(n log n).
[[nodiscard]] std::vector<PoolFinding> pool_findings(const State& state);

/// How many addresses the sums of `capacity_by_group`, all groups together, may hold twice: those
/// that pools counted there share, as they list them, within each family of classes. The sums stay
/// what pools say. A pool that lists nothing, or gives no number, counts no address twice.
[[nodiscard]] std::uint64_t addresses_counted_twice(const State& state, const Grouping& grouping);

}  // namespace sixscope::ledger
