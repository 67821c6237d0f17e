#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/clickhouse/dialect.h"
#include "store/table_catalogue.h"

namespace sixscope::adapters {

/// Blocks whose tokens a table remembers: at one batch in five seconds, half a day of one
/// collector. Older batches are known by their marking rows alone.
inline constexpr unsigned kDeduplicationWindow = 10'000;

/// Type of a column in this dialect, as CREATE TABLE and the Native format name it.
[[nodiscard]] std::string column_type(const store::Column& column, const Dialect& dialect);

/// "database.table" to read from: all shards of a cluster.
[[nodiscard]] std::string read_name(const store::Table& table, const Placement& placement);

/// "database.table" to write to: this server's own part of a cluster.
[[nodiscard]] std::string write_name(const store::Table& table, const Placement& placement);

/// CREATE DATABASE, if it is not there.
[[nodiscard]] std::string create_database(const Dialect& dialect, const Placement& placement);

/// The statements that make `table`, if it is not there.
[[nodiscard]] std::vector<std::string> create_table(const store::Table& table,
                                                    const Dialect& dialect,
                                                    const Placement& placement,
                                                    const store::Retention& retention);

/// The statements that make `table`, which no batch was sent to so far, on a cluster that has
/// traffic already: it takes batches from now on, but what is read by its name is `source`, which
/// has all its axes and is complete. To fill it, the collectors of all shards would have to wait.
[[nodiscard]] std::vector<std::string> create_beside(const store::Table& table,
                                                     const store::Table& source,
                                                     const Dialect& dialect,
                                                     const Placement& placement,
                                                     const store::Retention& retention);

/// The statement that adds up a partition of `source`, batch marks included, to the axes of
/// `table`; an axis that `source` lacks is empty. Both have the same resolution.
[[nodiscard]] std::string fill_partition(const store::Table& table, const store::Table& source,
                                         std::string_view partition, const Placement& placement);

/// The statements that add a column the table lacks. A key goes to the end of `sorting_key`, which
/// is the table's own of now: "window_start, region, batch".
[[nodiscard]] std::vector<std::string> add_column(const store::Table& table,
                                                  const store::Column& column,
                                                  std::string_view sorting_key,
                                                  const Dialect& dialect,
                                                  const Placement& placement);

/// "window_start + toIntervalDay(7)"; empty if rows are kept for ever.
[[nodiscard]] std::string ttl_of(const store::Table& table, const store::Retention& retention);

/// All of it, for a person: what `sixscope ddl` prints.
[[nodiscard]] std::string whole_ddl(const Dialect& dialect, const Placement& placement,
                                    const store::Retention& retention);

}  // namespace sixscope::adapters
