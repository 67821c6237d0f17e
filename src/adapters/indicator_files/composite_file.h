#pragma once

#include "adapters/toml_files/toml_entry.h"
#include "indicators/composite.h"
#include "indicators/definition.h"

namespace sixscope::adapters {

/// Reads composite.toml against the definitions: every indicator, method and weight has to be
/// there, the weights of the dimensions are 1 together, and no scale is a point. What is wrong
/// becomes a fault of the entry.
[[nodiscard]] indicators::CompositeDefinition read_composite(
    TomlEntry& entry, const indicators::Definitions& definitions);

}  // namespace sixscope::adapters
