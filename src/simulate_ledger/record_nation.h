#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <vector>

#include "base/result.h"
#include "registry/object_store.h"
#include "simulate_ledger/nation.h"

namespace sixscope::simulate_ledger {

/// `commits`, in order of `at`, with those that are recorded, effective and meant alike made one:
/// so a year of a nation is some hundred commits and not twenty thousand. An object's touches of
/// one such moment become one.
[[nodiscard]] std::vector<DatedCommit> batches(const std::vector<DatedCommit>& commits);

/// The store's objects by our numbers.
using StoredObjects = std::map<std::uint64_t, registry::ObjectId>;

/// Writes `commits`, which are in order of `at`, into `store` as they are dated. `stored` says
/// which of our numbers are there already, and learns those that are made. `progress` is told
/// commits done and all.
[[nodiscard]] Result<void> record(registry::ObjectStore& store,
                                  const std::vector<DatedCommit>& commits, StoredObjects& stored,
                                  const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace sixscope::simulate_ledger
