#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
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
  /// Of an overlap; `pool` where it is in its own list, nothing where it is not seen.
  std::optional<std::uint32_t> other = {};
  AddressRange range = {};      ///< From the first to the last of the addresses it is about.
  std::uint64_t addresses = 0;  ///< How many of the range it is about.
  net::AddressClass address_class = net::AddressClass::global;  ///< Of those that are not public.
};

/// The addresses a pool names: its prefixes, and those from first to last unless they lie in one of
/// these, which they then only say more about.
[[nodiscard]] std::vector<AddressRange> ranges_of(const Pool& pool);

/// Whether who asks sees a pool of the state.
using SeenPool = std::function<bool(std::uint32_t)>;

/// Of the pools that `sees` lets see and that are in service at the state's month end: overlaps
/// first, then what is not public, each by address.
///
/// Every range of a pool that begins in another's is one finding, with the one that reaches
/// furthest: so each pool that overlaps one is named with one, where three have an address two
/// findings have it, and the addresses of all findings between pools that are seen are the sum of
/// the pools' addresses less those there are. Of pools that are not seen there is one finding a
/// range, however many they are. O(n log n).
[[nodiscard]] std::vector<PoolFinding> pool_findings(const State& state, const SeenPool& sees);

/// How many addresses the sums of `capacity_by_group`, all groups together, hold twice at most.
///
/// The sums are of the figures that pools give, and stay what they say. So no more is counted twice
/// of a pool than its figure and than what of its list others list that are counted there within
/// the same family of classes; of two that overlap, no more than the lesser says; and of all that
/// hang together by overlaps, no more than their sum less the largest. A pool that lists nothing,
/// or gives no number, counts no address twice.
[[nodiscard]] std::uint64_t addresses_counted_twice(const State& state, const Grouping& grouping);

}  // namespace sixscope::ledger
