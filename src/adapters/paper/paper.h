#pragma once

#include <string>

#include "base/result.h"
#include "document/document.h"
#include "document/drawing.h"

namespace sixscope::adapters {

/// The document as PDF on A4, laid out as GB/T 9704-2012 asks: 22 lines of 28 characters, title,
/// levels, red head, page numbers, signature. Typefaces are embedded. The same document gives the
/// same bytes on one machine; other versions of the typefaces give others.
///
/// `not_found` where a typeface is not installed (which, and its package) or no typeface has a
/// character (which one); `out_of_range` for a document beyond the limits below; `unavailable`
/// where Cairo fails. Safe from any thread; half a second for a thousand rows.
[[nodiscard]] Result<std::string> pdf(const document::Document& document);

/// A picture as PNG on white, `dots_per_inch` from 36 to 600. Errors as `pdf`.
[[nodiscard]] Result<std::string> png(const document::Drawing& drawing, double dots_per_inch);

}  // namespace sixscope::adapters
