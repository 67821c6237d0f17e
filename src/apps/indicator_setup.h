#pragma once

#include "api/indicator_calls.h"
#include "api/registry_calls.h"
#include "base/result.h"
#include "settings/settings.h"
#include "store/volume_store.h"

namespace sixscope::apps {

/// What the calls of indicators need: the catalogue, checked against the kinds, and who is expected
/// to have figures. `malformed` with every fault of the catalogue. `traffic` may be null.
[[nodiscard]] Result<api::IndicatorDependencies> indicator_dependencies(
    const settings::Settings& settings, const api::RegistryDependencies& registry,
    const store::VolumeStore* traffic);

}  // namespace sixscope::apps
