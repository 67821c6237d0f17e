#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sixscope::document {

/// What the numbers of a chart are; axes and labels are written accordingly.
enum class Scale : unsigned char {
  percent,  ///< Shares from 0 to 1, written in percent.
  number,   ///< Anything else, with `unit` behind it.
};

/// A series over the labels of a chart.
struct Series {
  std::string title = {};
  std::vector<std::optional<double>> values = {};  ///< By label; nothing is a gap: the line breaks.
  /// Drawn beside ours and never mixed with it: published by others. Dashed, hollow points.
  bool outside = false;
};

/// A level that a paper asks for, by a date.
struct TargetMark {
  std::string title = {};
  double value = 0;
  std::size_t label = 0;  ///< Which label it is due at; past the last one: a line right through.
};

/// Lines over time, with targets.
struct LineChart {
  std::vector<std::string> labels = {};
  std::vector<Series> series = {};
  std::vector<TargetMark> targets = {};
  Scale scale = Scale::percent;
  std::string unit = {};
};

/// A ranking, highest first as given, with the mean (sum over sum) as a line. Without a value:
/// listed apart below, with the reason as its label.
struct BarChart {
  struct Bar {
    std::string title = {};
    std::optional<double> value = {};
    std::string reason = {};  ///< Why there is no value.
  };
  std::vector<Bar> bars = {};
  std::optional<double> mean = {};
  std::string mean_title = {};
  std::optional<double> target = {};
  std::string target_title = {};
  Scale scale = Scale::percent;
  std::string unit = {};
};

/// A map of equal tiles, one a region, at the places where people look for them.
struct TileMap {
  struct Tile {
    std::string code = {};   ///< GB/T 2260, six digits: says where the tile lies.
    std::string title = {};  ///< Two or three characters.
    std::optional<double> value = {};
  };
  std::vector<Tile> tiles = {};
  /// Ends of the classes, ascending; a tile's shade is how many of them it reaches.
  std::vector<double> classes = {};
  Scale scale = Scale::percent;
  std::string unit = {};
  std::string missing_title = {};  ///< "无数据": in the legend, with its own hatching.
};

/// From an opening figure by what is added and taken away to the closing one.
struct Waterfall {
  struct Step {
    std::string title = {};
    double value = 0;
    bool is_total = false;  ///< Stands on the ground: opening, closing.
  };
  std::vector<Step> steps = {};
  std::string unit = {};
};

/// How many lie in each class.
struct Histogram {
  std::vector<std::string> labels = {};  ///< Of the classes, in order.
  std::vector<double> counts = {};
  std::string unit = {};  ///< Of what is counted.
};

using Chart = std::variant<LineChart, BarChart, TileMap, Waterfall, Histogram>;

}  // namespace sixscope::document
