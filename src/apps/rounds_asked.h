#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "figures/expectation.h"
#include "rounds/round_store.h"

namespace sixscope::apps {

/// What rounds of those forms, whose months lie within [first, last], asked of whom: as figures
/// need it. Enterprises have no place and are left out.
[[nodiscard]] Result<std::vector<figures::AskedRound>> rounds_asked(
    const rounds::RoundStore& rounds, const std::set<std::string>& forms, model::Month first,
    model::Month last);

}  // namespace sixscope::apps
