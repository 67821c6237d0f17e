#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sixscope::registry {

/// With full-width letters, digits, signs and blanks as their ASCII twins, and every kind of dash
/// and minus as '-'. What is no UTF-8 stays.
[[nodiscard]] std::string half_width(std::string_view text);

/// For comparing what people type with titles and codes: half width, ASCII in lower case, without
/// blanks.
[[nodiscard]] std::string folded(std::string_view text);

/// A text as it is kept.
struct CleanText {
  std::string text;  ///< Blanks at the ends gone, runs of them inside made one.
  std::size_t characters = 0;
  bool is_utf8 = true;
  bool has_controls = false;         ///< Control characters that are no blank.
  std::uint32_t direction_mark = 0;  ///< The first that turns the direction of writing; 0: none.
  std::uint32_t invisible = 0;       ///< The first of others that show nothing; 0: none.
};
/// Blanks are those of Unicode that people type, tabs and line breaks among them; these are kept,
/// as "\n", where `keeps_lines`. The text is in normal form C, so that what looks alike is alike.
/// What is pasted along and has no width (U+200B to U+200F, U+2060, U+FEFF) is dropped at the ends;
/// U+200C, U+200D and U+180E stay between letters of scripts that are written with them.
[[nodiscard]] CleanText clean_text(std::string_view text, bool keeps_lines);

/// A text as faults show it: at most 200 bytes, with … where it was cut, never within a character.
[[nodiscard]] std::string shown(std::string_view text);

/// Whether a cell asks for its field to be emptied: "-" in any width, or 清空. An empty cell asks
/// for nothing.
[[nodiscard]] bool is_clearing(std::string_view clean);

/// Whether a column of that title, folded, explains what the soft rules ask about.
[[nodiscard]] bool is_explanation_title(std::string_view folded_title);

}  // namespace sixscope::registry
