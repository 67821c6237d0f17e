#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "adapters/paper/pages.h"
#include "adapters/paper/set_text.h"
#include "base/result.h"
#include "document/document.h"

namespace sixscope::adapters {

/// Prints the blocks of a document onto pages.
class Printer {
 public:
  Printer(const document::Document& document, Pages& pages, Typesetter& typesetter);
  /// `out_of_range` where a table has no room on a page.
  [[nodiscard]] Result<void> print();

  /// From line to line of body text.
  [[nodiscard]] static double pitch(document::Language language);

 private:
  void print_head();
  void print_red_head();
  void print_title();
  void print_number(double y);
  void print_facts();

  void print_block(std::size_t n);
  void print_heading(const document::Heading& heading, std::size_t n);
  void print_paragraph(const document::Paragraph& paragraph, std::size_t n);
  void print_table(const document::Table& table);
  void print_figure(const document::Figure& figure);
  void print_signature(const document::Signature& signature);
  /// What of block `n` has to stand on the page of the heading before it.
  [[nodiscard]] double least_height(std::size_t n);

  [[nodiscard]] bool zh() const { return document_.language == document::Language::zh; }
  [[nodiscard]] TextStyle body_style() const;
  [[nodiscard]] TextStyle heading_style(std::size_t level) const;
  [[nodiscard]] TextStyle paragraph_style(const document::Paragraph& paragraph) const;
  [[nodiscard]] SetText set_caption(const document::Figure& figure);
  [[nodiscard]] double figure_scale(const document::Drawing& drawing, double caption) const;
  /// Line by line over pages; the last two on one page with `below` points behind them.
  void draw_lines(const SetText& text, double below = 0);

  const document::Document& document_;
  Pages& pages_;
  Typesetter& typesetter_;
  double pitch_;
  std::set<std::string> tables_;  // That links can lead to.
  std::string fault_;             // The first table that has no room.
};

}  // namespace sixscope::adapters
