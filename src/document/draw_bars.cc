#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "document/draw_axes.h"
#include "document/draw_charts.h"
#include "document/draw_pen.h"

namespace sixscope::document {
namespace {

constexpr double kText = 8;
constexpr double kRow = 14;
constexpr double kBar = 9;
constexpr double kTitlesMost = 0.35;  // Of the width, for the names.
constexpr double kLineRow = 12;       // Of the title of a line, above the bars.
constexpr std::size_t kTicksMost = 7;

class Ranking {
 public:
  Ranking(const BarChart& chart, double width, Language language)
      : chart_(chart), language_(language), drawing_{.width = width, .height = 0, .shapes = {}} {
    for (const BarChart::Bar& bar : chart.bars) {
      (bar.value && std::isfinite(*bar.value) ? with_ : without_).push_back(&bar);
    }
  }

  Drawing drawn() {
    if (chart_.bars.empty()) {
      return draw_nothing(drawing_.width, language_);
    }
    lay_out();
    draw_axis();
    for (std::size_t n = 0; n < with_.size(); ++n) {
      draw_bar(*with_[n], top_ + static_cast<double>(n) * kRow);
    }
    draw_lines_across();
    for (std::size_t n = 0; n < with_.size(); ++n) {
      write_value(*with_[n], top_ + static_cast<double>(n) * kRow);
    }
    list_missing();
    return std::move(drawing_);
  }

 private:
  void lay_out() {
    double low = 0;
    double high = 0;
    double titles = 0;
    double values = 0;
    for (const BarChart::Bar* bar : with_) {
      low = std::min(low, *bar->value);
      high = std::max(high, *bar->value);
      values = std::max(values, text_width(text_of(*bar->value), kText));
    }
    for (const BarChart::Bar& bar : chart_.bars) {
      titles = std::max(titles, text_width(bar.title, kText));
    }
    for (const auto& level : {chart_.mean, chart_.target}) {
      if (level && std::isfinite(*level)) {
        low = std::min(low, *level);
        high = std::max(high, *level);
      }
    }
    ticks_ = ticks_over(low, high, kTicksMost);
    magnitude_ =
        chart_.scale == Scale::number
            ? magnitude_of(std::max(std::abs(ticks_.first), std::abs(ticks_.last)), language_)
            : Magnitude{};
    titles_ = std::min(titles, kTitlesMost * drawing_.width);
    left_ = titles_ + 6 + (ticks_.first < 0 ? values + 4 : 0);
    right_ = std::max(drawing_.width - values - 6, left_ + 20);
    top_ = kLineRow * static_cast<double>(lines_across()) + 4;
    bottom_ = top_ + kRow * static_cast<double>(with_.size());
    drawing_.height = with_.empty() ? 0 : bottom_ + 16;
  }

  [[nodiscard]] std::size_t lines_across() const {
    return (chart_.mean ? 1U : 0U) + (chart_.target ? 1U : 0U);
  }
  [[nodiscard]] std::string text_of(double value) const {
    return value_text(value, chart_.scale, language_);
  }
  [[nodiscard]] double x_of(double value) const {
    return left_ + (value - ticks_.first) / (ticks_.last - ticks_.first) * (right_ - left_);
  }

  void draw_axis() {
    if (with_.empty()) {
      return;
    }
    double free_from = 0;
    for (std::size_t n = 0; n < ticks_.count(); ++n) {
      const double x = x_of(ticks_.at(n));
      pen_.line({x, top_}, {x, bottom_}, {.colour = ink::kGrid, .width = 0.5});
      std::string text = tick_text(ticks_.at(n), ticks_.step, chart_.scale, magnitude_);
      if (n + 1 == ticks_.count()) {
        text += std::string(magnitude_.word) + chart_.unit;
      }
      const double wide = text_width(text, kText);
      const double at = std::clamp(x - wide / 2, 0.0, std::max(0.0, drawing_.width - wide));
      if (at >= free_from) {
        pen_.text({at, bottom_ + 11}, std::move(text), {.size = kText, .colour = ink::kQuiet});
        free_from = at + wide + 3;
      }
    }
    pen_.line({x_of(0), top_}, {x_of(0), bottom_}, {.width = 0.75});
  }

  void draw_bar(const BarChart::Bar& bar, double y) {
    pen_.text({titles_, y + kRow / 2 + kText * 0.36}, fitted(bar.title, kText, titles_),
              {.size = kText, .anchor = Anchor::end});
    const double zero = x_of(0);
    const double end = x_of(*bar.value);
    pen_.fill({std::min(zero, end), y + (kRow - kBar) / 2, std::abs(end - zero), kBar}, ink::kBar);
  }

  // After the lines, on a ground of their own: a line never strikes a number through.
  void write_value(const BarChart::Bar& bar, double y) {
    const std::string text = text_of(*bar.value);
    const double wide = text_width(text, kText);
    const double end = x_of(*bar.value);
    const double at = *bar.value < 0 ? end - wide - 3 : end + 3;
    pen_.fill({at - 1, y + 2, std::min(wide + 1, drawing_.width - at), kRow - 4}, ink::kPaper);
    pen_.text({at, y + kRow / 2 + kText * 0.36}, text, {.size = kText});
  }

  void draw_lines_across() {
    double row = 0;
    const auto across = [&](double value, const std::string& title, const Stroke& stroke) {
      const double x = x_of(value);
      const double base = row + kText;
      pen_.line({x, row + kLineRow - 1}, {x, bottom_}, stroke);
      const std::string text = fitted(title, kText, drawing_.width);
      const double wide = text_width(text, kText);
      pen_.text({std::clamp(x - wide / 2, 0.0, std::max(0.0, drawing_.width - wide)), base}, text,
                {.size = kText, .colour = stroke.colour, .strong = true});
      row += kLineRow;
    };
    if (with_.empty()) {
      return;
    }
    if (chart_.mean && std::isfinite(*chart_.mean)) {
      across(*chart_.mean, (chart_.mean_title + " ") + text_of(*chart_.mean),
             {.colour = ink::kText, .width = 1, .dash = {4, 2}});
    }
    if (chart_.target && std::isfinite(*chart_.target)) {
      across(*chart_.target, chart_.target_title,
             {.colour = ink::kOrange, .width = 1.2, .dash = {8, 2, 2, 2}});
    }
  }

  // Who has no value is not last: listed apart, with the reason.
  void list_missing() {
    if (without_.empty()) {
      return;
    }
    double y = drawing_.height;
    if (!with_.empty()) {
      pen_.line({0, y + 1}, {drawing_.width, y + 1}, {.colour = ink::kGrid, .width = 0.5});
      y += 3;
    }
    const std::string_view nothing = language_ == Language::zh ? "无数据" : "no data";
    for (const BarChart::Bar* bar : without_) {
      pen_.text({titles_, y + kRow / 2 + kText * 0.36}, fitted(bar->title, kText, titles_),
                {.size = kText, .anchor = Anchor::end});
      const double at = titles_ + 6;
      const Box box{at, y + (kRow - kBar) / 2, 18, kBar};
      pen_.hatch(box, {.colour = ink::kQuiet, .width = 0.5});
      pen_.frame(box, {.colour = ink::kQuiet, .width = 0.5});
      const std::string& reason = bar->reason;
      pen_.text({at + 23, y + kRow / 2 + kText * 0.36},
                fitted(reason.empty() ? nothing : std::string_view(reason), kText,
                       drawing_.width - at - 23),
                {.size = kText, .colour = ink::kQuiet});
      y += kRow;
    }
    drawing_.height = y + 2;
  }

  const BarChart& chart_;
  Language language_;
  Drawing drawing_;
  Pen pen_{drawing_};
  std::vector<const BarChart::Bar*> with_;
  std::vector<const BarChart::Bar*> without_;
  Ticks ticks_;
  Magnitude magnitude_;
  double titles_ = 0;
  double left_ = 0;
  double right_ = 0;
  double top_ = 0;
  double bottom_ = 0;
};

}  // namespace

Drawing draw_bars(const BarChart& chart, double width, Language language) {
  return Ranking(chart, width, language).drawn();
}

}  // namespace sixscope::document
