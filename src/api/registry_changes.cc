// Creating and changing objects, one or many: by the rules of the import desk, in one commit.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/registry_edit.h"
#include "api/registry_objects.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "registry/edit_desk.h"
#include "registry/object_lookup.h"

namespace sixscope::api {
namespace {

using registry::Edited;
using registry::Kind;
using registry::Object;
using registry::ObjectId;

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

std::vector<ObjectId> ids_of(const EditBody& body) {
  std::vector<ObjectId> ids;
  std::ranges::transform(body.objects, std::back_inserter(ids),
                         [](const auto& object) { return object.first; });
  return ids;
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
  const auto objects = registry::read_objects(dependencies.store, kind.id, ids_of(body), {}, scope);
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

// What is in the way of an edit, if anything is.
std::optional<http::Response> refuse_edit(const Kind& kind, const registry::EditRequest& edit,
                                          const Result<Edited>& edited) {
  if (!edited) {
    return failed_commit(edited.error());
  }
  if (!edited->committed) {
    return refused_values(kind, edit.set, *edited, !edit.explanation.empty());
  }
  return std::nullopt;
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
  const auto edit = edit_request(*body, request, now);
  const auto edited =
      registry::create_object(dependencies.store, *dependencies.kinds, *kind, edit, scope);
  if (auto refused = refuse_edit(*kind, edit, edited)) {
    return *std::move(refused);
  }
  const ObjectId id = edited->committed->objects.front();
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
  const std::string_view if_match = request.headers.get("If-Match").value_or("");
  if (if_match.empty()) {
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
  const auto is_named = names_version(if_match, object->version);
  if (!is_named) {
    return http::problem(is_named.error());
  }
  if (!*is_named) {
    return moved_on(
        "it is at version " + std::to_string(object->version) + "; If-Match is " +
        std::string(if_match) +
        (if_match.find("W/") == std::string_view::npos
             ? ""
             : ", and a weak tag never matches: the tag is " + tag_of(object->version)));
  }
  const Instant now = dependencies.clock.now();
  const auto body = parse_edit_body(request, *kind, now, {"set", "removed"});
  if (!body) {
    return http::refused(body.error());
  }
  const auto edit = edit_request(*body, request, now);
  const auto edited = registry::edit_objects(dependencies.store, *dependencies.kinds, *kind,
                                             {*object}, edit, scope);
  auto refused = refuse_edit(*kind, edit, edited);
  return refused ? *std::move(refused) : answer_object(200, object->id, dependencies, scope);
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
  const auto objects =
      registry::read_objects(dependencies.store, kind->id, ids_of(*body), {}, scope);
  if (!objects) {
    return http::problem(objects.error());
  }
  if (auto refused = check_versions(*body, *objects)) {
    return *std::move(refused);
  }
  std::vector<Object> named;
  std::ranges::transform(body->objects, std::back_inserter(named),
                         [&](const auto& object) { return objects->at(object.first); });
  const auto edit = edit_request(*body, request, now);
  const auto edited = registry::edit_objects(dependencies.store, *dependencies.kinds, *kind,
                                             std::move(named), edit, scope);
  auto refused = refuse_edit(*kind, edit, edited);
  return refused ? *std::move(refused)
                 : answer_many(*edited->committed, *body, dependencies, scope, *kind);
}

}  // namespace sixscope::api
