#include "registry/registered_codes.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "registry/code_validity.h"
#include "registry/fault.h"
#include "registry/import_desk.h"

namespace sixscope::registry {
namespace {

// The code lists of the fields that a kind bears the name of.
std::set<std::string> lists_of(const std::vector<const Field*>& fields, const Kinds& kinds) {
  std::set<std::string> names;
  for (const Field* const field : fields) {
    const Kind* const kind = kinds.kind(field->codes);
    if (kind != nullptr && kind->key.size() == 1 && kinds.list(field->codes) != nullptr) {
      names.insert(field->codes);
    }
  }
  return names;
}

// Whether the object says anything that the list did not.
bool add(const Object& object, CodeList& list) {
  const Code said{.code = object.key,
                  .title = same(object.key),
                  .aliases = {},
                  .valid_from = text_of(value_of(object.fields, "valid_from")),
                  .valid_to = text_of(value_of(object.fields, "valid_to")),
                  .successor = text_of(value_of(object.fields, "successor")),
                  .prefix = {}};
  if (said.valid_from.empty() && said.valid_to.empty() && said.successor.empty()) {
    return false;
  }
  const auto listed = std::ranges::find(list, said.code, &Code::code);
  if (listed == list.end()) {
    const bool is_below = listed_above(list, said.code) != nullptr;
    if (is_below) {
      list.push_back(said);
    }
    return is_below;
  }
  for (const auto member : {&Code::valid_from, &Code::valid_to, &Code::successor}) {
    if (!(said.*member).empty()) {
      (*listed).*member = said.*member;
    }
  }
  return true;
}

}  // namespace

Result<std::optional<Kinds>> with_registered_codes(const ObjectStore& store, const Kinds& kinds,
                                                   const std::vector<const Field*>& fields,
                                                   const Scope& scope) {
  std::optional<Kinds> more;
  for (const std::string& name : lists_of(fields, kinds)) {
    Listing listing;
    listing.kind = name;
    const auto objects = list_all(store, std::move(listing), scope);
    if (!objects) {
      return fail_like(objects);
    }
    CodeList list = *kinds.list(name);
    bool is_more = false;
    for (const Object& object : *objects) {
      is_more |= add(object, list);
    }
    if (is_more) {
      more = more ? std::move(more) : std::optional(kinds);
      more->codes.insert_or_assign(name, std::move(list));
    }
  }
  return more;
}

}  // namespace sixscope::registry
