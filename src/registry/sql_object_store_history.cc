#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "registry/object_state.h"
#include "registry/scope.h"
#include "registry/seen_history.h"
#include "registry/sql_object_store.h"
#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

// CROSS JOIN: SQLite goes by commit, newest first, and stops at the end of the page.
constexpr std::string_view kHistory =
    "SELECT c.commit_number, r.at_ms, c.effective_ms, r.nature, r.who, r.reason, r.request_id, "
    "c.object, o.kind, o.key, o.region, o.owner, c.version, c.before_fields, c.after_fields "
    "FROM registry_change c CROSS JOIN registry_commit r CROSS JOIN registry_object o "
    "WHERE r.number = c.commit_number AND o.id = c.object "
    "AND c.commit_number > ?2 AND c.commit_number < ?3 "
    "AND c.effective_ms >= ?4 AND c.effective_ms < ?5 AND ";
constexpr std::string_view kHistoryOrder = " ORDER BY c.commit_number DESC, c.object";

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

SqlValue bound(const std::optional<Instant>& instant, std::int64_t otherwise) {
  return instant ? sql_of(*instant) : SqlValue(otherwise);
}

std::vector<SqlValue> history_parameters(const HistoryQuery& query) {
  const bool of_one = query.object != ObjectId();
  return {of_one ? sql_of(query.object) : SqlValue(query.kind), sql_of(query.after),
          query.before == CommitNumber() ? SqlValue(kMost) : sql_of(query.before),
          bound(query.effective_from, kLeast), bound(query.effective_to, kMost)};
}

/// Turns rows of `kHistory` into changes, field by field, as far as an account sees them.
class HistoryReader {
 public:
  HistoryReader(const Kinds& kinds, const HistoryQuery& query, const Scope& scope)
      : kinds_(kinds), query_(query), scope_(scope) {}

  [[nodiscard]] Result<std::vector<Change>> read(SqlConnection& connection) {
    if (!scope_.all) {
      auto seen = SeenHistory::read(connection, kinds_, query_, scope_);
      if (!seen) {
        return fail_like(seen);
      }
      seen_ = *std::move(seen);
    }
    const std::string sql = std::string(kHistory) +
                            (query_.object == ObjectId() ? "o.kind = ?1" : "c.object = ?1") +
                            std::string(kHistoryOrder);
    const auto done = connection.each(sql, history_parameters(query_), [this](const SqlRow& row) {
      const auto taken = take(row);
      if (!taken) {
        broken_ = taken.error();
      }
      return taken.value_or(false);
    });
    if (broken_) {
      return tl::unexpected<Error>(*broken_);
    }
    return done ? Result<std::vector<Change>>(std::move(changes_)) : fail_like(done);
  }

  /// After reading: whether the account once saw the one object that is asked for.
  [[nodiscard]] bool saw_it() const { return seen_ && seen_->any(); }

 private:
  Result<bool> take(const SqlRow& row) {
    const auto commit = id_at<CommitNumber>(row, 0);
    if (changes_.size() >= query_.limit && (changes_.empty() || commit != changes_.back().commit)) {
      return false;
    }
    const auto object = id_at<ObjectId>(row, 7);
    const Place now{.region = text_at(row, 10), .owner = text_at(row, 11)};
    const SeenHistory::Sides sides =
        seen_ ? seen_->of(object, commit, now) : SeenHistory::Sides{.before = true, .after = true};
    if (!sides.before && !sides.after) {
      return true;
    }
    const bool sees_now = !seen_ || may_see(scope_, now.region, now.owner);
    const std::string* const last_key = sees_now ? nullptr : seen_->key_of(object);
    const auto before = document_at(row, 13);
    const auto after = document_at(row, 14);
    if (!before || !after) {
      return fail_like(before ? after : before);
    }
    const Kind* const kind = kinds_.kind(text_at(row, 8));
    std::set<std::string_view> fields;
    for (const Document* document : {&*before, &*after}) {
      for (const auto& [field, value] : *document) {
        if ((query_.field.empty() || query_.field == field) && sees_field(scope_, kind, field)) {
          fields.insert(field);
        }
      }
    }
    for (const std::string_view field : fields) {
      changes_.push_back({.commit = commit,
                          .at = instant_at(row, 1),
                          .effective = instant_at(row, 2),
                          .nature = number_at(row, 3) == 0 ? Nature::change : Nature::correction,
                          .author = {.who = text_at(row, 4),
                                     .reason = text_at(row, 5),
                                     .request_id = text_at(row, 6)},
                          .object = object,
                          .key = last_key == nullptr ? key_at(row, 9) : *last_key,
                          .version = static_cast<std::uint64_t>(number_at(row, 12)),
                          .field = std::string(field),
                          .before = sides.before ? value_of(*before, field) : Value(),
                          .after = sides.after ? value_of(*after, field) : Value()});
    }
    return true;
  }

  const Kinds& kinds_;
  const HistoryQuery& query_;
  const Scope& scope_;
  std::optional<SeenHistory> seen_;  // Of an account that does not see everything.
  std::vector<Change> changes_;
  std::optional<Error> broken_;
};

tl::unexpected<Error> no_object(ObjectId id) {
  return fail_because("object " + std::to_string(id.value()), Errc::not_found, "no such object");
}

}  // namespace

Result<std::vector<Change>> SqlObjectStore::history(const HistoryQuery& query,
                                                    const Scope& scope) const {
  if (query.object == ObjectId() && kinds_.kind(query.kind) == nullptr) {
    return fail_because(query.kind, Errc::not_found, "no such kind");
  }
  const bool of_one = query.object != ObjectId();
  Result<Object> object;
  if (of_one) {
    object = read(query.object, {}, scope);
    const bool other = object && !query.kind.empty() && object->kind != query.kind;
    if (other || (!object && object.error().code != Errc::not_found)) {
      return other ? no_object(query.object) : fail_like(object);
    }
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  HistoryReader reader(kinds_, query, scope);
  auto changes = reader.read(**connection);
  if (changes && !object && !reader.saw_it()) {
    return fail_like(object);
  }
  return changes;
}

}  // namespace sixscope::registry
