#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/json_body.h"
#include "api/question.h"
#include "api/registry_calls.h"
#include "http/message.h"
#include "registry/check_edit.h"
#include "registry/object_store.h"

namespace sixscope::api {

/// What the bodies that create and change objects have in common.
struct EditBody {
  registry::Document set;  ///< `fields` or `set`, as typed: not checked yet.
  std::optional<bool> removed;
  std::string reason;
  std::string explanation;  ///< Lets open soft rules pass; kept with the reason.
  Instant effective;
  registry::Nature nature = registry::Nature::change;
  /// Of `objects`, where the body has such a member: identifier and version.
  std::vector<std::pair<registry::ObjectId, std::uint64_t>> objects = {};
};

/// Reads the body of a request. `members` says which it may have beside reason, effective, nature
/// and explanation: "fields" or "set", "removed", "objects". Names every fault.
[[nodiscard]] Parsed<EditBody> parse_edit_body(const http::Request& request,
                                               const registry::Kind& kind, Instant now,
                                               const std::vector<std::string>& members);

/// Faults of one object, or of the one to be created.
struct ObjectFaults {
  registry::ObjectId id;
  std::string key;
  std::vector<registry::FieldFault> faults;
};
/// Whether any of them is in the way: hard, or soft and not explained.
[[nodiscard]] bool is_in_the_way(const std::vector<ObjectFaults>& all, bool is_explained);
/// 422 with `faults` as the import desk has them, without row and column, each with its object.
[[nodiscard]] http::Response refused_values(const registry::Kind& kind,
                                            const registry::Document& set,
                                            const std::vector<ObjectFaults>& all,
                                            bool is_explained);

/// Asks the store whether keys are there, and remembers.
[[nodiscard]] registry::KeyExists key_lookup(const registry::ObjectStore& store,
                                             const registry::Scope& scope);

/// The commit of a body's edits, to be filled with them. `request_id` is made here.
[[nodiscard]] registry::Commit commit_of(const EditBody& body, const http::Request& request,
                                         const registry::Scope& scope, Instant now);

}  // namespace sixscope::api
