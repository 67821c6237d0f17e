#include "registry/sql_schema.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

// Step N brings version N-1 to N. A step that was released is never edited, only followed by one.
const std::array<std::vector<std::string_view>, kSchemaVersion>& steps() {
  static const std::array<std::vector<std::string_view>, kSchemaVersion> made = {{
      {
          // 1: objects and their log.
          ("CREATE TABLE registry_commit (number BIGINT PRIMARY KEY, at_ms BIGINT NOT NULL, "
           "effective_ms BIGINT NOT NULL, nature BIGINT NOT NULL, who TEXT NOT NULL, "
           "reason TEXT NOT NULL, request_id TEXT NOT NULL)"),
          ("CREATE TABLE registry_object (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, "
           "key TEXT NOT NULL, region TEXT NOT NULL, owner TEXT NOT NULL, version BIGINT NOT NULL, "
           "removed BIGINT NOT NULL, last_effective_ms BIGINT NOT NULL, document TEXT NOT NULL)"),
          "CREATE INDEX registry_object_kind ON registry_object (kind, id)",
          "CREATE INDEX registry_object_key ON registry_object (kind, key)",
          ("CREATE TABLE registry_change ("
           "object BIGINT NOT NULL REFERENCES registry_object (id), effective_ms BIGINT NOT NULL, "
           "commit_number BIGINT NOT NULL REFERENCES registry_commit (number), "
           "version BIGINT NOT NULL, before_fields TEXT NOT NULL, after_fields TEXT NOT NULL, "
           "PRIMARY KEY (object, effective_ms, commit_number))"),
          "CREATE INDEX registry_change_commit ON registry_change (commit_number, object)",
      },
      {
          // 2: what surrounds an import, and published states.
          ("CREATE TABLE registry_receipt (id TEXT PRIMARY KEY, account TEXT NOT NULL, "
           "at_ms BIGINT NOT NULL, kind TEXT NOT NULL, door TEXT NOT NULL, sender TEXT NOT NULL, "
           "file_name TEXT NOT NULL, sha256 TEXT NOT NULL, rows_read BIGINT NOT NULL, "
           "created BIGINT NOT NULL, changed BIGINT NOT NULL, unchanged BIGINT NOT NULL, "
           "commit_number BIGINT NOT NULL)"),
          "CREATE INDEX registry_receipt_at ON registry_receipt (at_ms)",
          ("CREATE TABLE registry_column (sender TEXT NOT NULL, kind TEXT NOT NULL, "
           "place BIGINT NOT NULL, title TEXT NOT NULL, field TEXT NOT NULL, "
           "PRIMARY KEY (sender, kind, place))"),
          ("CREATE TABLE registry_freeze (kind TEXT NOT NULL, period TEXT NOT NULL, "
           "version BIGINT NOT NULL, at_ms BIGINT NOT NULL, effective_ms BIGINT NOT NULL, "
           "commit_number BIGINT NOT NULL, sha256 TEXT NOT NULL, objects BIGINT NOT NULL, "
           "who TEXT NOT NULL, reason TEXT NOT NULL, request_id TEXT NOT NULL, "
           "PRIMARY KEY (kind, period, version))"),
      },
  }};
  return made;
}

Result<std::int64_t> version_of(SqlConnection& connection) {
  const auto made =
      connection.run("CREATE TABLE IF NOT EXISTS registry_meta (schema_version BIGINT NOT NULL)");
  if (!made) {
    return fail_like(made);
  }
  const auto rows = connection.run("SELECT schema_version FROM registry_meta");
  if (!rows) {
    return fail_like(rows);
  }
  if (rows->empty()) {
    const auto begun = connection.run("INSERT INTO registry_meta (schema_version) VALUES (0)");
    return begun ? Result<std::int64_t>(0) : fail_like(begun);
  }
  return number_at(rows->front(), 0);
}

Result<void> take_steps(SqlConnection& connection, std::int64_t to) {
  const auto version = version_of(connection);
  if (!version) {
    return fail_like(version);
  }
  if (*version > kSchemaVersion || *version < 0) {
    return fail_because("its tables have version " + std::to_string(*version) +
                            ", this program knows " + std::to_string(kSchemaVersion) +
                            "; start the newer program, or restore a backup",
                        Errc::out_of_range, "the registry was written by a newer program");
  }
  for (std::int64_t step = *version; step < to; ++step) {
    for (const std::string_view statement : steps().at(static_cast<std::size_t>(step))) {
      if (const auto done = connection.run(statement); !done) {
        return fail_like(done);
      }
    }
  }
  const auto noted =
      connection.run("UPDATE registry_meta SET schema_version = ?1 WHERE schema_version < ?1",
                     std::array<SqlValue, 1>{to});
  return noted ? Result<void>() : fail_like(noted);
}

}  // namespace

Result<void> migrate(SqlConnection& connection, std::int64_t version) {
  return in_transaction(connection, [&] { return take_steps(connection, version); });
}

}  // namespace sixscope::registry
