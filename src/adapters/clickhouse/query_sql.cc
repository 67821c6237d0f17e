#include "adapters/clickhouse/query_sql.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "adapters/clickhouse/ddl.h"
#include "base/check.h"

namespace sixscope::adapters {
namespace {

using store::ColumnRole;
using store::Dimension;
using store::Filter;
using store::Plan;
using store::PlanSegment;
using store::Table;

std::string column_of(Dimension dimension) {
  return std::string(store::kDimensionNames[static_cast<std::size_t>(dimension)]);
}

/// The summed columns but the last, which only marks batches.
std::vector<std::string> measures_of(const Table& table) {
  std::vector<std::string> measures;
  for (const store::Column& column : table.columns) {
    if (column.role == ColumnRole::sum) {
      measures.emplace_back(column.name);
    }
  }
  measures.pop_back();
  return measures;
}

std::string span_sql(std::string_view column, Instant begin, Instant end) {
  const std::string name(column);
  return name + " >= toDateTime(" + std::to_string(epoch_seconds(begin)) + ") AND " + name +
         " < toDateTime(" + std::to_string(epoch_seconds(end)) + ")";
}

/// The stretches of a plan that one table answers: a SELECT for all costs no more than for one.
using Stretches = std::vector<PlanSegment>;

std::vector<Stretches> by_table(const Plan& plan) {
  std::vector<Stretches> tables;
  for (const PlanSegment& segment : plan) {
    const auto found = std::ranges::find_if(
        tables, [&](const Stretches& some) { return some.front().table == segment.table; });
    (found == tables.end() ? tables.emplace_back() : *found).push_back(segment);
  }
  return tables;
}

/// "FROM table WHERE ...": the rows of all stretches.
std::string from_sql(const Stretches& stretches, const Placement& placement) {
  std::string spans;
  for (const PlanSegment& segment : stretches) {
    spans += (spans.empty() ? "(" : " OR ") + std::string("(") +
             span_sql("window_start", segment.begin, segment.end) + ")";
  }
  return " FROM " + read_name(*stretches.front().table, placement) + " WHERE " + spans + ")";
}

std::string filter_sql(const Filter& filter) {
  if (filter.values.empty()) {
    return filter.negated ? "1" : "0";  // IN () is no SQL.
  }
  std::string list;
  for (const std::string& value : filter.values) {
    list += (list.empty() ? "" : ", ") + sql_text(value);
  }
  return column_of(filter.dimension) + (filter.negated ? " NOT IN (" : " IN (") + list + ")";
}

/// Whether rows of these stretches belong to more than one window of the answer.
bool has_windows(const store::VolumeQuery& query, const Stretches& stretches) {
  return query.step && std::ranges::any_of(stretches, [&](const PlanSegment& segment) {
           return !segment.window || segment.window != stretches.front().window;
         });
}

/// The answer's window of a row. A constant is hidden from the server: 18.16 cannot send constants
/// between shards. With axes it is an aggregate, so that only they are grouped by.
std::string window_sql(const store::VolumeQuery& query, const Stretches& stretches) {
  const auto number = [&](const PlanSegment& segment) {
    return "toUInt32(" + std::to_string(query.step ? epoch_seconds(*segment.window) : 0) + ")";
  };
  if (!has_windows(query, stretches)) {
    return (query.by.empty() ? "materialize(" : "any(") + number(stretches.front()) + ")";
  }
  if (!stretches.front().window) {
    return "toUInt32(window_start)";  // The plan's steps are the table's: for all or for none.
  }
  std::string choice;
  for (const PlanSegment& segment : stretches) {
    const bool last = &segment == &stretches.back();
    choice +=
        (last ? std::string()
              : "window_start < toDateTime(" + std::to_string(epoch_seconds(segment.end)) + "), ") +
        number(segment) + (last ? "" : ", ");
  }
  return "multiIf(" + choice + ")";
}

/// "w, d0, d1": names of window and axes, shared by inner and outer statement.
std::string group_list(std::size_t axes) {
  std::string list = "w";
  for (std::size_t i = 0; i < axes; ++i) {
    list += ", d" + std::to_string(i);
  }
  return list;
}

std::string sums_sql(const std::vector<std::string>& sources) {
  std::string list;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    list += ", sum(" + sources[i] + ") AS m" + std::to_string(i);
  }
  return list;
}

/// Marking rows have no volume: this drops the group that they would make.
std::string having_sql(std::size_t measures, const std::string& prefix) {
  std::string sum;
  for (std::size_t i = 0; i < measures; ++i) {
    sum += (i == 0 ? "" : " + ") + prefix + std::to_string(i);
  }
  return " HAVING " + sum + " > 0";
}

std::string table_sql(const store::VolumeQuery& query, const Stretches& stretches,
                      const Placement& placement) {
  std::string sql = "SELECT " + window_sql(query, stretches) + " AS w";
  for (std::size_t i = 0; i < query.by.size(); ++i) {
    sql += ", " + column_of(query.by[i]) + " AS d" + std::to_string(i);
  }
  sql += sums_sql(measures_of(*stretches.front().table)) + from_sql(stretches, placement);
  for (const Filter& filter : query.filters) {
    sql += " AND " + filter_sql(filter);
  }
  const bool by_window = query.by.empty() || has_windows(query, stretches);
  const std::string groups = group_list(query.by.size());
  return sql + " GROUP BY " + (by_window ? groups : groups.substr(std::string("w, ").size()));
}

}  // namespace

std::uint32_t epoch_seconds(Instant at) {
  using std::chrono::seconds;
  const auto count = std::chrono::ceil<seconds>(at.time_since_epoch()).count();
  return static_cast<std::uint32_t>(
      std::clamp<decltype(count)>(count, 0, std::numeric_limits<std::uint32_t>::max()));
}

std::string volumes_sql(const store::VolumeQuery& query, const Plan& plan,
                        const Placement& placement) {
  SIXSCOPE_CHECK(!plan.empty());
  constexpr std::size_t kMeasures = 2 * kFamilyMeasures;
  const std::string groups = group_list(query.by.size());
  const std::vector<Stretches> tables = by_table(plan);
  std::string sql;
  if (tables.size() == 1) {
    sql = table_sql(query, tables.front(), placement);
  } else {
    sql = "SELECT " + groups;
    for (std::size_t i = 0; i < kMeasures; ++i) {
      sql += ", sum(m" + std::to_string(i) + ") AS s" + std::to_string(i);
    }
    sql += " FROM (";
    for (const Stretches& stretches : tables) {
      sql += (&stretches == &tables.front() ? "" : " UNION ALL ") +
             table_sql(query, stretches, placement);
    }
    sql += ") GROUP BY " + groups;
  }
  // The names of the sums differ inside and out: old servers confuse them otherwise.
  const std::string having = having_sql(kMeasures, tables.size() == 1 ? "m" : "s");
  const std::size_t rows = std::min(query.rows_max, kAnswerRowsMax) + 1;
  return sql + having + " ORDER BY " + groups + " LIMIT " + std::to_string(rows) + " FORMAT Native";
}

std::string values_sql(Dimension dimension, const Plan& plan, std::string_view part,
                       std::size_t most, const Placement& placement) {
  SIXSCOPE_CHECK(!plan.empty());
  std::string sql = "SELECT d0 FROM (";
  const std::vector<Stretches> tables = by_table(plan);
  for (const Stretches& stretches : tables) {
    sql += (&stretches == &tables.front() ? "" : " UNION ALL ") + std::string("SELECT ") +
           column_of(dimension) +
           " AS d0, sum(v4_bytes) + sum(v6_bytes) AS b, sum(v4_packets) + sum(v6_packets) + "
           "sum(v4_flows) + sum(v6_flows) + sum(v4_samples) + sum(v6_samples) AS n" +
           from_sql(stretches, placement);
    if (!part.empty()) {
      sql += " AND position(" + column_of(dimension) + ", " + sql_text(part) + ") > 0";
    }
    sql += " GROUP BY d0";
  }
  return sql + ") GROUP BY d0 HAVING sum(b) + sum(n) > 0 ORDER BY sum(b) DESC, d0 LIMIT " +
         std::to_string(std::min(most, kAnswerRowsMax)) + " FORMAT Native";
}

std::string ledger_sql(Instant begin, Instant end, const Placement& placement) {
  const Table& table = store::single_table(store::TableKind::ledger);
  return "SELECT exporter AS d0, counter AS d1, sum(value) AS m0 FROM " +
         read_name(table, placement) + " WHERE " + span_sql("window_start", begin, end) +
         " GROUP BY d0, d1 HAVING m0 > 0 ORDER BY d0, d1 LIMIT " + std::to_string(kAnswerRowsMax) +
         " FORMAT Native";
}

}  // namespace sixscope::adapters
