#include "registry/sql_key_tenures.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO registry_key (object, from_ms, to_ms, kind, key, commit_number)";

SqlRow row_of(const KeyTenure& tenure, std::string_view kind, CommitNumber commit) {
  return {sql_of(tenure.object), sql_of(tenure.from), sql_of(tenure.to),
          std::string(kind),     tenure.key,          sql_of(commit)};
}

/// Folds the logs of all objects, which come object by object.
class Filling {
 public:
  explicit Filling(const Kinds& kinds) : kinds_(kinds) {}

  Result<std::vector<SqlRow>> rows(SqlConnection& connection) {
    const auto done = connection.each(
        "SELECT c.object, o.kind, c.effective_ms, c.version, c.before_fields, c.after_fields "
        "FROM registry_object o JOIN registry_change c ON c.object = o.id "
        "WHERE NOT EXISTS (SELECT 1 FROM registry_key k WHERE k.object = o.id) "
        "ORDER BY o.id, c.effective_ms, c.commit_number",
        {}, [this](const SqlRow& row) { return take(row); });
    if (!done || broken_) {
      return tl::unexpected<Error>(done ? *broken_ : done.error());
    }
    end_object();
    return std::move(rows_);
  }

 private:
  bool take(const SqlRow& row) {
    const auto object = id_at<ObjectId>(row, 0);
    if (object != object_) {
      end_object();
      object_ = object;
      kind_ = kinds_.kind(text_at(row, 1));
    }
    auto before = document_at(row, 4);
    auto after = document_at(row, 5);
    if (!before || !after) {
      broken_ = before ? after.error() : before.error();
      return false;
    }
    log_.push_back({.effective = instant_at(row, 2),
                    .version = static_cast<std::uint64_t>(number_at(row, 3)),
                    .before = std::move(*before),
                    .after = std::move(*after)});
    return true;
  }

  void end_object() {
    if (kind_ != nullptr) {  // Of a kind that is gone nothing is asked.
      for (const KeyTenure& tenure : tenures_of(*kind_, object_, log_)) {
        rows_.push_back(row_of(tenure, kind_->id, CommitNumber()));
      }
    }
    log_.clear();
  }

  const Kinds& kinds_;
  ObjectId object_;
  const Kind* kind_ = nullptr;
  std::vector<LogEntry> log_;
  std::vector<SqlRow> rows_;
  std::optional<Error> broken_;
};

}  // namespace

Result<void> fill_tenures(SqlConnection& connection, const Kinds& kinds) {
  const auto rows = Filling(kinds).rows(connection);
  return rows ? insert_rows(connection, kInsert, "", *rows) : fail_like(rows);
}

Result<void> write_tenures(SqlConnection& connection, std::string_view kind, CommitNumber commit,
                           std::span<const ObjectId> renewed, std::span<const KeyTenure> tenures,
                           std::span<const KeyTenure> kept) {
  for (const ObjectId object : renewed) {
    const auto gone = connection.run("DELETE FROM registry_key WHERE object = ?1",
                                     std::array<SqlValue, 1>{sql_of(object)});
    if (!gone) {
      return fail_like(gone);
    }
  }
  std::vector<SqlRow> rows;
  rows.reserve(tenures.size() + kept.size());
  for (const KeyTenure& tenure : tenures) {
    rows.push_back(row_of(tenure, kind, commit));
  }
  for (const KeyTenure& tenure : kept) {
    rows.push_back(row_of(tenure, kind, CommitNumber()));
  }
  return insert_rows(connection, kInsert, "", rows);
}

Result<std::vector<HeldTwice>> held_twice(SqlConnection& connection, CommitNumber commit) {
  std::vector<HeldTwice> twice;
  std::set<std::string> named;
  const auto asked = connection.each(
      "SELECT mine.key, mine.from_ms, mine.to_ms, other.from_ms, other.to_ms, o.region, o.owner "
      "FROM registry_key mine JOIN registry_key other "
      "ON other.kind = mine.kind AND other.key = mine.key "
      "JOIN registry_object o ON o.id = other.object "
      "WHERE mine.commit_number = ?1 AND other.object <> mine.object "
      "AND other.from_ms < mine.to_ms AND other.to_ms > mine.from_ms "
      "ORDER BY mine.object, other.from_ms",
      std::array<SqlValue, 1>{sql_of(commit)}, [&](const SqlRow& row) {
        if (named.insert(text_at(row, 0)).second) {
          twice.push_back({.key = text_at(row, 0),
                           .from = std::max(instant_at(row, 1), instant_at(row, 3)),
                           .to = std::min(instant_at(row, 2), instant_at(row, 4)),
                           .region = text_at(row, 5),
                           .owner = text_at(row, 6)});
        }
        return true;
      });
  return asked ? Result<std::vector<HeldTwice>>(std::move(twice)) : fail_like(asked);
}

Result<std::vector<KeyTenure>> read_tenures(SqlConnection& connection, std::string_view kind) {
  std::vector<KeyTenure> tenures;
  const auto done = connection.each(
      "SELECT key, object, from_ms, to_ms FROM registry_key WHERE kind = ?1 "
      "ORDER BY object, from_ms",
      std::array<SqlValue, 1>{std::string(kind)}, [&](const SqlRow& row) {
        tenures.push_back({.key = text_at(row, 0),
                           .object = id_at<ObjectId>(row, 1),
                           .from = instant_at(row, 2),
                           .to = instant_at(row, 3)});
        return true;
      });
  return done ? Result<std::vector<KeyTenure>>(std::move(tenures)) : fail_like(done);
}

}  // namespace sixscope::registry
