#include "registry/edit_desk.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "registry/cell_text.h"
#include "registry/check_edit.h"
#include "registry/later_changes.h"
#include "registry/later_presence.h"
#include "registry/object_lookup.h"
#include "registry/object_state.h"
#include "registry/out_of_scope_then.h"
#include "registry/registered_codes.h"

namespace sixscope::registry {
namespace {

// Fields that the kind does not have, or does not ask for any more.
std::vector<FieldFault> faults_of_names(const Kind& kind, const Document& set) {
  std::vector<FieldFault> faults;
  for (const auto& [name, value] : set) {
    const Field* const field = kind.field(name);
    if (field == nullptr) {
      faults.push_back({name, fault_of(Rule::field_unknown, {same(name), same(kind.id)})});
    } else if (field->deprecated && !std::holds_alternative<std::monostate>(value)) {
      faults.push_back({name, fault_of(Rule::field_deprecated, {field->title})});
    }
  }
  return faults;
}

// Kinds with what the registry says of the codes of the fields that are set, if anything.
Result<std::optional<Kinds>> with_codes_of(const Document& set, const Kind& kind,
                                           const Kinds& kinds, const ObjectStore& store,
                                           const Scope& scope) {
  std::vector<const Field*> fields;
  for (const auto& [name, value] : set) {
    if (const Field* const field = kind.field(name)) {
      fields.push_back(field);
    }
  }
  return with_registered_codes(store, kinds, fields, scope);
}

struct Found {
  std::vector<Object> objects;
  std::vector<ObjectId> absent;  ///< Not there then, as far as the scope sees.
  LaterChanges later;            ///< What changed of them after the edit's time.
};

// The objects as an edit finds them that may be effective earlier.
Result<Found> found_by(const EditRequest& request, std::vector<Object> objects, const Kind& kind,
                       const ObjectStore& store, const Scope& scope) {
  if (request.effective >= request.at) {
    return Found{.objects = std::move(objects), .absent = {}, .later = {}};
  }
  std::vector<ObjectId> ids;
  std::ranges::transform(objects, std::back_inserter(ids), &Object::id);
  const auto past = read_objects(store, kind.id, ids,
                                 {.effective = request.effective, .commit = std::nullopt}, scope);
  if (!past) {
    return fail_like(past);
  }
  auto later = later_changes(store, kind, ids, request.effective, scope);
  if (!later) {
    return fail_like(later);
  }
  Found found{.objects = {}, .absent = {}, .later = *std::move(later)};
  for (Object& object : objects) {
    const auto then = past->find(object.id);
    if (then == past->end()) {
      found.absent.push_back(object.id);
    }
    const auto changes = found.later.find(object.id);
    found.objects.push_back(
        as_found(std::move(object), then == past->end() ? nullptr : &then->second, kind,
                 changes == found.later.end() ? std::span<const LaterChange>() : changes->second));
  }
  return found;
}

std::optional<Instant> past_of(const EditRequest& request) {
  return request.effective < request.at ? std::optional(request.effective) : std::nullopt;
}

Commit commit_of(const EditRequest& request, const Scope& scope) {
  Commit commit;
  commit.author.who = scope.account;
  commit.author.reason = request.reason;
  if (!request.explanation.empty()) {
    commit.author.reason += (request.reason.empty() ? "" : " · ") + request.explanation;
  }
  commit.author.request_id = request.request_id;
  commit.nature = request.nature;
  commit.at = request.at;
  commit.effective = request.effective;
  commit.rehearsal = request.dry_run;
  return commit;
}

// Commits what the objects are to become, unless something is in the way.
Result<Edited> commit_all(ObjectStore& store, const Kind& kind, Edited edited,
                          const EditRequest& request, const Scope& scope) {
  if (is_in_the_way(edited.objects, !request.explanation.empty())) {
    return edited;
  }
  Commit commit = commit_of(request, scope);
  for (const EditedObject& object : edited.objects) {
    const bool is_new = object.found.id == ObjectId();
    Edit edit{.id = object.found.id,
              .kind = kind.id,
              .version = is_new ? std::nullopt : std::optional(object.found.version),
              .set = object.set,
              .removed = object.removed};
    commit.edits.push_back(std::move(edit));
  }
  bool is_closed = false;
  const auto refused = [&](Rule rule) {
    return [&, rule](std::size_t edit, std::string_view round) {
      is_closed = true;
      EditedObject& object = edited.objects.at(edit);
      object.faults.push_back(
          {kind.key.front(), fault_of(rule, {same(object.found.key), same(round)})});
    };
  };
  commit.closed = refused(Rule::round_frozen);
  commit.unasked = refused(Rule::round_unasked);
  auto committed = store.commit(commit, scope);
  if (!committed && is_closed) {
    return edited;
  }
  if (!committed) {
    return fail_like(committed);
  }
  if (!request.dry_run) {
    edited.committed = *std::move(committed);
  }
  return edited;
}

// What became of the objects later as to being there at all.
Result<std::map<ObjectId, LaterPresence>> presence_later_than(const EditRequest& request,
                                                              const std::vector<Object>& objects,
                                                              const Kind& kind,
                                                              const ObjectStore& store,
                                                              const Scope& scope) {
  if (request.effective >= request.at || !request.removed) {
    return std::map<ObjectId, LaterPresence>();
  }
  std::vector<ObjectId> ids;
  std::ranges::transform(objects, std::back_inserter(ids), &Object::id);
  return later_presence(store, kind, ids, request.effective, scope);
}

// A removal of what nobody knew of: that its fields were missing then is beside the point.
bool is_before_known(const EditRequest& request, const Object& found) {
  return request.removed && *request.removed && found.absent;
}

// What is to be said of an object's being there; `changed`: what changed of it later.
std::optional<FieldFault> fault_of_presence(const EditRequest& request, const Object& found,
                                            std::span<const LaterChange> changed,
                                            const std::map<ObjectId, LaterPresence>& presence) {
  if (is_before_known(request, found)) {
    const Instant first = changed.empty() ? request.at : changed.front().effective;
    return not_known_yet(found, first, request.at);
  }
  const auto later = presence.find(found.id);
  return note_of_presence(found, request.removed, request.effective,
                          later == presence.end() ? std::nullopt : std::optional(later->second));
}

// Which of the absent were there then, and not within the scope: only the store knows. It is asked
// before anything is checked, for what they held then is not seen, and would all be missing.
std::set<ObjectId> outside_then(ObjectStore& store, const std::vector<ObjectId>& absent,
                                const EditRequest& request, const Scope& scope) {
  std::set<ObjectId> outside;
  if (absent.empty() || scope.all) {
    return outside;
  }
  Commit commit = commit_of(request, scope);
  commit.rehearsal = true;
  commit.outside_then = [&outside](ObjectId id) { outside.insert(id); };
  for (const ObjectId id : absent) {
    Edit edit;
    edit.id = id;
    commit.edits.push_back(std::move(edit));
  }
  static_cast<void>(store.commit(commit, scope));  // What else is wrong, the edit itself is told.
  return outside;
}

Edited refused_then(std::vector<Object> objects, const std::set<ObjectId>& outside,
                    const Kind& kind, Instant effective) {
  Edited edited;
  edited.is_outside_then = true;
  for (Object& object : objects) {
    EditedObject one{.found = std::move(object), .set = {}, .removed = std::nullopt, .faults = {}};
    if (outside.contains(one.found.id)) {
      one.faults.push_back(out_of_scope_then(kind, one.found.key, effective));
    }
    edited.objects.push_back(std::move(one));
  }
  return edited;
}

}  // namespace

bool EditedObject::differs() const {
  return found.id == ObjectId() || !set.empty() || removed.has_value();
}

bool has_words(std::string_view text) { return !clean_text(text, false).text.empty(); }

bool blocks(const FieldFault& found, bool is_explained) {
  return found.fault.severity == Severity::hard ||
         (found.fault.severity == Severity::soft && !is_explained);
}

bool is_in_the_way(const std::vector<EditedObject>& objects, bool is_explained) {
  return std::ranges::any_of(objects, [&](const EditedObject& object) {
    return std::ranges::any_of(
        object.faults, [&](const FieldFault& found) { return blocks(found, is_explained); });
  });
}

Result<Edited> create_object(ObjectStore& store, const Kinds& kinds, const Kind& kind,
                             const EditRequest& request, const Scope& scope) {
  const auto registered = with_codes_of(request.set, kind, kinds, store, scope);
  if (!registered) {
    return fail_like(registered);
  }
  PresentKeys keys(store, scope, past_of(request));
  auto checked =
      check_edit(kind, *registered ? **registered : kinds, nullptr, request.set, keys.lookup(),
                 scope, {.effective = model::day_in_china(request.effective), .later = {}});
  if (keys.failed()) {
    return tl::unexpected<Error>(*keys.failed());
  }
  EditedObject object{.found = {},
                      .set = std::move(checked.set),
                      .removed = std::nullopt,
                      .faults = faults_of_names(kind, request.set)};
  object.found.kind = kind.id;
  object.found.key = key_of(kind, object.set);
  std::ranges::move(checked.faults, std::back_inserter(object.faults));
  Edited edited;
  edited.objects.push_back(std::move(object));
  return commit_all(store, kind, std::move(edited), request, scope);
}

Result<Edited> edit_objects(ObjectStore& store, const Kinds& kinds, const Kind& kind,
                            std::vector<Object> objects, const EditRequest& request,
                            const Scope& scope) {
  if (objects.size() > 1 && !has_words(request.reason)) {
    return fail_because("say why in `reason`; one object may be changed without", Errc::malformed,
                        "many objects at once are not changed without a reason");
  }
  auto found = found_by(request, std::move(objects), kind, store, scope);
  if (!found) {
    return fail_like(found);
  }
  if (const auto outside = outside_then(store, found->absent, request, scope); !outside.empty()) {
    return refused_then(std::move(found->objects), outside, kind, request.effective);
  }
  const auto presence = presence_later_than(request, found->objects, kind, store, scope);
  if (!presence) {
    return fail_like(presence);
  }
  const auto registered = with_codes_of(request.set, kind, kinds, store, scope);
  if (!registered) {
    return fail_like(registered);
  }
  const Kinds& known = *registered ? **registered : kinds;
  PresentKeys keys(store, scope, past_of(request));
  const auto exists = keys.lookup();
  const std::vector<FieldFault> names = faults_of_names(kind, request.set);
  Edited edited;
  for (Object& object : found->objects) {
    EditTime time{.effective = model::day_in_china(request.effective), .later = {}};
    const auto changed = found->later.find(object.id);
    if (changed != found->later.end()) {
      time.later = changed->second;
    }
    auto checked = check_edit(kind, known, &object, request.set, exists, scope, time);
    auto presence_fault = fault_of_presence(request, object, time.later, *presence);
    EditedObject one{.found = std::move(object),
                     .set = std::move(checked.set),
                     .removed = std::nullopt,
                     .faults = names};
    if (request.removed && *request.removed != one.found.removed) {
      one.removed = request.removed;
    }
    if (!is_before_known(request, one.found)) {
      std::ranges::move(checked.faults, std::back_inserter(one.faults));
    }
    if (presence_fault) {
      one.faults.push_back(*std::move(presence_fault));
    }
    edited.objects.push_back(std::move(one));
  }
  if (keys.failed()) {
    return tl::unexpected<Error>(*keys.failed());
  }
  return commit_all(store, kind, std::move(edited), request, scope);
}

}  // namespace sixscope::registry
