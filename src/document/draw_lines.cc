#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "document/draw_axes.h"
#include "document/draw_charts.h"
#include "document/draw_pen.h"

namespace sixscope::document {
namespace {

constexpr double kText = 8;
constexpr double kLegendRow = 14;
constexpr double kLegendSample = 22;
constexpr double kPlotHeight = 170;
constexpr std::size_t kTicksMost = 7;
constexpr std::size_t kMarkedPointsMost =
    40;  // With more labels, only every n-th point has a sign.
constexpr double kLineWidth = 1.5;
constexpr double kEndGap = 5;  // Between the last point and its value.
const std::array<Colour, 4> kColours = {ink::kBlue, ink::kOrange, ink::kText, {0, 130, 96}};
const std::array<std::vector<double>, 4> kDashes = {
    std::vector<double>{}, {6, 2}, {1.5, 2}, {8, 2, 2, 2}};

class LinePlot {
 public:
  LinePlot(const LineChart& chart, double width, Language language)
      : chart_(chart), language_(language), drawing_{.width = width, .height = 0, .shapes = {}} {}

  Drawing drawn() {
    if (!find_range()) {
      return draw_nothing(drawing_.width, language_);
    }
    lay_out();
    draw_axes();
    for (std::size_t n = 0; n < chart_.targets.size(); ++n) {
      draw_target(chart_.targets[n]);
    }
    for (std::size_t n = 0; n < chart_.series.size(); ++n) {
      draw_series(n);
    }
    write_last_values();
    return std::move(drawing_);
  }

 private:
  struct Rect {
    double left, top, right, bottom;
  };

  static std::optional<double> value_at(const Series& series, std::size_t label) {
    const bool has = label < series.values.size() && series.values[label] &&
                     std::isfinite(*series.values[label]);
    return has ? series.values[label] : std::nullopt;
  }

  bool find_range() {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Series& series : chart_.series) {
      for (std::size_t n = 0; n < chart_.labels.size(); ++n) {
        if (const auto value = value_at(series, n)) {
          low = std::min(low, *value);
          high = std::max(high, *value);
        }
      }
    }
    if (low > high) {
      return false;
    }
    for (const TargetMark& target : chart_.targets) {
      if (std::isfinite(target.value)) {
        low = std::min(low, target.value);
        high = std::max(high, target.value);
      }
    }
    // From zero, unless that would press the lines together at the top.
    if (low > 0 && low < high / 2) {
      low = 0;
    }
    ticks_ = ticks_over(low, high, kTicksMost);
    magnitude_ =
        chart_.scale == Scale::number
            ? magnitude_of(std::max(std::abs(ticks_.first), std::abs(ticks_.last)), language_)
            : Magnitude{};
    return true;
  }

  void lay_out() {
    double top = draw_legend();
    const std::string unit = std::string(magnitude_.word) + chart_.unit;
    if (!unit.empty()) {
      pen_.text({0, top + kText}, fitted(unit, kText, drawing_.width),
                {.size = kText, .colour = ink::kQuiet});
      top += 1.5 * kText;
    }
    double widest = 0;
    for (std::size_t n = 0; n < ticks_.count(); ++n) {
      widest = std::max(
          widest,
          text_width(tick_text(ticks_.at(n), ticks_.step, chart_.scale, magnitude_), kText));
    }
    double last = 0;
    for (const Series& series : chart_.series) {
      if (!series.outside && !chart_.labels.empty()) {
        last = std::max(last, text_width(last_text(series), kText));
      }
    }
    // The first label is not cut off.
    const double half = chart_.labels.empty() ? 0 : text_width(chart_.labels.front(), kText) / 2;
    left_ = std::max(widest + 5, half);
    right_ = drawing_.width - std::max(last + kEndGap + 2, 4.0);
    top_ = top + 8;
    bottom_ = top_ + kPlotHeight;
    drawing_.height = bottom_ + 18;
  }

  // Samples of the lines in as many rows as they need; where the plot begins.
  double draw_legend() {
    double x = 0;
    double y = 0;
    for (std::size_t n = 0; n < chart_.series.size(); ++n) {
      const Series& series = chart_.series[n];
      const std::string title = fitted(series.title, kText, drawing_.width - kLegendSample - 4);
      const double wide = kLegendSample + 4 + text_width(title, kText);
      if (x > 0 && x + wide > drawing_.width) {
        x = 0;
        y += kLegendRow;
      }
      const double middle = y + kLegendRow / 2;
      pen_.line({x, middle}, {x + kLegendSample, middle}, stroke_of(n));
      pen_.point({x + kLegendSample / 2, middle}, n, colour_of(n), series.outside);
      pen_.text({x + kLegendSample + 4, middle + kText * 0.36}, title, {.size = kText});
      x += wide + 14;
    }
    return y + kLegendRow + 2;
  }

  [[nodiscard]] static Colour colour_of(std::size_t series) {
    return kColours[series % kColours.size()];
  }
  [[nodiscard]] Stroke stroke_of(std::size_t series) const {
    return {.colour = colour_of(series),
            .width = chart_.series[series].outside ? 0.9 : kLineWidth,
            .dash = chart_.series[series].outside
                        ? std::vector<double>{3, 2}
                        : kDashes[series / kColours.size() % kDashes.size()]};
  }

  [[nodiscard]] double slot() const {
    return (right_ - left_) / static_cast<double>(std::max<std::size_t>(chart_.labels.size(), 1));
  }
  [[nodiscard]] double x_of(std::size_t label) const {
    return left_ + (static_cast<double>(label) + 0.5) * slot();
  }
  [[nodiscard]] double y_of(double value) const {
    return bottom_ - (value - ticks_.first) / (ticks_.last - ticks_.first) * kPlotHeight;
  }

  void draw_axes() {
    for (std::size_t n = 0; n < ticks_.count(); ++n) {
      const double y = y_of(ticks_.at(n));
      pen_.line({left_, y}, {right_, y},
                {.colour = n == 0 ? ink::kText : ink::kGrid, .width = n == 0 ? 0.75 : 0.5});
      pen_.text({left_ - 4, y + kText * 0.36},
                tick_text(ticks_.at(n), ticks_.step, chart_.scale, magnitude_),
                {.size = kText, .anchor = Anchor::end, .colour = ink::kQuiet});
    }
    const std::size_t stride = label_stride(chart_.labels, kText, slot());
    for (std::size_t n = 0; n < chart_.labels.size(); ++n) {
      const bool written = n % stride == 0;
      if (written || slot() > 3) {
        pen_.line({x_of(n), bottom_}, {x_of(n), bottom_ + (written ? 3.5 : 2)}, {.width = 0.5});
      }
      const double half = text_width(chart_.labels[n], kText) / 2;
      if (written && x_of(n) - half >= 0 && x_of(n) + half <= drawing_.width) {
        pen_.text({x_of(n), bottom_ + 13}, chart_.labels[n],
                  {.size = kText, .anchor = Anchor::middle, .colour = ink::kQuiet});
      }
    }
  }

  // A level of its own date is a short bar with a diamond there; one of a later date goes right
  // through.
  void draw_target(const TargetMark& target) {
    if (!std::isfinite(target.value)) {
      return;
    }
    const double y = y_of(target.value);
    const bool through = target.label >= chart_.labels.size();
    const Stroke stroke{.colour = ink::kText, .width = 0.9, .dash = {5, 2, 1, 2}};
    const std::string title = fitted(target.title, kText, right_ - left_);
    const double wide = text_width(title, kText);
    if (through) {
      pen_.line({left_, y}, {right_, y}, stroke);
      place_text({left_ + 3, y}, title, wide);
      return;
    }
    const double x = x_of(target.label);
    const double reach = std::max(slot(), 9.0);
    pen_.line({std::max(left_, x - reach), y}, {std::min(right_, x + reach), y}, stroke);
    pen_.point({x, y}, 3, ink::kText, false);
    place_text({std::clamp(x - wide / 2, left_, right_ - wide), y}, title, wide);
  }

  // Above the level or below it, where no other title and no line of ours is.
  void place_text(Point at, const std::string& title, double wide) {
    constexpr std::array<double, 6> kShifts = {
        -4, kText + 4, -kText - 5, 2 * kText + 5, -2 * kText - 6, 3 * kText + 6};
    double base = at.y + kShifts.front();
    for (const double shift : kShifts) {
      const Rect rect{at.x, at.y + shift - kText, at.x + wide, at.y + shift + 2};
      if (rect.top >= top_ - 8 && rect.bottom <= bottom_ && is_free(rect)) {
        base = at.y + shift;
        break;
      }
    }
    taken_.push_back({at.x, base - kText, at.x + wide, base + 2});
    pen_.text({at.x, base}, title, {.size = kText});
  }

  [[nodiscard]] bool is_free(const Rect& rect) const {
    for (const Rect& other : taken_) {
      if (rect.left < other.right && other.left < rect.right && rect.top < other.bottom &&
          other.top < rect.bottom) {
        return false;
      }
    }
    for (const Series& series : chart_.series) {
      for (std::size_t n = 0; n < chart_.labels.size(); ++n) {
        const auto value = value_at(series, n);
        if (value && x_of(n) > rect.left - 4 && x_of(n) < rect.right + 4 &&
            y_of(*value) > rect.top - 3 && y_of(*value) < rect.bottom + 3) {
          return false;
        }
      }
    }
    return true;
  }

  void draw_series(std::size_t n) {
    const Series& series = chart_.series[n];
    const std::size_t stride = (chart_.labels.size() + kMarkedPointsMost - 1) / kMarkedPointsMost;
    std::vector<Point> piece;
    std::size_t first = 0;  // Label of the piece's first point.
    const auto finish = [&] {
      if (piece.size() > 1) {
        pen_.line(piece, stroke_of(n));
      }
      // Lines are told by their signs, too: a sign at least where a piece begins.
      for (std::size_t at = 0; at < piece.size(); ++at) {
        if (at == 0 || (first + at) % stride == 0) {
          pen_.point(piece[at], n, colour_of(n), series.outside);
        }
      }
      piece.clear();
    };
    for (std::size_t label = 0; label < chart_.labels.size(); ++label) {
      if (const auto value = value_at(series, label)) {
        first = piece.empty() ? label : first;
        piece.push_back({x_of(label), y_of(*value)});
      } else {
        finish();
      }
    }
    finish();
  }

  [[nodiscard]] std::string last_text(const Series& series) const {
    const auto value = value_at(series, chart_.labels.size() - 1);
    return value ? value_text(*value, chart_.scale, language_) : std::string();
  }

  // The newest values beside the ends of the lines, moved apart where they would touch.
  void write_last_values() {
    struct End {
      double y;
      std::size_t series;
    };
    std::vector<End> ends;
    for (std::size_t n = 0; n < chart_.series.size(); ++n) {
      const auto value = value_at(chart_.series[n], chart_.labels.size() - 1);
      if (value && !chart_.series[n].outside) {
        ends.push_back({y_of(*value), n});
      }
    }
    std::stable_sort(ends.begin(), ends.end(),
                     [](const End& a, const End& b) { return a.y < b.y; });
    constexpr double kRow = kText + 1.5;
    for (std::size_t n = 1; n < ends.size(); ++n) {
      ends[n].y = std::max(ends[n].y, ends[n - 1].y + kRow);
    }
    double lowest = bottom_ + 2;
    for (std::size_t n = ends.size(); n-- > 0; lowest = ends[n].y - kRow) {
      ends[n].y = std::min(ends[n].y, lowest);
    }
    for (const End& end : ends) {
      if (end.y >= 0) {  // More lines than there is room beside them: the table has them all.
        pen_.text({x_of(chart_.labels.size() - 1) + kEndGap, end.y + kText * 0.36},
                  last_text(chart_.series[end.series]),
                  {.size = kText, .colour = colour_of(end.series), .strong = true});
      }
    }
  }

  const LineChart& chart_;
  Language language_;
  Drawing drawing_;
  Pen pen_{drawing_};
  Ticks ticks_;
  Magnitude magnitude_;
  double left_ = 0;
  double right_ = 0;
  double top_ = 0;
  double bottom_ = 0;
  std::vector<Rect> taken_;  // By titles of targets.
};

}  // namespace

Drawing draw_lines(const LineChart& chart, double width, Language language) {
  return LinePlot(chart, width, language).drawn();
}

}  // namespace sixscope::document
