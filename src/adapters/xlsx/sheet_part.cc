#include "adapters/xlsx/sheet_part.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/xlsx/xml_part.h"
#include "table/cell_values.h"
#include "table/merged_ranges.h"
#include "table/refusal.h"

namespace sixscope::adapters {
namespace {

using table::Cell;
using table::CellType;
using table::refuse;
using table::Refused;
using table::Row;

constexpr std::size_t kMergesMax = 1'000'000;
constexpr std::size_t kMergesKept = 10'000;  // More are marked in the cells, but not written back.

// A place in a sheet, both from 0.
// Names of regions and the like; longer texts are not compared with what covers them.
constexpr std::size_t kComparedMax = 255;

struct Place {
  std::size_t row = 0;
  std::size_t column = 0;
};
struct Range {
  Place first;
  Place last;
};

template <class T>
std::optional<T> number_of(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

// "AB12"; nothing for anything else, or past what sheets have.
std::optional<Place> place_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t at = 0;
  while (at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z' && at < 3) {
    column = column * 26 + static_cast<std::size_t>(reference[at++] - 'A') + 1;
  }
  const auto row = number_of<std::size_t>(reference.substr(at));
  if (column == 0 || column > table::kColumnsMax || !row || *row == 0 ||
      *row > table::kRowNumberMax) {
    return std::nullopt;
  }
  return Place{.row = *row - 1, .column = column - 1};
}

// "A1:B2", or "A1" alone.
std::optional<Range> range_of(std::string_view reference) {
  const std::size_t colon = std::min(reference.find(':'), reference.size());
  const auto first = place_of(reference.substr(0, colon));
  const auto last = colon == reference.size() ? first : place_of(reference.substr(colon + 1));
  if (!first || !last || last->row < first->row || last->column < first->column) {
    return std::nullopt;
  }
  return Range{.first = *first, .last = *last};
}

// Its own shortest decimal already: an optional sign, at most 15 digits, no exponent, no zeroes
// that say nothing.
bool is_shown_as_stored(std::string_view text) {
  text.remove_prefix(text.starts_with('-') ? 1 : 0);
  const std::size_t whole = std::min(text.find('.'), text.size());
  const std::string_view places = text.substr(std::min(whole + 1, text.size()));
  const auto digits = [](std::string_view part) {
    return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  return whole > 0 && text.size() <= 16 && digits(text.substr(0, whole)) && digits(places) &&
         (whole == 1 || text[0] != '0') &&
         (places.empty() ? whole == text.size() && text != "0" : !places.ends_with('0')) &&
         whole + places.size() <= 15;
}

class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(const SheetEntry& entry, const WorkbookParts& workbook, const table::Limits& limits,
               table::CellBudget& budget)
      : workbook_(workbook), limits_(limits), budget_(budget) {
    sheet.name = entry.name;
    sheet.hidden = entry.hidden;
  }

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "c") {
      start_cell(attributes);
    } else if (name == "v") {
      collecting_ = in_cell_;
    } else if (name == "t") {
      collecting_ = in_cell_ && phonetic_ == 0;
    } else if (name == "f") {
      formula_ = true;
    } else if (name == "row") {
      start_row(attributes);
    } else if (name == "rPh") {
      ++phonetic_;
    } else if (name == "col") {
      hide_columns(attributes);
    } else if (name == "mergeCell") {
      add_merge(attributes.value("ref"));
    }
  }

  void end(std::string_view name) override {
    collecting_ = false;
    if (name == "c") {
      end_cell();
    } else if (name == "row") {
      end_row();
    } else if (name == "rPh" && phonetic_ > 0) {
      --phonetic_;
    }
  }

  void text(std::string_view piece) override {
    if (!collecting_) {
      return;
    }
    value_ += piece;
    if (value_.size() > limits_.cell_bytes) {
      stop_at(Refused::cell_too_long);
    }
  }

  // What merged ranges cover, in rows that hold something.
  Result<void> mark_merges() {
    std::size_t covered = 0;
    for (const Range& merge : merges_) {
      keep_merge(merge);
      auto row = std::ranges::lower_bound(sheet.rows, merge.first.row + 1, {}, &Row::number);
      const table::Cell shown = cell_at(row, merge.first);
      for (; row != sheet.rows.end() && row->number <= merge.last.row + 1; ++row) {
        const std::size_t end = std::min(merge.last.column + 1, width_);
        covered += 1 + end;
        if (covered > limits_.cells) {
          return refuse(Refused::overlapping_merges, sheet.name);
        }
        if (const auto refused = budget_.widen(end, *row)) {
          return refuse(*refused, std::to_string(budget_.most(*refused)));
        }
        for (std::size_t column = merge.first.column; column < end; ++column) {
          const bool is_first = row->number == merge.first.row + 1 && column == merge.first.column;
          // A covered cell that holds the name that is shown (our own workbooks) has its value.
          row->cells[column].merged = !is_first && !has_value(row->cells[column], shown);
        }
      }
    }
    sheet.merges = table::without_overlaps(std::move(sheet.merges));
    sheet.merges.resize(std::min(sheet.merges.size(), kMergesKept));
    return {};
  }

  table::Sheet sheet;

 private:
  // The first cell of a range; an empty one where its row has none, or a long text: compared under
  // very many ranges, it would cost its length each time.
  table::Cell cell_at(std::vector<Row>::const_iterator row, const Place& place) const {
    const bool is_there =
        row != sheet.rows.end() && row->number == place.row + 1 && place.column < row->cells.size();
    return is_there && row->cells[place.column].text.size() <= kComparedMax
               ? row->cells[place.column]
               : table::Cell();
  }
  // Only names: a quantity over two rows may be meant for both together, and is never read twice.
  static bool has_value(const table::Cell& cell, const table::Cell& shown) {
    constexpr std::string_view kFullWidth = "\xEF\xBC";  // Digits begin so, and signs.
    return cell.type == CellType::text && shown.type == CellType::text && cell.text == shown.text &&
           !cell.text.empty() && cell.text.find_first_of("0123456789") == std::string::npos &&
           cell.text.find(kFullWidth) == std::string::npos;
  }

  // Without what lies beyond the rows and columns that there are.
  void keep_merge(const Range& merge) {
    const std::size_t last_row = sheet.rows.empty() ? 0 : sheet.rows.back().number;
    if (width_ == 0 || merge.first.row + 1 > last_row || merge.first.column >= width_) {
      return;
    }
    const table::MergedRange kept{.first_row = merge.first.row + 1,
                                  .first_column = merge.first.column,
                                  .last_row = std::min(merge.last.row + 1, last_row),
                                  .last_column = std::min(merge.last.column, width_ - 1)};
    if (kept.first_row != kept.last_row || kept.first_column != kept.last_column) {
      sheet.merges.push_back(kept);
    }
  }

  void start_row(const XmlAttributes& attributes) {
    const std::string_view number = attributes.value("r");
    const auto given = number_of<std::size_t>(number);
    const std::size_t next = number.empty() ? row_.number + 1 : given.value_or(0);
    if (next <= row_.number || next > table::kRowNumberMax || in_row_) {
      return stop(refuse(Refused::bad_cell, sheet.name + '!' + std::string(number)));
    }
    in_row_ = true;
    row_ = Row{.number = next, .hidden = attributes.is_true("hidden")};
    row_.cells.reserve(previous_width_);
    column_ = 0;
  }

  void end_row() {
    in_row_ = false;
    if (row_.cells.empty()) {
      return;
    }
    previous_width_ = row_.cells.size();
    width_ = std::max(width_, previous_width_);
    const std::size_t number = row_.number;
    if (const auto refused = budget_.add(std::move(row_), sheet)) {
      stop(refuse(*refused, std::to_string(budget_.most(*refused))));
    }
    row_ = Row{.number = number};
  }

  void start_cell(const XmlAttributes& attributes) {
    const std::string_view reference = attributes.value("r");
    const auto place = place_of(reference);
    if (place) {
      column_ = std::max(place->column, column_);  // A step back is seen below.
    }
    const bool in_order =
        place ? place->column == column_ && place->row + 1 == row_.number : reference.empty();
    if (!in_row_ || in_cell_ || !in_order) {
      return stop(refuse(Refused::bad_cell, sheet.name + '!' + std::string(reference)));
    }
    in_cell_ = true;
    formula_ = false;
    value_.clear();
    type_ = attributes.value("t");
    const auto style = number_of<std::size_t>(attributes.value("s")).value_or(0);
    date_ = style < workbook_.date_styles.size() && workbook_.date_styles[style];
  }

  void end_cell() {
    in_cell_ = false;
    const auto cell = make_cell();
    if (!cell) {
      return stop_at(Refused::bad_cell);
    }
    if (cell->type != CellType::empty || cell->formula) {
      if (const auto refused = budget_.put(column_, *std::move(cell), row_)) {
        return stop_at(*refused);
      }
    }
    ++column_;
  }

  // Nothing where the value is not one of its type.
  std::optional<Cell> make_cell() {
    Cell cell{.formula = formula_};
    if (type_ == "s") {
      const auto index = number_of<std::size_t>(value_);
      if (!value_.empty() && (!index || *index >= workbook_.strings.size())) {
        return std::nullopt;
      }
      if (index) {
        cell.text = workbook_.strings.at(*index);
      }
    } else if (type_ == "str" || type_ == "inlineStr") {
      undo_escapes(value_);
      cell.text = value_;
    }
    if (!cell.text.empty()) {
      cell.type = CellType::text;
    }
    if (value_.empty() || type_ == "s" || type_ == "str" || type_ == "inlineStr") {
      return cell;
    }
    if (type_ == "b") {
      cell.type = CellType::boolean;
      cell.text = value_ == "1" || value_ == "true" ? "true" : "false";
    } else if (type_ == "e") {
      cell.type = CellType::error;
      cell.text = value_;
    } else if (type_ == "d") {
      take_date(cell);
    } else if (!take_number(cell)) {
      return std::nullopt;
    }
    return cell;
  }

  // A date as strict workbooks may have it: ISO 8601.
  void take_date(Cell& cell) const {
    constexpr std::string_view kMidnight = "T00:00:00";
    std::string_view date = value_;
    date = date.substr(0, date.find_first_of("Z."));
    date.remove_suffix(date.ends_with(kMidnight) ? kMidnight.size() : 0);
    const bool known = table::serial_of_date(date).has_value();
    cell.type = known ? CellType::date : CellType::text;
    cell.text = known ? date : std::string_view(value_);
  }

  bool take_number(Cell& cell) const {
    cell.type = CellType::number;
    if (!date_ && is_shown_as_stored(value_)) {
      cell.text = value_;
      return true;
    }
    const auto number = number_of<double>(value_);
    if (!number || !std::isfinite(*number)) {
      return false;
    }
    auto date = date_ ? table::date_of_serial(*number, workbook_.dates) : std::nullopt;
    cell.type = date ? CellType::date : CellType::number;
    cell.text = date ? *std::move(date) : table::number_text(*number);
    return true;
  }

  void hide_columns(const XmlAttributes& attributes) {
    if (!attributes.is_true("hidden")) {
      return;
    }
    const std::size_t first = number_of<std::size_t>(attributes.value("min")).value_or(0);
    const std::size_t last =
        std::min(number_of<std::size_t>(attributes.value("max")).value_or(0), limits_.columns);
    if (first == 0 || first > last) {
      return;
    }
    sheet.hidden_columns.resize(std::max(sheet.hidden_columns.size(), last));
    std::fill_n(sheet.hidden_columns.begin() + static_cast<std::ptrdiff_t>(first - 1),
                last - first + 1, true);
  }

  void add_merge(std::string_view reference) {
    const auto merge = range_of(reference);
    if (!merge) {
      stop(refuse(Refused::bad_cell, sheet.name + '!' + std::string(reference)));
    } else if (merges_.size() == kMergesMax) {
      stop(refuse(Refused::too_many_entries, std::to_string(kMergesMax)));
    } else {
      merges_.push_back(*merge);
    }
  }

  void stop_at(Refused refused) {
    stop(refuse(refused,
                sheet.name + '!' + table::column_letters(column_) + std::to_string(row_.number)));
  }

  const WorkbookParts& workbook_;
  const table::Limits& limits_;
  table::CellBudget& budget_;
  Row row_;
  bool in_row_ = false;
  std::size_t column_ = 0;  // Of the cell that is read, or the next.
  bool in_cell_ = false;
  bool collecting_ = false;
  bool formula_ = false;
  bool date_ = false;
  std::size_t phonetic_ = 0;
  std::string type_;
  std::string value_;
  std::vector<Range> merges_;
  std::size_t width_ = 0;
  std::size_t previous_width_ = 0;
};

}  // namespace

Result<table::Sheet> read_sheet_part(Container& container, const SheetEntry& entry,
                                     const WorkbookParts& workbook, const table::Limits& limits,
                                     table::CellBudget& budget) {
  SheetHandler handler(entry, workbook, limits, budget);
  auto done = parse_part(container, entry.part, handler);
  if (done) {
    done = handler.mark_merges();
  }
  if (!done) {
    return fail_like(done);
  }
  return std::move(handler.sheet);
}

}  // namespace sixscope::adapters
