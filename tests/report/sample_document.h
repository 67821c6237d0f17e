#pragma once

#include <cstddef>

#include "document/document.h"

namespace sixscope::testing {

/// A document with every kind of block and chart, for looking at skins: texts that fill pages, a
/// table with common heads that lies, gaps, and an annex of so many rows. Its figures are made up.
[[nodiscard]] document::Document sample_document(document::Language language,
                                                 std::size_t annex_rows = 3000);

}  // namespace sixscope::testing
