#include "adapters/workbook/table_sheet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "adapters/workbook/cells_wide.h"
#include "document/cell_text.h"
#include "document/marks.h"
#include "document/table_shape.h"

namespace sixscope::adapters {
namespace {

using document::Align;
using document::Cell;
using document::Column;
using document::Language;
using document::NumberForm;
using document::Span;
using document::Table;

constexpr std::size_t kWidthLeast = 7;
constexpr std::size_t kWidthMost = 48;
constexpr std::size_t kHeadWidth = 20;      // Heads of more than that are wrapped.
constexpr std::size_t kColumnsUpright = 7;  // More are printed on pages that lie.
constexpr double kLineHeight = 15;          // Points.
constexpr std::uint8_t kA4 = 9;
constexpr double kCaptionSize = 13;
constexpr double kNoteSize = 9;

// A share's difference is shown in percentage points, which no format of spreadsheets makes of it.
double shown(const Cell& cell) {
  return cell.form == NumberForm::points ? *cell.number * 100 : *cell.number;
}

std::string number_format(const Cell& cell) {
  static constexpr std::array<const char*, 5> kFormats = {"General", "0", "0.00", "0.00%", "0.00"};
  const std::string format = kFormats[static_cast<std::size_t>(cell.form)];
  const std::string sign(document::mark_sign(cell.mark));
  if (sign.empty()) {
    return cell.form == NumberForm::plain ? "" : format;
  }
  // The second part is for numbers below zero, or their minus would stand before the sign.
  return "\"" + sign + " \"" + format + ";\"" + sign + " \"-" + format;
}

class SheetWriter {
 public:
  SheetWriter(Book& book, lxw_worksheet* sheet, const Table& table, Language language)
      : book_(book), sheet_(sheet), table_(table), language_(language) {}

  void write() {
    const std::size_t columns = table_.columns.size();
    const std::size_t head = table_.caption.empty() ? 0 : 1;
    if (head > 0) {
      book_.text(sheet_, 0, 0, table_.caption, {.size = kCaptionSize, .strong = true});
    }
    const bool groups = document::has_groups(table_);
    first_row_ = head + (groups ? 2 : 1);
    set_widths();
    write_heads(head, groups);
    for (std::size_t column = 0; column < columns; ++column) {
      write_column(column);
    }
    std::size_t below = first_row_ + table_.rows.size();
    for (const std::string& note : {table_.note, document::mark_legend(table_, language_)}) {
      if (!note.empty()) {
        write_note(below++, note);
      }
    }
    set_view(head);
  }

 private:
  void write_heads(std::size_t at, bool groups) {
    const CellLook look{.head = true};
    set_head_height(first_row_ - 1);
    for (const Span& span : document::head_spans(table_)) {
      const Column& column = table_.columns[span.first];
      if (groups && !column.group.empty()) {
        book_.merge(sheet_, at, span.first, 1, span.count, look);
        book_.text(sheet_, at, span.first, column.group, look);
        continue;
      }
      if (groups) {
        book_.merge(sheet_, at, span.first, 2, 1, look);
      }
      book_.text(sheet_, at, span.first, document::title_with_unit(column, language_), look);
    }
    for (std::size_t i = 0; groups && i < table_.columns.size(); ++i) {
      if (!table_.columns[i].group.empty()) {
        book_.text(sheet_, at + 1, i, document::title_with_unit(table_.columns[i], language_),
                   look);
      }
    }
  }

  // A head that is wrapped in a merged cell does not make its row higher by itself.
  void set_head_height(std::size_t row) {
    std::size_t lines = 1;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      const std::string title = document::title_with_unit(table_.columns[i], language_);
      lines = std::max(lines, (cells_wide(title) + widths_[i] - 1) / widths_[i]);
    }
    set_height(row, lines);
  }

  void set_height(std::size_t row, std::size_t lines) {
    book_.check(worksheet_set_row(sheet_, static_cast<lxw_row_t>(row),
                                  kLineHeight * static_cast<double>(lines), nullptr),
                table_.id);
  }

  void write_column(std::size_t column) {
    for (const Span& span : document::row_spans(table_, column)) {
      book_.merge(sheet_, first_row_ + span.first, column, span.count, 1, {.boxed = true});
      for (std::size_t i = 0; i < span.count; ++i) {
        write_cell(span.first + i, column);
      }
    }
  }

  void write_cell(std::size_t row, std::size_t column) {
    const Cell& cell = document::cell_at(table_, row, column);
    CellLook look{.strong = document::is_total(table_, row),
                  .boxed = true,
                  .align = table_.columns[column].align,
                  .mark = cell.mark};
    if (cell.number && std::isfinite(*cell.number)) {
      look.number_format = number_format(cell);
      look.align = look.align == Align::left ? Align::right : look.align;
      book_.number(sheet_, first_row_ + row, column, shown(cell), look);
    } else {
      look.wraps = cells_wide(cell.text) > kWidthMost;
      book_.text(sheet_, first_row_ + row, column, document::text_with_sign(cell), look);
    }
  }

  void set_widths() {
    for (std::size_t i = 0; i < table_.columns.size() && i < LXW_COL_MAX; ++i) {
      std::size_t width =
          std::min(cells_wide(document::title_with_unit(table_.columns[i], language_)), kHeadWidth);
      for (std::size_t row = 0; row < table_.rows.size(); ++row) {
        const Cell& cell = document::cell_at(table_, row, i);
        const std::size_t sign = cell.mark == document::Mark::none ? 0 : 3;
        width = std::max(width, cells_wide(cell.text) + sign);
      }
      widths_.push_back(std::clamp(width + 2, kWidthLeast, kWidthMost));
      const auto at = static_cast<lxw_col_t>(i);
      book_.check(
          worksheet_set_column(sheet_, at, at, static_cast<double>(widths_.back()), nullptr),
          table_.id);
    }
  }

  // Over the whole width, as high as it needs to be: merged cells do not grow by themselves.
  void write_note(std::size_t row, const std::string& note) {
    const CellLook look{.size = kNoteSize, .wraps = true};
    book_.merge(sheet_, row, 0, 1, table_.columns.size(), look);
    book_.text(sheet_, row, 0, note, look);
    std::size_t width = 0;
    for (const std::size_t column : widths_) {
      width += column;
    }
    const std::size_t lines = 1 + cells_wide(note) / std::max<std::size_t>(width, 1) +
                              static_cast<std::size_t>(std::ranges::count(note, '\n'));
    set_height(row, lines);
  }

  void set_view(std::size_t head) {
    std::size_t frozen = 0;
    while (frozen + 1 < table_.columns.size() && table_.columns[frozen].merges) {
      ++frozen;
    }
    const auto rows = static_cast<lxw_row_t>(first_row_);
    worksheet_freeze_panes(sheet_, rows, static_cast<lxw_col_t>(frozen));
    book_.check(worksheet_repeat_rows(sheet_, static_cast<lxw_row_t>(head), rows - 1), table_.id);
    worksheet_set_paper(sheet_, kA4);
    if (table_.landscape || table_.columns.size() > kColumnsUpright) {
      worksheet_set_landscape(sheet_);
    }
    worksheet_fit_to_pages(sheet_, 1, 0);
    book_.check(worksheet_set_footer(sheet_, "&C— &P —"), table_.id);
  }

  Book& book_;
  lxw_worksheet* sheet_;
  const Table& table_;
  Language language_;
  std::size_t first_row_ = 0;
  std::vector<std::size_t> widths_;
};

}  // namespace

void write_table_sheet(Book& book, lxw_worksheet* sheet, const Table& table, Language language) {
  if (sheet != nullptr && !table.columns.empty()) {
    SheetWriter(book, sheet, table, language).write();
  }
}

}  // namespace sixscope::adapters
