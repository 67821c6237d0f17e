#pragma once

#include <span>
#include <vector>

#include "base/clock.h"
#include "registry/kind.h"
#include "registry/object_state.h"
#include "registry/object_store.h"

namespace sixscope::registry {

/// The tenures of an object, in order of time; removal ends one and return begins another. The log
/// is in order of (effective, commit).
[[nodiscard]] std::vector<KeyTenure> tenures_of(const Kind& kind, ObjectId object,
                                                std::span<const LogEntry> log);

/// Whether a tenure holds its key at no moment at which it was not held `before` by the same
/// object: there is nothing new in it that could meet another's.
[[nodiscard]] bool is_old(const KeyTenure& tenure, std::span<const KeyTenure> before);

/// Whether a key that `object` (0: a new one) has from `from` on, until it is there anyway, would
/// be another's at the same time. `of_key`: all tenures of the key; `of_object`: all of the object.
[[nodiscard]] bool is_taken(std::span<const KeyTenure> of_key, std::span<const KeyTenure> of_object,
                            ObjectId object, Instant from);

}  // namespace sixscope::registry
