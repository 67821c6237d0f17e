#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace sixscope::flow {

/// Remembers the total counters (85, 86) last seen per flow, so that a report that repeats a flow
/// adds only what is new. Bounded: 65,536 flows; the one heard of longest ago among four gives way,
/// and a flow that comes back after that counts in full again.
class TotalsTable {
 public:
  struct Counters {
    std::uint64_t bytes = 0;
    std::uint64_t packets = 0;
  };

  /// The growth since the last report of flow `key`: all of `totals` for the first report, and
  /// where a counter went back (another flow under the same key). `ended`: the flow will not come
  /// again.
  Counters advance(std::uint64_t key, Counters totals, bool ended) {
    if (entries_.empty()) {
      entries_.resize(kSets * kWays);  // Only exporters with total counters pay for it.
    }
    ++now_;
    Entry* const set = &entries_[(key % kSets) * kWays];
    Entry* entry = set;
    for (std::size_t way = 0; way < kWays; ++way) {
      if (set[way].used != 0 && set[way].key == key) {
        return advance_known(set[way], totals, ended);
      }
      entry = set[way].used < entry->used ? &set[way] : entry;
    }
    if (!ended) {
      *entry = {.key = key, .used = now_, .last = totals};
    }
    return totals;
  }

 private:
  static constexpr std::size_t kSets = 16384;
  static constexpr std::size_t kWays = 4;
  struct Entry {
    std::uint64_t key = 0;
    std::uint64_t used = 0;  ///< 0: free.
    Counters last;
  };

  Counters advance_known(Entry& entry, Counters totals, bool ended) {
    const bool grew = totals.bytes >= entry.last.bytes && totals.packets >= entry.last.packets;
    const Counters delta =
        grew ? Counters{totals.bytes - entry.last.bytes, totals.packets - entry.last.packets}
             : totals;
    entry = ended ? Entry{} : Entry{.key = entry.key, .used = now_, .last = totals};
    return delta;
  }

  std::vector<Entry> entries_;
  std::uint64_t now_ = 0;
};

}  // namespace sixscope::flow
