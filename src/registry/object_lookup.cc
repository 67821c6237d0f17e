#include "registry/object_lookup.h"

#include <algorithm>
#include <iterator>
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

// Null where none has just that key at that time; what is there goes before what was removed.
Result<std::optional<Object>> with_key(const ObjectStore& store, const Kind& kind,
                                       std::string_view key, std::optional<Instant> then,
                                       const Scope& scope) {
  Listing listing;
  listing.kind = kind.id;
  listing.search = key;  // Keys that only have it as a part come along.
  listing.as_of.effective = then;
  listing.with_removed = true;
  auto objects = list_all(store, std::move(listing), scope);
  if (!objects) {
    return fail_like(objects);
  }
  std::erase_if(*objects, [&](const Object& object) { return object.key != key; });
  const auto best = std::ranges::min_element(*objects, {}, &Object::removed);
  return best == objects->end() ? std::optional<Object>() : std::optional(std::move(*best));
}

// As it is today, of what was there under that key `then`, or is named so today.
Result<std::optional<Object>> named(const ObjectStore& store, const Kind& kind,
                                    std::string_view key, std::optional<Instant> then,
                                    const Scope& scope) {
  if (then) {
    const auto past = with_key(store, kind, key, then, scope);
    if (!past) {
      return fail_like(past);
    }
    if (*past && !(**past).removed) {
      auto today = store.read((**past).id, {}, scope);
      return today ? Result<std::optional<Object>>(*std::move(today)) : fail_like(today);
    }
  }
  return with_key(store, kind, key, std::nullopt, scope);
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

bool PresentKeys::exists(std::string_view kind, std::string_view key) {
  auto known = keys_.find(kind);
  if (known == keys_.end()) {
    known = keys_.emplace(std::string(kind), std::unordered_set<std::string>()).first;
    if (const auto done = read(kind, known->second); !done) {
      failed_ = done.error();
    }
  }
  return known->second.contains(std::string(key));
}

Result<void> PresentKeys::read(std::string_view kind, std::unordered_set<std::string>& keys) const {
  auto now = store_.keys(kind, scope_);
  if (!now) {
    return fail_like(now);
  }
  keys.insert(std::make_move_iterator(now->begin()), std::make_move_iterator(now->end()));
  if (!then_) {
    return {};
  }
  Listing listing;
  listing.kind = kind;
  listing.as_of.effective = then_;
  auto then = list_all(store_, std::move(listing), scope_);
  if (!then) {
    return fail_like(then);
  }
  for (Object& object : *then) {
    keys.insert(std::move(object.key));
  }
  return {};
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
                           std::string_view key, const Scope& scope, std::optional<Instant> then) {
  auto found = named(store, kind, key, then, scope);
  if (found && !*found) {
    if (const auto typed = key_fields(kind, key)) {
      found = named(store, kind, kept_key(kinds, kind, *typed), then, scope);
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
