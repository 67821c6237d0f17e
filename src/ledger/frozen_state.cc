#include "ledger/frozen_state.h"

#include <set>
#include <string_view>

namespace sixscope::ledger {
namespace {

using registry::Object;

void append(std::string& bytes, std::span<const Object> objects) {
  for (const Object& object : objects) {
    if (!object.removed) {
      bytes += R"({"fields":)" + registry::to_json(object.fields) + R"(,"id":)" +
               std::to_string(object.id.value()) + R"(,"kind":")" + object.kind + "\"}\n";
    }
  }
}

// What differs between two objects, one of which may be nothing.
void compare(const Object* before, const Object* after, std::vector<Restated>& all) {
  static const registry::Document kNone;
  const auto fields_of = [](const Object* object) -> const registry::Document& {
    return object != nullptr && !object->removed ? object->fields : kNone;
  };
  const Object& named = after != nullptr ? *after : *before;
  std::set<std::string_view> fields;
  for (const Object* side : {before, after}) {
    for (const auto& [field, value] : fields_of(side)) {
      fields.insert(field);
    }
  }
  for (const std::string_view field : fields) {
    const registry::Value& was = registry::value_of(fields_of(before), field);
    const registry::Value& is = registry::value_of(fields_of(after), field);
    if (was != is) {
      all.push_back({.object = named.id,
                     .kind = named.kind,
                     .key = named.key,
                     .field = std::string(field),
                     .before = was,
                     .after = is});
    }
  }
}

}  // namespace

std::string canonical_bytes(model::Month month, std::span<const Object> devices,
                            std::span<const Object> pools) {
  std::string bytes = "sixscope ledger 1 " + month.to_string() + "\n";
  append(bytes, devices);
  append(bytes, pools);
  return bytes;
}

std::vector<Restated> restated(std::span<const Object> before, std::span<const Object> after) {
  std::vector<Restated> all;
  auto was = before.begin();
  auto is = after.begin();
  while (was != before.end() || is != after.end()) {
    const bool only_before = is == after.end() || (was != before.end() && was->id < is->id);
    const bool only_after = was == before.end() || (is != after.end() && is->id < was->id);
    compare(only_after ? nullptr : &*was, only_before ? nullptr : &*is, all);
    was += only_after ? 0 : 1;
    is += only_before ? 0 : 1;
  }
  return all;
}

}  // namespace sixscope::ledger
