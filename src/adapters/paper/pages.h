#pragma once

#include <cairo.h>

#include <memory>
#include <string>

#include "adapters/paper/set_text.h"
#include "base/result.h"
#include "document/document.h"

namespace sixscope::adapters {

/// Millimetres in points.
inline constexpr double kMillimetre = 72 / 25.4;

/// A sheet and the block of text on it (GB/T 9704-2012, 5.1 and 5.2), in points.
struct Sheet {
  double width = 0;
  double height = 0;
  double left = 0;
  double top = 0;
  double text_width = 0;
  double text_height = 0;
};
inline constexpr Sheet kUpright = {.width = 210 * kMillimetre,
                                   .height = 297 * kMillimetre,
                                   .left = 28 * kMillimetre,
                                   .top = 37 * kMillimetre,
                                   .text_width = 156 * kMillimetre,
                                   .text_height = 225 * kMillimetre};
inline constexpr Sheet kLying = {.width = 297 * kMillimetre,
                                 .height = 210 * kMillimetre,
                                 .left = 37 * kMillimetre,
                                 .top = 28 * kMillimetre,
                                 .text_width = 225 * kMillimetre,
                                 .text_height = 156 * kMillimetre};

/// The pages of a PDF, written front to back: a canvas with a cursor, page numbers, properties,
/// bookmarks. Lengths in points from the upper left corner of the page.
class Pages {
 public:
  /// `pitch`: of the lines of body text, which `snap` keeps to.
  Pages(const document::Document& document, Typesetter& typesetter, double pitch);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  [[nodiscard]] cairo_t* canvas() const { return canvas_; }
  [[nodiscard]] const Sheet& sheet() const { return *sheet_; }
  [[nodiscard]] double left() const { return sheet_->left; }
  [[nodiscard]] double text_width() const { return sheet_->text_width; }
  /// Where the next line goes.
  [[nodiscard]] double y() const { return y_; }
  /// What is left of the page's block of text.
  [[nodiscard]] double room() const { return sheet_->top + sheet_->text_height - y_; }
  [[nodiscard]] bool is_fresh() const { return y_ <= sheet_->top + 0.01; }

  void advance(double by) { y_ += by; }
  /// Goes on to the grid's next line, so that lines of all pages lie over each other.
  void snap();
  void new_page(const Sheet& sheet);
  /// On a page like that, new if this one is another.
  void use(const Sheet& sheet);
  /// A new page of the same kind if there is less room than that; one that is fresh stays.
  void need(double height);

  /// An entry of the list of contents that leads here. `level` from 1.
  void bookmark(const std::string& title, std::size_t level);
  /// A place that links lead to. Names are [a-z0-9_-].
  void anchor(const std::string& name);

  /// Ends the last page; the bytes of the file.
  [[nodiscard]] Result<std::string> finish();

 private:
  void end_page();

  Typesetter& typesetter_;
  double pitch_;
  const Sheet* sheet_ = &kUpright;
  double y_ = 0;
  int page_ = 0;
  std::string bytes_;
  cairo_surface_t* surface_ = nullptr;
  cairo_t* canvas_ = nullptr;
  int parents_[5] = {};  // Of bookmarks, by level.
};

}  // namespace sixscope::adapters
