#pragma once

#include <vector>

#include "api/ledger_question.h"
#include "base/result.h"
#include "registry/scope.h"
#include "report/inputs.h"

namespace sixscope::api {

/// NAT44 capacity between the month end before a report's period and its last one, as the ledger
/// takes it apart: by operator, then of all together, a line a component that any device gave.
/// Months that are frozen know what their version knew. Verdicts are since the reference month, and
/// `no_data` where that is not before the period's last month. Empty where there is no device.
[[nodiscard]] Result<std::vector<report::CapacityLine>> capacity_lines(
    LedgerContext& context, const report::Question& question, const registry::Scope& scope);

}  // namespace sixscope::api
