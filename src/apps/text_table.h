#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sixscope::apps {

/// Prints rows under their titles on standard output, columns as wide as their content; a Chinese
/// character counts two. Numbers (all cells of a column end in a digit or %) stand to the right.
void print_table(const std::vector<std::string>& titles,
                 const std::vector<std::vector<std::string>>& rows);

/// A value for programs: nothing (empty in CSV, null in JSON), a text or a number.
using Value = std::variant<std::monostate, std::string, std::uint64_t, double>;

/// `value` as it stands in a table.
[[nodiscard]] std::string text_of(const Value& value);

/// `values` as one line of CSV (RFC 4180), without its end.
[[nodiscard]] std::string csv_line(const std::vector<Value>& values);

/// Prints rows in a format that programs read: csv (with a line of `titles` even where there are no
/// rows), json (a list) or jsonl. Members are called as `titles` say.
void print_rows(const std::vector<std::string>& titles, const std::vector<std::vector<Value>>& rows,
                std::string_view format);

/// Prints rows in any format: "table" for people, or one of `print_rows`.
void print_listed(const std::vector<std::string>& titles,
                  const std::vector<std::vector<Value>>& rows, std::string_view format);

/// `bytes` with three digits and a decimal unit: "1.23 TB".
[[nodiscard]] std::string human_bytes(double bytes);

}  // namespace sixscope::apps
