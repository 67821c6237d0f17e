#include "registry/kind.h"

#include <algorithm>

namespace sixscope::registry {

const Field* Kind::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

std::string key_of(const Kind& kind, const Document& fields) {
  std::string key;
  for (const std::string& name : kind.key) {
    key += (key.empty() ? "" : " / ") + text_of(value_of(fields, name));
  }
  return key;
}

const Kind* Kinds::kind(std::string_view id) const {
  const auto found = std::ranges::find(kinds, id, &Kind::id);
  return found == kinds.end() ? nullptr : &*found;
}

const CodeList* Kinds::list(std::string_view name) const {
  const auto found = codes.find(name);
  return found == codes.end() ? nullptr : &found->second;
}

}  // namespace sixscope::registry
