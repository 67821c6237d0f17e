#include "adapters/paper/table_printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <utility>

#include "adapters/paper/column_widths.h"
#include "document/marks.h"

namespace sixscope::adapters {
namespace {

using document::Align;
using document::Language;

constexpr std::array<double, 4> kSizes = {10.5, 9.5, 8.5, 7.5};  // 5号 and smaller.
constexpr double kLinePitch = 1.35;
constexpr double kCaptionSize = 12;
constexpr double kCaptionPitch = 20;
constexpr std::size_t kGroupMost = 40;  // Rows that are kept together.
constexpr double kHeadMost = 0.5;       // Of a page.
constexpr double kGroupShare = 0.5;     // Of a page, at most.

std::string head_title(const document::Column& column, Language language) {
  if (column.unit.empty()) {
    return column.title;
  }
  const bool zh = language == Language::zh;
  return column.title + "\n" + (zh ? "（" : "(") + column.unit + (zh ? "）" : ")");
}

}  // namespace

TablePrinter::TablePrinter(const document::Table& table, Pages& pages, Typesetter& typesetter)
    : table_(table), pages_(pages), typesetter_(typesetter) {
  choose_size();
  lay_out_head();
}

// The largest letters in which every column has what it needs at least.
void TablePrinter::choose_size() {
  const double width = table_.landscape ? kLying.text_width : kUpright.text_width;
  for (const double size : kSizes) {
    size_ = size;
    if (least_width(table_, size, kCellPadding) <= width) {
      break;
    }
  }
  widths_ = column_widths(table_, width, size_, kCellPadding);
  pitch_ = size_ * kLinePitch;
}

std::string TablePrinter::fault() const {
  if (std::ranges::min(widths_) - 2 * kCellPadding < size_) {
    return fmt::format(
        "table \"{}\" has more columns than its page has room for: let it lie, or split it / "
        "列数过多：请改为横排或拆分",
        table_.id);
  }
  if (head_height() > kHeadMost * pages_.sheet().text_height) {
    return fmt::format(
        "the heads of table \"{}\" are higher than half a page: shorten them / "
        "表头过高：请缩短列名",
        table_.id);
  }
  return {};
}

void TablePrinter::add_head(std::size_t first, std::size_t last, std::size_t row, std::size_t rows,
                            const std::string& title) {
  const double width =
      std::accumulate(widths_.begin() + static_cast<std::ptrdiff_t>(first),
                      widths_.begin() + static_cast<std::ptrdiff_t>(last) + 1, 0.0);
  head_.push_back({first, last, row, rows,
                   typesetter_.set(title, {.face = Face::heading,
                                           .size = size_,
                                           .pitch = pitch_,
                                           .width = width - 2 * kCellPadding,
                                           .align = Align::centre,
                                           .strong = typesetter_.language() == Language::en})});
}

void TablePrinter::lay_out_head() {
  const auto& columns = table_.columns;
  const bool two = std::ranges::any_of(columns, [](const auto& one) { return !one.group.empty(); });
  for (std::size_t n = 0; n < columns.size(); ++n) {
    const std::string title = head_title(columns[n], typesetter_.language());
    if (columns[n].group.empty()) {
      add_head(n, n, 0, two ? 2 : 1, title);
      continue;
    }
    add_head(n, n, 1, 1, title);
    if (n == 0 || columns[n - 1].group != columns[n].group) {
      std::size_t last = n;
      while (last + 1 < columns.size() && columns[last + 1].group == columns[n].group) {
        ++last;
      }
      add_head(n, last, 0, 1, columns[n].group);
    }
  }
  for (const HeadCell& cell : head_) {
    if (cell.rows == 1) {
      head_heights_[cell.row] = std::max(head_heights_[cell.row], lines_height(cell.text.lines()));
    }
  }
  for (const HeadCell& cell : head_) {
    if (cell.rows == 2) {
      head_heights_[1] =
          std::max(head_heights_[1], lines_height(cell.text.lines()) - head_heights_[0]);
    }
  }
}

double TablePrinter::head_height() const { return head_heights_[0] + head_heights_[1]; }

double TablePrinter::lines_height(std::size_t lines) const {
  return static_cast<double>(lines) * pitch_ + 2 * kCellAbove;
}

double TablePrinter::least_height() {
  const double caption = table_.caption.empty() ? 0 : set_caption(false).height();
  return caption + head_height() + (table_.rows.empty() ? 0 : lay_out(0).height) + 1;
}

SetText TablePrinter::set_caption(bool continued) {
  const bool zh = typesetter_.language() == Language::zh;
  return typesetter_.set(table_.caption + (continued ? (zh ? "（续）" : " (continued)") : ""),
                         {.face = Face::heading,
                          .size = kCaptionSize,
                          .pitch = kCaptionPitch,
                          .width = pages_.text_width(),
                          .align = Align::centre,
                          .strong = !zh});
}

// Whether the cell is one with the cell above it. A name below another region's is not.
bool TablePrinter::continues(std::size_t row, std::size_t column) const {
  if (row == 0 || !table_.columns[column].merges) {
    return false;
  }
  for (std::size_t n = 0; n <= column; ++n) {
    if (table_.columns[n].merges && (table_.rows[row][n].text.empty() ||
                                     table_.rows[row][n].text != table_.rows[row - 1][n].text)) {
      return false;
    }
  }
  return true;
}

std::size_t TablePrinter::end_of_group(std::size_t row) const {
  std::size_t first = 0;
  while (first < table_.columns.size() && !table_.columns[first].merges) {
    ++first;
  }
  std::size_t end = row + 1;
  while (first < table_.columns.size() && end < table_.rows.size() && continues(end, first)) {
    ++end;
  }
  return end;
}

TablePrinter::LaidRow TablePrinter::lay_out(std::size_t row) {
  LaidRow laid;
  laid.row = row;
  auto cells = std::make_shared<std::vector<SetText>>();
  const bool total = std::ranges::binary_search(table_.totals, row);
  for (std::size_t n = 0; n < table_.columns.size(); ++n) {
    const document::Cell& cell = table_.rows[row][n];
    const std::string sign =
        document::prints_sign(cell)
            ? std::string(document::mark_sign(cell.mark)) + (cell.text.empty() ? "" : " ")
            : "";
    cells->push_back(typesetter_.set(sign + cell.text, {.face = Face::body,
                                                        .size = size_,
                                                        .pitch = pitch_,
                                                        .width = widths_[n] - 2 * kCellPadding,
                                                        .align = table_.columns[n].align,
                                                        .strong = total}));
    laid.lines = std::max(laid.lines, cells->back().lines());
  }
  laid.cells = std::move(cells);
  laid.height = lines_height(laid.lines);
  return laid;
}

void TablePrinter::print() {
  pages_.need(least_height());
  pages_.anchor("table-" + table_.id);
  begin_part(false);
  print_rows();
  flush();
  draw_notes();
}

void TablePrinter::print_rows() {
  for (std::size_t row = 0; row < table_.rows.size();) {
    const std::size_t end = end_of_group(row);
    std::vector<LaidRow> group;
    if (end - row <= kGroupMost) {
      for (; row < end; ++row) {
        group.push_back(lay_out(row));
      }
      place_group(std::move(group));
    } else {
      for (; row < end; ++row) {
        place(lay_out(row));
      }
    }
  }
}

void TablePrinter::place_group(std::vector<LaidRow> group) {
  const double height =
      std::accumulate(group.begin(), group.end(), 0.0,
                      [](double sum, const LaidRow& row) { return sum + row.height; });
  if (height > pages_.room() && height <= kGroupShare * pages_.sheet().text_height &&
      !part_.empty()) {
    begin_part(true);
  }
  for (LaidRow& row : group) {
    place(std::move(row));
  }
}

void TablePrinter::place(LaidRow row) {
  if (row.height > pages_.room() && !part_.empty()) {
    begin_part(true);
  }
  if (row.height > pages_.room()) {
    place_slices(row);
    return;
  }
  pages_.advance(row.height);
  part_.push_back(std::move(row));
}

// A row that no page has room for goes on over the next ones, whole lines each.
void TablePrinter::place_slices(const LaidRow& row) {
  for (std::size_t line = 0; line < row.lines;) {
    if (line > 0) {
      begin_part(true);
    }
    const double room = std::max(pages_.room() - 2 * kCellAbove, pitch_);
    LaidRow slice = row;
    slice.line = line;
    slice.lines = std::min(row.lines - line, static_cast<std::size_t>(room / pitch_));
    slice.height = lines_height(slice.lines);
    line += slice.lines;
    pages_.advance(slice.height);
    part_.push_back(std::move(slice));
  }
}

// Caption and heads; on a new page if it goes on.
void TablePrinter::begin_part(bool continued) {
  if (continued) {
    flush();
    pages_.new_page(pages_.sheet());
  }
  if (!table_.caption.empty()) {
    const SetText caption = set_caption(continued);
    caption.draw(pages_.canvas(), pages_.left(), pages_.y());
    pages_.advance(caption.height());
  }
  draw_head(pages_.y());
  pages_.advance(head_height());
  part_top_ = pages_.y();
}

}  // namespace sixscope::adapters
