#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "document/draw_charts.h"
#include "document/draw_columns.h"

namespace sixscope::document {
namespace {

constexpr std::size_t kTicksMost = 7;
constexpr double kColumnShare = 0.62;  // Of its slot.
constexpr double kColumnMost = 60;

// What one column covers: from the level before it to the one after it.
struct Span {
  double from = 0;
  double to = 0;
};

std::vector<Span> spans_of(const Waterfall& chart) {
  std::vector<Span> spans;
  double level = 0;
  for (const Waterfall::Step& step : chart.steps) {
    const double value = std::isfinite(step.value) ? step.value : 0;
    const double to = step.is_total ? value : level + value;
    spans.push_back({step.is_total ? 0 : level, to});
    level = to;
  }
  return spans;
}

}  // namespace

Drawing draw_waterfall(const Waterfall& chart, double width, Language language) {
  if (chart.steps.empty()) {
    return draw_nothing(width, language);
  }
  Drawing drawing{.width = width, .height = 0, .shapes = {}};
  Pen pen(drawing);
  const std::vector<Span> spans = spans_of(chart);
  std::vector<std::string> titles;
  double low = 0;
  double high = 0;
  for (std::size_t n = 0; n < spans.size(); ++n) {
    titles.push_back(chart.steps[n].title);
    low = std::min({low, spans[n].from, spans[n].to});
    high = std::max({high, spans[n].from, spans[n].to});
  }
  const ColumnAxes axes =
      draw_column_axes(pen, titles, ticks_over(low, high, kTicksMost), chart.unit, width, language);
  const double wide = std::min(kColumnMost, axes.slot * kColumnShare);
  for (std::size_t n = 0; n < spans.size(); ++n) {
    const Waterfall::Step& step = chart.steps[n];
    const double top = axes.y_of(std::max(spans[n].from, spans[n].to));
    const Box box{axes.x_of(n) - wide / 2, top, wide,
                  axes.y_of(std::min(spans[n].from, spans[n].to)) - top};
    const bool falls = !step.is_total && step.value < 0;
    if (step.is_total) {
      pen.fill(box, {70, 70, 70});
    } else if (falls) {  // Hatched: told from what is added without colour.
      pen.fill(box, ink::kPaper);
      pen.hatch(box, {.colour = ink::kOrange, .width = 1});
      pen.frame(box, {.colour = ink::kOrange, .width = 1});
    } else {
      pen.fill(box, ink::kBar);
    }
    if (n + 1 < spans.size()) {
      const double y = axes.y_of(spans[n].to);
      pen.line({box.x, y}, {axes.x_of(n + 1) + wide / 2, y},
               {.colour = ink::kQuiet, .width = 0.5, .dash = {2, 2}});
    }
    const std::string sign = !step.is_total && step.value > 0 ? "+" : "";
    const std::string text = sign + value_text(step.value, Scale::number, language);
    const double half = text_width(text, kColumnText) / 2;
    if (2 * half <= axes.slot - 2) {
      pen.text({std::clamp(axes.x_of(n), half, width - half), box.y - 3}, text,
               {.size = kColumnText, .anchor = Anchor::middle, .strong = step.is_total});
    }
  }
  pen.line({axes.left, axes.y_of(0)}, {axes.right, axes.y_of(0)}, {.width = 0.75});
  drawing.height = axes.height;
  return drawing;
}

}  // namespace sixscope::document
