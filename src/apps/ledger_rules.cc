#include "apps/ledger_rules.h"

namespace sixscope::apps {

Result<api::LedgerRules> ledger_rules(const settings::Settings& settings) {
  api::LedgerRules rules;
  const auto reference = model::Month::parse(settings.text("ledger.reference_month"));
  if (!reference) {
    return fail_like(reference);
  }
  rules.reference = *reference;
  rules.quality.tolerance_percent = settings.integer("ledger.tolerance_percent");
  rules.quality.stale_days = static_cast<std::int32_t>(settings.integer("ledger.stale_days"));
  return rules;
}

}  // namespace sixscope::apps
