#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "document/chart.h"
#include "document/document.h"
#include "document/drawing.h"

namespace sixscope::document {

/// The chart as a picture `width` points wide; the height follows from what is in it. Texts are
/// measured by a rule of thumb (a wide character is 1 em, another one 0.55), which no skin's
/// typefaces exceed.
[[nodiscard]] Drawing draw(const Chart& chart, double width, Language language);

/// Scalable graphics for a page: no script, no reference to anything outside of it.
[[nodiscard]] std::string svg(const Drawing& drawing, const std::string& alt);

/// A page on its own: style, pictures and tables are in it, and nothing is loaded from elsewhere.
[[nodiscard]] std::string html(const Document& document);

/// Every table as CSV: UTF-8 with BOM, CRLF, columns by id, numbers in full, formulas disarmed.
[[nodiscard]] std::string csv(const Table& table);

/// Title, facts, texts and every table with numbers in full and what the columns mean.
[[nodiscard]] std::string json(const Document& document);

/// A picture of so many dots per inch as PNG, for skins that cannot take vectors. Set by who wires
/// the skins.
using Rasterise = std::function<Result<std::string>(const Drawing& drawing, double dots_per_inch)>;

}  // namespace sixscope::document
