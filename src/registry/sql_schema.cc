#include "registry/sql_schema.h"

#include <array>
#include <string>
#include <string_view>

#include "registry/sql_rows.h"
#include "registry/sql_schema_steps.h"

namespace sixscope::registry {
namespace {

// Step N brings version N-1 to N: append, and raise `kSchemaVersion`.
const std::array<SchemaStep, kSchemaVersion>& steps() {
  static const std::array<SchemaStep, kSchemaVersion> made = {
      step_objects(), step_imports(), step_accounts(), step_polling(), step_polled_devices(),
      step_mended(),  step_keys(),    step_views(),    step_reports(), step_rounds(),
  };
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

Result<void> migrate(SqlConnection& connection, std::int64_t version,
                     const std::function<Result<void>()>& then) {
  return in_transaction(connection, [&] {
    const auto taken = take_steps(connection, version);
    return taken && then ? then() : taken;
  });
}

}  // namespace sixscope::registry
