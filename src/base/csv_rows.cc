#include "base/csv_rows.h"

#include <algorithm>

namespace sixscope {
namespace {

// The fields of one line; quotes are undone. Nothing if a quotation is left open.
bool split(std::string_view line, std::vector<std::string>& fields) {
  fields.assign(1, {});
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return !quoted;
}

}  // namespace

Result<std::vector<std::map<std::string, std::string>>> csv_rows(std::string_view text) {
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> columns;
  std::vector<std::string> fields;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    if (!split(line, fields)) {
      return fail_because("line " + std::to_string(number), Errc::malformed,
                          "CSV: a quotation is left open");
    }
    if (columns.empty()) {
      columns = fields;
      continue;
    }
    if (fields.size() > columns.size()) {
      return fail_because("line " + std::to_string(number), Errc::malformed,
                          "CSV: more fields than columns");
    }
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      row[columns[i]] = fields[i];
    }
  }
  return rows;
}

}  // namespace sixscope
