#include <algorithm>
#include <numeric>
#include <string>

#include "adapters/paper/table_printer.h"
#include "document/marks.h"

// What a part of a table looks like, once it is known which rows are on the page.
namespace sixscope::adapters {
namespace {

constexpr double kThin = 0.4;
constexpr double kThick = 1;
constexpr double kNoteSize = 10.5;
constexpr double kNotePitch = 15;

}  // namespace

void TablePrinter::line(double x0, double y0, double x1, double y1, double width) const {
  cairo_t* const canvas = pages_.canvas();
  cairo_set_source_rgb(canvas, 0, 0, 0);
  cairo_set_line_width(canvas, width);
  cairo_set_dash(canvas, nullptr, 0, 0);
  cairo_move_to(canvas, x0, y0);
  cairo_line_to(canvas, x1, y1);
  cairo_stroke(canvas);
}

double TablePrinter::x_of(std::size_t column) const {
  return std::accumulate(widths_.begin(), widths_.begin() + static_cast<std::ptrdiff_t>(column),
                         pages_.left());
}

void TablePrinter::draw_head(double y) const {
  const double right = x_of(widths_.size());
  for (const HeadCell& cell : head_) {
    const double top = y + (cell.row == 1 ? head_heights_[0] : 0);
    const double height = cell.rows == 2 ? head_height() : head_heights_[cell.row];
    const double x = x_of(cell.first);
    cell.text.draw(pages_.canvas(), x + kCellPadding, top + (height - cell.text.height()) / 2);
    line(x, top, x, top + height, kThin);
    if (cell.row == 0 && cell.rows == 1) {
      line(x, top + height, x_of(cell.last + 1), top + height, kThin);
    }
  }
  line(right, y, right, y + head_height(), kThin);
  line(pages_.left(), y, right, y, kThick);
  line(pages_.left(), y + head_height(), right, y + head_height(), kThick * 0.7);
}

void TablePrinter::flush() {
  const double bottom = pages_.y();
  for (std::size_t column = 0; column < widths_.size(); ++column) {
    draw_column(column);
  }
  for (std::size_t n = 0; n <= widths_.size(); ++n) {
    line(x_of(n), part_top_, x_of(n), bottom, kThin);
  }
  line(pages_.left(), bottom, x_of(widths_.size()), bottom, kThick);
  part_.clear();
}

// Cells of one column, those that are one joined, each with the line above it.
void TablePrinter::draw_column(std::size_t column) {
  double y = part_top_;
  for (std::size_t from = 0; from < part_.size();) {
    std::size_t to = from + 1;
    double height = part_[from].height;
    while (to < part_.size() && continues(part_[to].row, column)) {
      height += part_[to].height;
      ++to;
    }
    if (from > 0) {
      line(x_of(column), y, x_of(column + 1), y, kThin);
    }
    draw_cell(from, to, column, y, height);
    y += height;
    from = to;
  }
}

void TablePrinter::draw_cell(std::size_t from, std::size_t to, std::size_t column, double y,
                             double height) {
  const LaidRow& first = part_[from];
  const SetText& text = (*first.cells)[column];
  const double pitch = pitch_;
  const std::size_t begin = std::min(first.line, text.lines());
  std::size_t end = text.lines();
  if (to == from + 1 && (first.line > 0 || first.lines < text.lines())) {
    end = std::min(end, begin + first.lines);  // A slice.
  }
  const double used = static_cast<double>(end - begin) * pitch;
  double at = y + std::max((height - used) / 2, kCellAbove);
  for (std::size_t n = begin; n < end && at + pitch <= y + height + 0.1; ++n, at += pitch) {
    text.draw(pages_.canvas(), n, x_of(column) + kCellPadding, at);
  }
}

void TablePrinter::draw_notes() {
  pages_.advance(3);
  for (const std::string& note :
       {table_.note, document::mark_legend(table_, typesetter_.language())}) {
    if (note.empty()) {
      continue;
    }
    const SetText text = typesetter_.set(
        note,
        {.face = Face::body, .size = kNoteSize, .pitch = kNotePitch, .width = pages_.text_width()});
    for (std::size_t n = 0; n < text.lines(); ++n) {
      pages_.need(kNotePitch);
      text.draw(pages_.canvas(), n, pages_.left(), pages_.y());
      pages_.advance(kNotePitch);
    }
  }
  pages_.advance(6);
}

}  // namespace sixscope::adapters
