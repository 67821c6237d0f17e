#pragma once

#include <string>
#include <vector>

#include "document/draw_axes.h"
#include "document/draw_pen.h"

namespace sixscope::document {

/// What charts of upright columns share: a value axis at the left and names below the columns.
struct ColumnAxes {
  Ticks ticks;
  Magnitude magnitude;
  double left = 0;
  double right = 0;
  double top = 0;
  double bottom = 0;  ///< Of the plot; names stand below.
  double height = 0;  ///< Of the whole drawing.
  double slot = 0;    ///< Width of a column with its gap.

  [[nodiscard]] double x_of(std::size_t n) const {
    return left + (static_cast<double>(n) + 0.5) * slot;
  }
  [[nodiscard]] double y_of(double value) const {
    return bottom - (value - ticks.first) / (ticks.last - ticks.first) * (bottom - top);
  }
};

inline constexpr double kColumnText = 8;

/// Draws them for so many columns as there are titles, on a drawing `width` points wide.
[[nodiscard]] ColumnAxes draw_column_axes(Pen& pen, const std::vector<std::string>& titles,
                                          const Ticks& ticks, const std::string& unit, double width,
                                          Language language);

}  // namespace sixscope::document
