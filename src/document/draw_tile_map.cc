#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document/draw_axes.h"
#include "document/draw_charts.h"
#include "document/draw_pen.h"
#include "document/tile_slots.h"

namespace sixscope::document {
namespace {

constexpr double kGap = 3;
constexpr double kTileHeight = 36;
constexpr double kTileWidthMost = 64;
constexpr double kTilePadding = 5;  // At both sides of a name together.
constexpr double kName = 8.5;
constexpr double kValue = 7.5;
constexpr double kSmallest = 5;
constexpr double kText = 8;
constexpr double kLegendRow = 15;
constexpr Colour kLightest{228, 239, 248};
constexpr Colour kDarkest{8, 48, 107};

Colour between(const Colour& from, const Colour& to, double part) {
  const auto mix = [&](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround(a + (b - a) * part));
  };
  return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

// A place on the map and what is there; no tile: nothing was given.
struct Place {
  int column = 0;
  int row = 0;
  std::string title;
  const TileMap::Tile* tile = nullptr;
};

class Map {
 public:
  Map(const TileMap& chart, double width, Language language)
      : chart_(chart), language_(language), drawing_{.width = width, .height = 0, .shapes = {}} {}

  Drawing drawn() {
    if (chart_.tiles.empty()) {
      return draw_nothing(drawing_.width, language_);
    }
    place();
    tile_width_ = std::min(kTileWidthMost, drawing_.width / columns_ - kGap);
    left_ = (drawing_.width - columns_ * (tile_width_ + kGap) + kGap) / 2;
    for (const Place& one : places_) {
      draw_tile(one);
    }
    drawing_.height = rows_ * (kTileHeight + kGap);
    draw_legend();
    return std::move(drawing_);
  }

 private:
  // Provinces at their places; whatever else (cities of one province) in rows as given.
  void place() {
    std::map<std::string_view, const TileMap::Tile*> by_province;
    std::vector<const TileMap::Tile*> others;
    for (const TileMap::Tile& tile : chart_.tiles) {
      const bool is_province = tile.code.size() == 6 && tile.code.ends_with("0000") &&
                               std::ranges::any_of(tile_slots(), [&](const TileSlot& slot) {
                                 return tile.code.starts_with(slot.code);
                               });
      if (!is_province ||
          !by_province.emplace(std::string_view(tile.code).substr(0, 2), &tile).second) {
        others.push_back(&tile);
      }
    }
    if (!by_province.empty()) {
      rows_ = kSlotRows;
      for (const TileSlot& slot : tile_slots()) {
        const auto found = by_province.find(slot.code);
        if (found != by_province.end()) {
          places_.push_back({slot.column, slot.row, found->second->title, found->second});
        } else if (slot.always) {
          places_.push_back({slot.column, slot.row,
                             std::string(language_ == Language::zh ? slot.zh : slot.en), nullptr});
        }
      }
    }
    for (std::size_t n = 0; n < others.size(); ++n) {
      const int at = static_cast<int>(std::min<std::size_t>(n, 100'000));
      places_.push_back({at % columns_, rows_ + at / columns_, others[n]->title, others[n]});
    }
    rows_ +=
        (static_cast<int>(std::min<std::size_t>(others.size(), 100'000)) + columns_ - 1) / columns_;
  }

  [[nodiscard]] Colour shade(std::size_t reached) const {
    const double all = static_cast<double>(std::max<std::size_t>(chart_.classes.size(), 1));
    return between(kLightest, kDarkest, static_cast<double>(reached) / all);
  }
  [[nodiscard]] static Colour ink_on(const Colour& ground) {
    const double light = 0.299 * ground.red + 0.587 * ground.green + 0.114 * ground.blue;
    return light < 140 ? ink::kPaper : ink::kText;
  }

  void draw_tile(const Place& one) {
    const Box box{left_ + one.column * (tile_width_ + kGap), one.row * (kTileHeight + kGap),
                  tile_width_, kTileHeight};
    const bool has = one.tile != nullptr && one.tile->value && std::isfinite(*one.tile->value);
    Colour colour = ink::kQuiet;
    std::string value;
    if (has) {
      const auto reached = static_cast<std::size_t>(std::ranges::count_if(
          chart_.classes, [&](double from) { return *one.tile->value >= from; }));
      colour = ink_on(shade(reached));
      pen_.fill(box, shade(reached));
      value = value_text(*one.tile->value, chart_.scale, language_);
    } else {
      pen_.hatch(box, {.colour = ink::kGrid, .width = 0.5});
    }
    pen_.frame(box, {.colour = has ? ink::kQuiet : ink::kGrid, .width = 0.4});
    const double middle = box.x + box.width / 2;
    const std::vector<std::string> lines = lines_of(one.title);
    const double rows = static_cast<double>(lines.size()) + (value.empty() ? 0 : 1);
    double base = box.y + (box.height - rows * 10.5) / 2 + 8.5;
    for (const std::string& line : lines) {
      write({middle, base}, line, kName, colour);
      base += 10.5;
    }
    write({middle, base}, value, kValue, colour);
  }

  // A name of two words in two lines, if it has no room in one. No word is broken.
  [[nodiscard]] std::vector<std::string> lines_of(const std::string& title) const {
    const std::size_t blank = title.find(' ');
    if (blank == std::string::npos || text_width(title, kName) <= tile_width_ - kTilePadding) {
      return {title};
    }
    return {title.substr(0, blank), title.substr(blank + 1)};
  }

  // As large as fits into a tile.
  void write(Point at, const std::string& text, double size, Colour colour) {
    const double most = tile_width_ - kTilePadding;
    const double fits =
        std::max(kSmallest, std::min(size, size * most / std::max(text_width(text, size), 1.0)));
    pen_.text(at, fitted(text, fits, most),
              {.size = fits, .anchor = Anchor::middle, .colour = colour});
  }

  [[nodiscard]] std::string class_text(std::size_t n) const {
    const std::vector<double>& ends = chart_.classes;
    const Magnitude magnitude = magnitude_of(ends.back(), language_);
    const auto level = [&](double value) {
      return tick_text(value, value, chart_.scale, magnitude) +
             std::string(chart_.scale == Scale::number ? magnitude.word : "");
    };
    return n == 0             ? "< " + level(ends[0])
           : n == ends.size() ? "≥ " + level(ends[n - 1])
                              : level(ends[n - 1]) + " – " + level(ends[n]);
  }

  void draw_legend() {
    double x = 0;
    double y = drawing_.height + 6;
    const auto entry = [&](const std::string& title, const Colour* ground) {
      const std::string text = fitted(title, kText, drawing_.width - 22);
      const double wide = 18 + 4 + text_width(text, kText);
      if (x > 0 && x + wide > drawing_.width) {
        x = 0;
        y += kLegendRow;
      }
      const Box box{x, y, 18, 10};
      if (ground != nullptr) {
        pen_.fill(box, *ground);
      } else {
        pen_.hatch(box, {.colour = ink::kQuiet, .width = 0.5});
      }
      pen_.frame(box, {.colour = ink::kQuiet, .width = 0.4});
      pen_.text({x + 22, y + 8}, text, {.size = kText});
      x += wide + 12;
    };
    for (std::size_t n = 0; !chart_.classes.empty() && n <= chart_.classes.size(); ++n) {
      const Colour ground = shade(n);
      entry(class_text(n) + (chart_.unit.empty() ? "" : " " + chart_.unit), &ground);
    }
    if (std::ranges::any_of(
            places_, [](const Place& one) { return one.tile == nullptr || !one.tile->value; })) {
      const std::string_view nothing = language_ == Language::zh ? "无数据" : "no data";
      entry(chart_.missing_title.empty() ? std::string(nothing) : chart_.missing_title, nullptr);
    }
    drawing_.height = y + kLegendRow;
  }

  const TileMap& chart_;
  Language language_;
  Drawing drawing_;
  Pen pen_{drawing_};
  std::vector<Place> places_;
  int columns_ = kSlotColumns;
  int rows_ = 0;
  double tile_width_ = 0;
  double left_ = 0;
};

}  // namespace

Drawing draw_tile_map(const TileMap& chart, double width, Language language) {
  return Map(chart, width, language).drawn();
}

}  // namespace sixscope::document
