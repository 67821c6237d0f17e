#pragma once

#include <map>
#include <optional>
#include <span>

#include "base/clock.h"
#include "base/result.h"
#include "registry/check_value.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::registry {

/// A removal or a return after the time an edit is effective at.
struct LaterPresence {
  Instant effective;
  bool removed = false;
};

/// By object: the first of its last run of removals or returns after `effective`, which says what
/// it is today. Objects without one are absent.
[[nodiscard]] Result<std::map<ObjectId, LaterPresence>> later_presence(
    const ObjectStore& store, const Kind& kind, std::span<const ObjectId> objects,
    Instant effective, const Scope& scope);

/// What somebody who removes or restores `found`, or sets its fields, might take for done and is
/// not. `later`: of that object, nothing where it has none.
[[nodiscard]] std::optional<FieldFault> note_of_presence(const Object& found,
                                                         std::optional<bool> wanted,
                                                         Instant effective,
                                                         const std::optional<LaterPresence>& later);

/// A removal as of a time when nothing was known of the object yet. `first`: when it came to be
/// known; `now` bounds the day that is proposed.
[[nodiscard]] FieldFault not_known_yet(const Object& found, Instant first, Instant now);

}  // namespace sixscope::registry
