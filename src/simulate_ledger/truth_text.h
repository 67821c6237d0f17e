#pragma once

#include <string>

#include "simulate_ledger/nation.h"
#include "simulate_ledger/surroundings.h"

namespace sixscope::simulate_ledger {

/// The truth as JSON, amounts as numbers of one place at most, devices by their names:
/// {"seed", "months": [], "reference", "components": [],
///  "cells": [fall], "classes": [fall], "nation": [fall],
///  "verdicts": [{"province", "operator", "component", "month_on_month", "above_reference"}],
///  "plans": [{"device", "outcome", "slip"}], "planned_sessions": [], "devices_at_start",
///  "loads_after_retirement": [{"device", "month"}],
///  "rates": [{"month", "province", "operator", "rate", "numerator", "denominator", "given",
///  "missing"}], "subscribers": [{"province", "operator", "subscribers"}]}; a fall is {"month",
/// "province", "operator", "class", "component", "opening", "added", "expanded", "reduced",
/// "retired", "corrected", "moved_in", "moved_out", "closing", "opening_missing",
/// "closing_missing"}. What a group is not told apart by is the empty text.
[[nodiscard]] std::string truth_text(const NationOptions& options, const Nation& nation,
                                     const Surroundings& surroundings);

}  // namespace sixscope::simulate_ledger
