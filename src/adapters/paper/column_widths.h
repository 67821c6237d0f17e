#pragma once

#include <vector>

#include "document/document.h"

namespace sixscope::adapters {

/// Widths of the columns of a table that is `width` points wide, with text of `size` points and
/// `padding` points at both sides of it. No column is narrower than its longest word and its head
/// (long words are broken where not all can have their way); beyond that room goes by weight, but
/// to no column more than its longest text needs while others still lack.
[[nodiscard]] std::vector<double> column_widths(const document::Table& table, double width,
                                                double size, double padding);

/// How wide the table has to be so that no word and no number is broken.
[[nodiscard]] double least_width(const document::Table& table, double size, double padding);

}  // namespace sixscope::adapters
