#include "registry/object_lookup.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "registry/check_value.h"
#include "registry/import_desk.h"

namespace sixscope::registry {
namespace {

/// Up to so many objects are read one by one; more with all of their kind.
constexpr std::size_t kReadOneByOne = 50;
constexpr std::string_view kBetween = " / ";

// Null where none has just that key; what is there goes before what was removed.
Result<std::optional<Object>> with_key(const ObjectStore& store, const Kind& kind,
                                       std::string_view key, const Scope& scope) {
  Listing listing;
  listing.kind = kind.id;
  listing.search = key;  // Keys that only have it as a part come along.
  listing.with_removed = true;
  auto objects = list_all(store, std::move(listing), scope);
  if (!objects) {
    return fail_like(objects);
  }
  std::erase_if(*objects, [&](const Object& object) { return object.key != key; });
  const auto best = std::ranges::min_element(*objects, {}, &Object::removed);
  return best == objects->end() ? std::optional<Object>() : std::optional(std::move(*best));
}

// The key as it is kept, of one that somebody typed: 中国移动 is china_mobile.
std::string kept_key(const Kinds& kinds, const Kind& kind, const Document& typed) {
  Document kept;
  for (const auto& [name, value] : typed) {
    kept.emplace(name, check_value(*kind.field(name), kinds, value).value);
  }
  return key_of(kind, kept);
}

}  // namespace

KeyExists key_lookup(const ObjectStore& store, const Scope& scope) {
  using Known = std::map<std::pair<std::string, std::string>, bool>;
  return [&store, &scope, known = std::make_shared<Known>()](std::string_view kind,
                                                             std::string_view key) {
    const auto [found, fresh] = known->try_emplace({std::string(kind), std::string(key)}, false);
    if (fresh) {
      Listing listing;
      listing.kind = kind;
      listing.search = key;
      // Keys that only have it as a part come along.
      const auto objects = list_all(store, std::move(listing), scope);
      found->second = objects && std::ranges::find(*objects, key, &Object::key) != objects->end();
    }
    return found->second;
  };
}

Result<std::map<ObjectId, Object>> read_objects(const ObjectStore& store, std::string_view kind,
                                                std::span<const ObjectId> ids, const AsOf& as_of,
                                                const Scope& scope) {
  std::map<ObjectId, Object> objects;
  if (ids.size() > kReadOneByOne) {
    Listing listing;
    listing.kind = kind;
    listing.as_of = as_of;
    listing.with_removed = true;
    auto all = list_all(store, std::move(listing), scope);
    if (!all) {
      return fail_like(all);
    }
    for (Object& object : *all) {
      objects.emplace(object.id, std::move(object));
    }
    return objects;
  }
  for (const ObjectId id : ids) {
    auto object = store.read(id, as_of, scope);
    if (!object && object.error().code != Errc::not_found) {
      return fail_like(object);
    }
    if (object && object->kind == kind) {
      objects.emplace(id, *std::move(object));
    }
  }
  return objects;
}

Result<Object> find_object(const ObjectStore& store, const Kinds& kinds, const Kind& kind,
                           std::string_view key, const Scope& scope) {
  auto found = with_key(store, kind, key, scope);
  if (found && !*found) {
    if (const auto typed = key_fields(kind, key)) {
      found = with_key(store, kind, kept_key(kinds, kind, *typed), scope);
    }
  }
  if (!found) {
    return fail_like(found);
  }
  if (!*found) {
    return fail_because("no " + kind.id + " with the key '" + std::string(key) + "'; `show " +
                            kind.id + "` lists them",
                        Errc::not_found, "there is no such object");
  }
  return **std::move(found);
}

Result<Document> key_fields(const Kind& kind, std::string_view key) {
  Document fields;
  std::string form;
  for (const std::string& name : kind.key) {
    form += (form.empty() ? "" : std::string(kBetween)) + name;
    // The last takes the rest: a name may have a stroke in it.
    const auto end =
        name == kind.key.back() ? key.size() : std::min(key.find(kBetween), key.size());
    if (end != 0) {
      fields.emplace(name, std::string(key.substr(0, end)));
    }
    key.remove_prefix(std::min(end + kBetween.size(), key.size()));
  }
  if (fields.size() != kind.key.size()) {
    return fail_because("it is written as " + form, Errc::malformed,
                        "the key does not have all its parts");
  }
  return fields;
}

}  // namespace sixscope::registry
