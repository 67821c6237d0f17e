#pragma once

#include <string_view>

#include "base/clock.h"
#include "registry/check_value.h"
#include "registry/kind.h"

namespace sixscope::registry {

/// The fault of an object that the account may change as it is today, and might not at `effective`:
/// at the field that says where it stands.
[[nodiscard]] FieldFault out_of_scope_then(const Kind& kind, std::string_view key,
                                           Instant effective);

}  // namespace sixscope::registry
