#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/result.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "simulate_ledger/nation.h"

namespace sixscope::simulate_ledger {

/// What was written.
struct Filled {
  std::size_t devices_and_pools = 0;
  std::size_t others = 0;
  std::size_t commits = 0;
  std::string truth;  ///< As `truth_text`.
};

/// Fills a registry with a nation and its surroundings, so that every question of the ledger has an
/// answer. `conflict` where it has devices: nobody's ledger is mixed with a made-up one. `progress`
/// is told commits done and all.
[[nodiscard]] Result<Filled> fill_registry(
    registry::ObjectStore& store, const registry::Kinds& kinds, const NationOptions& options,
    const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace sixscope::simulate_ledger
