#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::registry {

/// `kinds` with what the registry says of the codes that `fields` take.
///
/// A kind that bears the name of a code list says more of its codes, an object each: since when one
/// holds, until when, and what took its place (fields `valid_from`, `valid_to` and `successor`). A
/// date of an object goes before that of the list. A code that the list does not have is added
/// where it lies below one of its codes, as counties do, under the code alone: names of counties
/// are not unique. Objects without any of the three add nothing.
///
/// Nothing where the registry adds nothing: `kinds` holds. Only what the scope sees is read.
[[nodiscard]] Result<std::optional<Kinds>> with_registered_codes(
    const ObjectStore& store, const Kinds& kinds, const std::vector<const Field*>& fields,
    const Scope& scope);

}  // namespace sixscope::registry
