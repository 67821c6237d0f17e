#include "apps/ledger_measurements.h"

#include "api/polling_answers.h"

namespace sixscope::apps {

std::function<Result<std::vector<ledger::Measurement>>(model::Day, const registry::Scope&)>
measured_by(const polling::ReadingStore& readings) {
  return [&readings](model::Day until,
                     const registry::Scope&) -> Result<std::vector<ledger::Measurement>> {
    const auto kept = readings.readings_by(until);
    if (!kept) {
      return fail_like(kept);
    }
    return api::measurements_of(*kept);
  };
}

std::function<Result<std::vector<ledger::Activity>>(model::Day)> carried_by(
    const polling::ReadingStore& readings) {
  return [&readings](model::Day until) -> Result<std::vector<ledger::Activity>> {
    const auto days = readings.last_busy_days(until);
    if (!days) {
      return fail_like(days);
    }
    return api::activity_of(*days);
  };
}

}  // namespace sixscope::apps
