#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "document/skins.h"

namespace sixscope::adapters {

/// How the lines of tables are drawn.
enum class TableRules : std::uint8_t {
  grid,        ///< Around every cell, as forms have them.
  three_line,  ///< Above, below and under the heads, as articles have them.
};

/// The bytes of a .docx file (ECMA-376, transitional) laid out as GB/T 9704 asks: A4, 156 x 225 mm
/// of text, 22 lines of 28 characters in Chinese, the customary typefaces by name. Tables that lie
/// have sections of their own. The same document gives the same bytes. Fails as `rasterise` does;
/// `unavailable` where the machine has no room. Safe from any thread if `rasterise` is.
[[nodiscard]] Result<std::string> docx(const document::Document& document,
                                       const document::Rasterise& rasterise,
                                       TableRules rules = TableRules::grid);

}  // namespace sixscope::adapters
