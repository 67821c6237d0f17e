#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sixscope::enrich {

/// Reads comma-separated text (RFC 4180) record by record; other separators likewise.
///
/// Quoted fields may hold separators, line ends and doubled quotes. Lines that are empty or begin
/// with `#` are skipped, a byte-order mark and spaces around unquoted fields too. Never fails: an
/// unclosed quote runs to the end of the text and `quote_open()` says so.
class CsvReader {
 public:
  /// Fields of one record; what stands behind the last is dropped and the record is `overlong`.
  static constexpr std::size_t kFieldsMax = 64;

  /// `text` is borrowed for the life of the reader.
  explicit CsvReader(std::string_view text, char separator = ',');

  /// The next record, valid until the next call; nothing at the end.
  [[nodiscard]] std::optional<std::span<const std::string_view>> next();
  /// 1-based line on which the record returned last begins.
  [[nodiscard]] std::uint32_t line() const { return record_line_; }
  [[nodiscard]] bool quote_open() const { return quote_open_; }
  [[nodiscard]] bool overlong() const { return overlong_; }

 private:
  std::string_view field();
  std::string_view quoted_field();
  void skip_line();

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t record_line_ = 0;
  bool quote_open_ = false;
  bool overlong_ = false;
  std::vector<std::string_view> fields_;
  std::vector<std::string> unquoted_;  // Texts of fields that had doubled quotes.
};

/// `text` without spaces and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace sixscope::enrich
