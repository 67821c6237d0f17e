#include "simulate_ledger/pool_lists.h"

#include <string>
#include <utility>
#include <vector>

namespace sixscope::simulate_ledger {
namespace {

// The touches that create pools, in their order.
std::vector<Touch*> created_pools(Nation& nation) {
  std::vector<Touch*> pools;
  for (DatedCommit& commit : nation.commits) {
    for (Touch& touch : commit.touches) {
      if (touch.kind == "nat_address_pool" && touch.set.contains("name")) {
        pools.push_back(&touch);
      }
    }
  }
  return pools;
}

}  // namespace

Nation with_lists(Nation nation) {
  constexpr std::size_t kCells = 4;
  const std::vector<Touch*> pools = created_pools(nation);
  if (pools.size() < kCells * kPoolsPerCell) {
    return nation;
  }
  // The first and third pool of a cell stay in service, with a card that counts them.
  Touch& wide = *pools[0];
  Touch& twice = *pools[2];
  Touch& narrow = *pools[kPoolsPerCell];
  Touch& run = *pools[2 * kPoolsPerCell];
  Touch& block = *pools[pools.size() - kPoolsPerCell];
  using Texts = std::vector<std::string>;
  wide.set["prefixes"] = Texts{"198.51.100.0/24"};
  narrow.set["prefixes"] = Texts{"198.51.100.128/25"};
  twice.set["prefixes"] = Texts{"203.0.113.0/25", "203.0.113.0/26"};
  run.set["first_address"] = "192.0.2.10";
  run.set["last_address"] = "192.0.2.99";
  block.set["prefixes"] = Texts{"192.0.2.0/26"};
  nation.truth.pools = {
      .overlaps =
          {{.pool = wide.name,
            .other = narrow.name,
            .range = "198.51.100.128/25",
            .addresses = 128},
           {.pool = twice.name, .other = twice.name, .range = "203.0.113.0/26", .addresses = 64},
           {.pool = run.name,
            .other = block.name,
            .range = "192.0.2.10-192.0.2.63",
            .addresses = 54}},
      .not_public = {{.pool = wide.name, .range = "198.51.100.0/24", .addresses = 256},
                     {.pool = narrow.name, .range = "198.51.100.128/25", .addresses = 128},
                     {.pool = twice.name, .range = "203.0.113.0/25", .addresses = 128},
                     {.pool = run.name, .range = "192.0.2.10-192.0.2.99", .addresses = 90},
                     {.pool = block.name, .range = "192.0.2.0/26", .addresses = 64}},
      .counted_twice = 128 + 54};
  return nation;
}

}  // namespace sixscope::simulate_ledger
