#include "registry/object_match.h"

namespace sixscope::registry {

ObjectMatcher::ObjectMatcher(const Kind& kind, std::span<const Object> objects)
    : objects_(objects) {
  by_key_.reserve(objects.size());
  const auto is_there = [](const Object& one) { return !one.removed && !one.absent; };
  const auto is_absent = [](const Object& one) { return one.absent; };
  const auto is_removed = [](const Object& one) { return one.removed; };
  for (bool (*const standing)(const Object&) : {+is_there, +is_absent, +is_removed}) {
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (standing(objects[i])) {
        by_key_.emplace(key_of(kind, objects[i].fields), i);
      }
    }
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (standing(objects[i])) {
        by_key_.emplace(objects[i].key, i);
      }
    }
  }
}

const Object* ObjectMatcher::find(std::string_view key) const {
  const auto found = by_key_.find(std::string(key));
  return found == by_key_.end() ? nullptr : &objects_[found->second];
}

}  // namespace sixscope::registry
