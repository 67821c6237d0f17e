// Any bytes, as an answer of a server: read or refused; what is read has as many values as rows,
// and a block written from read texts reads back the same.

#include <cstddef>
#include <cstdint>
#include <span>

#include "adapters/clickhouse/native_format.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using sixscope::adapters::NativeColumn;
  const auto table = sixscope::adapters::read_native(std::as_bytes(std::span(data, size)));
  if (!table) {
    return 0;
  }
  for (const NativeColumn& column : table->columns) {
    SIXSCOPE_CHECK(column.texts.size() + column.numbers.size() + column.floats.size() ==
                   table->rows);
    sixscope::adapters::NativeWriter writer(1, column.texts.size());
    writer.texts("again", column.texts);
    const std::string block = writer.take();
    const auto again = sixscope::adapters::read_native(std::as_bytes(std::span(block)));
    SIXSCOPE_CHECK(again && again->columns.front().texts == column.texts);
  }
  return 0;
}
