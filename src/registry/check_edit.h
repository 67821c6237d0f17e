#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/month.h"
#include "registry/check_value.h"
#include "registry/kind.h"
#include "registry/later_changes.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "registry/value.h"

namespace sixscope::registry {

/// What one object is to become, checked by the rules a sheet's row is checked by.
struct CheckedEdit {
  Document set;                    ///< What differs from before; one that holds nothing is cleared.
  std::vector<FieldFault> faults;  ///< All: hard, soft and remarks, by field.
};

/// Whether an object of a kind with that key is there now.
using KeyExists = std::function<bool(std::string_view kind, std::string_view key)>;

/// Since when an edit is to hold.
struct EditTime {
  std::optional<model::Day> effective =
      {};  ///< A code that held then is right; nothing: see `held_then`.
  std::span<const LaterChange> later = {};  ///< What changed of the object after it.
};

/// Checks `set`, as handed in by a program, against `before`: the object as the edit finds it (see
/// `as_found`), null where it is to be created. Fields that the kind does not have are the caller's
/// to refuse. A value equal to what is there raises no soft fault; a fault of a field that the
/// scope does not see is not raised either.
[[nodiscard]] CheckedEdit check_edit(const Kind& kind, const Kinds& kinds, const Object* before,
                                     const Document& set, const KeyExists& exists,
                                     const Scope& scope, const EditTime& time = {});

}  // namespace sixscope::registry
