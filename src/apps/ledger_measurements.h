#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "ledger/plan.h"
#include "ledger/quality.h"
#include "model/month.h"
#include "polling/reading_store.h"
#include "registry/scope.h"

namespace sixscope::apps {

/// What polled devices said, for RegistryDependencies::measurements. Borrows `readings`. Not
/// bounded by the scope: the ledger asks only about devices that it shows.
[[nodiscard]] std::function<Result<std::vector<ledger::Measurement>>(model::Day until,
                                                                     const registry::Scope& scope)>
measured_by(const polling::ReadingStore& readings);

/// The last days on which they carried anything, for RegistryDependencies::activity.
[[nodiscard]] std::function<Result<std::vector<ledger::Activity>>(model::Day until)> carried_by(
    const polling::ReadingStore& readings);

}  // namespace sixscope::apps
