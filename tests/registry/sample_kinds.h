#pragma once

#include "registry/kind.h"

namespace sixscope::tests {

/// A kind "device" with key (operator, name), region, owner and a sensitive field, and a kind
/// "model" that is everybody's.
[[nodiscard]] const registry::Kinds& sample_kinds();

}  // namespace sixscope::tests
