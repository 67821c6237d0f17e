#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace sixscope::document {

/// A cell's text behind the sign of its mark: "√ 66.00". A gap that a dash shows has no second one.
[[nodiscard]] std::string text_with_sign(const Cell& cell);

/// Whether a text is only the dash that stands for what lacks.
[[nodiscard]] bool is_dash(std::string_view text);

/// The identifier of a mark, for machines: "none", "good"... Static text.
[[nodiscard]] std::string_view to_string(Mark mark);

}  // namespace sixscope::document
