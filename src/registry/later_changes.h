#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "registry/check_value.h"
#include "registry/kind.h"
#include "registry/object_store.h"

namespace sixscope::registry {

/// What became of one field of an object after the time an edit is effective at.
struct LaterChange {
  Instant effective;
  CommitNumber commit;
  std::string field;
  Value value;  ///< Nothing: it was cleared.
};

/// By object, in order of (effective, commit).
using LaterChanges = std::map<ObjectId, std::vector<LaterChange>>;

/// What changed after `effective` of all objects of the kind, or of those named; as far as the
/// account sees it.
[[nodiscard]] Result<LaterChanges> later_changes(const ObjectStore& store, const Kind& kind,
                                                 std::span<const ObjectId> objects,
                                                 Instant effective, const Scope& scope);

/// The rules between fields that an edit breaks later than it is effective: it goes on holding, and
/// what changed since may not fit it. `before` and `after` are the object at the edit's time; each
/// field and rule stands once, with the day since when. What `check_document` says of `after`
/// itself is not among them.
[[nodiscard]] std::vector<FieldFault> check_later(const Kind& kind, const Document& before,
                                                  const Document& after,
                                                  std::span<const LaterChange> later);

}  // namespace sixscope::registry
