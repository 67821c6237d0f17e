#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "adapters/paper/pages.h"
#include "adapters/paper/set_text.h"
#include "document/document.h"

namespace sixscope::adapters {

/// Within a cell, in points: beside its text, and above and below it.
inline constexpr double kCellPadding = 3.5;
inline constexpr double kCellAbove = 2.5;

/// Prints one table, over as many pages as it takes.
class TablePrinter {
 public:
  TablePrinter(const document::Table& table, Pages& pages, Typesetter& typesetter);
  /// Why no page has room for it and what to do; empty: it has.
  [[nodiscard]] std::string fault() const;
  /// Beginning where the pages' cursor is; ends below the note.
  void print();
  /// What has to stand on one page at least: caption, heads and the first row.
  [[nodiscard]] double least_height();

 private:
  // A cell of the head and the columns and rows it covers.
  struct HeadCell {
    std::size_t first;
    std::size_t last;
    std::size_t row;
    std::size_t rows;
    SetText text;
  };
  // A row, or a slice of one that is higher than a page.
  struct LaidRow {
    std::size_t row = 0;
    double height = 0;
    std::size_t line = 0;                               // First line of the slice.
    std::size_t lines = 0;                              // Of the slice.
    std::shared_ptr<const std::vector<SetText>> cells;  // Shared by the slices.
  };

  void choose_size();
  void lay_out_head();
  void add_head(std::size_t first, std::size_t last, std::size_t row, std::size_t rows,
                const std::string& title);
  [[nodiscard]] double head_height() const;
  [[nodiscard]] LaidRow lay_out(std::size_t row);
  [[nodiscard]] std::size_t end_of_group(std::size_t row) const;
  [[nodiscard]] bool continues(std::size_t row, std::size_t column) const;
  [[nodiscard]] double lines_height(std::size_t lines) const;

  void print_rows();
  void place_group(std::vector<LaidRow> group);
  void place(LaidRow row);
  void place_slices(const LaidRow& row);
  void begin_part(bool continued);
  void flush();
  void draw_head(double y) const;
  void draw_column(std::size_t column);
  void draw_cell(std::size_t from, std::size_t to, std::size_t column, double y, double height);
  void draw_notes();
  [[nodiscard]] double x_of(std::size_t column) const;
  [[nodiscard]] SetText set_caption(bool continued);
  void line(double x0, double y0, double x1, double y1, double width) const;

  const document::Table& table_;
  Pages& pages_;
  Typesetter& typesetter_;
  double size_ = 0;
  double pitch_ = 0;
  std::vector<double> widths_;
  std::vector<HeadCell> head_;
  double head_heights_[2] = {0, 0};
  double part_top_ = 0;        // Of the rows of this page.
  std::vector<LaidRow> part_;  // On this page, not drawn yet.
};

}  // namespace sixscope::adapters
