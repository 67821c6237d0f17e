#include "adapters/clickhouse/schema.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <random>
#include <set>
#include <span>

#include "adapters/clickhouse/batch_rows.h"
#include "adapters/clickhouse/query_sql.h"

namespace sixscope::adapters {
namespace {

using store::Column;
using store::Table;

std::string local_name(const Table& table, const Placement& placement) {
  return std::string(table.name) + (placement.cluster.empty() ? "" : "_local");
}

/// What a table is like now.
struct Present {
  std::set<std::string, std::less<>> columns;
  std::string sorting_key;
  std::string statement;  ///< Its CREATE TABLE.
};

using PresentTables = std::map<std::string, Present, std::less<>>;

Result<PresentTables> present_tables(const HttpClient& client, const Placement& placement) {
  const std::string where = " WHERE database = " + sql_text(placement.database);
  const auto columns =
      ask(client, "SELECT table, name FROM system.columns" + where + " FORMAT Native");
  if (!columns) {
    return fail_like(columns);
  }
  const auto created =
      ask(client, "SELECT name, sorting_key, create_table_query FROM system.tables" + where +
                      " FORMAT Native");
  if (!created) {
    return fail_like(created);
  }
  PresentTables tables;
  for (std::size_t i = 0; i < columns->rows; ++i) {
    tables[columns->columns[0].texts.at(i)].columns.insert(columns->columns[1].texts.at(i));
  }
  for (std::size_t i = 0; i < created->rows; ++i) {
    Present& table = tables[created->columns[0].texts.at(i)];
    table.sorting_key = created->columns[1].texts.at(i);
    table.statement = created->columns[2].texts.at(i);
  }
  return tables;
}

Result<void> run_all(const HttpClient& client, std::span<const std::string> statements) {
  for (const std::string& sql : statements) {
    if (const auto done = run_statement(client, sql); !done) {
      return done;
    }
  }
  return {};
}

/// The statements that bring one table up to date.
std::vector<std::string> changes(const Table& table, const Present& present, const Dialect& dialect,
                                 const Placement& placement, const store::Retention& retention) {
  std::vector<std::string> statements;
  std::string sorting_key = present.sorting_key;
  for (const Column& column : table.columns) {
    if (present.columns.contains(column.name)) {
      continue;
    }
    const auto added = add_column(table, column, sorting_key, dialect, placement);
    statements.insert(statements.end(), added.begin(), added.end());
    if (column.role == store::ColumnRole::key || column.role == store::ColumnRole::batch) {
      sorting_key += ", " + std::string(column.name);
    }
  }
  const std::string ttl = ttl_of(table, retention);
  const bool has_ttl = present.statement.find("TTL ") != std::string::npos;
  const std::string alter = "ALTER TABLE " + write_name(table, placement) +
                            (placement.cluster.empty() ? "" : " ON CLUSTER " + placement.cluster);
  if (dialect.ttl && ttl.empty() && has_ttl) {
    statements.push_back(alter + " REMOVE TTL");
  }
  if (dialect.ttl && !ttl.empty() && present.statement.find("TTL " + ttl) == std::string::npos) {
    statements.push_back(alter + " MODIFY TTL " + ttl);
  }
  return statements;
}

std::size_t shared_axes(const Table& a, const Table& b) {
  return static_cast<std::size_t>(std::ranges::count_if(a.columns, [&](const Column& column) {
    return column.role == store::ColumnRole::key &&
           std::ranges::find(b.columns, column.name, &Column::name) != b.columns.end();
  }));
}

/// What a roll-up that is made late can be added up from: of those there are with its resolution
/// the widest that shares most axes with it. Nothing if it is the first.
const Table* source_of(const Table& table, const PresentTables& present,
                       const Placement& placement) {
  const Table* best = nullptr;
  for (const Table& other : store::tables()) {  // The widest comes last.
    const bool fits =
        other.kind == store::TableKind::rollup && table.kind == store::TableKind::rollup &&
        other.resolution == table.resolution && present.contains(local_name(other, placement));
    if (fits && (best == nullptr || shared_axes(table, other) >= shared_axes(table, *best))) {
      best = &other;
    }
  }
  return best;
}

constexpr std::string_view kFilling = "_filling_";

/// Makes `table` with all that `source` has of it. It is filled under a name of its own and then
/// renamed: killed before that, it never was, and of two who do so at once one fails.
Result<void> make_filled(const HttpClient& client, const Table& table, const Table& source,
                         const Dialect& dialect, const Placement& placement,
                         const store::Retention& retention) {
  const auto partitions =
      ask(client, "SELECT DISTINCT partition FROM system.parts WHERE active AND database = " +
                      sql_text(placement.database) + " AND table = " + sql_text(source.name) +
                      " FORMAT Native");
  if (!partitions) {
    return fail_like(partitions);
  }
  const std::string name =
      std::string(table.name) + std::string(kFilling) + std::to_string(std::random_device()());
  Table filling = table;
  filling.name = name;
  std::vector<std::string> statements = create_table(filling, dialect, placement, retention);
  for (std::size_t i = 0; i < partitions->rows; ++i) {  // In pieces, for memory's sake.
    statements.push_back(
        fill_partition(filling, source, partitions->columns[0].texts.at(i), placement));
  }
  statements.push_back("RENAME TABLE " + write_name(filling, placement) + " TO " +
                       write_name(table, placement));
  return run_all(client, statements);
}

/// Whether there is nothing in `table`, on any shard.
Result<bool> is_empty(const HttpClient& client, const Table& table, const Placement& placement) {
  const auto rows = ask(client, "SELECT toUInt32(window_start) AS w FROM " +
                                    read_name(table, placement) + " LIMIT 1 FORMAT Native");
  return rows ? Result<bool>(rows->rows == 0) : fail_like(rows);
}

/// Makes a table that is not there. The past must be in it: the planner relies on that.
Result<void> make(const HttpClient& client, const Table& table, const PresentTables& present,
                  const Dialect& dialect, const Placement& placement,
                  const store::Retention& retention) {
  const auto plain = [&] {
    return run_all(client, create_table(table, dialect, placement, retention));
  };
  const Table* const source = source_of(table, present, placement);
  if (source == nullptr) {
    return plain();
  }
  const auto empty = is_empty(client, *source, placement);
  if (!empty) {
    return fail_like(empty);
  }
  if (*empty) {
    return plain();
  }
  if (!placement.cluster.empty()) {
    return run_all(client, create_beside(table, *source, dialect, placement, retention));
  }
  return make_filled(client, table, *source, dialect, placement, retention);
}

}  // namespace

Result<void> run_statement(const HttpClient& client, const std::string& sql) {
  const auto done = client.post({{"wait_end_of_query", "1"}}, sql);
  return done ? Result<void>() : fail_like(done);
}

Result<NativeTable> ask(const HttpClient& client, const std::string& sql) {
  // The whole answer is made before its first byte is sent: an error is then an error status.
  const auto bytes = client.post({{"wait_end_of_query", "1"}}, sql);
  if (!bytes) {
    return fail_like(bytes);
  }
  return read_native(std::as_bytes(std::span(*bytes)));
}

Result<Dialect> ask_dialect(const HttpClient& client) {
  const auto answer = ask(client, "SELECT version() FORMAT Native");
  if (!answer) {
    return fail_like(answer);
  }
  if (answer->rows != 1 || answer->columns.front().texts.size() != 1) {
    return fail(Errc::malformed, "ClickHouse: version() has one row");
  }
  const auto version = parse_version(answer->columns.front().texts.front());
  if (!version) {
    return fail_like(version);
  }
  return dialect_of(*version);
}

Result<void> migrate(const HttpClient& client, const Dialect& dialect, const Placement& placement,
                     const store::Retention& retention) {
  const auto present = present_tables(client, placement);
  if (!present) {
    return fail_like(present);
  }
  if (present->empty()) {  // Statements for a whole cluster wait for every server of it.
    const auto made = run_statement(client, create_database(dialect, placement));
    if (!made) {
      return made;
    }
  }
  const auto is_present = [&](const Table& table) {
    return present->contains(table.name) && present->contains(local_name(table, placement));
  };
  for (const Table& table : store::tables()) {  // First what the missing ones are filled from.
    if (!is_present(table)) {
      continue;
    }
    const Present& now = present->at(local_name(table, placement));
    const auto done = run_all(client, changes(table, now, dialect, placement, retention));
    if (!done) {
      return done;
    }
  }
  for (const Table& table : store::tables()) {
    if (is_present(table)) {
      continue;
    }
    if (const auto done = make(client, table, *present, dialect, placement, retention); !done) {
      return done;
    }
  }
  for (const auto& [name, table] : *present) {  // What was left half filled is of no use any more.
    if (name.find(kFilling) != std::string::npos) {
      const auto dropped =
          run_statement(client, "DROP TABLE IF EXISTS " + placement.database + "." + name);
      if (!dropped) {
        return dropped;
      }
    }
  }
  return {};
}

Result<void> drop_expired(const HttpClient& client, const Placement& placement,
                          const store::Retention& retention, Instant now) {
  const auto parts = ask(client,
                         "SELECT DISTINCT table, partition FROM system.parts WHERE active "
                         "AND database = " +
                             sql_text(placement.database) + " FORMAT Native");
  if (!parts) {
    return fail_like(parts);
  }
  for (std::size_t i = 0; i < parts->rows; ++i) {
    const std::string& name = parts->columns[0].texts.at(i);
    const std::string& partition = parts->columns[1].texts.at(i);
    const auto table = std::ranges::find_if(
        store::tables(), [&](const Table& t) { return local_name(t, placement) == name; });
    std::uint32_t date = 0;
    std::from_chars(partition.data(), partition.data() + partition.size(), date);
    if (table == store::tables().end() || date == 0 || retention.days(table->keep_name) == 0) {
      continue;
    }
    const Instant horizon = now - std::chrono::days(retention.days(table->keep_name));
    if (date < partition_of(epoch_seconds(horizon), table->partition)) {
      const auto dropped = run_statement(
          client, "ALTER TABLE " + write_name(*table, placement) + " DROP PARTITION " + partition);
      if (!dropped) {
        return dropped;
      }
    }
  }
  return {};
}

}  // namespace sixscope::adapters
