#include "table/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include "table/cell_budget.h"
#include "table/refusal.h"
#include "table/text_encoding.h"

namespace sixscope::table {
namespace {

/// In the order in which equals are preferred: who writes by tabs or semicolons has commas in texts
/// and numbers, seldom the other way round.
constexpr std::array kDelimiters = {'\t', ';', '|', ','};
constexpr std::size_t kSampledRecords = 20;
constexpr std::size_t kSampledBytes = 64U << 10U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kDirective = "sep=";
constexpr std::string_view kLineEnds = "\r\n";

bool is_line_end(char c) { return c == '\r' || c == '\n'; }

// Bytes of the line end at `at`: 2 for CRLF.
std::size_t line_end_size(std::string_view text, std::size_t at) {
  return text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
}

// How many of each delimiter each of the first records has outside quotations. A quotation begins
// behind any delimiter, so that one pass serves all.
std::vector<std::array<std::size_t, kDelimiters.size()>> delimiter_counts(std::string_view text) {
  std::vector<std::array<std::size_t, kDelimiters.size()>> records;
  std::array<std::size_t, kDelimiters.size()> counts{};
  bool at_field = true;
  bool quoted = false;
  bool blank = true;
  for (std::size_t i = 0; i <= text.size() && records.size() < kSampledRecords; ++i) {
    const char c = i < text.size() ? text[i] : '\n';
    if (quoted) {
      quoted = c != '"';
      continue;
    }
    if (is_line_end(c)) {
      if (!blank) {
        records.push_back(counts);
      }
      counts = {};
      at_field = blank = true;
      continue;
    }
    blank = false;
    const auto* const found = std::ranges::find(kDelimiters, c);
    if (found != kDelimiters.end()) {
      ++counts[static_cast<std::size_t>(found - kDelimiters.begin())];
    }
    quoted = at_field && c == '"';
    // A doubled mark inside a quotation ends it here and opens it again.
    at_field = found != kDelimiters.end() || (c == '"' && at_field);
  }
  return records;
}

// Takes the records of a text apart.
class CsvReader {
 public:
  CsvReader(std::string_view text, const Limits& limits) : text_(text), budget_(limits) {}

  Result<Sheet> read(std::string name) {
    take_directive();
    Sheet sheet{.name = std::move(name)};
    std::size_t width = 0;  // Of the row before: the next is likely as wide.
    for (std::size_t number = 1; at_ < text_.size(); ++number) {
      Row row{.number = number};
      row.cells.reserve(width);
      const auto done = read_record(row);
      if (!done) {
        return fail_like(done);
      }
      width = row.cells.size();
      if (width == 0) {
        continue;
      }
      if (const auto refused = budget_.add(std::move(row), sheet)) {
        return refuse(*refused, std::to_string(budget_.most(*refused)));
      }
    }
    return sheet;
  }

 private:
  // Excel's first line that names the delimiter: `sep=;`. It is no row of the sheet.
  void take_directive() {
    const std::string_view first = text_.substr(0, text_.find_first_of(kLineEnds));
    if (first.size() == kDirective.size() + 1 && first.starts_with(kDirective) &&
        first.back() != '"') {
      delimiter_ = first.back();
      at_ = first.size();
      end_line();
    } else {
      delimiter_ = delimiter_of(text_);
    }
  }

  Result<void> read_record(Row& row) {
    std::size_t column = 0;
    bool more = true;
    while (more) {
      const auto field = at_ < text_.size() && text_[at_] == '"' ? quoted() : plain();
      if (!field) {
        return fail_like(field);
      }
      const std::string_view text = unfuse(*field);
      if (!text.empty()) {  // A later cell that holds something makes room for the empty.
        Cell cell{.type = CellType::text, .text = std::string(text)};
        if (const auto refused = budget_.put(column, std::move(cell), row)) {
          return refuse(*refused, column_letters(column) + ", " + std::to_string(line_));
        }
      }
      ++column;
      more = at_ < text_.size() && text_[at_] == delimiter_;
      at_ += more ? 1 : 0;
    }
    end_line();
    return {};
  }

  // A field up to the next delimiter or line end.
  Result<std::string_view> plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && !is_line_end(text_[at_])) {
      if (text_[at_] == '\0') {
        return refuse(Refused::nul_character, std::to_string(line_));
      }
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  // RFC 4180 s.2 rules 5 to 7. Blanks may stand behind the closing mark.
  Result<std::string_view> quoted() {
    const std::size_t opened = line_;
    unquoted_.clear();
    while (true) {
      const std::size_t begin = ++at_;
      at_ = std::min(text_.find('"', begin), text_.size());
      const std::string_view piece = text_.substr(begin, at_ - begin);
      if (piece.find('\0') != std::string_view::npos) {
        return refuse(Refused::nul_character, std::to_string(line_));
      }
      unquoted_ += piece;
      count_lines(piece);
      if (at_ == text_.size()) {
        return refuse(Refused::open_quotation, std::to_string(opened));
      }
      ++at_;
      if (at_ == text_.size() || text_[at_] != '"') {
        break;
      }
      unquoted_ += '"';
    }
    at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
    if (at_ < text_.size() && text_[at_] != delimiter_ && !is_line_end(text_[at_])) {
      return refuse(Refused::text_after_quotation, std::to_string(line_));
    }
    return std::string_view(unquoted_);
  }

  void count_lines(std::string_view piece) {
    for (std::size_t i = piece.find_first_of(kLineEnds); i != std::string_view::npos;
         i = piece.find_first_of(kLineEnds, i)) {
      i += line_end_size(piece, i);
      ++line_;
    }
  }

  void end_line() {
    if (at_ < text_.size()) {
      at_ += line_end_size(text_, at_);
      ++line_;
    }
  }

  std::string_view text_;
  CellBudget budget_;
  char delimiter_ = ',';
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string unquoted_;
};

// What a spreadsheet takes for a number: then a sign in front is no formula.
bool is_plain_number(std::string_view text) {
  std::size_t digits = 0;
  std::size_t points = 0;
  for (const char c : text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0)) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c == '.' && points == 0) {
      ++points;
    } else {
      return false;
    }
  }
  return digits > 0;
}

// Whether a text would be a formula but for apostrophes in front.
bool is_formula(std::string_view text) {
  constexpr std::array<std::string_view, 11> kBeginnings = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                            "\n", "＝", "＋", "－", "＠"};
  text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
  return std::ranges::any_of(kBeginnings, [&](auto b) { return text.starts_with(b); }) &&
         !is_plain_number(text);
}

}  // namespace

char delimiter_of(std::string_view text) {
  const auto records = delimiter_counts(text.substr(0, kSampledBytes));
  // The one that most records have equally often, at least once.
  char best = ',';
  std::size_t best_agreeing = 0;
  for (std::size_t which = 0; which < kDelimiters.size(); ++which) {
    for (const auto& record : records) {
      const auto agreeing = static_cast<std::size_t>(std::ranges::count_if(
          records, [&](const auto& other) { return other[which] == record[which]; }));
      if (record[which] > 0 && agreeing > best_agreeing) {
        best = kDelimiters[which];
        best_agreeing = agreeing;
      }
    }
  }
  return best;
}

Result<Sheet> read_csv(ByteView bytes, std::string name, const Limits& limits) {
  if (bytes.size() > limits.file_bytes) {
    return refuse(Refused::file_too_large, std::to_string(limits.file_bytes));
  }
  const auto decoded = decode_text(bytes);
  if (!decoded) {
    return fail_like(decoded);
  }
  return CsvReader(decoded->text, limits).read(std::move(name));
}

void append_csv(std::string& csv, std::span<const std::string> fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    csv += i == 0 ? "" : ",";
    const std::string text = defuse(fields[i]);
    // Any delimiter is quoted, so that none but the comma is found; sep= so that it is none either.
    if (text.find_first_of("\"\r\n\t;|,") == std::string::npos && !text.starts_with(kDirective)) {
      csv += text;
      continue;
    }
    csv += '"';
    for (const char c : text) {
      csv.append(c == '"' ? 2 : 1, c);
    }
    csv += '"';
  }
  csv += "\r\n";
}

std::string write_csv(std::span<const std::vector<std::string>> rows) {
  std::string csv(kByteOrderMark);
  for (const auto& row : rows) {
    append_csv(csv, row);
  }
  return csv;
}

std::string csv_of(const SheetPlan& sheet) {
  std::vector<std::string> titles;
  for (const Column& column : sheet.columns) {
    titles.push_back(column.title);
  }
  std::string csv(kByteOrderMark);
  std::size_t next = 1;  // Number of the row that is written next.
  const auto go_to = [&](std::size_t number) {
    for (; next < number; ++next) {
      csv += "\r\n";
    }
    ++next;
  };
  bool titled = sheet.header_row == 0;
  std::vector<std::string> line;
  for (const Row& row : sheet.rows) {
    if (!titled && row.number > sheet.header_row) {
      go_to(sheet.header_row);
      append_csv(csv, titles);
      titled = true;
    }
    go_to(row.number);
    line.clear();
    for (const Cell& cell : row.cells) {
      line.push_back(cell.text);
    }
    append_csv(csv, line);
  }
  if (!titled) {
    go_to(sheet.header_row);
    append_csv(csv, titles);
  }
  return csv;
}

std::string defuse(std::string_view text) {
  return (is_formula(text) ? "'" : "") + std::string(text);
}

std::string_view unfuse(std::string_view text) {
  return text.substr(text.starts_with('\'') && is_formula(text) ? 1 : 0);
}

}  // namespace sixscope::table
