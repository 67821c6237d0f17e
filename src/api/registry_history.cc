// The history of an object, newest first.
#include <optional>
#include <utility>
#include <vector>

#include "api/registry_listing.h"
#include "api/registry_objects.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "api/time_text.h"
#include "registry/object_state.h"

namespace sixscope::api {
namespace {

using registry::Change;
using registry::CommitNumber;

void write_change(JsonWriter& out, const Change& change) {
  out.begin_object()
      .member("commit", change.commit.value())
      .member("at", format_instant(change.at))
      .member("effective", format_instant(change.effective))
      .member("nature", change.nature == registry::Nature::change ? "change" : "correction")
      .member("who", change.author.who)
      .member("reason", change.author.reason)
      .member("request_id", change.author.request_id)
      .member("version", change.version)
      .member("field", change.field);
  out.key("before").raw(registry::to_json(change.before));
  out.key("after").raw(registry::to_json(change.after)).end_object();
}

Parsed<registry::HistoryQuery> parse_history_query(const http::Request& request,
                                                   const registry::Kind& kind) {
  const auto limit = parse_count(request, "limit", 1, kLimitMax, kLimitDefault);
  http::Faults faults;
  gather(faults, limit);
  registry::HistoryQuery query;
  query.object = object_in(request);
  query.kind = kind.id;
  query.field = request.parameter("field").value_or("");
  if (!query.field.empty() && query.field != registry::kRemovedField &&
      kind.field(query.field) == nullptr) {
    faults.push_back({"field", no_field(query.field, kind) + ", and removed"});
  }
  if (const auto cursor = request.parameter("cursor")) {
    const auto before = whole_number(*cursor);
    query.before = CommitNumber(before.value_or(0));
    if (query.before == CommitNumber()) {
      faults.push_back({"cursor", kNotOurCursor});
    }
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  query.limit = *limit;
  return query;
}

}  // namespace

http::Faults faults_of_history(const http::Request& request,
                               const RegistryDependencies& dependencies) {
  const registry::Kind* const kind = kind_in(request, dependencies);
  http::Faults faults;
  if (kind != nullptr) {
    gather(faults, parse_history_query(request, *kind));
  }
  return faults;
}

http::Response get_history(const http::Request& request, const RegistryDependencies& dependencies,
                           const registry::Scope& scope) {
  const registry::Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  const auto query = parse_history_query(request, *kind);
  if (!query) {
    return http::refused(query.error());
  }
  const auto changes = dependencies.store.history(*query, scope);
  if (!changes) {
    return changes.error().code == Errc::not_found ? no_such_object(request)
                                                   : http::problem(changes.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Change& change : *changes) {
    write_change(out, change);
  }
  out.end_array().key("next_cursor");
  // A commit is never cut in two, so the next page begins before the last one here.
  if (changes->size() >= query->limit && changes->back().version > 1) {
    out.value(std::to_string(changes->back().commit.value()));
  } else {
    out.null();
  }
  out.end_object();
  return json_response(std::move(out));
}

}  // namespace sixscope::api
