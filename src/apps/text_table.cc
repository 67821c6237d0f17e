#include "apps/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "base/json_writer.h"

namespace sixscope::apps {
namespace {

// Columns a UTF-8 text takes in a terminal: three bytes and more are taken for wide.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    width += byte < 0x80U || (byte >= 0xC0U && byte < 0xE0U) ? 1 : (byte >= 0xE0U ? 2 : 0);
  }
  return width;
}

bool is_number(std::string_view text) {
  const char last = text.empty() ? '0' : text.back();
  return (last >= '0' && last <= '9') || last == '%' || text.ends_with("B") || text == "–";
}

}  // namespace

void print_table(const std::vector<std::string>& titles,
                 const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  std::vector<bool> to_the_right;
  for (std::size_t column = 0; column < titles.size(); ++column) {
    std::size_t width = width_of(titles[column]);
    bool numbers = !rows.empty();
    for (const auto& row : rows) {
      width = std::max(width, width_of(row[column]));
      numbers = numbers && is_number(row[column]);
    }
    widths.push_back(width);
    to_the_right.push_back(numbers);
  }
  const auto print_row = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string space(widths[column] - width_of(row[column]), ' ');
      line += column == 0 ? "" : "  ";
      line += to_the_right[column] ? space + row[column] : row[column] + space;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    fmt::print("{}\n", line);
  };
  print_row(titles);
  for (const auto& row : rows) {
    print_row(row);
  }
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    line += i == 0 ? "" : ",";
    if (fields[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += fields[i];
      continue;
    }
    line += '"';
    for (const char c : fields[i]) {
      line += c == '"' ? "\"\"" : std::string(1, c);
    }
    line += '"';
  }
  return line;
}

void print_rows(const std::vector<std::string>& titles,
                const std::vector<std::vector<std::string>>& rows, std::string_view format) {
  if (format == "csv") {
    fmt::print("{}\n", csv_line(titles));
    for (const auto& row : rows) {
      fmt::print("{}\n", csv_line(row));
    }
    return;
  }
  const bool lines = format == "jsonl";
  std::string between = lines ? "" : "[\n";
  for (const auto& row : rows) {
    JsonWriter out;
    out.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      out.member(titles[i], std::string_view(row[i]));
    }
    out.end_object();
    fmt::print("{}{}", between, out.text());
    between = lines ? "\n" : ",\n";
  }
  fmt::print("{}", lines ? (rows.empty() ? "" : "\n") : (rows.empty() ? "[]\n" : "\n]\n"));
}

std::string human_bytes(double bytes) {
  constexpr std::array<std::string_view, 6> kUnits = {"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} B", bytes) : fmt::format("{:.2f} {}", bytes, kUnits[unit]);
}

}  // namespace sixscope::apps
