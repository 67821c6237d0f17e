#include "document/draw_columns.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace sixscope::document {
namespace {

constexpr double kPlotHeight = 150;
constexpr double kLine = 10.5;
constexpr std::size_t kTitleLinesMost = 3;
constexpr double kTitleNarrowest = 4 * kColumnText;  // Narrower columns have every n-th title only.

}  // namespace

ColumnAxes draw_column_axes(Pen& pen, const std::vector<std::string>& titles, const Ticks& ticks,
                            const std::string& unit, double width, Language language) {
  ColumnAxes axes{
      .ticks = ticks,
      .magnitude = magnitude_of(std::max(std::abs(ticks.first), std::abs(ticks.last)), language)};
  double widest = 0;
  for (std::size_t n = 0; n < ticks.count(); ++n) {
    widest = std::max(
        widest,
        text_width(tick_text(ticks.at(n), ticks.step, Scale::number, axes.magnitude), kColumnText));
  }
  const std::string unit_text = std::string(axes.magnitude.word) + unit;
  pen.text({0, kColumnText}, fitted(unit_text, kColumnText, width),
           {.size = kColumnText, .colour = ink::kQuiet});
  axes.left = widest + 6;
  axes.right = width - 2;
  axes.top = unit_text.empty() ? 14 : 24;
  axes.bottom = axes.top + kPlotHeight;
  axes.slot =
      (axes.right - axes.left) / static_cast<double>(std::max<std::size_t>(titles.size(), 1));
  for (std::size_t n = 0; n < ticks.count(); ++n) {
    const double y = axes.y_of(ticks.at(n));
    pen.line({axes.left, y}, {axes.right, y}, {.colour = ink::kGrid, .width = 0.5});
    pen.text({axes.left - 4, y + kColumnText * 0.36},
             tick_text(ticks.at(n), ticks.step, Scale::number, axes.magnitude),
             {.size = kColumnText, .anchor = Anchor::end, .colour = ink::kQuiet});
  }
  const bool wraps = axes.slot >= kTitleNarrowest;
  const std::size_t stride = wraps ? 1 : label_stride(titles, kColumnText, axes.slot);
  std::size_t lines_most = 1;
  for (std::size_t n = 0; n < titles.size(); n += stride) {
    const double room = axes.slot * static_cast<double>(stride) - 3;
    const auto lines = wrapped(titles[n], kColumnText, room, wraps ? kTitleLinesMost : 1);
    lines_most = std::max(lines_most, lines.size());
    for (std::size_t line = 0; line < lines.size(); ++line) {
      const double half = text_width(lines[line], kColumnText) / 2;
      pen.text({std::clamp(axes.x_of(n), half, width - half),
                axes.bottom + 12 + static_cast<double>(line) * kLine},
               lines[line], {.size = kColumnText, .anchor = Anchor::middle});
    }
  }
  axes.height = axes.bottom + 6 + kLine * static_cast<double>(lines_most);
  return axes;
}

}  // namespace sixscope::document
