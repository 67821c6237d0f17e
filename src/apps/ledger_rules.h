#pragma once

#include "api/registry_calls.h"
#include "base/result.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// What the settings `ledger.*` say. `malformed` where the reference month is no month.
[[nodiscard]] Result<api::LedgerRules> ledger_rules(const settings::Settings& settings);

}  // namespace sixscope::apps
