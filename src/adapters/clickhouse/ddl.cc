#include "adapters/clickhouse/ddl.h"

#include <algorithm>

#include "base/check.h"

namespace sixscope::adapters {
namespace {

using store::Column;
using store::ColumnRole;
using store::ColumnType;
using store::Table;
using store::TableKind;

std::string list_of(const Table& table, auto wanted) {
  std::string list;
  for (const Column& column : table.columns) {
    if (wanted(column)) {
      list += (list.empty() ? "" : ", ") + std::string(column.name);
    }
  }
  return list;
}

std::string codec_of(const Column& column) {
  switch (column.role) {
    case ColumnRole::time:
      return " CODEC(Delta, LZ4)";
    case ColumnRole::batch:
      return " CODEC(ZSTD(1))";
    case ColumnRole::sum:
      return column.type == ColumnType::u64 ? " CODEC(T64, LZ4)" : "";
    case ColumnRole::key:
    case ColumnRole::value:
      return column.type == ColumnType::address ? " CODEC(ZSTD(1))" : "";
  }
  return "";
}

std::string definition(const Column& column, const Dialect& dialect) {
  return std::string(column.name) + " " + column_type(column, dialect) +
         (dialect.codecs ? codec_of(column) : "");
}

std::string partition_by(const Table& table) {
  const std::string time(table.columns.front().name);
  switch (table.partition) {
    case store::Partition::day:
      return "toYYYYMMDD(" + time + ")";
    case store::Partition::month:
      return "toYYYYMM(" + time + ")";
    case store::Partition::year:
      return "toYear(" + time + ")";
  }
  return "";
}

std::string on_cluster(const Placement& placement) {
  return placement.cluster.empty() ? "" : " ON CLUSTER " + placement.cluster;
}

std::string engine(const Table& table, const Placement& placement) {
  // No list of columns: every number outside the key is summed, so that one added later is too.
  const std::string family = table.kind == TableKind::flows ? "MergeTree" : "SummingMergeTree";
  if (placement.cluster.empty()) {
    return family + "()";
  }
  return "Replicated" + family + "('/clickhouse/tables/{shard}/" + placement.database + "/" +
         std::string(table.name) + "', '{replica}')";
}

std::string table_settings(const Dialect& dialect, const Placement& placement) {
  const std::string window = std::to_string(kDeduplicationWindow);
  std::string settings;
  if (!placement.cluster.empty()) {
    settings = "replicated_deduplication_window = " + window;
  } else if (dialect.deduplication_token) {
    settings = "non_replicated_deduplication_window = " + window +
               ", fsync_after_insert = 1, fsync_part_directory = 1";
  }
  if (dialect.ttl) {
    settings += (settings.empty() ? "" : ", ") + std::string("ttl_only_drop_parts = 1");
  }
  return settings;
}

/// What is read by the name of `table`: the parts of `source` on all shards.
std::string create_distributed(const Table& table, const Table& source,
                               const Placement& placement) {
  return "CREATE TABLE IF NOT EXISTS " + read_name(table, placement) + on_cluster(placement) +
         " AS " + write_name(source, placement) + "\nENGINE = Distributed(" + placement.cluster +
         ", " + placement.database + ", " + std::string(source.name) + "_local, rand())";
}

}  // namespace

std::string column_type(const Column& column, const Dialect& dialect) {
  switch (column.type) {
    case ColumnType::seconds:
      return "DateTime('UTC')";
    case ColumnType::text:
      return dialect.low_cardinality ? "LowCardinality(String)" : "String";
    case ColumnType::string:
      return "String";
    case ColumnType::u8:
      return "UInt8";
    case ColumnType::u16:
      return "UInt16";
    case ColumnType::u32:
      return "UInt32";
    case ColumnType::u64:
      return "UInt64";
    case ColumnType::f64:
      return "Float64";
    case ColumnType::address:
      return dialect.ipv6_type ? "IPv6" : "FixedString(16)";
  }
  return "";
}

std::string read_name(const Table& table, const Placement& placement) {
  return placement.database + "." + std::string(table.name);
}

std::string write_name(const Table& table, const Placement& placement) {
  return read_name(table, placement) + (placement.cluster.empty() ? "" : "_local");
}

std::string create_database(const Dialect& dialect, const Placement& placement) {
  SIXSCOPE_CHECK(is_sql_name(placement.database));
  SIXSCOPE_CHECK(placement.cluster.empty() || is_sql_name(placement.cluster));
  return "CREATE DATABASE IF NOT EXISTS " + placement.database + on_cluster(placement) +
         (dialect.ttl ? " ENGINE = Atomic" : "");
}

std::vector<std::string> create_table(const Table& table, const Dialect& dialect,
                                      const Placement& placement,
                                      const store::Retention& retention) {
  std::string sql = "CREATE TABLE IF NOT EXISTS " + write_name(table, placement) +
                    on_cluster(placement) + "\n(\n";
  for (const Column& column : table.columns) {
    sql += "  " + definition(column, dialect) + (&column == &table.columns.back() ? "\n" : ",\n");
  }
  const bool sums = table.kind != TableKind::flows;
  const auto sorts = [&](const Column& column) {
    return column.role == ColumnRole::time || column.role == ColumnRole::key ||
           (sums ? column.role == ColumnRole::batch : column.name == "exporter");
  };
  sql += ")\nENGINE = " + engine(table, placement) + "\nPARTITION BY " + partition_by(table) +
         "\nORDER BY (" + list_of(table, sorts) + ")";
  const std::string ttl = ttl_of(table, retention);
  if (dialect.ttl && !ttl.empty()) {
    sql += "\nTTL " + ttl;
  }
  const std::string settings = table_settings(dialect, placement);
  if (!settings.empty()) {
    sql += "\nSETTINGS " + settings;
  }
  std::vector<std::string> statements = {sql};
  if (!placement.cluster.empty()) {
    statements.push_back(create_distributed(table, table, placement));
  }
  return statements;
}

std::vector<std::string> create_beside(const Table& table, const Table& source,
                                       const Dialect& dialect, const Placement& placement,
                                       const store::Retention& retention) {
  SIXSCOPE_CHECK(!placement.cluster.empty());
  return {create_table(table, dialect, placement, retention).front(),
          create_distributed(table, source, placement)};
}

std::string fill_partition(const Table& table, const Table& source, std::string_view partition,
                           const Placement& placement) {
  const auto all = [](const Column&) { return true; };
  std::string values;
  std::string groups;
  for (const Column& column : table.columns) {
    const std::string name(column.name);
    values += values.empty() ? "" : ", ";
    if (column.role == ColumnRole::sum) {
      values += "sum(" + name + ")";
    } else if (std::ranges::find(source.columns, column.name, &Column::name) ==
               source.columns.end()) {
      values += "''";
    } else {
      values += name;
      groups += (groups.empty() ? "" : ", ") + name;
    }
  }
  return "INSERT INTO " + write_name(table, placement) + " (" + list_of(table, all) + ") SELECT " +
         values + " FROM " + write_name(source, placement) + " WHERE " + partition_by(source) +
         " = " + std::string(partition) + " GROUP BY " + groups;
}

std::vector<std::string> add_column(const Table& table, const Column& column,
                                    std::string_view sorting_key, const Dialect& dialect,
                                    const Placement& placement) {
  const bool is_key = column.role == ColumnRole::key || column.role == ColumnRole::batch;
  const auto alter = [&](const std::string& name) {
    return "ALTER TABLE " + name + on_cluster(placement) + " ADD COLUMN " +
           definition(column, dialect);
  };
  std::string local = alter(write_name(table, placement));
  if (is_key && table.kind != TableKind::flows) {
    local +=
        ", MODIFY ORDER BY (" + std::string(sorting_key) + ", " + std::string(column.name) + ")";
  }
  if (placement.cluster.empty()) {
    return {local};
  }
  return {local, alter(read_name(table, placement))};
}

std::string ttl_of(const Table& table, const store::Retention& retention) {
  const unsigned days = retention.days(table.keep_name);
  return days == 0 ? ""
                   : std::string(table.columns.front().name) + " + toIntervalDay(" +
                         std::to_string(days) + ")";
}

std::string whole_ddl(const Dialect& dialect, const Placement& placement,
                      const store::Retention& retention) {
  std::string text = create_database(dialect, placement) + ";\n";
  for (const Table& table : store::tables()) {
    for (const std::string& sql : create_table(table, dialect, placement, retention)) {
      text += "\n" + sql + ";\n";
    }
  }
  return text;
}

}  // namespace sixscope::adapters
