#include "adapters/clickhouse/flow_rows.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/clickhouse/ddl.h"
#include "adapters/clickhouse/native_format.h"
#include "adapters/clickhouse/query_sql.h"
#include "base/check.h"

namespace sixscope::adapters {
namespace {

using store::Column;
using store::ColumnType;
using store::FlowRow;

const std::string& text_of(const FlowRow& row, std::string_view column) {
  if (column == "exporter") {
    return row.exporter;
  }
  if (column == "region") {
    return row.region;
  }
  if (column == "operator") {
    return row.operator_;
  }
  if (column == "access") {
    return row.access;
  }
  if (column == "application") {
    return row.application;
  }
  SIXSCOPE_CHECK(column == "cdn");
  return row.cdn;
}

std::uint64_t number_of(const FlowRow& row, std::string_view column) {
  const std::pair<std::string_view, std::uint64_t> numbers[] = {
      {"duration_ms", row.duration_ms},
      {"family", row.family},
      {"outer_family", row.outer_family},
      {"source_port", row.source_port},
      {"destination_port", row.destination_port},
      {"protocol", row.protocol},
      {"source_asn", row.source_asn},
      {"destination_asn", row.destination_asn},
      {"bytes", row.bytes},
      {"packets", row.packets},
      {"sampling_numerator", row.sampling_numerator},
      {"sampling_denominator", row.sampling_denominator},
  };
  for (const auto& [name, value] : numbers) {
    if (name == column) {
      return value;
    }
  }
  SIXSCOPE_CHECK(column.empty());  // A column of the catalogue that FlowRow lacks.
  return 0;
}

std::size_t width_of(ColumnType type) {
  switch (type) {
    case ColumnType::u8:
      return 1;
    case ColumnType::u16:
      return 2;
    case ColumnType::u32:
    case ColumnType::seconds:
      return 4;
    case ColumnType::u64:
    case ColumnType::f64:
    case ColumnType::text:
    case ColumnType::string:
    case ColumnType::address:
      break;
  }
  return 8;
}

WordColumn words_of(const std::vector<const FlowRow*>& rows, std::string_view column) {
  WordColumn words;
  std::unordered_map<std::string_view, std::uint32_t> known;
  for (const FlowRow* row : rows) {
    const std::string& text = text_of(*row, column);
    const auto [word, fresh] =
        known.try_emplace(text, static_cast<std::uint32_t>(words.words.size()));
    if (fresh) {
      words.words.push_back(text);
    }
    words.rows.push_back(word->second);
  }
  return words;
}

void write_column(NativeWriter& writer, const Column& column,
                  const std::vector<const FlowRow*>& rows, const Dialect& dialect) {
  const std::string type = column_type(column, dialect);
  if (column.type == ColumnType::text) {
    writer.words(column.name, words_of(rows, column.name), dialect.low_cardinality);
    return;
  }
  if (column.type == ColumnType::address) {
    std::vector<std::array<std::uint8_t, 16>> values;
    for (const FlowRow* row : rows) {
      values.push_back(column.name == "source" ? row->source : row->destination);
    }
    writer.addresses(column.name, type, values);
    return;
  }
  std::vector<std::uint64_t> values;
  for (const FlowRow* row : rows) {
    values.push_back(column.role == store::ColumnRole::time ? epoch_seconds(row->start)
                                                            : number_of(*row, column.name));
  }
  writer.integers(column.name, type, width_of(column.type), values);
}

}  // namespace

std::string encode_flows(const InsertUnit& unit, const store::FlowBatch& batch,
                         const Dialect& dialect) {
  std::vector<const FlowRow*> rows;
  for (const FlowRow& row : batch.rows) {
    if (partition_of(epoch_seconds(row.start), unit.table->partition) == unit.partition) {
      rows.push_back(&row);
    }
  }
  NativeWriter writer(unit.table->columns.size(), rows.size());
  for (const Column& column : unit.table->columns) {
    if (column.role == store::ColumnRole::batch) {
      const std::vector<std::string> marks(rows.size(), batch.id);
      writer.texts(column.name, marks);
    } else {
      write_column(writer, column, rows, dialect);
    }
  }
  return writer.take();
}

}  // namespace sixscope::adapters
