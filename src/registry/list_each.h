#pragma once

#include <functional>

#include "base/result.h"
#include "registry/object_store.h"

namespace sixscope::registry {

/// Every object of a listing, whatever its limit, in order of identifiers. Read in pieces, of which
/// one is held at a time.
[[nodiscard]] Result<void> list_each(const ObjectStore& store, Listing listing, const Scope& scope,
                                     const std::function<void(Object&&)>& visit);

}  // namespace sixscope::registry
