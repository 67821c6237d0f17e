#pragma once

#include <string>
#include <vector>

#include "api/indicator_calls.h"
#include "api/registry_calls.h"
#include "base/result.h"
#include "registry/kind.h"
#include "rounds/round_store.h"
#include "settings/settings.h"
#include "store/volume_store.h"

namespace sixscope::apps {

/// What the calls of indicators need: the catalogue, checked against the kinds, and who is expected
/// to have figures. `malformed` with every fault of the catalogue, or a pilot region that is none.
/// `traffic` may be null; both stores are borrowed.
[[nodiscard]] Result<api::IndicatorDependencies> indicator_dependencies(
    const settings::Settings& settings, const api::RegistryDependencies& registry,
    const store::VolumeStore* traffic, const rounds::RoundStore& rounds);

/// The setting `indicators.pilot_regions`. `malformed` for what is no code of a region, or the
/// country itself.
[[nodiscard]] Result<std::vector<std::string>> pilot_regions(const settings::Settings& settings,
                                                             const registry::Kinds& kinds);

}  // namespace sixscope::apps
