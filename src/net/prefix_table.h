#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "net/ip_address.h"
#include "net/large_array.h"
#include "net/prefix.h"

namespace sixscope::net {

/// Longest-prefix match over both families: built whole, never edited.
///
/// A table is for ranges of addresses rather than bits. The blocks are cut into disjoint ranges,
/// and a search goes: a node turns the upper half of the address into a slot by one subtraction and
/// one shift; a slot holds the answer, a leaf, or a further node; a leaf is one cache line with
/// five range starts and six answers, counted through without a branch. Nodes size themselves to
/// what lies under them, so dense corners get more slots. Blocks longer than /64 hang below the
/// answer of their /64 and are searched by the lower half in the same way. IPv4 has a root of its
/// own.
///
/// Families stay apart: an IPv6 block, `::/0` too, never answers for an IPv4 address, and the other
/// way round. Look-ups take no lock and no memory and may run in any number of threads.
class PrefixTable {
 public:
  struct Row {
    Prefix prefix;
    std::uint32_t value = 0;  ///< At most kValueMax.
  };
  /// Three bits of a slot say what it is; the rest is the value.
  static constexpr std::uint32_t kValueMax = (1U << 29U) - 1;

  /// Matches nothing: every address has the value 0.
  PrefixTable() = default;
  /// `absent` is the answer where no block matches. Of two rows with one prefix the later one wins.
  explicit PrefixTable(std::vector<Row> rows, std::uint32_t absent = 0);

  /// The value of the longest block that holds `address`.
  [[nodiscard]] std::uint32_t lookup(const IpAddress& address) const {
    if (address.is_v4()) {
      return find(v4_root_, address.low() << 32U);
    }
    const std::uint32_t found = find(v6_root_, address.high());
    return (found & kTagMask) == 0 ? found : find(deep(found), address.low());
  }

  /// `values[i]` becomes `lookup(addresses[i])`; the spans must be of one size. Several times as
  /// fast as single calls where the table is larger than the cache: memory is fetched for many at
  /// once.
  void lookup_many(std::span<const IpAddress> addresses, std::span<std::uint32_t> values) const;

  /// Bytes held by this table.
  [[nodiscard]] std::size_t memory_bytes() const;
  /// Distinct blocks it was built from.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  friend class PrefixTableBuilder;
  static constexpr std::size_t kBatch = 64;  // About what the memory system keeps in flight.

  // A reference is 29 bits and a tag: an answer; a leaf; a fork; a node; or, in an answer's place,
  // the root of the tree in which the lower half of the address is to be looked up.
  static constexpr std::uint32_t kTagMask = 7U << 29U;
  static constexpr std::uint32_t kLeafTag = 1U << 29U;
  static constexpr std::uint32_t kForkTag = 2U << 29U;
  static constexpr std::uint32_t kNodeTag = 3U << 29U;
  static constexpr std::uint32_t kDeepTag = 4U << 29U;
  static constexpr std::size_t kLeafStarts = 5;
  static constexpr std::size_t kForkStarts = 7;

  // Range starts are kept less one, so that `key > start` fails for what is unused: the maximum.
  struct alignas(64) Leaf {
    std::uint64_t starts[kLeafStarts];
    std::uint32_t answers[kLeafStarts + 1];
    [[nodiscard]] std::uint32_t answer(std::uint64_t key) const {
      std::size_t rank = 0;
      for (const std::uint64_t start : starts) {
        rank += static_cast<std::size_t>(key > start);
      }
      return answers[rank];
    }
  };
  struct alignas(64) Fork {
    std::uint64_t starts[kForkStarts];
    std::uint32_t first_leaf;
    [[nodiscard]] std::size_t leaf(std::uint64_t key) const {
      std::size_t rank = first_leaf;
      for (const std::uint64_t start : starts) {
        rank += static_cast<std::size_t>(key > start);
      }
      return rank;
    }
  };
  struct alignas(32) Node {
    std::uint64_t low = 0;  // Keys below it fall into the first slot, as if equal.
    std::uint32_t first_slot = 0;
    std::uint32_t last = 0;  // Slots less one; keys past it fall into the last.
    std::uint32_t shift = 0;
    [[nodiscard]] std::size_t slot(std::uint64_t key) const {
      const std::uint64_t step = (key > low ? key - low : 0) >> shift;
      return first_slot + static_cast<std::size_t>(step < last ? step : last);
    }
  };

  [[nodiscard]] std::uint32_t find(std::uint32_t reference, std::uint64_t key) const {
    while ((reference & kTagMask) == kNodeTag) {
      reference = slots_[nodes_[reference & kValueMax].slot(key)];
    }
    if ((reference & kTagMask) == kForkTag) {
      return leaves_[forks_[reference & kValueMax].leaf(key)].answer(key);
    }
    return (reference & kTagMask) == kLeafTag ? leaves_[reference & kValueMax].answer(key)
                                              : reference;
  }
  void prefetch(std::uint32_t reference) const {
    const std::size_t index = reference & kValueMax;
    const std::uint32_t tag = reference & kTagMask;
    const void* at = leaves_.data() + index;
    at = tag == kForkTag ? static_cast<const void*>(forks_.data() + index) : at;
    at = tag == kNodeTag ? static_cast<const void*>(nodes_.data() + index) : at;
    __builtin_prefetch(at);
  }
  [[nodiscard]] std::uint32_t deep(std::uint32_t found) const {
    return deep_roots_[found & kValueMax];
  }
  void lookup_batch(std::span<const IpAddress> addresses, std::span<std::uint32_t> values) const;

  std::uint32_t v4_root_ = 0;
  std::uint32_t v6_root_ = 0;
  std::size_t size_ = 0;
  LargeArray<Node> nodes_;
  LargeArray<std::uint32_t> slots_;
  LargeArray<Fork> forks_;
  LargeArray<Leaf> leaves_;
  std::vector<std::uint32_t> deep_roots_;
};

}  // namespace sixscope::net
