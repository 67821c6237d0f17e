#include "net/prefix_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "base/check.h"

namespace sixscope::net {
namespace {

__extension__ using Wide = unsigned __int128;

Wide wide(const IpAddress& address) { return Wide{address.high()} << 64U | address.low(); }

// The last address of a block.
Wide last_of(const Prefix& prefix) {
  const Wide host = prefix.length() == 0
                        ? ~Wide{0}
                        : (Wide{1} << (128U - static_cast<unsigned>(prefix.length()))) - 1;
  return wide(prefix.address()) | host;
}

// Disjoint ranges in rising order: from starts[i] on the answer is answers[i].
struct Ranges {
  std::vector<std::uint64_t> starts;
  std::vector<std::uint32_t> answers;

  void add(std::uint64_t start, std::uint32_t answer) {
    if (!starts.empty() && starts.back() == start) {
      answers.back() = answer;
    } else if (answers.empty() || answers.back() != answer) {
      starts.push_back(start);
      answers.push_back(answer);
    }
  }
};

// Cuts sorted, possibly nested blocks into ranges, handed to `emit(first address, value)` in rising
// order; of several calls with one address the last one counts.
template <class Emit>
void cut(std::span<const PrefixTable::Row> rows, std::uint32_t absent, Emit emit) {
  struct Open {
    Wide last;
    std::uint32_t value;
  };
  std::vector<Open> open;  // Nested blocks around the place of the sweep: at most 129.
  const auto close_before = [&](Wide first) {
    while (!open.empty() && open.back().last < first) {
      const Wide next = open.back().last + 1;
      open.pop_back();
      emit(next, open.empty() ? absent : open.back().value);
    }
  };
  for (const PrefixTable::Row& row : rows) {
    const Wide first = wide(row.prefix.address());
    close_before(first);
    emit(first, row.value);
    open.push_back({last_of(row.prefix), row.value});
  }
  close_before(~Wide{0});  // A block that ends with the last address stays open: nothing follows.
}

}  // namespace

/// Fills one table: ranges to nodes, slots and leaves.
class PrefixTableBuilder {
 public:
  explicit PrefixTableBuilder(PrefixTable& table) : table_(table) {}

  void build(std::vector<PrefixTable::Row> rows, std::uint32_t absent) {
    sort_and_unite(rows);
    table_.size_ = rows.size();
    const auto v6_begin = std::stable_partition(
        rows.begin(), rows.end(), [](const PrefixTable::Row& row) { return row.prefix.is_v4(); });
    build_v4({rows.begin(), v6_begin}, absent);
    build_v6({v6_begin, rows.end()}, absent);
    table_.nodes_.shrink_to_fit();
    table_.slots_.shrink_to_fit();
    table_.forks_.shrink_to_fit();
    table_.leaves_.shrink_to_fit();
  }

 private:
  using Leaf = PrefixTable::Leaf;
  using Fork = PrefixTable::Fork;
  using Node = PrefixTable::Node;
  static constexpr std::size_t kLeafStarts = PrefixTable::kLeafStarts;
  static constexpr std::size_t kForkStarts = PrefixTable::kForkStarts;
  // Behind a fork: eight leaves and the starts between them.
  static constexpr std::size_t kGroupStarts = (kForkStarts + 1) * kLeafStarts + kForkStarts;
  // Few slots keep nodes in the cache; with more starts a slot, too many would not fit a fork.
  static constexpr std::size_t kStartsPerSlot = 8;
  static constexpr std::size_t kSlotsMax = std::size_t{1} << 26U;
  static constexpr std::uint64_t kUnused = std::numeric_limits<std::uint64_t>::max();

  // Part of the ranges that is to become the subtree behind one slot.
  struct Task {
    std::size_t slot;
    std::size_t begin;
    std::size_t end;
  };

  static void sort_and_unite(std::vector<PrefixTable::Row>& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
      return a.prefix < b.prefix;  // By address, then by length: outer blocks first.
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      SIXSCOPE_CHECK(rows[i].value <= PrefixTable::kValueMax);
      if (kept > 0 && rows[kept - 1].prefix == rows[i].prefix) {
        rows[kept - 1] = rows[i];
      } else {
        rows[kept++] = rows[i];
      }
    }
    rows.resize(kept);
  }

  void build_v4(std::span<const PrefixTable::Row> rows, std::uint32_t absent) {
    constexpr Wide kMapped = Wide{0xffff00000000U};
    Ranges ranges;
    ranges.add(0, absent);
    cut(rows, absent, [&](Wide first, std::uint32_t value) {
      const Wide key = first - kMapped;
      if (key >> 32U == 0) {  // Not so for the address behind 255.255.255.255.
        ranges.add(static_cast<std::uint64_t>(key) << 32U, value);
      }
    });
    table_.v4_root_ = tree(ranges);
  }

  void build_v6(std::span<const PrefixTable::Row> rows, std::uint32_t absent) {
    Ranges upper;
    upper.add(0, absent);
    Ranges lower;  // Inside the /64 `lower_of`, if not empty.
    std::uint64_t lower_of = 0;
    std::uint32_t in_force = absent;
    const auto close_lower = [&] {
      if (lower.starts.empty()) {
        return;
      }
      upper.add(lower_of,
                PrefixTable::kDeepTag | static_cast<std::uint32_t>(table_.deep_roots_.size()));
      table_.deep_roots_.push_back(tree(lower));
      lower = {};
      if (lower_of != std::numeric_limits<std::uint64_t>::max()) {
        upper.add(lower_of + 1, in_force);
      }
    };
    cut(rows, absent, [&](Wide first, std::uint32_t value) {
      const auto high = static_cast<std::uint64_t>(first >> 64U);
      const auto low = static_cast<std::uint64_t>(first);
      if (!lower.starts.empty() && high != lower_of) {
        close_lower();
      }
      if (low != 0 && lower.starts.empty()) {
        lower_of = high;
        lower.add(0, in_force);
      }
      if (lower.starts.empty()) {
        upper.add(high, value);
      } else {
        lower.add(low, value);
      }
      in_force = value;
    });
    close_lower();
    table_.v6_root_ = tree(upper);
  }

  // Builds the search structure of `ranges`; the reference to its root. Answers come out as given.
  std::uint32_t tree(const Ranges& ranges) {
    const std::size_t root_slot = table_.slots_.size();
    table_.slots_.push_back(0);
    std::vector<Task> tasks{{root_slot, 1, ranges.starts.size()}};
    while (!tasks.empty()) {
      const Task task = tasks.back();
      tasks.pop_back();
      const std::size_t count = task.end - task.begin;
      if (count == 0) {
        table_.slots_[task.slot] = ranges.answers[task.begin - 1];
      } else if (count <= kGroupStarts) {
        table_.slots_[task.slot] = add_group(ranges, task.begin, task.end);
      } else {
        add_node(ranges, task, tasks);
      }
    }
    const std::uint32_t root = table_.slots_[root_slot];
    return root;
  }

  // What finds the answer among the starts [begin, end), at least one and at most kGroupStarts.
  std::uint32_t add_group(const Ranges& ranges, std::size_t begin, std::size_t end) {
    const std::size_t first_leaf = table_.leaves_.size();
    if (end - begin <= kLeafStarts) {
      add_leaf(ranges, begin, end);
      return PrefixTable::kLeafTag | reference(first_leaf);
    }
    Fork fork;
    fork.first_leaf = reference(first_leaf);
    for (std::size_t i = 0; i <= kForkStarts; ++i) {
      const std::size_t leaf_begin = begin + i * (kLeafStarts + 1);  // Between leaves: the fork's.
      if (i > 0) {
        fork.starts[i - 1] = leaf_begin <= end ? ranges.starts[leaf_begin - 1] - 1 : kUnused;
      }
      if (leaf_begin <= end) {
        add_leaf(ranges, leaf_begin, std::min(leaf_begin + kLeafStarts, end));
      }
    }
    table_.forks_.push_back(fork);
    return PrefixTable::kForkTag | reference(table_.forks_.size() - 1);
  }

  void add_leaf(const Ranges& ranges, std::size_t begin, std::size_t end) {
    Leaf leaf;
    leaf.answers[0] = ranges.answers[begin - 1];
    for (std::size_t i = 0; i < kLeafStarts; ++i) {
      const bool used = begin + i < end;
      leaf.starts[i] = used ? ranges.starts[begin + i] - 1 : kUnused;
      leaf.answers[i + 1] = used ? ranges.answers[begin + i] : 0;
    }
    table_.leaves_.push_back(leaf);
  }

  static std::uint32_t reference(std::size_t index) {
    SIXSCOPE_CHECK(index <= PrefixTable::kValueMax);
    return static_cast<std::uint32_t>(index);
  }

  // The window of keys that the slots of a node divide. Few starts far off (a ULA block beside
  // global ones) must not stretch it: they end up in the first or last slot.
  static std::pair<std::uint64_t, std::uint64_t> window(std::span<const std::uint64_t> starts) {
    const std::size_t outliers = starts.size() / 64;
    const std::uint64_t low = starts[outliers];
    const std::uint64_t high = starts[starts.size() - 1 - outliers];
    const std::uint64_t whole = starts.back() - starts.front();
    return (high - low) != 0 && (high - low) <= whole / 4
               ? std::pair{low, high}
               : std::pair{starts.front(), starts.back()};
  }

  void add_node(const Ranges& ranges, const Task& task, std::vector<Task>& tasks) {
    const std::size_t count = task.end - task.begin;
    const auto [low, high] = window({ranges.starts.data() + task.begin, count});
    const std::size_t slots_max = std::min(std::bit_ceil(count / kStartsPerSlot), kSlotsMax);
    Node node;
    node.low = low;
    while (((high - low) >> node.shift) >= slots_max) {
      ++node.shift;
    }
    node.last = static_cast<std::uint32_t>((high - low) >> node.shift);
    node.first_slot = reference(table_.slots_.size());
    table_.slots_[task.slot] = PrefixTable::kNodeTag | reference(table_.nodes_.size());
    table_.nodes_.push_back(node);
    table_.slots_.resize(table_.slots_.size() + node.last + 1);
    fill_slots(ranges, task, node, tasks);
  }

  // Neighbouring slots with few starts share a leaf or fork: what lies before a slot is below its
  // keys and what lies behind is above, so the count stays right.
  void fill_slots(const Ranges& ranges, const Task& task, const Node& node,
                  std::vector<Task>& tasks) {
    std::size_t at = task.begin;               // First start not yet placed.
    std::size_t group_begin = at;              // Starts of the group that is being collected.
    std::size_t group_slot = node.first_slot;  // First slot that will point to it.
    const std::size_t slots_end = std::size_t{node.first_slot} + node.last + 1;
    const auto end_group = [&](std::size_t slot) {
      const std::uint32_t target =
          group_begin == at ? ranges.answers[at - 1] : add_group(ranges, group_begin, at);
      std::fill(table_.slots_.begin() + static_cast<std::ptrdiff_t>(group_slot),
                table_.slots_.begin() + static_cast<std::ptrdiff_t>(slot), target);
      group_begin = at;
      group_slot = slot;
    };
    for (std::size_t slot = node.first_slot; slot < slots_end; ++slot) {
      std::size_t end = at;
      while (end < task.end && node.slot(ranges.starts[end]) == slot) {
        ++end;
      }
      if (end - at > kGroupStarts) {
        end_group(slot);
        tasks.push_back({slot, at, end});
        group_begin = at = end;
        group_slot = slot + 1;
        continue;
      }
      if (group_begin == at || end - group_begin > kGroupStarts) {
        end_group(slot);
      }
      at = end;
    }
    end_group(slots_end);
  }

  PrefixTable& table_;
};

PrefixTable::PrefixTable(std::vector<Row> rows, std::uint32_t absent) {
  SIXSCOPE_CHECK(absent <= kValueMax);
  PrefixTableBuilder(*this).build(std::move(rows), absent);
}

std::size_t PrefixTable::memory_bytes() const {
  return nodes_.capacity() * sizeof(Node) + slots_.capacity() * sizeof(std::uint32_t) +
         forks_.capacity() * sizeof(Fork) + leaves_.capacity() * sizeof(Leaf) +
         deep_roots_.capacity() * sizeof(std::uint32_t);
}

void PrefixTable::lookup_many(std::span<const IpAddress> addresses,
                              std::span<std::uint32_t> values) const {
  SIXSCOPE_CHECK(addresses.size() == values.size());
  for (std::size_t done = 0; done < addresses.size(); done += kBatch) {
    const std::size_t count = std::min(kBatch, addresses.size() - done);
    lookup_batch(addresses.subspan(done, count), values.subspan(done, count));
  }
}

// All searches of a batch go down together, a node a round: what a round reads was asked of the
// memory in the round before. Which searches go on is kept as a list, without branches.
void PrefixTable::lookup_batch(std::span<const IpAddress> addresses,
                               std::span<std::uint32_t> values) const {
  std::array<std::uint64_t, kBatch> keys;
  std::array<std::uint32_t, kBatch> refs;
  std::array<std::uint32_t, kBatch> slots;
  std::array<std::uint8_t, kBatch> going;  // Searches that stand at a node.
  std::size_t going_count = 0;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const IpAddress& address = addresses[i];
    const bool v4 = address.is_v4();
    keys[i] = v4 ? address.low() << 32U : address.high();
    refs[i] = v4 ? v4_root_ : v6_root_;
    going[going_count] = static_cast<std::uint8_t>(i);
    going_count += static_cast<std::size_t>((refs[i] & kTagMask) == kNodeTag);
  }
  while (going_count > 0) {  // At most 64 rounds: a node divides what is left of the key.
    for (std::size_t j = 0; j < going_count; ++j) {
      const std::size_t i = going[j];
      slots[i] = static_cast<std::uint32_t>(nodes_[refs[i] & kValueMax].slot(keys[i]));
      __builtin_prefetch(slots_.data() + slots[i]);
    }
    std::size_t still = 0;
    for (std::size_t j = 0; j < going_count; ++j) {
      const std::uint8_t i = going[j];
      refs[i] = slots_[slots[i]];
      going[still] = i;
      still += static_cast<std::size_t>((refs[i] & kTagMask) == kNodeTag);
      prefetch(refs[i]);
    }
    going_count = still;
  }
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if ((refs[i] & kTagMask) == kForkTag) {
      const std::size_t leaf = forks_[refs[i] & kValueMax].leaf(keys[i]);
      __builtin_prefetch(leaves_.data() + leaf);
      refs[i] = kLeafTag | static_cast<std::uint32_t>(leaf);
    }
  }
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    std::uint32_t found = refs[i];
    if ((found & kTagMask) == kLeafTag) {
      found = leaves_[found & kValueMax].answer(keys[i]);
    }
    values[i] = (found & kTagMask) == 0 ? found : find(deep(found), addresses[i].low());
  }
}

}  // namespace sixscope::net
