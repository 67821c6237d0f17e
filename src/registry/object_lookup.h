#pragma once

#include <map>
#include <span>
#include <string_view>

#include "base/result.h"
#include "registry/check_edit.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::registry {

/// Asks the store whether keys are there, and remembers. `store` and `scope` are borrowed.
[[nodiscard]] KeyExists key_lookup(const ObjectStore& store, const Scope& scope);

/// Objects of a kind by identifier, as the scope sees them, removed ones too; those that it does
/// not see are absent.
[[nodiscard]] Result<std::map<ObjectId, Object>> read_objects(const ObjectStore& store,
                                                              std::string_view kind,
                                                              std::span<const ObjectId> ids,
                                                              const AsOf& as_of,
                                                              const Scope& scope);

/// The object that a key names today, parts separated by " / " as `key_of` writes them; codes in it
/// may be typed as people type them. What is there goes before what was removed. `not_found` with
/// what to do.
[[nodiscard]] Result<Object> find_object(const ObjectStore& store, const Kinds& kinds,
                                         const Kind& kind, std::string_view key,
                                         const Scope& scope);

/// The key fields that a key names, as typed; `malformed` where it does not have as many parts as
/// the kind's key has fields.
[[nodiscard]] Result<Document> key_fields(const Kind& kind, std::string_view key);

}  // namespace sixscope::registry
