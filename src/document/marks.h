#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace sixscope::document {

/// The sign of a mark, in every typeface for Chinese: √ × ？ —; empty for `none`.
[[nodiscard]] std::string_view mark_sign(Mark mark);

/// What the sign means, for a legend and for who hears the page; empty for `none`.
[[nodiscard]] std::string_view mark_words(Mark mark, Language language);

/// Whether a cell's sign is printed before its text: not where the text says it already ("—").
[[nodiscard]] bool prints_sign(const Cell& cell);

/// Which signs the table has and what they mean, as a line below it; empty: none.
[[nodiscard]] std::string mark_legend(const Table& table, Language language);

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
