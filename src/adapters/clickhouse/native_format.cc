#include "adapters/clickhouse/native_format.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "base/check.h"

namespace sixscope::adapters {
namespace {

static_assert(std::endian::native == std::endian::little, "Native is little endian");

constexpr std::size_t kColumnsMax = 64;
constexpr std::size_t kBlocksMax = 1'000'000;
constexpr std::size_t kTextBytesMax = std::size_t{256}
                                      << 20U;  ///< Of a column of words in a block.
constexpr std::uint64_t kRowsMax = std::uint64_t{1} << 32U;

// Of LowCardinality on the wire: dictionary version, then flags beside the width of the indexes.
constexpr std::uint64_t kDictionaryVersion = 1;
constexpr std::uint64_t kHasOwnDictionary = 1U << 9U;
constexpr std::uint64_t kNewDictionary = 1U << 10U;

tl::unexpected<Error> broken(std::size_t at, std::string detail = {}) {
  Error error{Errc::malformed, "ClickHouse: the answer is not in Native format", at,
              std::move(detail)};
  return tl::unexpected<Error>(std::move(error));
}

/// Reads the pieces of Native; false for good once the bytes end.
class Cursor {
 public:
  explicit Cursor(ByteView bytes) : reader_(bytes) {}

  std::uint64_t count() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = reader_.u8();
      value |= (byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) {
        return value;
      }
    }
    return value;
  }

  std::string text() {
    const std::uint64_t length = count();
    const ByteView taken = reader_.take(length);
    std::string value(taken.size(), '\0');
    if (!taken.empty()) {
      std::memcpy(value.data(), taken.data(), taken.size());
    }
    return value;
  }

  /// `rows` little-endian values of type Wire, widened.
  template <class Wire, class Value>
  bool column(std::uint64_t rows, std::vector<Value>& values) {
    const ByteView taken = reader_.take(rows * sizeof(Wire));
    if (taken.size() != rows * sizeof(Wire)) {
      return false;
    }
    values.reserve(values.size() + rows);
    for (std::size_t i = 0; i < rows; ++i) {
      Wire value;
      std::memcpy(&value, taken.data() + i * sizeof value, sizeof value);
      values.push_back(static_cast<Value>(value));
    }
    return true;
  }

  [[nodiscard]] bool ok() const { return reader_.ok(); }
  [[nodiscard]] bool done() const { return reader_.remaining() == 0; }
  [[nodiscard]] std::size_t offset() const { return reader_.offset(); }
  [[nodiscard]] std::size_t remaining() const { return reader_.remaining(); }

 private:
  ByteReader reader_;
};

/// A column of words: dictionary, then the number of each row's word in it.
bool read_words(Cursor& cursor, std::uint64_t rows, NativeColumn& column) {
  std::vector<std::uint64_t> head;  // Version, flags, words.
  if (!cursor.column<std::uint64_t>(3, head) || head[0] != kDictionaryVersion ||
      (head[1] & kHasOwnDictionary) == 0) {
    return false;
  }
  std::vector<std::string> words;
  for (std::uint64_t i = 0; i < head[2] && cursor.ok(); ++i) {
    words.push_back(cursor.text());
  }
  std::vector<std::uint64_t> count;
  if (!cursor.column<std::uint64_t>(1, count) || count[0] != rows) {
    return false;
  }
  std::vector<std::uint64_t> indexes;
  const std::uint64_t width_code = head[1] & 0xFFU;
  const bool read = width_code == 0   ? cursor.column<std::uint8_t>(rows, indexes)
                    : width_code == 1 ? cursor.column<std::uint16_t>(rows, indexes)
                    : width_code == 2 ? cursor.column<std::uint32_t>(rows, indexes)
                                      : cursor.column<std::uint64_t>(rows, indexes);
  std::size_t bytes = 0;
  for (const std::uint64_t index : indexes) {
    if (index >= words.size()) {
      return false;
    }
    bytes += words[index].size();
    if (bytes > kTextBytesMax) {
      return false;
    }
    column.texts.push_back(words[index]);
  }
  return read && cursor.ok();
}

bool read_column(Cursor& cursor, std::string_view type, std::uint64_t rows, NativeColumn& column) {
  if (rows == 0) {
    return true;
  }
  if (type == "LowCardinality(String)") {
    return read_words(cursor, rows, column);
  }
  if (type == "String") {
    for (std::uint64_t i = 0; i < rows && cursor.ok(); ++i) {
      column.texts.push_back(cursor.text());
    }
    return cursor.ok();
  }
  if (type == "UInt64") {
    return cursor.column<std::uint64_t>(rows, column.numbers);
  }
  if (type == "UInt32" || type.starts_with("DateTime")) {
    return cursor.column<std::uint32_t>(rows, column.numbers);
  }
  if (type == "UInt16") {
    return cursor.column<std::uint16_t>(rows, column.numbers);
  }
  if (type == "UInt8") {
    return cursor.column<std::uint8_t>(rows, column.numbers);
  }
  return type == "Float64" && cursor.column<double>(rows, column.floats);
}

}  // namespace

NativeWriter::NativeWriter(std::size_t columns, std::size_t rows) {
  count(columns);
  count(rows);
}

void NativeWriter::count(std::uint64_t value) {
  while (value >= 0x80U) {
    bytes_.push_back(static_cast<char>(value | 0x80U));
    value >>= 7U;
  }
  bytes_.push_back(static_cast<char>(value));
}

void NativeWriter::text(std::string_view value) {
  count(value.size());
  bytes_.append(value);
}

void NativeWriter::fixed(std::uint64_t value, std::size_t width) {
  std::array<char, sizeof value> raw{};
  std::memcpy(raw.data(), &value, sizeof value);
  bytes_.append(raw.data(), width);
}

void NativeWriter::begin(std::string_view name, std::string_view type) {
  text(name);
  text(type);
}

void NativeWriter::seconds(std::string_view name, std::string_view type,
                           std::span<const std::uint32_t> values) {
  begin(name, type);
  const std::size_t at = bytes_.size();
  bytes_.resize(at + values.size_bytes());
  std::memcpy(bytes_.data() + at, values.data(), values.size_bytes());
}

void NativeWriter::numbers(std::string_view name, std::span<const std::uint64_t> values) {
  integers(name, "UInt64", sizeof(std::uint64_t), values);
}

void NativeWriter::integers(std::string_view name, std::string_view type, std::size_t width,
                            std::span<const std::uint64_t> values) {
  begin(name, type);
  bytes_.reserve(bytes_.size() + values.size() * width);
  for (const std::uint64_t value : values) {
    fixed(value, width);
  }
}

void NativeWriter::floats(std::string_view name, std::span<const double> values) {
  begin(name, "Float64");
  const std::size_t at = bytes_.size();
  bytes_.resize(at + values.size_bytes());
  std::memcpy(bytes_.data() + at, values.data(), values.size_bytes());
}

void NativeWriter::texts(std::string_view name, std::span<const std::string> values) {
  begin(name, "String");
  for (const std::string& value : values) {
    text(value);
  }
}

void NativeWriter::words(std::string_view name, const WordColumn& column, bool low_cardinality) {
  if (!low_cardinality) {
    begin(name, "String");
    for (const std::uint32_t row : column.rows) {
      text(column.words[row]);
    }
    return;
  }
  const std::size_t words = column.words.size();
  const std::uint64_t width_code = words <= 0x100 ? 0 : words <= 0x10000 ? 1 : 2;
  begin(name, "LowCardinality(String)");
  fixed(kDictionaryVersion, 8);
  fixed(width_code | kHasOwnDictionary | kNewDictionary, 8);
  fixed(words, 8);
  for (const std::string& word : column.words) {
    text(word);
  }
  fixed(column.rows.size(), 8);
  for (const std::uint32_t row : column.rows) {
    fixed(row, std::size_t{1} << width_code);
  }
}

void NativeWriter::addresses(std::string_view name, std::string_view type,
                             std::span<const std::array<std::uint8_t, 16>> values) {
  begin(name, type);
  for (const auto& value : values) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + value.size());
    std::memcpy(bytes_.data() + at, value.data(), value.size());
  }
}

Result<NativeTable> read_native(ByteView bytes) {
  NativeTable table;
  Cursor cursor(bytes);
  for (std::size_t block = 0; !cursor.done(); ++block) {
    const std::uint64_t columns = cursor.count();
    const std::uint64_t rows = cursor.count();
    if (!cursor.ok() || block >= kBlocksMax || columns > kColumnsMax || rows > kRowsMax) {
      return broken(cursor.offset());
    }
    if (columns == 0 && rows != 0) {
      return broken(cursor.offset(), "rows without columns");
    }
    if (table.columns.empty()) {
      table.columns.resize(columns);
    }
    if (columns != table.columns.size()) {
      return broken(cursor.offset(), "blocks differ");
    }
    for (NativeColumn& column : table.columns) {
      column.name = cursor.text();
      const std::string type = cursor.text();
      if (!cursor.ok() || !read_column(cursor, type, rows, column)) {
        return broken(cursor.offset(), "column type " + type.substr(0, 40));
      }
    }
    table.rows += rows;
  }
  return table;
}

}  // namespace sixscope::adapters
