#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace sixscope::document {

/// A colour on paper, sRGB.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend bool operator==(const Colour&, const Colour&) = default;
};

/// In points (1/72 inch), x to the right, y down.
struct Point {
  double x = 0;
  double y = 0;
};

/// A line through points, or the outline and inside of what they enclose.
struct Path {
  std::vector<Point> points;
  bool closed = false;
  std::vector<Colour> fill;    ///< One or none.
  std::vector<Colour> stroke;  ///< One or none.
  double width = 0.75;         ///< Of the stroke.
  std::vector<double> dash;    ///< Lengths on and off; empty: solid.
};

enum class Anchor : std::uint8_t { start, middle, end };

/// A line of text; `at` is on its base line.
struct Label {
  Point at;
  std::string text;
  double size = 9;
  Anchor anchor = Anchor::start;
  Colour colour;
  bool strong = false;
};

using Shape = std::variant<Path, Label>;

/// A picture as every skin draws it, so that it looks the same in all of them. Painted in order.
struct Drawing {
  double width = 0;
  double height = 0;
  std::vector<Shape> shapes;
};

}  // namespace sixscope::document
