#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/json_body.h"
#include "api/question.h"
#include "api/registry_calls.h"
#include "http/message.h"
#include "registry/edit_desk.h"
#include "registry/kind.h"
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

/// What a request is called in the history: its X-Request-Id, or a name of ours.
[[nodiscard]] std::string request_id_of(const http::Request& request, Instant now);

/// Reads the body of a request. `members` says which it may have beside reason, effective, nature
/// and explanation: "fields" or "set", "removed", "objects". Names every fault.
[[nodiscard]] Parsed<EditBody> parse_edit_body(const http::Request& request,
                                               const registry::Kind& kind, Instant now,
                                               const std::vector<std::string>& members);

/// The request to the desk that a body makes. Its identifier is made here.
[[nodiscard]] registry::EditRequest edit_request(EditBody body, const http::Request& request,
                                                 Instant now);

/// 422 with `faults` as the import desk has them, without row and column, each with its object; 403
/// where the account might not change some of them as of that time. `set`: as typed.
[[nodiscard]] http::Response refused_values(const registry::Kind& kind,
                                            const registry::Document& set,
                                            const registry::Edited& edited, bool is_explained);

}  // namespace sixscope::api
