#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/paper/typefaces.h"
#include "base/result.h"
#include "document/document.h"
#include "document/drawing.h"

namespace sixscope::adapters {

/// How a text is set. Lengths in points.
struct TextStyle {
  Face face = Face::body;
  double size = 16;
  double pitch = 29;   ///< From line to line.
  double width = 0;    ///< Of a line; 0: one line as long as it is.
  double indent = 0;   ///< Of the first line.
  double advance = 0;  ///< Of a full-width character; 0: as wide as it is.
  document::Align align = document::Align::left;
  bool justified = false;  ///< Lines but the last of a paragraph fill the width.
  bool strong = false;
  document::Colour colour = {};
};

/// A text that is broken into lines, ready to be drawn.
class SetText {
 public:
  [[nodiscard]] std::size_t lines() const { return lines_; }
  [[nodiscard]] double height() const { return static_cast<double>(lines_) * style_.pitch; }
  /// The widest line.
  [[nodiscard]] double widest() const;
  /// Draws line `n` into the pitch whose upper left corner that is.
  void draw(cairo_t* canvas, std::size_t n, double x, double y) const;
  /// All lines, the first one's pitch beginning at `y`.
  void draw(cairo_t* canvas, double x, double y) const;
  /// Line `n` from `x` on, standing on `y`.
  void draw_at(cairo_t* canvas, std::size_t n, double x, double y) const;

 private:
  friend class Typesetter;
  std::string text_;
  TextStyle style_;
  Counted<PangoLayout> layout_;
  std::size_t lines_ = 0;
};

/// Sets texts in the typefaces of a document, and remembers the first character that none has.
class Typesetter {
 public:
  explicit Typesetter(Typefaces faces) : faces_(std::move(faces)) {}

  [[nodiscard]] SetText set(std::string_view text, const TextStyle& style);
  [[nodiscard]] SetText set(const std::vector<document::Run>& runs, const TextStyle& style);
  [[nodiscard]] document::Language language() const { return faces_.language(); }
  /// Fails if a text had a character that would print as a box; names it.
  [[nodiscard]] Result<void> check() const;

 private:
  void look_for_missing(const SetText& text);
  Typefaces faces_;
  std::string missing_;  // The first such character, with where.
};

}  // namespace sixscope::adapters
