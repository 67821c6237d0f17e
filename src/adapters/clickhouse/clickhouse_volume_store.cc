#include "adapters/clickhouse/clickhouse_volume_store.h"

#include <algorithm>
#include <map>

#include "adapters/clickhouse/ddl.h"
#include "adapters/clickhouse/flow_rows.h"
#include "adapters/clickhouse/query_sql.h"
#include "adapters/clickhouse/schema.h"
#include "store/query_plan.h"
#include "store/volume_cells.h"

namespace sixscope::adapters {
namespace {

using store::VolumeCell;
using store::VolumeQuery;

/// Times a question is asked again because the unsettled batch reached another table meanwhile.
constexpr int kReadingsMax = 20;

/// After a start, so many batches are treated as if they had been sent before: the spool of an
/// earlier life comes first.
constexpr std::size_t kDoubtfulAtStart = 64;

constexpr std::chrono::hours kSweepEvery{1};

/// Any failure to append is "later": the batch itself is fine, and must not be given up.
tl::unexpected<Error> later(const Error& error) {
  Error same = error;
  same.code = Errc::unavailable;
  return tl::unexpected<Error>(std::move(same));
}

std::string column_list(const store::Table& table) {
  std::string list;
  for (const store::Column& column : table.columns) {
    list += (list.empty() ? "" : ", ") + std::string(column.name);
  }
  return list;
}

model::FamilyVolume family_at(const NativeTable& table, std::size_t first, std::size_t row) {
  return {.bytes = table.columns[first].numbers.at(row),
          .packets = table.columns[first + 1].numbers.at(row),
          .flows = table.columns[first + 2].numbers.at(row),
          .samples = table.columns[first + 3].numbers.at(row),
          .variance = table.columns[first + 4].floats.at(row)};
}

bool has_shape(const NativeTable& table, std::size_t axes) {
  const std::size_t columns = 1 + axes + 2 * kFamilyMeasures;
  if (table.rows == 0) {
    return true;
  }
  if (table.columns.size() != columns || table.columns[0].numbers.size() != table.rows) {
    return false;
  }
  for (std::size_t i = 1; i <= axes; ++i) {
    if (table.columns[i].texts.size() != table.rows) {
      return false;
    }
  }
  for (std::size_t i = 1 + axes; i < columns; ++i) {
    const bool last = (i - axes) % kFamilyMeasures == 0;
    const std::size_t count =
        last ? table.columns[i].floats.size() : table.columns[i].numbers.size();
    if (count != table.rows) {
      return false;
    }
  }
  return true;
}

}  // namespace

ClickHouseVolumeStore::ClickHouseVolumeStore(ClickHouseOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), client_(options_.http) {}

Result<void> ClickHouseVolumeStore::open() {
  const auto dialect = ready();
  return dialect ? Result<void>() : fail_like(dialect);
}

Result<Dialect> ClickHouseVolumeStore::ready() const {
  if (!is_sql_name(options_.placement.database) ||
      (!options_.placement.cluster.empty() && !is_sql_name(options_.placement.cluster))) {
    return fail(Errc::malformed,
                "ClickHouse: names of database and cluster are letters, digits "
                "and underscores");
  }
  return dialect_.with([this](std::optional<Dialect>& known) -> Result<Dialect> {
    if (known) {
      return *known;
    }
    auto dialect = ask_dialect(client_);
    if (!dialect) {
      return dialect;
    }
    const auto migrated = migrate(client_, *dialect, options_.placement, options_.retention);
    if (!migrated) {
      return fail_like(migrated);
    }
    known = *dialect;
    return *dialect;
  });
}

std::string ClickHouseVolumeStore::version() const {
  return dialect_.with([](const std::optional<Dialect>& known) {
    return known ? std::to_string(known->version.major) + "." + std::to_string(known->version.minor)
                 : std::string();
  });
}

Result<void> ClickHouseVolumeStore::append(const store::VolumeBatch& batch) {
  const auto dialect = ready();
  if (!dialect) {
    return later(dialect.error());
  }
  for (const BatchPiece& piece : pieces_of(batch)) {
    const BatchRows rows(piece.rows);
    const auto units = units_of(rows.minutes(), store::TableKind::rollup);
    const store::Table* rolled = nullptr;
    std::vector<CodedCell> cells;
    const auto encode = [&](const InsertUnit& unit) {
      if (rolled != unit.table) {
        // The resolutions of a family come one after another: each is made of the one before.
        const bool same_family = rolled != nullptr && rolled->family == unit.table->family;
        cells = roll_up(same_family ? cells : rows.cells(), *unit.table);
        rolled = unit.table;
      }
      return encode_volumes(unit, rows, cells, piece.id, *dialect);
    };
    if (const auto done = store_units(piece.id, units, *dialect, encode); !done) {
      return later(done.error());
    }
  }
  sweep(*dialect);
  return {};
}

Result<void> ClickHouseVolumeStore::append(const store::LedgerBatch& batch) {
  const auto dialect = ready();
  if (!dialect) {
    return later(dialect.error());
  }
  std::set<std::uint32_t> minutes;
  for (const store::LedgerRow& row : batch.rows) {
    minutes.insert(epoch_seconds(row.window_start) / 60 * 60);
  }
  const std::vector<std::uint32_t> ordered(minutes.begin(), minutes.end());
  const auto units = units_of(ordered, store::TableKind::ledger);
  const auto done = store_units(batch.id, units, *dialect, [&](const InsertUnit& unit) {
    return encode_ledger(unit, batch.rows, batch.id, *dialect);
  });
  return done ? done : later(done.error());
}

Result<void> ClickHouseVolumeStore::append(const store::FlowBatch& batch) {
  const auto dialect = ready();
  if (!dialect) {
    return later(dialect.error());
  }
  std::set<std::uint32_t> minutes;
  for (const store::FlowRow& row : batch.rows) {
    minutes.insert(epoch_seconds(row.start) / 60 * 60);
  }
  const std::vector<std::uint32_t> ordered(minutes.begin(), minutes.end());
  const auto units = units_of(ordered, store::TableKind::flows);
  const auto done = store_units(batch.id, units, *dialect, [&](const InsertUnit& unit) {
    return encode_flows(unit, batch, *dialect);
  });
  return done ? done : later(done.error());
}

Result<void> ClickHouseVolumeStore::store_units(const std::string& batch,
                                                std::span<const InsertUnit> units,
                                                const Dialect& dialect, const Encode& encode) {
  if (units.empty()) {
    return {};
  }
  const bool doubtful = progress_.with([&](Progress& progress) {
    const bool before = progress.doubtful.contains(batch);
    progress.doubtful.insert(batch);
    return before || progress.appended < kDoubtfulAtStart;
  });
  if (const auto sent = send_missing(units, batch, batch, dialect, encode); !sent) {
    return sent;
  }
  if (doubtful && dialect.deduplication_token) {
    // The server notes a token a moment before the rows. Killed in between, it takes the second
    // sending for a repetition and drops it: then marks are missing, and a new token is needed.
    const auto again = send_missing(units, batch, batch + "/again", dialect, encode);
    if (!again) {
      return again;
    }
  }
  progress_.with([&](Progress& progress) {
    progress.doubtful.erase(batch);
    ++progress.appended;
  });
  return {};
}

Result<void> ClickHouseVolumeStore::send_missing(std::span<const InsertUnit> units,
                                                 const std::string& batch, const std::string& token,
                                                 const Dialect& dialect,
                                                 const Encode& encode) const {
  const auto present = stored(units, batch, &write_name);
  if (!present) {
    return fail_like(present);
  }
  for (std::size_t i = 0; i < units.size(); ++i) {
    if ((*present)[i]) {
      continue;
    }
    const auto sent = send(units[i], batch, token, dialect, encode(units[i]));
    if (!sent) {
      return sent;
    }
  }
  return {};
}

Result<void> ClickHouseVolumeStore::send(const InsertUnit& unit, const std::string& batch,
                                         const std::string& token, const Dialect& dialect,
                                         const std::string& block) const {
  std::string sql = "INSERT INTO " + write_name(*unit.table, options_.placement) + " (" +
                    column_list(*unit.table) + ")";
  if (dialect.deduplication_token) {
    sql += " SETTINGS insert_deduplication_token = " +
           sql_text(token + "/" + std::to_string(unit.partition));
  }
  // The id lets the server refuse the same INSERT while an earlier one, given up by us, still runs.
  const std::string query_id =
      batch + "/" + std::string(unit.table->name) + "/" + std::to_string(unit.partition);
  const auto done =
      client_.post({{"query", sql + " FORMAT Native"}, {"query_id", query_id}}, block);
  return done ? Result<void>() : fail_like(done);
}

Result<std::vector<bool>> ClickHouseVolumeStore::settled(const UnsettledBatch& batch) const {
  std::vector<bool> all;
  for (const UnsettledBatch::Part& part : batch.parts()) {
    const auto units = batch.units().subspan(part.first_unit, part.units);
    // Where the answer is read: after a restart that is another replica, a little behind.
    const auto present = stored(units, part.piece.id, &read_name);
    if (!present) {
      return fail_like(present);
    }
    all.insert(all.end(), present->begin(), present->end());
  }
  return all;
}

Result<std::vector<bool>> ClickHouseVolumeStore::stored(std::span<const InsertUnit> units,
                                                        const std::string& batch,
                                                        NameOf* name_of) const {
  std::string sql;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const store::Table& table = *units[i].table;
    const std::string time(table.columns.front().name);
    const std::uint32_t mark = units[i].mark_window;
    sql += (i == 0 ? "" : " UNION ALL ") + std::string("SELECT any(toUInt32(") + std::to_string(i) +
           ")) AS unit, count() AS marks_seen FROM " + name_of(table, options_.placement) +
           " WHERE " + time + " >= toDateTime(" + std::to_string(mark) + ") AND " + time +
           (table.kind == store::TableKind::flows
                ? " < toDateTime(" + std::to_string(mark + 60) + ")"  // Any row marks its batch.
                : " <= toDateTime(" + std::to_string(mark) + ")");
    for (const store::Column& column : table.columns) {
      if (column.role == store::ColumnRole::key) {
        sql += " AND " + std::string(column.name) + " = ''";  // Where the index finds it.
      }
    }
    sql += " AND batch = " + sql_text(batch);
  }
  const auto answer = ask(client_, "SELECT unit, marks_seen FROM (" + sql +
                                       ") WHERE marks_seen > 0" + " FORMAT Native");
  if (!answer) {
    return fail_like(answer);
  }
  std::vector<bool> present(units.size(), false);
  for (std::size_t i = 0; i < answer->rows; ++i) {
    present.at(answer->columns.at(0).numbers.at(i)) = true;
  }
  return present;
}

Result<std::vector<VolumeCell>> ClickHouseVolumeStore::read_with(
    const VolumeQuery& query, const store::VolumeBatch* unsettled) const {
  const auto plan = store::plan_query(query, options_.retention, clock_.now());
  if (!plan) {
    return fail_like(plan);
  }
  const auto dialect = ready();
  if (!dialect) {
    return fail_like(dialect);
  }
  if (plan->empty()) {
    return std::vector<VolumeCell>();
  }
  const UnsettledBatch batch(unsettled, query, *plan);
  if (batch.units().empty()) {
    return read_stored(query, *plan);
  }
  auto before = settled(batch);
  for (int reading = 0; reading < kReadingsMax; ++reading) {
    auto cells = read_stored(query, *plan);
    auto after = settled(batch);
    if (!before || !cells || !after) {
      return !before ? fail_like(before) : !cells ? fail_like(cells) : fail_like(after);
    }
    if (*before == *after) {
      store::add_rows(batch.missing(*after), query, *cells);
      return cells;
    }
    before = std::move(after);
  }
  return fail(Errc::unavailable, "store: it takes a batch while it is read");
}

Result<std::vector<VolumeCell>> ClickHouseVolumeStore::read_stored(const VolumeQuery& query,
                                                                   const store::Plan& plan) const {
  std::vector<VolumeCell> cells;
  const auto table = ask(client_, volumes_sql(query, plan, options_.placement));
  if (!table) {
    return fail_like(table);
  }
  if (!has_shape(*table, query.by.size())) {
    return fail(Errc::malformed, "ClickHouse: the answer has other columns than asked for");
  }
  if (table->rows > std::min(query.rows_max, kAnswerRowsMax)) {
    return fail(Errc::out_of_range, "store: the answer has more cells than rows_max");
  }
  cells.reserve(table->rows);
  for (std::size_t row = 0; row < table->rows; ++row) {
    VolumeCell& cell = cells.emplace_back();
    cell.window_start =
        query.step ? Instant(std::chrono::seconds(table->columns[0].numbers.at(row))) : query.begin;
    for (std::size_t i = 0; i < query.by.size(); ++i) {
      cell.dimensions.push_back(table->columns[1 + i].texts.at(row));
    }
    const std::size_t first = 1 + query.by.size();
    cell.volume.v4 = family_at(*table, first, row);
    cell.volume.v6 = family_at(*table, first + kFamilyMeasures, row);
  }
  return cells;
}

Result<std::vector<store::LedgerRow>> ClickHouseVolumeStore::read_ledger(Instant begin,
                                                                         Instant end) const {
  const auto dialect = ready();
  if (!dialect) {
    return fail_like(dialect);
  }
  const auto table = ask(client_, ledger_sql(begin, end, options_.placement));
  if (!table) {
    return fail_like(table);
  }
  std::vector<store::LedgerRow> rows;
  for (std::size_t i = 0; i < table->rows; ++i) {
    const std::string& exporter = table->columns.at(0).texts.at(i);
    if (rows.empty() || rows.back().exporter != exporter) {
      rows.push_back({begin, exporter, {}});
    }
    rows.back().counters[table->columns.at(1).texts.at(i)] = table->columns.at(2).numbers.at(i);
  }
  return rows;
}

Result<std::vector<std::string>> ClickHouseVolumeStore::values(store::Dimension dimension,
                                                               Instant begin, Instant end,
                                                               std::string_view part,
                                                               std::size_t most) const {
  const VolumeQuery query{
      .begin = begin, .end = end, .step = std::nullopt, .by = {dimension}, .filters = {}};
  const auto plan = store::plan_query(query, options_.retention, clock_.now());
  if (!plan) {
    return fail_like(plan);
  }
  const auto dialect = ready();
  if (!dialect) {
    return fail_like(dialect);
  }
  if (plan->empty() || most == 0) {
    return std::vector<std::string>();
  }
  auto table = ask(client_, values_sql(dimension, *plan, part, most, options_.placement));
  if (!table) {
    return fail_like(table);
  }
  return table->rows == 0 ? std::vector<std::string>() : std::move(table->columns.at(0).texts);
}

Result<std::optional<Instant>> ClickHouseVolumeStore::newest() const {
  const auto dialect = ready();
  if (!dialect) {
    return fail_like(dialect);
  }
  const auto& table = *store::table_for({}, store::Resolution::minute).value();
  const auto answer =
      ask(client_, "SELECT toUInt32(max(window_start)) AS newest, count() AS seen FROM " +
                       read_name(table, options_.placement) + " FORMAT Native");
  if (!answer) {
    return fail_like(answer);
  }
  if (answer->rows == 0 || answer->columns.at(1).numbers.at(0) == 0) {
    return std::optional<Instant>();
  }
  return std::optional<Instant>(Instant(std::chrono::seconds(answer->columns.at(0).numbers.at(0))));
}

void ClickHouseVolumeStore::sweep(const Dialect& dialect) {
  if (dialect.ttl) {
    return;
  }
  const Instant now = clock_.now();
  const bool due = progress_.with([&](Progress& progress) {
    if (now - progress.swept < kSweepEvery) {
      return false;
    }
    progress.swept = now;
    return true;
  });
  if (due) {
    // What fails now is tried again in an hour; nothing depends on it but space.
    static_cast<void>(drop_expired(client_, options_.placement, options_.retention, now));
  }
}

}  // namespace sixscope::adapters
