// Creating and changing objects, one or many: by the rules of the import desk, in one commit.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/registry_edit.h"
#include "api/registry_objects.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "registry/import_desk.h"
#include "registry/object_state.h"

namespace sixscope::api {
namespace {

using registry::Commit;
using registry::Edit;
using registry::Kind;
using registry::Object;
using registry::ObjectId;

/// Up to so many objects are read one by one; more with all of their kind.
constexpr std::size_t kReadOneByOne = 50;
/// A message names so many objects, and says that there are more.
constexpr std::size_t kNamedMax = 50;

http::Response no_writing(const registry::Scope& scope) {
  return http::problem(
      {.status = 403,
       .detail = "the account " + scope.account + ", or the token it asks with, may not write"});
}

// 412. `objects`: those that are at another version, where the request named several.
http::Response moved_on(std::string detail, const std::vector<const Object*>& objects = {}) {
  const auto named = [&](JsonWriter& out) {
    out.key("objects").begin_array();
    for (const Object* object : objects) {
      out.begin_object()
          .member("id", object->id.value())
          .member("key", object->key)
          .member("version", object->version)
          .end_object();
    }
    out.end_array();
  };
  return http::problem({.status = 412,
                        .detail = std::string(registry::kMovedOn) + ": " + std::move(detail) +
                                  "; read again, then decide",
                        .more = named});
}

http::Response failed_commit(const Error& error) {
  return error.code == Errc::conflict && error.rule == registry::kMovedOn ? moved_on(error.detail)
                                                                          : http::problem(error);
}

// The object as it is after a commit, with its tag.
http::Response answer_object(int status, ObjectId id, const RegistryDependencies& dependencies,
                             const registry::Scope& scope) {
  const auto object = dependencies.store.read(id, {}, scope);
  if (!object) {
    return http::problem(object.error());
  }
  JsonWriter out;
  write_object(out, *object);
  http::Response response = json_response(std::move(out));
  response.status = status;
  response.headers.set("ETag", tag_of(object->version));
  return response;
}

// Objects by identifier, as the scope sees them; those it does not see are absent.
// `wanted` has identifiers in front.
template <class Wanted>
Result<std::map<ObjectId, Object>> read_all(const Kind& kind, const Wanted& wanted,
                                            const registry::AsOf& as_of,
                                            const RegistryDependencies& dependencies,
                                            const registry::Scope& scope) {
  std::map<ObjectId, Object> objects;
  if (wanted.size() > kReadOneByOne) {
    registry::Listing listing;
    listing.kind = kind.id;
    listing.as_of = as_of;
    listing.with_removed = true;
    auto all = registry::list_all(dependencies.store, std::move(listing), scope);
    if (!all) {
      return fail_like(all);
    }
    for (Object& object : *all) {
      objects.emplace(object.id, std::move(object));
    }
    return objects;
  }
  for (const auto& [id, rest] : wanted) {
    auto object = dependencies.store.read(id, as_of, scope);
    if (!object && object.error().code != Errc::not_found) {
      return fail_like(object);
    }
    if (object && object->kind == kind.id) {
      objects.emplace(id, *std::move(object));
    }
  }
  return objects;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamedMax); ++i) {
    text += (i == 0 ? "" : "; ") + names[i];
  }
  if (names.size() > kNamedMax) {
    text += "; and " + std::to_string(names.size() - kNamedMax) + " more";
  }
  return text;
}

// 404 or 412 naming each object that is in the way, if any is; the words name some.
std::optional<http::Response> check_versions(const EditBody& body,
                                             const std::map<ObjectId, Object>& objects) {
  std::vector<std::string> unknown;
  std::vector<std::string> stale;
  std::vector<const Object*> moved;
  for (const auto& [id, version] : body.objects) {
    const auto found = objects.find(id);
    if (found == objects.end()) {
      unknown.push_back("object " + std::to_string(id.value()));
    } else if (found->second.version != version) {
      moved.push_back(&found->second);
      stale.push_back("object " + std::to_string(id.value()) + " (" + found->second.key +
                      ") is at version " + std::to_string(found->second.version));
    }
  }
  if (!unknown.empty()) {
    return http::problem(
        {.status = 404, .detail = "not there for this account: " + joined(unknown)});
  }
  if (!stale.empty()) {
    return moved_on(joined(stale), moved);
  }
  return std::nullopt;
}

http::Response answer_many(const registry::Committed& done, const EditBody& body,
                           const RegistryDependencies& dependencies, const registry::Scope& scope,
                           const Kind& kind) {
  const auto objects = read_all(kind, body.objects, {}, dependencies, scope);
  if (!objects) {
    return http::problem(objects.error());
  }
  JsonWriter out;
  out.begin_object();
  out.key("commit");
  if (done.number == registry::CommitNumber()) {
    out.null();
  } else {
    out.value(done.number.value());
  }
  out.key("objects").begin_array();
  for (const auto& [id, version] : body.objects) {
    if (const auto found = objects->find(id); found != objects->end()) {
      out.begin_object()
          .member("id", id.value())
          .member("key", found->second.key)
          .member("version", found->second.version)
          .member("changed", found->second.version != version)
          .end_object();
    }
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

// The objects as an edit finds them that may be effective earlier.
Result<std::map<ObjectId, Object>> found_by(const EditBody& body,
                                            std::map<ObjectId, Object> objects, const Kind& kind,
                                            Instant now, const RegistryDependencies& dependencies,
                                            const registry::Scope& scope) {
  if (body.effective >= now) {
    return objects;
  }
  const auto past = read_all(kind, objects, {.effective = body.effective, .commit = std::nullopt},
                             dependencies, scope);
  if (!past) {
    return fail_like(past);
  }
  for (auto& [id, object] : objects) {
    const auto then = past->find(id);
    object =
        registry::as_found(std::move(object), then == past->end() ? nullptr : &then->second, kind);
  }
  return objects;
}

Edit edit_of(const Object& object, std::uint64_t version, registry::Document set,
             std::optional<bool> removed) {
  Edit edit;
  edit.id = object.id;
  edit.kind = object.kind;
  edit.version = version;
  edit.set = std::move(set);
  edit.removed = removed;
  return edit;
}

}  // namespace

http::Response create_object(const http::Request& request, const RegistryDependencies& dependencies,
                             const registry::Scope& scope) {
  const Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  if (!scope.may_write) {
    return no_writing(scope);
  }
  const Instant now = dependencies.clock.now();
  const auto body = parse_edit_body(request, *kind, now, {"fields"});
  if (!body) {
    return http::refused(body.error());
  }
  auto checked = registry::check_edit(*kind, *dependencies.kinds, nullptr, body->set,
                                      key_lookup(dependencies.store, scope), scope,
                                      model::day_in_china(body->effective));
  const std::vector<ObjectFaults> faults = {{.id = {}, .key = {}, .faults = checked.faults}};
  const bool is_explained = !body->explanation.empty();
  if (is_in_the_way(faults, is_explained)) {
    return refused_values(*kind, body->set, faults, is_explained);
  }
  Commit commit = commit_of(*body, request, scope, now);
  Edit edit;
  edit.kind = kind->id;
  edit.set = std::move(checked.set);
  commit.edits.push_back(std::move(edit));
  const auto done = dependencies.store.commit(commit, scope);
  if (!done) {
    return failed_commit(done.error());
  }
  const ObjectId id = done->objects.front();
  http::Response response = answer_object(201, id, dependencies, scope);
  response.headers.set("Location",
                       "/api/v1/registry/objects/" + kind->id + "/" + std::to_string(id.value()));
  return response;
}

http::Response patch_object(const http::Request& request, const RegistryDependencies& dependencies,
                            const registry::Scope& scope) {
  const Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  const std::uint64_t version = version_in(request.headers.get("If-Match").value_or(""));
  if (version == 0) {
    return http::problem(
        {.status = 428,
         .detail = "say which version was read: If-Match with the ETag of the object"});
  }
  const auto object = read_object(request, dependencies, {}, scope);
  if (!object) {
    return object.error().code == Errc::not_found ? no_such_object(request)
                                                  : http::problem(object.error());
  }
  if (!scope.may_write) {
    return no_writing(scope);
  }
  if (object->version != version) {
    return moved_on("it is at version " + std::to_string(object->version));
  }
  const Instant now = dependencies.clock.now();
  const auto body = parse_edit_body(request, *kind, now, {"set", "removed"});
  if (!body) {
    return http::refused(body.error());
  }
  const auto found = found_by(*body, {{object->id, *object}}, *kind, now, dependencies, scope);
  if (!found) {
    return http::problem(found.error());
  }
  auto checked = registry::check_edit(*kind, *dependencies.kinds, &found->at(object->id), body->set,
                                      key_lookup(dependencies.store, scope), scope,
                                      model::day_in_china(body->effective));
  const std::vector<ObjectFaults> faults = {
      {.id = object->id, .key = object->key, .faults = checked.faults}};
  const bool is_explained = !body->explanation.empty();
  if (is_in_the_way(faults, is_explained)) {
    return refused_values(*kind, body->set, faults, is_explained);
  }
  Commit commit = commit_of(*body, request, scope, now);
  commit.edits.push_back(edit_of(*object, version, std::move(checked.set), body->removed));
  const auto done = dependencies.store.commit(commit, scope);
  return done ? answer_object(200, object->id, dependencies, scope) : failed_commit(done.error());
}

http::Response change_many(const http::Request& request, const RegistryDependencies& dependencies,
                           const registry::Scope& scope) {
  const Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  if (!scope.may_write) {
    return no_writing(scope);
  }
  const Instant now = dependencies.clock.now();
  const auto body = parse_edit_body(request, *kind, now, {"objects", "set", "removed"});
  if (!body) {
    return http::refused(body.error());
  }
  const auto objects = read_all(*kind, body->objects, {}, dependencies, scope);
  if (!objects) {
    return http::problem(objects.error());
  }
  if (auto refused = check_versions(*body, *objects)) {
    return *std::move(refused);
  }
  const auto found = found_by(*body, *objects, *kind, now, dependencies, scope);
  if (!found) {
    return http::problem(found.error());
  }
  const auto exists = key_lookup(dependencies.store, scope);
  std::vector<ObjectFaults> faults;
  Commit commit = commit_of(*body, request, scope, now);
  for (const auto& [id, version] : body->objects) {
    const Object& object = found->at(id);
    auto checked = registry::check_edit(*kind, *dependencies.kinds, &object, body->set, exists,
                                        scope, model::day_in_china(body->effective));
    faults.push_back({.id = id, .key = object.key, .faults = std::move(checked.faults)});
    commit.edits.push_back(edit_of(object, version, std::move(checked.set), body->removed));
  }
  const bool is_explained = !body->explanation.empty();
  if (is_in_the_way(faults, is_explained)) {
    return refused_values(*kind, body->set, faults, is_explained);
  }
  const auto done = dependencies.store.commit(commit, scope);
  return done ? answer_many(*done, *body, dependencies, scope, *kind) : failed_commit(done.error());
}

}  // namespace sixscope::api
