#include "adapters/clickhouse/batch_rows.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "adapters/clickhouse/ddl.h"
#include "adapters/clickhouse/native_format.h"
#include "adapters/clickhouse/query_sql.h"
#include "base/check.h"
#include "store/windows.h"

namespace sixscope::adapters {
namespace {

using store::Column;
using store::ColumnRole;
using store::kDimensionNames;
using store::kDimensions;
using store::Table;

std::uint32_t window_of(std::uint32_t minute, store::Resolution resolution) {
  return epoch_seconds(store::window_start(Instant(std::chrono::seconds(minute)), resolution));
}

std::size_t dimension_of(std::string_view column) {
  const auto found = std::ranges::find(kDimensionNames, column);
  SIXSCOPE_CHECK(found != kDimensionNames.end());
  return static_cast<std::size_t>(found - kDimensionNames.begin());
}

/// Which place in CodedCell::words each key column of the table has.
std::vector<std::size_t> axes_of(const Table& table) {
  std::vector<std::size_t> axes;
  for (const Column& column : table.columns) {
    if (column.role == ColumnRole::key) {
      axes.push_back(dimension_of(column.name));
    }
  }
  return axes;
}

struct CellHash {
  std::size_t operator()(const CodedCell* cell) const {
    std::uint64_t hash = cell->window;
    for (const std::uint32_t word : cell->words) {
      hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
      hash ^= hash >> 29U;
    }
    return hash;
  }
};
struct SameCell {
  bool operator()(const CodedCell* a, const CodedCell* b) const {
    return a->window == b->window && a->words == b->words;
  }
};

/// The integer measure of a volume that a column holds.
std::uint64_t measure_of(const model::Volume& volume, std::string_view column) {
  const model::FamilyVolume& family = column.starts_with("v6_") ? volume.v6 : volume.v4;
  const std::string_view measure = column.substr(3);
  if (measure == "bytes") {
    return family.bytes;
  }
  if (measure == "packets") {
    return family.packets;
  }
  if (measure == "flows") {
    return family.flows;
  }
  SIXSCOPE_CHECK(measure == "samples");
  return family.samples;
}

/// The columns that every summing table has: time, batch mark, marks.
void write_marks(NativeWriter& writer, std::size_t rows, std::string_view batch,
                 const Column& column) {
  if (column.role == ColumnRole::batch) {
    std::vector<std::string> marks(rows);
    marks.back() = batch;
    writer.texts(column.name, marks);
    return;
  }
  std::vector<std::uint64_t> marks(rows, 0);
  marks.back() = 1;
  writer.numbers(column.name, marks);
}

bool marks_batch(const Column& column) {
  return column.role == ColumnRole::batch || column.name == "marks";
}

}  // namespace

BatchRows::BatchRows(std::span<const store::VolumeRow> rows) {
  std::array<std::unordered_map<std::string_view, std::uint32_t>, kDimensions> known;
  for (std::size_t i = 0; i < kDimensions; ++i) {
    words_.at(i).emplace_back();
    known.at(i).emplace("", 0U);
  }
  std::set<std::uint32_t> minutes;
  cells_.reserve(rows.size());
  for (const store::VolumeRow& row : rows) {
    if (row.volume == model::Volume{}) {
      continue;  // A cell of zeroes says nothing, and merges would drop it at an unknown time.
    }
    CodedCell cell;
    cell.window = epoch_seconds(store::window_start(row.window_start, store::Resolution::minute));
    cell.volume = row.volume;
    for (std::size_t i = 0; i < kDimensions; ++i) {
      auto& words = words_.at(i);
      const auto [word, fresh] =
          known.at(i).try_emplace(row.dimensions.at(i), static_cast<std::uint32_t>(words.size()));
      if (fresh) {
        words.push_back(row.dimensions.at(i));
      }
      cell.words.at(i) = word->second;
    }
    minutes.insert(cell.window);
    cells_.push_back(cell);
  }
  minutes_.assign(minutes.begin(), minutes.end());
}

std::vector<CodedCell> roll_up(std::span<const CodedCell> cells, const Table& table) {
  std::array<bool, kDimensions> kept{};
  for (const std::size_t axis : axes_of(table)) {
    kept.at(axis) = true;
  }
  std::vector<CodedCell> sums;
  sums.reserve(cells.size());  // Pointers into it stay good.
  std::unordered_map<const CodedCell*, CodedCell*, CellHash, SameCell> known;
  known.reserve(cells.size());
  std::uint32_t minute = 0;
  std::uint32_t window = 0;
  for (const CodedCell& cell : cells) {
    if (sums.empty() || cell.window != minute) {
      minute = cell.window;
      window = window_of(minute, table.resolution);
    }
    CodedCell key;
    key.window = window;
    for (std::size_t i = 0; i < kDimensions; ++i) {
      key.words.at(i) = kept.at(i) ? cell.words.at(i) : 0;
    }
    const auto found = known.find(&key);
    if (found != known.end()) {
      found->second->volume += cell.volume;
      continue;
    }
    key.volume = cell.volume;
    CodedCell& added = sums.emplace_back(key);
    known.emplace(&added, &added);
  }
  return sums;
}

std::uint32_t partition_of(std::uint32_t seconds, store::Partition partition) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds))));
  const auto year = static_cast<std::uint32_t>(static_cast<int>(date.year()));
  const auto month = static_cast<unsigned>(date.month());
  switch (partition) {
    case store::Partition::day:
      return year * 10'000 + month * 100 + static_cast<unsigned>(date.day());
    case store::Partition::month:
      return year * 100 + month;
    case store::Partition::year:
      break;
  }
  return year;
}

std::vector<InsertUnit> units_of(std::span<const std::uint32_t> minutes, store::TableKind kind) {
  std::vector<InsertUnit> units;
  for (const Table& table : store::tables()) {
    if (table.kind != kind) {
      continue;
    }
    const std::size_t first = units.size();
    for (const std::uint32_t minute : minutes) {  // Ascending, so partitions come in runs.
      const std::uint32_t window = window_of(minute, table.resolution);
      const std::uint32_t partition = partition_of(window, table.partition);
      if (units.size() == first || units.back().partition != partition) {
        units.push_back({&table, partition, window});
      }
    }
  }
  return units;
}

std::string encode_volumes(const InsertUnit& unit, const BatchRows& rows,
                           std::span<const CodedCell> all, std::string_view batch,
                           const Dialect& dialect) {
  const Table& table = *unit.table;
  std::vector<CodedCell> cells;
  cells.reserve(all.size() + 1);
  for (const CodedCell& cell : all) {
    if (partition_of(cell.window, table.partition) == unit.partition) {
      cells.push_back(cell);
    }
  }
  cells.emplace_back().window = unit.mark_window;
  NativeWriter writer(table.columns.size(), cells.size());
  for (const Column& column : table.columns) {
    if (marks_batch(column)) {
      write_marks(writer, cells.size(), batch, column);
    } else if (column.role == ColumnRole::time) {
      std::vector<std::uint32_t> times;
      for (const CodedCell& cell : cells) {
        times.push_back(cell.window);
      }
      writer.seconds(column.name, column_type(column, dialect), times);
    } else if (column.role == ColumnRole::key) {
      const std::size_t axis = dimension_of(column.name);
      WordColumn words{rows.words(axis), {}};
      for (const CodedCell& cell : cells) {
        words.rows.push_back(cell.words.at(axis));
      }
      writer.words(column.name, words, dialect.low_cardinality);
    } else if (column.type == store::ColumnType::f64) {
      std::vector<double> values;
      for (const CodedCell& cell : cells) {
        values.push_back(column.name.starts_with("v6_") ? cell.volume.v6.variance
                                                        : cell.volume.v4.variance);
      }
      writer.floats(column.name, values);
    } else {
      std::vector<std::uint64_t> values;
      for (const CodedCell& cell : cells) {
        values.push_back(measure_of(cell.volume, column.name));
      }
      writer.numbers(column.name, values);
    }
  }
  return writer.take();
}

std::string encode_ledger(const InsertUnit& unit, std::span<const store::LedgerRow> rows,
                          std::string_view batch, const Dialect& dialect) {
  const Table& table = *unit.table;
  std::vector<std::uint32_t> times;
  std::array<std::vector<std::string>, 2> texts;  // Exporter, counter.
  std::vector<std::uint64_t> values;
  for (const store::LedgerRow& row : rows) {
    const std::uint32_t window =
        epoch_seconds(store::window_start(row.window_start, store::Resolution::minute));
    if (partition_of(window, table.partition) != unit.partition) {
      continue;
    }
    for (const auto& [counter, value] : row.counters) {
      times.push_back(window);
      texts[0].push_back(row.exporter);
      texts[1].push_back(counter);
      values.push_back(value);
    }
  }
  times.push_back(unit.mark_window);
  texts[0].emplace_back();
  texts[1].emplace_back();
  values.push_back(0);
  NativeWriter writer(table.columns.size(), times.size());
  for (const Column& column : table.columns) {
    if (marks_batch(column)) {
      write_marks(writer, times.size(), batch, column);
    } else if (column.role == ColumnRole::time) {
      writer.seconds(column.name, column_type(column, dialect), times);
    } else if (column.role == ColumnRole::key) {
      WordColumn words;
      std::unordered_map<std::string_view, std::uint32_t> known;
      for (const std::string& text : texts.at(column.name == "exporter" ? 0 : 1)) {
        const auto [word, fresh] =
            known.try_emplace(text, static_cast<std::uint32_t>(words.words.size()));
        if (fresh) {
          words.words.push_back(text);
        }
        words.rows.push_back(word->second);
      }
      writer.words(column.name, words, dialect.low_cardinality);
    } else {
      writer.numbers(column.name, values);
    }
  }
  return writer.take();
}

}  // namespace sixscope::adapters
