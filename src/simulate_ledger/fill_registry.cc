#include "simulate_ledger/fill_registry.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "registry/scope.h"
#include "simulate_ledger/record_nation.h"
#include "simulate_ledger/surroundings.h"
#include "simulate_ledger/truth_text.h"

namespace sixscope::simulate_ledger {

Result<Filled> fill_registry(registry::ObjectStore& store, const registry::Kinds& kinds,
                             const NationOptions& options,
                             const std::function<void(std::size_t, std::size_t)>& progress) {
  for (const char* kind : {"nat44_device", "nat_address_pool"}) {
    const auto count = store.count(kind, registry::Scope::everything("simulation"));
    if (!count) {
      return fail_like(count);
    }
    if (*count > 0) {
      return fail_because("name an empty data directory (setting data_dir)", Errc::conflict,
                          "the registry has NAT44 devices or pools already");
    }
  }
  const Nation nation = make_nation(options);
  const Surroundings around = make_surroundings(options, kinds);
  // By date, as they would have come in.
  std::vector<DatedCommit> commits = batches(nation.commits);
  commits.insert(commits.end(), around.commits.begin(), around.commits.end());
  std::ranges::stable_sort(commits, {}, &DatedCommit::at);
  StoredObjects stored;
  const auto done = record(store, commits, stored, progress ? progress : [](auto, auto) {});
  if (!done) {
    return fail_like(done);
  }
  Filled filled;
  filled.commits = commits.size();
  filled.devices_and_pools = static_cast<std::size_t>(
      std::distance(stored.begin(), stored.lower_bound(kFirstSurrounding)));
  filled.others = stored.size() - filled.devices_and_pools;
  filled.truth = truth_text(options, nation, around);
  return filled;
}

}  // namespace sixscope::simulate_ledger
