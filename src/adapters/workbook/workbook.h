#pragma once

#include <string>

#include "base/result.h"
#include "document/skins.h"

namespace sixscope::adapters {

/// The bytes of an .xlsx file: a first sheet with what the document is, the list of sheets and its
/// texts, one with its figures, and one a table, as it is printed: heads of two rows, merged cells,
/// sums in bold; numbers are numbers. Texts are texts whatever they begin with: no cell becomes a
/// formula. What is merged has its value in every cell, so that a sheet can be filtered, and the
/// import desk reads it back. The same document gives the same bytes.
///
/// Fails as `rasterise` does; `malformed` where a spreadsheet has no room for it: more than
/// 1,048,576 rows, 16,384 columns or 32,767 characters in a cell; `unavailable` where the machine
/// has none. Safe from any thread if `rasterise` is.
[[nodiscard]] Result<std::string> workbook(const document::Document& document,
                                           const document::Rasterise& rasterise);

}  // namespace sixscope::adapters
