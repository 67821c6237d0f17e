#include "adapters/xlsx/xlsx_writer.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>
#include <compare>
#include <ctime>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/xlsx/memory_file.h"
#include "adapters/xlsx/workbook_parts.h"
#include "table/cell_values.h"
#include "table/merged_ranges.h"

namespace sixscope::adapters {
namespace {

using table::Cell;
using table::CellType;
using table::Column;
using table::RowStyle;

constexpr std::time_t kCreated = 1'577'836'800;  // 2020-01-01: the same bytes whenever it is made.
constexpr lxw_color_t kHeaderShade = 0xD9E1F2;
constexpr lxw_color_t kExampleText = 0x808080;
constexpr lxw_color_t kMarkShade = 0xFFC7CE;
constexpr lxw_color_t kMarkText = 0x9C0006;
constexpr double kTitleSize = 14;
constexpr std::size_t kCoveredMax = 1'000'000;  // Cells of a sheet's merged ranges.

// How a cell looks; one format of the workbook each.
struct Look {
  RowStyle style = RowStyle::plain;
  std::string number_format;
  bool unlocked = false;
  bool marked = false;
  friend auto operator<=>(const Look&, const Look&) = default;
};

// The workbook while it is written. The first error is kept; what follows is in vain.
class Book {
 public:
  // `in_order`: rows go to the library's temporary files as they come, so that large exports stay
  // small. A merged range needs its rows at once.
  Book(const std::string& path, bool in_order) {
    lxw_workbook_options options = {};
    options.constant_memory = in_order ? LXW_TRUE : LXW_FALSE;
    book_ = workbook_new_opt(path.c_str(), &options);
    lxw_doc_properties properties = {};
    properties.created = kCreated;
    check(book_ == nullptr ? LXW_ERROR_MEMORY_MALLOC_FAILED
                           : workbook_set_properties(book_, &properties));
  }
  ~Book() {
    if (book_ != nullptr) {
      lxw_workbook_free(book_);
    }
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  void check(lxw_error error) {
    if (error_ == LXW_NO_ERROR) {
      error_ = error;
    }
  }
  [[nodiscard]] lxw_error error() const { return error_; }

  lxw_worksheet* add_sheet(const std::string& name) {
    if (error_ == LXW_NO_ERROR) {
      check(workbook_validate_sheet_name(book_, name.c_str()));
    }
    return error_ == LXW_NO_ERROR ? workbook_add_worksheet(book_, name.c_str()) : nullptr;
  }

  // Null for what looks as cells do anyway.
  lxw_format* format(const Look& look) {
    if (look == Look()) {
      return nullptr;
    }
    const auto [found, is_new] = formats_.emplace(look, nullptr);
    if (is_new) {
      found->second = make(look);
    }
    return found->second;
  }

  void finish() {
    if (error_ == LXW_NO_ERROR) {
      check(workbook_close(std::exchange(book_, nullptr)));  // Frees it too.
    }
  }

 private:
  lxw_format* make(const Look& look) {
    lxw_format* format = workbook_add_format(book_);
    if (look.style == RowStyle::title || look.style == RowStyle::header) {
      format_set_bold(format);
    }
    if (look.style == RowStyle::title) {
      format_set_font_size(format, kTitleSize);
    } else if (look.style == RowStyle::header) {
      format_set_bg_color(format, kHeaderShade);
      format_set_border(format, LXW_BORDER_THIN);
      format_set_text_wrap(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    } else if (look.style == RowStyle::example) {
      format_set_italic(format);
      format_set_font_color(format, kExampleText);
    }
    if (!look.number_format.empty()) {
      format_set_num_format(format, look.number_format.c_str());
    }
    if (look.unlocked) {
      format_set_unlocked(format);
    }
    if (look.marked) {
      format_set_bg_color(format, kMarkShade);
      format_set_font_color(format, kMarkText);
    }
    return format;
  }

  lxw_workbook* book_ = nullptr;
  lxw_error error_ = LXW_NO_ERROR;
  std::map<Look, lxw_format*> formats_;
};

// The format that shows a date of that form.
const char* date_format(std::string_view date) {
  return date.size() == 8 ? "hh:mm:ss" : date.size() == 10 ? "yyyy-mm-dd" : "yyyy-mm-dd hh:mm:ss";
}

// What a spreadsheet stores for a number; nothing where it would show another text for it.
std::optional<double> stored_number(const std::string& text) {
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
  return end == text.data() + text.size() && table::number_text(number) == text
             ? std::optional(number)
             : std::nullopt;
}

class SheetWriter {
 public:
  SheetWriter(const table::SheetPlan& plan, lxw_worksheet* sheet, Book& book)
      : plan_(plan), sheet_(sheet), book_(book) {
    for (const table::Mark& mark : plan.marks) {
      marks_[{mark.row, mark.column}] = &mark;
    }
  }

  void write() {
    set_columns();
    merge_ranges();
    table::Row header{.number = plan_.header_row};
    for (const Column& column : plan_.columns) {
      header.cells.push_back({.type = CellType::text, .text = column.title});
    }
    const table::Row blank;  // Where a row has marks only.
    // In order of numbers, which the library wants.
    std::map<std::size_t, const table::Row*> rows;
    if (plan_.header_row > 0) {
      rows[plan_.header_row] = &header;
    }
    for (const table::Row& row : plan_.rows) {
      if (!rows.emplace(row.number, &row).second) {
        book_.check(LXW_ERROR_PARAMETER_VALIDATION);
      }
    }
    for (const auto& [place, mark] : marks_) {
      rows.emplace(place.first, &blank);
    }
    for (const auto& [number, row] : rows) {
      const auto style = plan_.styles.find(number);
      write_row(number, *row,
                row == &header                ? RowStyle::header
                : style == plan_.styles.end() ? RowStyle::plain
                                              : style->second);
    }
    set_sheet();
  }

 private:
  [[nodiscard]] const Column& column_of(std::size_t column) const {
    static const Column kPlain;
    return column < plan_.columns.size() ? plan_.columns[column] : kPlain;
  }
  [[nodiscard]] Look look_of(const Column& column) const {
    return {.number_format = column.number_format,
            .unlocked = plan_.is_protected && !column.locked};
  }

  void set_columns() {
    for (std::size_t i = 0; i < plan_.columns.size() && is_inside(1, i); ++i) {
      const Column& column = plan_.columns[i];
      lxw_row_col_options options = {};
      options.hidden = column.hidden ? LXW_TRUE : LXW_FALSE;
      book_.check(worksheet_set_column_opt(sheet_, at(i), at(i),
                                           column.width > 0 ? column.width : LXW_DEF_COL_WIDTH,
                                           book_.format(look_of(column)), &options));
      offer_choices(column, at(i));
    }
  }

  // Before the cells: the library clears what it merges.
  void merge_ranges() {
    std::vector<table::MergedRange> merges;
    std::ranges::copy_if(plan_.merges, std::back_inserter(merges), [this](const auto& merge) {
      const std::size_t cells = cells_of(merge);
      return cells > 1 && cells <= kCoveredMax;
    });
    std::size_t covered = 0;
    for (const table::MergedRange& merge : table::without_overlaps(std::move(merges))) {
      const std::size_t cells = cells_of(merge);
      if (cells > kCoveredMax - covered) {
        continue;
      }
      covered += cells;
      book_.check(worksheet_merge_range(
          sheet_, static_cast<lxw_row_t>(merge.first_row - 1), at(merge.first_column),
          static_cast<lxw_row_t>(merge.last_row - 1), at(merge.last_column), "", nullptr));
    }
  }

  // 0: a range that is no part of a sheet.
  std::size_t cells_of(const table::MergedRange& merge) {
    return merge.first_row > merge.last_row || merge.first_column > merge.last_column ||
                   !is_inside(merge.first_row, merge.first_column) ||
                   !is_inside(merge.last_row, merge.last_column)
               ? 0
               : (merge.last_row - merge.first_row + 1) *
                     (merge.last_column - merge.first_column + 1);
  }

  void offer_choices(const Column& column, lxw_col_t at_column) {
    lxw_data_validation validation = {};
    std::vector<char*> choices;
    // The library's fields are not const, but it copies what they point to.
    if (!column.choices_from.empty()) {
      validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
      validation.value_formula = const_cast<char*>(column.choices_from.c_str());
    } else if (!column.choices.empty()) {
      for (const std::string& choice : column.choices) {
        if (choice.find(',') != std::string::npos) {  // It would be two.
          book_.check(LXW_ERROR_PARAMETER_VALIDATION);
        }
        choices.push_back(const_cast<char*>(choice.c_str()));
      }
      choices.push_back(nullptr);
      validation.validate = LXW_VALIDATION_TYPE_LIST;
      validation.value_list = choices.data();
    } else {
      return;
    }
    book_.check(worksheet_data_validation_range(
        sheet_, static_cast<lxw_row_t>(plan_.header_row), at_column,
        static_cast<lxw_row_t>(table::kRowNumberMax - 1), at_column, &validation));
  }

  void write_row(std::size_t number, const table::Row& row, RowStyle style) {
    if (row.hidden && is_inside(number, 0)) {
      lxw_row_col_options options = {};
      options.hidden = LXW_TRUE;
      book_.check(worksheet_set_row_opt(sheet_, static_cast<lxw_row_t>(number - 1),
                                        LXW_DEF_ROW_HEIGHT, nullptr, &options));
    }
    // Comments go with their row: the library takes nothing for a row that it has written.
    for (std::size_t i = 0; i < plan_.columns.size() && number == plan_.header_row; ++i) {
      write_comment(number, i, plan_.columns[i].note);
    }
    auto mark = marks_.lower_bound({number, 0});
    std::size_t width = row.cells.size();
    for (auto one = mark; one != marks_.end() && one->first.first == number; ++one) {
      width = std::max(width, one->first.second + 1);
      write_comment(number, one->first.second, one->second->comment);
    }
    static const Cell kEmpty;
    for (std::size_t column = 0; column < width && is_inside(number, column); ++column) {
      Look look = style == RowStyle::header ? Look() : look_of(column_of(column));
      look.style = style;
      if (mark != marks_.end() && mark->first == std::pair(number, column)) {
        look.marked = true;
        ++mark;
      }
      write_cell(number, column, column < row.cells.size() ? row.cells[column] : kEmpty, look);
    }
  }

  void write_cell(std::size_t row_number, std::size_t column, const Cell& cell, Look look) {
    const auto row = static_cast<lxw_row_t>(row_number - 1);
    if (cell.type == CellType::empty) {
      if (look.marked || look.style == RowStyle::header) {
        book_.check(worksheet_write_blank(sheet_, row, at(column), book_.format(look)));
      }
      return;
    }
    if (cell.type == CellType::boolean) {
      book_.check(worksheet_write_boolean(sheet_, row, at(column), cell.text == "true" ? 1 : 0,
                                          book_.format(look)));
      return;
    }
    std::optional<double> number;
    if (cell.type == CellType::date) {
      number = table::serial_of_date(cell.text);
      if (number && !table::is_date_format(std::string_view(look.number_format))) {
        look.number_format = date_format(cell.text);
      }
    } else if (cell.type == CellType::number) {
      number = stored_number(cell.text);
    }
    book_.check(number
                    ? worksheet_write_number(sheet_, row, at(column), *number, book_.format(look))
                    : worksheet_write_string(sheet_, row, at(column),
                                             with_escapes(cell.text).c_str(), book_.format(look)));
  }

  void write_comment(std::size_t row, std::size_t column, const std::string& text) {
    if (!text.empty() && is_inside(row, column)) {
      book_.check(worksheet_write_comment(sheet_, static_cast<lxw_row_t>(row - 1), at(column),
                                          text.c_str()));
    }
  }

  void set_sheet() {
    if (plan_.frozen_rows + plan_.frozen_columns > 0 &&
        is_inside(plan_.frozen_rows + 1, plan_.frozen_columns)) {
      worksheet_freeze_panes(sheet_, static_cast<lxw_row_t>(plan_.frozen_rows),
                             at(plan_.frozen_columns));
    }
    if (plan_.is_protected) {
      lxw_protection may = {};
      may.format_columns = may.format_rows = LXW_TRUE;  // To see what is too wide.
      worksheet_protect(sheet_, nullptr, &may);
    }
    if (plan_.hidden) {
      worksheet_hide(sheet_);
    }
  }

  // Whether a sheet has that cell; an error if not.
  bool is_inside(std::size_t row_number, std::size_t column) {
    const bool inside =
        row_number > 0 && row_number <= table::kRowNumberMax && column < table::kColumnsMax;
    if (!inside) {
      book_.check(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
    }
    return inside;
  }
  static lxw_col_t at(std::size_t column) { return static_cast<lxw_col_t>(column); }

  const table::SheetPlan& plan_;
  lxw_worksheet* sheet_;
  Book& book_;
  std::map<std::pair<std::size_t, std::size_t>, const table::Mark*> marks_;
};

Errc code_of(lxw_error error) {
  return error < LXW_ERROR_NULL_PARAMETER_IGNORED ? Errc::unavailable : Errc::malformed;
}

}  // namespace

Result<std::string> write_xlsx(const table::Workbook& workbook) {
  const MemoryFile file;
  if (!file.is_open()) {
    return fail(Errc::unavailable, "no memory for a workbook");
  }
  const bool has_merges = std::ranges::any_of(
      workbook.sheets, [](const table::SheetPlan& plan) { return !plan.merges.empty(); });
  Book book(file.path(), !has_merges);
  for (const table::SheetPlan& plan : workbook.sheets) {
    if (lxw_worksheet* sheet = book.add_sheet(plan.name)) {
      SheetWriter(plan, sheet, book).write();
    }
    if (book.error() != LXW_NO_ERROR) {
      return fail_because(plan.name + ": " + lxw_strerror(book.error()), code_of(book.error()),
                          "a sheet that spreadsheets do not allow");
    }
  }
  book.finish();
  auto bytes = file.bytes();
  if (book.error() != LXW_NO_ERROR || !bytes) {
    return fail_because(lxw_strerror(book.error()), Errc::unavailable,
                        "a workbook could not be written");
  }
  return *std::move(bytes);
}

}  // namespace sixscope::adapters
