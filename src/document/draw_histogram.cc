#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "document/draw_charts.h"
#include "document/draw_columns.h"

namespace sixscope::document {
namespace {

constexpr std::size_t kTicksMost = 7;
constexpr double kGap = 2;

}  // namespace

Drawing draw_histogram(const Histogram& chart, double width, Language language) {
  const std::size_t classes = std::min(chart.labels.size(), chart.counts.size());
  if (classes == 0) {
    return draw_nothing(width, language);
  }
  const auto count_of = [&](std::size_t n) {
    return std::isfinite(chart.counts[n]) ? std::max(chart.counts[n], 0.0) : 0.0;
  };
  Drawing drawing{.width = width, .height = 0, .shapes = {}};
  Pen pen(drawing);
  double high = 0;
  for (std::size_t n = 0; n < classes; ++n) {
    high = std::max(high, count_of(n));
  }
  const std::vector<std::string> titles(
      chart.labels.begin(), chart.labels.begin() + static_cast<std::ptrdiff_t>(classes));
  const ColumnAxes axes = draw_column_axes(pen, titles, ticks_over(0, high, kTicksMost, true),
                                           chart.unit, width, language);
  const double gap = std::min(kGap, axes.slot / 4);
  for (std::size_t n = 0; n < classes; ++n) {
    const double top = axes.y_of(count_of(n));
    pen.fill({axes.x_of(n) - axes.slot / 2 + gap / 2, top, axes.slot - gap, axes.bottom - top},
             ink::kBar);
    const std::string text = value_text(count_of(n), Scale::number, language);
    if (text_width(text, kColumnText) <= axes.slot - 2) {
      pen.text({axes.x_of(n), top - 3}, text, {.size = kColumnText, .anchor = Anchor::middle});
    }
  }
  pen.line({axes.left, axes.bottom}, {axes.right, axes.bottom}, {.width = 0.75});
  drawing.height = axes.height;
  return drawing;
}

}  // namespace sixscope::document
