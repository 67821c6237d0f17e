#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace sixscope::document {

/// The sign of a mark, the same in every skin; empty for none. Of GB 2312, so that every typeface
/// has it.
[[nodiscard]] std::string_view sign_of(Mark mark);

/// What a mark says in words; empty for none.
[[nodiscard]] std::string_view words_of(Mark mark, Language language);

/// The identifier of a mark, for machines: "none", "good"... Static text.
[[nodiscard]] std::string_view to_string(Mark mark);

/// Whether a text is only the dash that stands for what lacks.
[[nodiscard]] bool is_dash(std::string_view text);

/// A cell's text behind the sign of its mark: "● 66.00". A gap that a dash shows has no second one.
[[nodiscard]] std::string text_with_sign(const Cell& cell);

/// Which signs a table has and what they say, in a line: "● 达标；× 未达标"; empty where it has
/// none.
[[nodiscard]] std::string legend_of(const Table& table, Language language);

// The same by the names that the paper and page skins call them by.
[[nodiscard]] inline std::string_view mark_sign(Mark mark) { return sign_of(mark); }
[[nodiscard]] inline std::string_view mark_words(Mark mark, Language language) {
  return words_of(mark, language);
}
[[nodiscard]] inline bool prints_sign(const Cell& cell) {
  return cell.mark != Mark::none && !cell.text.starts_with(sign_of(cell.mark));
}
[[nodiscard]] inline std::string mark_legend(const Table& table, Language language) {
  return legend_of(table, language);
}

}  // namespace sixscope::document
