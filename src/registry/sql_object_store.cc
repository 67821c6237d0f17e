#include "registry/sql_object_store.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "registry/commit_writer.h"
#include "registry/sql_key_tenures.h"
#include "registry/sql_rows.h"
#include "registry/sql_schema.h"

namespace sixscope::registry {
namespace {

constexpr std::string_view kReceipts =
    "SELECT id, at_ms, kind, door, sender, file_name, sha256, rows_read, created, changed, "
    "unchanged, mended, commit_number FROM registry_receipt";

Receipt receipt_of(const SqlRow& row) {
  const auto count = [&row](std::size_t column) {
    return static_cast<std::uint64_t>(number_at(row, column));
  };
  return {.id = text_at(row, 0),
          .at = instant_at(row, 1),
          .kind = text_at(row, 2),
          .door = text_at(row, 3),
          .sender = text_at(row, 4),
          .file = text_at(row, 5),
          .sha256 = text_at(row, 6),
          .rows = count(7),
          .created = count(8),
          .changed = count(9),
          .unchanged = count(10),
          .mended = count(11),
          .commit = id_at<CommitNumber>(row, 12)};
}

Freeze freeze_of(const SqlRow& row) {
  return {.kind = text_at(row, 0),
          .period = text_at(row, 1),
          .version = static_cast<std::uint32_t>(number_at(row, 2)),
          .at = instant_at(row, 3),
          .effective = instant_at(row, 4),
          .commit = id_at<CommitNumber>(row, 5),
          .sha256 = text_at(row, 6),
          .objects = static_cast<std::uint64_t>(number_at(row, 7)),
          .author = {
              .who = text_at(row, 8), .reason = text_at(row, 9), .request_id = text_at(row, 10)}};
}

template <class T>
Result<std::vector<T>> each_of(const Result<std::vector<SqlRow>>& rows, T (*read)(const SqlRow&)) {
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<T> all;
  all.reserve(rows->size());
  for (const SqlRow& row : *rows) {
    all.push_back(read(row));
  }
  return all;
}

}  // namespace

Result<std::unique_ptr<SqlObjectStore>> SqlObjectStore::open(SqlDatabase& database,
                                                             const Kinds& kinds, CommitGate* gate) {
  auto connection = database.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const auto ready =
      migrate(**connection, kSchemaVersion, [&] { return fill_tenures(**connection, kinds); });
  if (!ready) {
    return fail_like(ready);
  }
  return over(database, kinds, gate);
}

Result<std::vector<SqlRow>> SqlObjectStore::rows(std::string_view sql,
                                                 std::vector<SqlValue> parameters) const {
  auto connection = database_.connect();
  return connection ? (*connection)->run(sql, parameters) : fail_like(connection);
}

Result<Committed> SqlObjectStore::commit(const Commit& commit, const Scope& scope) {
  if (!scope.may_write) {
    return fail_because(scope.account, Errc::forbidden, "this account may not write");
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  CommitWriter writer(**connection, kinds_, commit, scope, gate_);
  if (!commit.rehearsal) {
    return in_transaction(**connection, [&writer] { return writer.write(); });
  }
  if (const auto begun = (*connection)->begin(); !begun) {
    return fail_like(begun);
  }
  auto written = writer.write();
  (*connection)->roll_back();
  return written;
}

Result<std::vector<KeyTenure>> SqlObjectStore::tenures(std::string_view kind) const {
  auto connection = database_.connect();
  return connection ? read_tenures(**connection, kind) : fail_like(connection);
}

Result<CommitNumber> SqlObjectStore::newest_commit() const {
  const auto newest = rows("SELECT COALESCE(MAX(number), 0) FROM registry_commit", {});
  return newest ? Result<CommitNumber>(id_at<CommitNumber>(newest->front(), 0)) : fail_like(newest);
}

Result<Receipt> SqlObjectStore::receipt(std::string_view id, const Scope& scope) const {
  const auto found = rows(std::string(kReceipts) + " WHERE id = ?1 AND (account = ?2 OR ?3 = 1)",
                          {std::string(id), scope.account, std::int64_t{scope.all ? 1 : 0}});
  if (!found) {
    return fail_like(found);
  }
  if (found->empty()) {
    return fail_because(std::string(id), Errc::not_found, "no such receipt");
  }
  return receipt_of(found->front());
}

Result<std::vector<Receipt>> SqlObjectStore::receipts(std::string_view sender, std::size_t limit,
                                                      const Scope& scope) const {
  return each_of(
      rows(std::string(kReceipts) + " WHERE (sender = ?1 OR ?1 = '') AND (account = ?2 OR ?3 = 1) "
                                    "ORDER BY at_ms DESC, id DESC LIMIT ?4",
           {std::string(sender), scope.account, std::int64_t{scope.all ? 1 : 0},
            sql_of(std::uint64_t{limit})}),
      receipt_of);
}

Result<void> SqlObjectStore::remember_columns(std::string_view sender, std::string_view kind,
                                              const ColumnTitles& columns) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<void> {
    const auto cleared = (*connection)
                             ->run("DELETE FROM registry_column WHERE sender = ?1 AND kind = ?2",
                                   std::array<SqlValue, 2>{std::string(sender), std::string(kind)});
    return cleared ? insert_columns(**connection, sender, kind, columns) : fail_like(cleared);
  });
}

Result<ColumnTitles> SqlObjectStore::columns_of(std::string_view sender,
                                                std::string_view kind) const {
  const auto found = rows(
      "SELECT title, field FROM registry_column WHERE sender = ?1 AND kind = ?2 ORDER BY place",
      {std::string(sender), std::string(kind)});
  if (!found) {
    return fail_like(found);
  }
  ColumnTitles columns;
  for (const SqlRow& row : *found) {
    columns.emplace_back(text_at(row, 0), text_at(row, 1));
  }
  return columns;
}

Result<void> SqlObjectStore::freeze(const Freeze& freeze, const Scope& scope) {
  if (!scope.all || !scope.may_write) {
    return fail_because(scope.account, Errc::forbidden,
                        "a freeze needs an account of every region that may write");
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const std::vector<SqlRow> row = {
      {freeze.kind, freeze.period, std::int64_t{freeze.version}, sql_of(freeze.at),
       sql_of(freeze.effective), sql_of(freeze.commit), freeze.sha256, sql_of(freeze.objects),
       freeze.author.who, freeze.author.reason, freeze.author.request_id}};
  return in_transaction(**connection, [&]() -> Result<void> {
    auto done = insert_rows(
        **connection,
        "INSERT INTO registry_freeze (kind, period, version, at_ms, effective_ms, commit_number, "
        "sha256, objects, who, reason, request_id)",
        "", row);
    if (!done && done.error().code == Errc::conflict) {
      return fail_because(
          freeze.kind + " " + freeze.period + ", version " + std::to_string(freeze.version),
          Errc::conflict, "that version is frozen already");
    }
    return done;
  });
}

Result<std::vector<Freeze>> SqlObjectStore::freezes(std::string_view kind) const {
  return each_of(
      rows("SELECT kind, period, version, at_ms, effective_ms, commit_number, sha256, objects, "
           "who, reason, request_id FROM registry_freeze WHERE kind = ?1 ORDER BY period, version",
           {std::string(kind)}),
      freeze_of);
}

}  // namespace sixscope::registry
