#pragma once

#include <span>
#include <vector>

#include "ledger/decomposition.h"
#include "ledger/standings.h"
#include "ledger/states.h"

namespace sixscope::ledger {

/// What of a decomposition of the whole ledger lies in places that are seen: their levels and
/// movements, just as the whole has them. Where something went to or came from that is not seen is
/// an empty place.
[[nodiscard]] Decomposition bounded(const Decomposition& whole, const SeenPlace& seen);

/// The same of states, each bounded by where devices stood then. Devices that are not seen are
/// `elsewhere`: they are kept where they share pools or are seen in another of the states, so that
/// pools are counted with the card they are counted with in the whole.
[[nodiscard]] std::vector<State> bounded(std::span<const State> whole, const SeenPlace& seen);

/// The same of one state, with every device kept: what is not seen is `elsewhere`.
void bound(State& state, const SeenPlace& seen);

}  // namespace sixscope::ledger
