#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sixscope::apps {

/// Prints rows under their titles on standard output, columns as wide as their content; a Chinese
/// character counts two. Numbers (all cells of a column end in a digit or %) stand to the right.
void print_table(const std::vector<std::string>& titles,
                 const std::vector<std::vector<std::string>>& rows);

/// `fields` as one line of CSV (RFC 4180), without its end.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& fields);

/// Prints rows in a format that programs read: csv, json (a list) or jsonl. Objects have `titles`
/// for names; every value is a text.
void print_rows(const std::vector<std::string>& titles,
                const std::vector<std::vector<std::string>>& rows, std::string_view format);

/// `bytes` with three digits and a decimal unit: "1.23 TB".
[[nodiscard]] std::string human_bytes(double bytes);

}  // namespace sixscope::apps
