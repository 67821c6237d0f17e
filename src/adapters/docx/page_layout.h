#pragma once

#include <string>

#include "document/document.h"

namespace sixscope::adapters {

/// The page of GB/T 9704-2012, 5.2, in twentieths of a point: 156 x 225 mm of text on A4.
inline constexpr int kPageWidth = 11906;
inline constexpr int kPageHeight = 16838;
inline constexpr int kTop = 2098;     ///< 37 mm.
inline constexpr int kBottom = 1984;  ///< 35 mm.
inline constexpr int kLeft = 1588;    ///< 28 mm, the binding edge.
inline constexpr int kRight = 1474;   ///< 26 mm.
inline constexpr int kFooter = 1304;  ///< The number's upper edge lies 7 mm below the text.
inline constexpr int kTextWidth = kPageWidth - kLeft - kRight;
inline constexpr int kTextHeight = kPageHeight - kTop - kBottom;

/// 22 lines of 28 characters. A line is exact, so that typefaces of other heights change nothing.
inline constexpr int kLine = kTextHeight / 22;
inline constexpr int kBodySize = 32;  ///< 3号, in half points.
/// What each character of body size is given beside its size, in twentieths of a point: 28 of them
/// fill a line. A property of texts: a grid with less room than its characters is read by some
/// programs as one of twice the width.
inline constexpr int kCharacterSpace = -5;
static_assert(28 * (kBodySize * 10 + kCharacterSpace) <= kTextWidth);

/// How much room a line of text or a table has on a page.
[[nodiscard]] constexpr int text_width(bool landscape) {
  return landscape ? kPageHeight - kTop - kBottom : kTextWidth;
}

/// The properties of a section (w:sectPr): its page, upright or lying, and who its footers are.
[[nodiscard]] std::string section(document::Language language, bool landscape,
                                  const std::string& odd_footer, const std::string& even_footer);

/// A footer with the page's number between dashes.
[[nodiscard]] std::string footer_part(bool is_even);

}  // namespace sixscope::adapters
