#pragma once

#include <cstddef>

#include "simulate_ledger/nation.h"

namespace sixscope::simulate_ledger {

inline constexpr std::size_t kPoolsPerCell = 4;

/// Lets some pools of `nation` list their addresses, all of them documentation blocks (RFC 5737),
/// and some of these twice: a block of one operator that holds one of another, a block in the list
/// that holds it, and first to last address over a block's end. The truth is written down beside,
/// by hand. A nation of fewer than four cells is left as it is.
[[nodiscard]] Nation with_lists(Nation nation);

}  // namespace sixscope::simulate_ledger
