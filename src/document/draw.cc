#include <algorithm>
#include <type_traits>
#include <variant>

#include "document/draw_charts.h"
#include "document/draw_pen.h"
#include "document/skins.h"

namespace sixscope::document {

constexpr double kWidthLeast = 120;
constexpr double kWidthMost = 4000;

Drawing draw(const Chart& chart, double width, Language language) {
  // A width that no chart fits into, and what is no width, too.
  width = width >= kWidthLeast ? std::min(width, kWidthMost) : kWidthLeast;
  return std::visit(
      [&](const auto& one) {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, LineChart>) {
          return draw_lines(one, width, language);
        } else if constexpr (std::is_same_v<T, BarChart>) {
          return draw_bars(one, width, language);
        } else if constexpr (std::is_same_v<T, TileMap>) {
          return draw_tile_map(one, width, language);
        } else if constexpr (std::is_same_v<T, Waterfall>) {
          return draw_waterfall(one, width, language);
        } else {
          return draw_histogram(one, width, language);
        }
      },
      chart);
}

Drawing draw_nothing(double width, Language language) {
  Drawing drawing{.width = width, .height = 60, .shapes = {}};
  Pen pen(drawing);
  pen.frame({0.5, 0.5, width - 1, 59}, {.colour = ink::kGrid});
  pen.text({width / 2, 33}, language == Language::zh ? "无数据" : "no data",
           {.size = 9, .anchor = Anchor::middle, .colour = ink::kQuiet});
  return drawing;
}

}  // namespace sixscope::document
