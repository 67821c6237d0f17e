#include "apps/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "base/json_writer.h"
#include "base/utf8.h"

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

struct Text {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(auto number) const { return fmt::format("{}", number); }
};

std::string csv_field(const Value& value) {
  std::string text = text_of(value);
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + '"';
}

struct JsonValue {
  JsonWriter& out;
  void operator()(std::monostate) const { out.null(); }
  void operator()(const std::string& text) const { out.value(std::string_view(text)); }
  void operator()(std::uint64_t number) const { out.value(number); }
  void operator()(double number) const { out.value(number); }
};

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

std::string text_of(const Value& value) { return std::visit(Text(), value); }

std::string csv_line(const std::vector<Value>& values) {
  std::string line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    line += i == 0 ? "" : ",";
    line += csv_field(values[i]);
  }
  return line;
}

void print_rows(const std::vector<std::string>& titles, const std::vector<std::vector<Value>>& rows,
                std::string_view format) {
  if (format == "csv") {
    fmt::print("{}\n", csv_line({titles.begin(), titles.end()}));
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
      out.key(titles[i]);
      std::visit(JsonValue{out}, row[i]);
    }
    out.end_object();
    fmt::print("{}{}", between, out.text());
    between = lines ? "\n" : ",\n";
  }
  fmt::print("{}", lines ? (rows.empty() ? "" : "\n") : (rows.empty() ? "[]\n" : "\n]\n"));
}

void print_listed(const std::vector<std::string>& titles,
                  const std::vector<std::vector<Value>>& rows, std::string_view format) {
  if (format != "table") {
    print_rows(titles, rows, format);
    return;
  }
  std::vector<std::vector<std::string>> texts;
  for (const auto& row : rows) {
    auto& text = texts.emplace_back();
    for (const Value& value : row) {
      text.push_back(printable(text_of(value)));
    }
  }
  print_table(titles, texts);
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
