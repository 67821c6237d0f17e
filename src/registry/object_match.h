#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "registry/kind.h"
#include "registry/object_store.h"

namespace sixscope::registry {

/// Finds the object that a row of a sheet means, by its key.
///
/// The key of its fields goes before the one it has today: the two differ where an import is
/// effective before an object was renamed. What is there then goes before what comes later, and
/// that before what was removed, whose key another object may have taken over; of several alike the
/// first counts.
class ObjectMatcher {
 public:
  /// `objects` outlive the matcher.
  ObjectMatcher(const Kind& kind, std::span<const Object> objects);

  /// Null if none has that key.
  [[nodiscard]] const Object* find(std::string_view key) const;

 private:
  std::span<const Object> objects_;
  std::unordered_map<std::string, std::size_t> by_key_;
};

}  // namespace sixscope::registry
