#include "registry/seen_history.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

// A change after the first that says where its object stands; a text that only looks so costs no
// more than reading an object that never moved.
constexpr std::string_view kMoved =
    "SELECT DISTINCT o.id FROM registry_change c JOIN registry_object o ON o.id = c.object "
    "WHERE c.version > 1 AND (c.before_fields LIKE ?2 OR c.after_fields LIKE ?2 "
    "OR c.before_fields LIKE ?3 OR c.after_fields LIKE ?3) AND ";

std::string naming(const std::string& field) { return "%\"" + field + "\":%"; }

bool places(const Kind& kind, std::string_view field) {
  return field == kind.region_field || field == kind.owner_field ||
         std::ranges::find(kind.key, field) != kind.key.end();
}

Result<Document> placing_part(const Kind& kind, const std::string& text) {
  auto document = document_from_json(text);
  if (document) {
    std::erase_if(*document, [&](const auto& one) { return !places(kind, one.first); });
  }
  return document;
}

// The kind of what is asked about; nothing where it is gone.
Result<const Kind*> kind_asked(SqlConnection& connection, const Kinds& kinds,
                               const HistoryQuery& query) {
  if (query.object == ObjectId()) {
    return kinds.kind(query.kind);
  }
  const auto rows = connection.run("SELECT kind FROM registry_object WHERE id = ?1",
                                   std::array<SqlValue, 1>{sql_of(query.object)});
  if (!rows) {
    return fail_like(rows);
  }
  const Kind* const kind = rows->empty() ? nullptr : kinds.kind(text_at(rows->front(), 0));
  return kind != nullptr && !query.kind.empty() && kind->id != query.kind ? nullptr : kind;
}

}  // namespace

Result<SeenHistory> SeenHistory::read(SqlConnection& connection, const Kinds& kinds,
                                      const HistoryQuery& query, const Scope& scope) {
  SeenHistory seen(scope);
  const auto kind = kind_asked(connection, kinds, query);
  if (!kind) {
    return fail_like(kind);
  }
  if (*kind == nullptr) {
    return seen;
  }
  const bool of_one = query.object != ObjectId();
  const auto moved = connection.run(
      std::string(kMoved) + (of_one ? "c.object = ?1" : "o.kind = ?1"),
      std::array<SqlValue, 3>{of_one ? sql_of(query.object) : SqlValue(query.kind),
                              naming((*kind)->region_field), naming((*kind)->owner_field)});
  if (!moved) {
    return fail_like(moved);
  }
  std::vector<ObjectId> ids;
  for (const SqlRow& row : *moved) {
    ids.push_back(id_at<ObjectId>(row, 0));
  }
  const auto logs = select_in(connection,
                              "SELECT object, effective_ms, commit_number, before_fields, "
                              "after_fields FROM registry_change WHERE object IN",
                              " ORDER BY object, commit_number", ids);
  if (!logs) {
    return fail_like(logs);
  }
  std::map<ObjectId, std::vector<Entry>> by_object;
  for (const SqlRow& row : *logs) {
    auto before = placing_part(**kind, text_at(row, 3));
    auto after = placing_part(**kind, text_at(row, 4));
    if (!before || !after) {
      return fail_like(before ? after : before);
    }
    by_object[id_at<ObjectId>(row, 0)].push_back({.commit = id_at<CommitNumber>(row, 2),
                                                  .log = {.effective = instant_at(row, 1),
                                                          .before = std::move(*before),
                                                          .after = std::move(*after)}});
  }
  for (const auto& [object, entries] : by_object) {
    seen.take(**kind, object, entries);
  }
  return seen;
}

// `entries` come by commit: each is held against those that were known when it was made.
void SeenHistory::take(const Kind& kind, ObjectId object, const std::vector<Entry>& entries) {
  moved_.insert(object);
  std::vector<LogEntry> known;  // By time, as they apply.
  const auto sees = [&](const ObjectState& state) {
    const Place place = place_of(kind, state.fields);
    return may_see(*scope_, place.region, place.owner);
  };
  for (const Entry& entry : entries) {
    const auto behind =
        std::ranges::upper_bound(known, entry.log.effective, {}, &LogEntry::effective);
    const bool first = behind == known.begin();
    ObjectState state = fold(std::span(known.begin(), behind));
    Sides sides{.before = sees(state)};
    known.insert(behind, entry.log);
    apply(state, entry.log);
    sides.after = sees(state);
    sides.before = first ? sides.after : sides.before;
    sides_[{object, entry.commit}] = sides;
  }
  ObjectState state;
  for (const LogEntry& entry : known) {
    apply(state, entry);
    if (sees(state)) {
      keys_[object] = registry::key_of(kind, state.fields);
    }
  }
}

SeenHistory::Sides SeenHistory::of(ObjectId object, CommitNumber commit, const Place& now) const {
  if (!moved_.contains(object)) {
    const bool sees = may_see(*scope_, now.region, now.owner);
    return {.before = sees, .after = sees};
  }
  const auto found = sides_.find({object, commit});
  return found == sides_.end() ? Sides{} : found->second;
}

const std::string* SeenHistory::key_of(ObjectId object) const {
  const auto found = keys_.find(object);
  return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace sixscope::registry
