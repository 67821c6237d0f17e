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

}  // namespace sixscope::document
