#include "ledger/pool_quality.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
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
      const AddressRange both{.first = one.range.first,
                              .last = std::min(one.range.last, furthest->range.last)};
      found.push_back(
          {.pool = one.pool, .other = furthest->pool, .range = both, .addresses = size_of(both)});
    }
    if (furthest == nullptr || one.range.last > furthest->range.last) {
      furthest = &one;
    }
  }
  return found;
}

// Sorted ranges without what they say twice; of several pools, as if they were one.
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
      const AddressRange within{.first = std::max(block.first, one.range.first),
                                .last = std::min(block.last, one.range.last)};
      found.push_back({.fault = PoolFault::pool_not_public,
                       .pool = one.pool,
                       .range = within,
                       .addresses = size_of(within),
                       .address_class = block.address_class});
    }
  }
}

// Once a range of `seen`, which are sorted, what of it `unseen` have, who are sorted and disjoint:
// neither how many pools they are nor where one of them ends is told.
void add_unseen(std::vector<PoolFinding>& found, const std::vector<OwnedRange>& seen,
                const std::vector<OwnedRange>& unseen) {
  for (const OwnedRange& one : seen) {
    auto other = std::ranges::lower_bound(unseen, one.range.first, {},
                                          [](const OwnedRange& range) { return range.range.last; });
    PoolFinding finding{.pool = one.pool};
    for (; other != unseen.end() && other->range.first <= one.range.last; ++other) {
      const AddressRange both{.first = std::max(one.range.first, other->range.first),
                              .last = std::min(one.range.last, other->range.last)};
      finding.range.first = finding.addresses == 0 ? both.first : finding.range.first;
      finding.range.last = both.last;
      finding.addresses += size_of(both);
    }
    if (finding.addresses != 0) {
      found.push_back(finding);
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

// Pools of one family whose figures are summed, and how many addresses they can hold twice.
class CountedPools {
 public:
  CountedPools(const State& state, const std::vector<std::uint32_t>& pools) {
    for (const std::uint32_t pool : pools) {
      const std::uint64_t figure = whole(*state.pools[pool].public_addresses);
      if (figure == 0) {
        continue;
      }
      const auto number = static_cast<std::uint32_t>(pools_.size());
      pools_.push_back({.figure = figure});
      for (OwnedRange one : merged(owned(state.pools[pool], pool))) {
        one.pool = number;
        ranges_.push_back(one);
      }
    }
    by_address(ranges_);
  }

  std::uint64_t twice() {
    std::vector<std::uint32_t> cluster(pools_.size());
    std::iota(cluster.begin(), cluster.end(), 0U);
    const auto head = [&cluster](std::uint32_t at) {
      while (cluster[at] != at) {
        at = cluster[at] = cluster[cluster[at]];
      }
      return at;
    };
    for (const PoolFinding& one : overlaps(ranges_)) {
      pools_[one.pool].shared += one.addresses;
      cluster[head(one.pool)] = head(*one.other);
    }
    std::vector<Cluster> clusters(pools_.size());
    for (std::uint32_t i = 0; i < pools_.size(); ++i) {
      Cluster& its = clusters[head(i)];
      its.by_lists += std::min(pools_[i].figure, pools_[i].shared);
      its.sum += pools_[i].figure;
      its.largest = std::max(its.largest, pools_[i].figure);
    }
    for (const auto& [pair, addresses] : pairs()) {
      clusters[head(pair.first)].by_pairs +=
          std::min({pools_[pair.first].figure, pools_[pair.second].figure, addresses});
    }
    for (std::uint32_t i = 0; i < pools_.size(); ++i) {
      clusters[head(i)].has_more_pairs |= pools_[i].has_more_pairs;
    }
    return std::transform_reduce(
        clusters.begin(), clusters.end(), std::uint64_t{0}, std::plus<>(), [](const Cluster& one) {
          const std::uint64_t twice = std::min(one.by_lists, one.sum - one.largest);
          return one.has_more_pairs ? twice : std::min(twice, one.by_pairs);
        });
  }

 private:
  // A range may overlap any number of pools: where it has more, pairs are not compared.
  static constexpr std::size_t kPairsMax = 64;

  struct Counted {
    std::uint64_t figure = 0;
    std::uint64_t shared = 0;  // Of what it lists, with ranges that begin earlier.
    bool has_more_pairs = false;
  };
  // Pools that overlap, each with another of them.
  struct Cluster {
    std::uint64_t by_lists = 0;
    std::uint64_t by_pairs = 0;
    std::uint64_t sum = 0;
    std::uint64_t largest = 0;
    bool has_more_pairs = false;
  };
  using Pairs = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>;

  static std::uint64_t whole(model::Decimal figure) {
    constexpr model::Int128 kOne = 1'000'000;
    constexpr model::Int128 kMost = model::Int128{1} << 32U;  // More addresses there are not.
    return static_cast<std::uint64_t>(
        std::clamp<model::Int128>(figure.millionths() / kOne, 0, kMost));
  }

  // How many addresses two pools both list.
  Pairs pairs() {
    Pairs both;
    std::vector<const OwnedRange*> open;
    for (const OwnedRange& one : ranges_) {
      std::size_t at = 0;
      while (at < open.size() && at < kPairsMax) {
        if (open[at]->range.last < one.range.first) {
          open[at] = open.back();
          open.pop_back();
          continue;
        }
        const AddressRange shared{.first = one.range.first,
                                  .last = std::min(one.range.last, open[at]->range.last)};
        both[std::minmax(one.pool, open[at]->pool)] += size_of(shared);
        ++at;
      }
      pools_[one.pool].has_more_pairs |= at < open.size();
      open.push_back(&one);
    }
    return both;
  }

  std::vector<Counted> pools_;
  std::vector<OwnedRange> ranges_;
};

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

std::vector<PoolFinding> pool_findings(const State& state, const SeenPool& sees) {
  const model::Day day = state.point.month.last_day();
  std::vector<PoolFinding> found;
  std::vector<PoolFinding> not_public;
  std::vector<OwnedRange> seen;
  std::vector<OwnedRange> unseen;
  for (std::uint32_t i = 0; i < state.pools.size(); ++i) {
    if (!in_service(state.pools[i], day)) {
      continue;
    }
    const auto listed = owned(state.pools[i], i);
    if (!sees(i)) {
      std::ranges::copy(listed, std::back_inserter(unseen));
      continue;
    }
    std::ranges::copy(overlaps(listed), std::back_inserter(found));
    for (const OwnedRange& one : merged(listed)) {
      seen.push_back(one);
      add_not_public(not_public, one);
    }
  }
  by_address(seen);
  by_address(unseen);
  std::ranges::copy(overlaps(seen), std::back_inserter(found));
  add_unseen(found, seen, merged(unseen));
  const auto earlier = [](const PoolFinding& a, const PoolFinding& b) {
    return std::tie(a.range.first, b.range.last, a.pool) <
           std::tie(b.range.first, a.range.last, b.pool);
  };
  std::ranges::stable_sort(found, earlier);  // What names the other pool stays before what cannot.
  std::ranges::sort(not_public, earlier);
  std::ranges::copy(not_public, std::back_inserter(found));
  return found;
}

std::uint64_t addresses_counted_twice(const State& state, const Grouping& grouping) {
  std::uint64_t twice = 0;
  for (const auto& pools : counted_pools(state, grouping)) {
    twice += CountedPools(state, pools).twice();
  }
  return twice;
}

}  // namespace sixscope::ledger
