#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::adapters {

/// Words of a column, each once, and the number of each row's word.
struct WordColumn {
  std::vector<std::string> words;
  std::vector<std::uint32_t> rows;
};

/// Writes one block of ClickHouse's Native format: columns one after another, little endian.
/// Each column must have as many rows as the block.
class NativeWriter {
 public:
  NativeWriter(std::size_t columns, std::size_t rows);

  void seconds(std::string_view name, std::string_view type, std::span<const std::uint32_t> values);
  void numbers(std::string_view name, std::span<const std::uint64_t> values);
  void floats(std::string_view name, std::span<const double> values);
  void integers(std::string_view name, std::string_view type, std::size_t width,
                std::span<const std::uint64_t> values);
  void texts(std::string_view name, std::span<const std::string> values);
  /// As LowCardinality(String) or, for servers that lack it, as plain String.
  void words(std::string_view name, const WordColumn& column, bool low_cardinality);
  void addresses(std::string_view name, std::string_view type,
                 std::span<const std::array<std::uint8_t, 16>> values);

  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  void begin(std::string_view name, std::string_view type);
  void count(std::uint64_t value);
  void text(std::string_view value);
  void fixed(std::uint64_t value, std::size_t width);

  std::string bytes_;
};

/// A column of an answer.
struct NativeColumn {
  std::string name;
  std::vector<std::string> texts;      ///< Of a String or LowCardinality(String) column.
  std::vector<std::uint64_t> numbers;  ///< Of an integer or DateTime column.
  std::vector<double> floats;          ///< Of a Float64 column.
};

/// The rows of all blocks of an answer, by column.
struct NativeTable {
  std::size_t rows = 0;
  std::vector<NativeColumn> columns;  ///< Empty if the answer has no block.
};

/// Reads blocks of String, LowCardinality(String), UInt8 to UInt64, DateTime and Float64 columns.
/// `malformed` on any other type and on bytes that end early: a server that broke off writes its
/// error into them.
[[nodiscard]] Result<NativeTable> read_native(ByteView bytes);

}  // namespace sixscope::adapters
