#pragma once

#include <optional>
#include <vector>

#include "figures/evaluation.h"
#include "model/month.h"
#include "report/definition.h"

namespace sixscope::report {

/// A day on which a report is to be built.
struct DueDay {
  const Definition* definition = nullptr;
  model::Day day = {};
  figures::Period period = {};
};

/// The period that a report due in a month is of: the newest that is over by then, or the one that
/// the month lies in.
[[nodiscard]] figures::Period period_due(const Definition& definition, model::Month due);

/// Every due day from `first` to `last`, both included, by day, then in the definitions' order.
/// Definitions without a schedule have none. Borrows the definitions.
[[nodiscard]] std::vector<DueDay> due_days(const Definitions& definitions, model::Day first,
                                           model::Day last);
/// What is listed points into it: no temporary.
std::vector<DueDay> due_days(Definitions&& definitions, model::Day first, model::Day last) = delete;

/// The last due day of a report that is not after `today`; nothing without a schedule.
[[nodiscard]] std::optional<DueDay> last_due(const Definition& definition, model::Day today);

/// The first due day of a report that is not before `today`; nothing without a schedule.
[[nodiscard]] std::optional<DueDay> next_due(const Definition& definition, model::Day today);

}  // namespace sixscope::report
