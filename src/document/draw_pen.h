#pragma once

#include <string>
#include <vector>

#include "document/drawing.h"

namespace sixscope::document {

/// A rectangle; x and y are its upper left corner.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Colours that people with any kind of colour blindness tell apart (Okabe and Ito) and that are
/// different greys; never the only sign of anything.
namespace ink {
inline constexpr Colour kText{34, 34, 34};
inline constexpr Colour kQuiet{96, 96, 96};
inline constexpr Colour kGrid{217, 217, 217};
inline constexpr Colour kPaper{255, 255, 255};
inline constexpr Colour kBlue{0, 90, 156};
inline constexpr Colour kOrange{213, 94, 0};
inline constexpr Colour kBar{92, 152, 205};  // Light enough for black lines upon it.
}  // namespace ink

/// How a line is drawn; a dash is given by its lengths on and off.
struct Stroke {
  Colour colour = ink::kText;
  double width = 0.75;
  std::vector<double> dash = {};
};

/// How a text is set.
struct Lettering {
  double size = 8;
  Anchor anchor = Anchor::start;
  Colour colour = ink::kText;
  bool strong = false;
};

/// Adds shapes to a drawing.
class Pen {
 public:
  explicit Pen(Drawing& drawing) : drawing_(drawing) {}

  void line(Point from, Point to, const Stroke& stroke);
  void line(std::vector<Point> points, const Stroke& stroke);
  void fill(const Box& box, Colour colour);
  void frame(const Box& box, const Stroke& stroke);
  /// Slanting lines, for what has no data or goes down: to be told without colour.
  void hatch(const Box& box, const Stroke& stroke);
  /// The point of series `series`: round, square, triangle, diamond; hollow if it is not ours.
  void point(Point at, std::size_t series, Colour colour, bool hollow);
  /// Nothing for an empty text.
  void text(Point at, std::string text, const Lettering& lettering);

 private:
  void shape(std::vector<Point> outline, Colour fill, Colour stroke);
  Drawing& drawing_;
};

}  // namespace sixscope::document
