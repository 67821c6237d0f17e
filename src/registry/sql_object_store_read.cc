#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "registry/object_state.h"
#include "registry/scope.h"
#include "registry/sql_object_store.h"
#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

constexpr Instant kEver{std::chrono::milliseconds{std::numeric_limits<std::int64_t>::max()}};
constexpr CommitNumber kNewest(std::numeric_limits<std::int64_t>::max());

constexpr std::string_view kPresent =
    "SELECT id, kind, region, owner, version, removed, document, key FROM registry_object ";
// Rows come object by object, each in the order they apply.
constexpr std::string_view kLog =
    "SELECT c.object, o.kind, c.effective_ms, c.version, c.before_fields, c.after_fields "
    "FROM registry_object o JOIN registry_change c ON c.object = o.id WHERE ";
constexpr std::string_view kLogBounds =
    " AND c.effective_ms <= ?2 AND c.commit_number <= ?3 "
    "ORDER BY o.id, c.effective_ms, c.commit_number";

bool is_now(const AsOf& as_of) { return !as_of.effective && !as_of.commit; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

/// What a listing lets through, first by what is known without reading the document.
class Sieve {
 public:
  Sieve(const Listing& listing, const Scope& scope)
      : listing_(listing), scope_(scope), search_(lower(listing.search)) {}

  [[nodiscard]] bool passes(const Place& place, std::string_view key, bool removed) const {
    return may_see(scope_, place.region, place.owner) && (!removed || listing_.with_removed) &&
           (listing_.region.empty() || lies_in(place.region, listing_.region)) &&
           (search_.empty() || lower(key).find(search_) != std::string::npos);
  }
  /// `seen`: without what the account does not see.
  [[nodiscard]] bool passes(const Document& seen) const {
    return std::ranges::all_of(listing_.where, [&](const auto& one) {
      return text_of(value_of(seen, one.first)) == one.second;
    });
  }

 private:
  const Listing& listing_;
  const Scope& scope_;
  const std::string search_;
};

/// Lets the database leave out rows whose JSON does not have a month that is asked for, which
/// spares reading them: a month of a form is a small part of its history. What is left may be too
/// much, never too little, since a month is stored as this text and no other; `Sieve` decides.
class MonthClue {
 public:
  MonthClue(const Listing& listing, const Kind& kind) {
    for (const auto& [name, text] : listing.where) {
      const Field* const field = kind.field(name);
      if (field != nullptr && field->type == FieldType::month) {
        patterns_.push_back("%\"" + name + "\":\"" + text + "\"%");
      }
    }
  }

  [[nodiscard]] bool is_there() const { return !patterns_.empty(); }
  /// The condition on a column; its parameters are added.
  [[nodiscard]] std::string on(std::string_view column, std::vector<SqlValue>& parameters) const {
    std::string all;
    for (const std::string& pattern : patterns_) {
      parameters.emplace_back(pattern);
      all += (all.empty() ? "" : " AND ") + std::string(column) + " LIKE ?" +
             std::to_string(parameters.size());
    }
    return all;
  }

 private:
  std::vector<std::string> patterns_;
};

/// An object whose log was folded, or which was read as it is now.
struct Found {
  const Kind* kind = nullptr;
  Place place;
  Object object;
};

/// Folds rows of `kLog` while they come, and gives each object when its last row was there.
class LogReader {
 public:
  /// `give` returns false to stop.
  LogReader(const Kinds& kinds, std::function<bool(Found)> give)
      : kinds_(kinds), give_(std::move(give)) {}

  [[nodiscard]] Result<void> read(SqlConnection& connection, const std::string& sql,
                                  std::span<const SqlValue> parameters) {
    Result<void> done =
        connection.each(sql, parameters, [this](const SqlRow& row) { return take(row); });
    if (broken_) {
      return tl::unexpected<Error>(*broken_);
    }
    if (done && !stopped_) {
      end_object();
    }
    return done;
  }

 private:
  bool take(const SqlRow& row) {
    const auto id = id_at<ObjectId>(row, 0);
    if (id != id_) {
      end_object();
      id_ = id;
      kind_ = kinds_.kind(text_at(row, 1));
      state_ = {};
    }
    if (stopped_) {
      return false;
    }
    auto before = document_at(row, 4);
    auto after = document_at(row, 5);
    if (!before || !after) {
      broken_ = before ? after.error() : before.error();
      return false;
    }
    apply(state_, {.effective = instant_at(row, 2),
                   .version = static_cast<std::uint64_t>(number_at(row, 3)),
                   .before = std::move(*before),
                   .after = std::move(*after)});
    return true;
  }

  void end_object() {
    if (id_ == ObjectId() || kind_ == nullptr) {
      return;
    }
    Found found{.kind = kind_, .place = place_of(*kind_, state_.fields), .object = {}};
    found.object = {.id = id_,
                    .kind = kind_->id,
                    .key = key_of(*kind_, state_.fields),
                    .version = state_.version,
                    .removed = state_.removed,
                    .fields = std::move(state_.fields)};
    stopped_ = !give_(std::move(found));
  }

  const Kinds& kinds_;
  std::function<bool(Found)> give_;
  ObjectId id_;
  const Kind* kind_ = nullptr;
  ObjectState state_;
  std::optional<Error> broken_;
  bool stopped_ = false;
};

Place place_at(const SqlRow& row) { return {.region = text_at(row, 2), .owner = text_at(row, 3)}; }

// A row of `kPresent`.
Result<Object> object_at(const SqlRow& row) {
  auto fields = document_at(row, 6);
  if (!fields) {
    return fail_like(fields);
  }
  return Object{.id = id_at<ObjectId>(row, 0),
                .kind = text_at(row, 1),
                .key = key_at(row, 7),
                .version = static_cast<std::uint64_t>(number_at(row, 4)),
                .removed = number_at(row, 5) != 0,
                .fields = std::move(*fields)};
}

std::vector<SqlValue> log_parameters(SqlValue which, const AsOf& as_of) {
  return {std::move(which), sql_of(as_of.effective.value_or(kEver)),
          sql_of(as_of.commit.value_or(kNewest))};
}

// Whether what is there now is what is asked for: no time is named, and no commit, or none that
// another has followed. A commit once made stays, so this holds for all that was read before it was
// asked.
Result<bool> holds_now(SqlConnection& connection, const AsOf& as_of) {
  if (as_of.effective || !as_of.commit) {
    return !as_of.effective;
  }
  const auto newest = connection.run("SELECT COALESCE(MAX(number), 0) FROM registry_commit");
  return newest ? Result<bool>(id_at<CommitNumber>(newest->front(), 0) <= *as_of.commit)
                : fail_like(newest);
}

/// Takes an object; false: no more.
using Keep = std::function<bool(Object)>;

Result<void> list_present(SqlConnection& connection, const Listing& listing, const MonthClue& clue,
                          const Sieve& sieve, const Keep& keep) {
  std::vector<SqlValue> parameters = {listing.kind, sql_of(listing.after)};
  std::string sql = std::string(kPresent) + "WHERE kind = ?1 AND id > ?2";
  if (clue.is_there()) {
    sql += " AND " + clue.on("document", parameters);
  }
  std::optional<Error> broken;
  const auto done = connection.each(sql + " ORDER BY id", parameters, [&](const SqlRow& row) {
    if (!sieve.passes(place_at(row), key_at(row, 7), number_at(row, 5) != 0)) {
      return true;
    }
    auto object = object_at(row);
    if (!object) {
      broken = object.error();
    }
    return object && keep(std::move(*object));
  });
  return broken ? tl::unexpected<Error>(*broken) : done;
}

Result<void> list_past(SqlConnection& connection, const Kinds& kinds, const Listing& listing,
                       const MonthClue& clue, const Sieve& sieve, const Keep& keep) {
  LogReader reader(kinds, [&](Found found) {
    return !sieve.passes(found.place, found.object.key, found.object.removed) ||
           keep(std::move(found.object));
  });
  std::vector<SqlValue> parameters = log_parameters(listing.kind, listing.as_of);
  parameters.push_back(sql_of(listing.after));
  std::string which = "o.kind = ?1 AND o.id > ?4";
  if (clue.is_there()) {
    which += " AND EXISTS (SELECT 1 FROM registry_change m WHERE m.object = o.id AND " +
             clue.on("m.after_fields", parameters) + ")";
  }
  return reader.read(connection, std::string(kLog) + which + std::string(kLogBounds), parameters);
}

tl::unexpected<Error> no_object(ObjectId id) {
  return fail_because("object " + std::to_string(id.value()), Errc::not_found, "no such object");
}

tl::unexpected<Error> no_kind(std::string_view kind) {
  return fail_because(std::string(kind), Errc::not_found, "no such kind");
}

}  // namespace

Result<Object> SqlObjectStore::read(ObjectId id, const AsOf& as_of, const Scope& scope) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  std::optional<Found> found;
  if (is_now(as_of)) {
    const auto rows =
        (*connection)
            ->run(std::string(kPresent) + "WHERE id = ?1", std::array<SqlValue, 1>{sql_of(id)});
    if (!rows) {
      return fail_like(rows);
    }
    if (!rows->empty()) {
      auto object = object_at(rows->front());
      if (!object) {
        return object;
      }
      found = Found{.kind = kinds_.kind(object->kind),
                    .place = place_at(rows->front()),
                    .object = std::move(*object)};
    }
  } else {
    LogReader reader(kinds_, [&found](Found one) {
      found = std::move(one);
      return true;
    });
    const auto done =
        reader.read(**connection, std::string(kLog) + "o.id = ?1" + std::string(kLogBounds),
                    log_parameters(sql_of(id), as_of));
    if (!done) {
      return fail_like(done);
    }
  }
  if (!found || !may_see(scope, found->place.region, found->place.owner)) {
    return no_object(id);
  }
  found->object.fields = seen_of(scope, found->kind, std::move(found->object.fields));
  return std::move(found->object);
}

Result<std::vector<Object>> SqlObjectStore::list(const Listing& listing, const Scope& scope) const {
  const Kind* const kind = kinds_.kind(listing.kind);
  if (kind == nullptr) {
    return no_kind(listing.kind);
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const Sieve sieve(listing, scope);
  std::vector<Object> objects;
  const auto keep = [&](Object object) {
    object.fields = seen_of(scope, kind, std::move(object.fields));
    if (sieve.passes(object.fields)) {
      objects.push_back(std::move(object));
    }
    return objects.size() < listing.limit;
  };
  if (listing.limit == 0) {
    return objects;
  }
  const auto is_now_known = holds_now(**connection, listing.as_of);
  if (!is_now_known) {
    return fail_like(is_now_known);
  }
  const MonthClue clue(listing, *kind);
  if (*is_now_known) {
    const auto done = list_present(**connection, listing, clue, sieve, keep);
    const auto is_still = done ? holds_now(**connection, listing.as_of) : Result<bool>(false);
    if (!done || !is_still) {
      return done ? fail_like(is_still) : fail_like(done);
    }
    if (*is_still) {
      return objects;
    }
    objects.clear();  // A commit came between: what is there now is too new.
  }
  const auto done = list_past(**connection, kinds_, listing, clue, sieve, keep);
  return done ? Result<std::vector<Object>>(std::move(objects)) : fail_like(done);
}

Result<std::uint64_t> SqlObjectStore::count(std::string_view kind, const Scope& scope) const {
  if (kinds_.kind(kind) == nullptr) {
    return no_kind(kind);
  }
  const auto places = rows(
      "SELECT region, owner, COUNT(*) FROM registry_object WHERE kind = ?1 AND removed = 0 "
      "GROUP BY region, owner",
      {std::string(kind)});
  if (!places) {
    return fail_like(places);
  }
  std::uint64_t sum = 0;
  for (const SqlRow& row : *places) {
    sum += may_see(scope, text_at(row, 0), text_at(row, 1))
               ? static_cast<std::uint64_t>(number_at(row, 2))
               : 0;
  }
  return sum;
}

Result<std::vector<std::string>> SqlObjectStore::keys(std::string_view kind,
                                                      const Scope& scope) const {
  if (kinds_.kind(kind) == nullptr) {
    return no_kind(kind);
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  std::vector<std::string> keys;
  const auto done = (*connection)
                        ->each(
                            "SELECT key, region, owner FROM registry_object "
                            "WHERE kind = ?1 AND removed = 0",
                            std::array<SqlValue, 1>{std::string(kind)}, [&](const SqlRow& row) {
                              if (may_see(scope, text_at(row, 1), text_at(row, 2))) {
                                keys.push_back(key_at(row, 0));
                              }
                              return true;
                            });
  return done ? Result<std::vector<std::string>>(std::move(keys)) : fail_like(done);
}

}  // namespace sixscope::registry
