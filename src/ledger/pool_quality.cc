#include "ledger/pool_quality.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>

#include "ledger/standings.h"

namespace sixscope::ledger {
namespace {

struct OwnedRange {
  AddressRange range = {};
  std::uint32_t pool = 0;
};

void by_address(std::vector<OwnedRange>& ranges) {
  std::ranges::sort(ranges, [](const OwnedRange& a, const OwnedRange& b) {
    return std::tie(a.range.first, b.range.last, a.pool) <
           std::tie(b.range.first, a.range.last, b.pool);
  });
}

// What ranges, which are sorted, have in common with those before them. All that begin earlier and
// reach past a range's beginning overlap it there, the one that reaches furthest all the way.
std::vector<PoolFinding> overlaps(const std::vector<OwnedRange>& sorted) {
  std::vector<PoolFinding> found;
  const OwnedRange* furthest = nullptr;
  for (const OwnedRange& one : sorted) {
    if (furthest != nullptr && one.range.first <= furthest->range.last) {
      found.push_back({.pool = one.pool,
                       .other = furthest->pool,
                       .range = {.first = one.range.first,
                                 .last = std::min(one.range.last, furthest->range.last)}});
    }
    if (furthest == nullptr || one.range.last > furthest->range.last) {
      furthest = &one;
    }
  }
  return found;
}

// Sorted ranges of one pool without what they say twice.
std::vector<OwnedRange> merged(const std::vector<OwnedRange>& sorted) {
  std::vector<OwnedRange> all;
  for (const OwnedRange& one : sorted) {
    if (!all.empty() && one.range.first <= all.back().range.last) {
      all.back().range.last = std::max(all.back().range.last, one.range.last);
    } else {
      all.push_back(one);
    }
  }
  return all;
}

std::vector<OwnedRange> owned(const Pool& pool, std::uint32_t index) {
  std::vector<OwnedRange> ranges;
  for (const AddressRange& range : ranges_of(pool)) {
    ranges.push_back({.range = range, .pool = index});
  }
  by_address(ranges);
  return ranges;
}

// What of `range` is in blocks that are not global.
void add_not_public(std::vector<PoolFinding>& found, const OwnedRange& one) {
  for (const net::SpecialBlock& block : net::special_v4_blocks()) {
    if (block.first <= one.range.last && one.range.first <= block.last) {
      found.push_back({.fault = PoolFault::pool_not_public,
                       .pool = one.pool,
                       .other = one.pool,
                       .range = {.first = std::max(block.first, one.range.first),
                                 .last = std::min(block.last, one.range.last)},
                       .address_class = block.address_class});
    }
  }
}

// By family the pools that are counted with a device of the grouping, as `standings` counts them.
std::vector<std::vector<std::uint32_t>> counted_pools(const State& state,
                                                      const Grouping& grouping) {
  const model::Day day = state.point.month.last_day();
  const PoolIndex index(state.pools, day);
  std::vector<bool> taken(state.pools.size() * kFamilies);
  std::vector<std::vector<std::uint32_t>> counted(kFamilies);
  for (const Device& device : state.devices) {
    const auto pools =
        holds_pools(device, day) ? index.of(device) : std::optional<std::vector<std::uint32_t>>();
    if (!pools) {
      continue;
    }
    const std::uint8_t family = family_of(device.ledger_class);
    const bool ours = in_service(device, day) && group_of(place_of(device), grouping);
    for (const std::uint32_t pool : *pools) {
      const std::size_t slot = std::size_t{pool} * kFamilies + family;
      if (!taken[slot] && ours && in_service(state.pools[pool], day) &&
          state.pools[pool].public_addresses) {
        counted[family].push_back(pool);
      }
      taken[slot] = true;
    }
  }
  return counted;
}

}  // namespace

std::vector<AddressRange> ranges_of(const Pool& pool) {
  std::vector<AddressRange> ranges = pool.prefixes;
  if (!pool.first_address || !pool.last_address || *pool.last_address < *pool.first_address) {
    return ranges;
  }
  const AddressRange listed{.first = *pool.first_address, .last = *pool.last_address};
  if (std::ranges::none_of(ranges, [&](const AddressRange& one) { return holds(one, listed); })) {
    ranges.push_back(listed);
  }
  return ranges;
}

std::vector<PoolFinding> pool_findings(const State& state) {
  const model::Day day = state.point.month.last_day();
  std::vector<PoolFinding> found;
  std::vector<PoolFinding> not_public;
  std::vector<OwnedRange> all;
  for (std::uint32_t i = 0; i < state.pools.size(); ++i) {
    if (!in_service(state.pools[i], day)) {
      continue;
    }
    const auto listed = owned(state.pools[i], i);
    std::ranges::copy(overlaps(listed), std::back_inserter(found));
    for (const OwnedRange& one : merged(listed)) {
      all.push_back(one);
      add_not_public(not_public, one);
    }
  }
  by_address(all);
  std::ranges::copy(overlaps(all), std::back_inserter(found));
  const auto earlier = [](const PoolFinding& a, const PoolFinding& b) {
    return std::tie(a.range.first, b.range.last, a.pool, a.other) <
           std::tie(b.range.first, a.range.last, b.pool, b.other);
  };
  std::ranges::sort(found, earlier);
  std::ranges::sort(not_public, earlier);
  std::ranges::copy(not_public, std::back_inserter(found));
  return found;
}

std::uint64_t addresses_counted_twice(const State& state, const Grouping& grouping) {
  std::uint64_t twice = 0;
  for (const auto& pools : counted_pools(state, grouping)) {
    std::vector<OwnedRange> all;
    for (const std::uint32_t pool : pools) {
      std::ranges::copy(merged(owned(state.pools[pool], pool)), std::back_inserter(all));
    }
    by_address(all);
    for (const PoolFinding& one : overlaps(all)) {
      twice += size_of(one.range);
    }
  }
  return twice;
}

}  // namespace sixscope::ledger
