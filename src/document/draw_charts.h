#pragma once

#include "document/chart.h"
#include "document/document.h"
#include "document/drawing.h"

// What `draw` chooses among; one file each.
namespace sixscope::document {

[[nodiscard]] Drawing draw_lines(const LineChart& chart, double width, Language language);
[[nodiscard]] Drawing draw_bars(const BarChart& chart, double width, Language language);
[[nodiscard]] Drawing draw_tile_map(const TileMap& chart, double width, Language language);
[[nodiscard]] Drawing draw_waterfall(const Waterfall& chart, double width, Language language);
[[nodiscard]] Drawing draw_histogram(const Histogram& chart, double width, Language language);

/// What stands where a chart has nothing to show.
[[nodiscard]] Drawing draw_nothing(double width, Language language);

}  // namespace sixscope::document
