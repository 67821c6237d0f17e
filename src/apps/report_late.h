#pragma once

#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/scope.h"
#include "report/inputs.h"
#include "rounds/round_store.h"

namespace sixscope::apps {

/// Submissions of rounds whose period ends within the question's, that came in late or are overdue
/// at `now`, as far as the scope sees them; by form, then as the round numbers them.
[[nodiscard]] Result<std::vector<report::LateSubmission>> late_submissions(
    const rounds::RoundStore& rounds, const report::Question& question,
    const registry::Scope& scope, Instant now);

}  // namespace sixscope::apps
