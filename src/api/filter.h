#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/volume_store.h"

namespace sixscope::api {

/// Bounds of a filter: past them `out_of_range`.
inline constexpr std::size_t kFilterBytesMax = 8192;
inline constexpr std::size_t kFilterTermsMax = 32;
inline constexpr std::size_t kFilterValuesMax = 512;  ///< In one list.

/// Reads the filter language:
///
///   filter := [ term { "and" term } ]
///   term   := name ("=" | "!=") value | name ["not"] "in" "(" value { "," value } ")"
///   value  := letters, digits, `_ . : / -` and anything beyond ASCII, or "quoted" with \" and \\.
///
/// Names are those of store::kDimensionNames. Values of axes with a fixed set (access, methods,
/// classes, coverage, regions by form) are checked. An error carries the byte offset, and says what
/// was found, what is expected there and what was probably meant.
[[nodiscard]] Result<std::vector<store::Filter>> parse_filter(std::string_view text);

/// The canonical text: parsing it gives `filters` again.
[[nodiscard]] std::string format_filter(const std::vector<store::Filter>& filters);

/// The dimension of that name; `malformed` with the nearest known one otherwise.
[[nodiscard]] Result<store::Dimension> parse_dimension(std::string_view name);

/// The one of `known` fewest edits away from `word`, if that is few enough to be meant; else empty.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       const std::vector<std::string_view>& known);

}  // namespace sixscope::api
