#include "table/pasted_text.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "table/cell_budget.h"
#include "table/csv.h"
#include "table/refusal.h"
#include "table/text_encoding.h"

namespace sixscope::table {
namespace {

constexpr std::string_view kCellEnds = "\t\r\n";

class PastedReader {
 public:
  PastedReader(std::string_view text, const Limits& limits) : text_(text), budget_(limits) {}

  Result<Sheet> read(std::string name) {
    Sheet sheet{.name = std::move(name)};
    for (std::size_t number = 1; at_ < text_.size(); ++number) {
      Row row{.number = number};
      if (const auto done = read_row(row); !done) {
        return fail_like(done);
      }
      if (row.cells.empty()) {
        continue;
      }
      if (const auto refused = budget_.add(std::move(row), sheet)) {
        return refuse(*refused, std::to_string(budget_.most(*refused)));
      }
    }
    return sheet;
  }

 private:
  Result<void> read_row(Row& row) {
    for (std::size_t column = 0;; ++column) {
      const auto unquoted = at_ < text_.size() && text_[at_] == '"' ? quoted() : std::nullopt;
      const std::string_view text = unfuse(unquoted ? std::string_view(*unquoted) : plain());
      if (text.find('\0') != std::string_view::npos) {
        return refuse(Refused::nul_character, std::to_string(row.number));
      }
      if (!text.empty()) {
        Cell cell{.type = CellType::text, .text = std::string(text)};
        if (const auto refused = budget_.put(column, std::move(cell), row)) {
          return refuse(*refused, column_letters(column) + std::to_string(row.number));
        }
      }
      if (at_ == text_.size()) {
        return {};
      }
      const char end = text_[at_++];
      if (end == '\t') {
        continue;
      }
      at_ += end == '\r' && at_ < text_.size() && text_[at_] == '\n' ? 1 : 0;
      return {};
    }
  }

  std::string_view plain() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(kCellEnds, at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  // What stands between quotation marks, if the closing one ends the cell; else nothing, and
  // nothing was read. A mark that fails here stops at the next odd run of marks, which is no later
  // than the next cell that begins with one, so that all tries together are linear.
  std::optional<std::string> quoted() {
    std::string inside;
    for (std::size_t at = at_ + 1;;) {
      const std::size_t mark = text_.find('"', at);
      if (mark == std::string_view::npos) {
        return std::nullopt;
      }
      inside += text_.substr(at, mark - at);
      at = mark + 1;
      if (at == text_.size() || kCellEnds.find(text_[at]) != std::string_view::npos) {
        at_ = at;
        return inside;
      }
      if (text_[at] != '"') {
        return std::nullopt;
      }
      inside += '"';
      ++at;
    }
  }

  std::string_view text_;
  CellBudget budget_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Sheet> read_pasted(ByteView bytes, std::string name, const Limits& limits) {
  if (bytes.size() > limits.file_bytes) {
    return refuse(Refused::file_too_large, std::to_string(limits.file_bytes));
  }
  const auto decoded = decode_text(bytes);
  if (!decoded) {
    return fail_like(decoded);
  }
  if (decoded->text.find('\t') == std::string::npos) {
    return read_csv(bytes, std::move(name), limits);
  }
  return PastedReader(decoded->text, limits).read(std::move(name));
}

Result<Sheet> read_pasted_or_csv(ByteView bytes, std::string name, const Limits& limits) {
  const bool is_small = bytes.size() <= limits.file_bytes;
  const auto decoded = is_small ? decode_text(bytes) : Result<DecodedText>(DecodedText{});
  const bool is_pasted = decoded && delimiter_of(decoded->text) == '\t';
  return is_pasted ? read_pasted(bytes, std::move(name), limits)
                   : read_csv(bytes, std::move(name), limits);
}

}  // namespace sixscope::table
