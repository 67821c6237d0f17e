#include "document/draw_pen.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace sixscope::document {
namespace {

constexpr double kHatch = 4;  // Between slanting lines.
constexpr double kRadius = 2.4;
constexpr std::size_t kCircleCorners = 16;

std::vector<Point> corners(const Box& box) {
  return {{box.x, box.y},
          {box.x + box.width, box.y},
          {box.x + box.width, box.y + box.height},
          {box.x, box.y + box.height}};
}

std::vector<Point> outline_of(Point at, std::size_t series) {
  const double r = kRadius;
  switch (series % 4) {
    case 1:
      return corners({at.x - r, at.y - r, 2 * r, 2 * r});
    case 2:
      return {{at.x, at.y - 1.25 * r}, {at.x + 1.2 * r, at.y + r}, {at.x - 1.2 * r, at.y + r}};
    case 3:
      return {{at.x, at.y - 1.4 * r},
              {at.x + 1.4 * r, at.y},
              {at.x, at.y + 1.4 * r},
              {at.x - 1.4 * r, at.y}};
    default: {
      std::vector<Point> points;
      for (std::size_t n = 0; n < kCircleCorners; ++n) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(n) / kCircleCorners;
        points.push_back({at.x + r * std::cos(angle), at.y + r * std::sin(angle)});
      }
      return points;
    }
  }
}

}  // namespace

void Pen::line(Point from, Point to, const Stroke& stroke) { line({from, to}, stroke); }

void Pen::line(std::vector<Point> points, const Stroke& stroke) {
  Path path;
  path.points = std::move(points);
  path.stroke = {stroke.colour};
  path.width = stroke.width;
  path.dash = stroke.dash;
  drawing_.shapes.emplace_back(std::move(path));
}

void Pen::fill(const Box& box, Colour colour) {
  Path path;
  path.points = corners(box);
  path.closed = true;
  path.fill = {colour};
  drawing_.shapes.emplace_back(std::move(path));
}

void Pen::frame(const Box& box, const Stroke& stroke) {
  Path path;
  path.points = corners(box);
  path.closed = true;
  path.stroke = {stroke.colour};
  path.width = stroke.width;
  path.dash = stroke.dash;
  drawing_.shapes.emplace_back(std::move(path));
}

void Pen::hatch(const Box& box, const Stroke& stroke) {
  // Lines x + y = offset, cut at the box.
  for (double offset = kHatch; offset < box.width + box.height; offset += kHatch) {
    const double right = std::min(offset, box.width);
    const double left = std::max(0.0, offset - box.height);
    line({box.x + left, box.y + offset - left}, {box.x + right, box.y + offset - right}, stroke);
  }
}

void Pen::point(Point at, std::size_t series, Colour colour, bool hollow) {
  shape(outline_of(at, series), hollow ? ink::kPaper : colour, colour);
}

void Pen::shape(std::vector<Point> outline, Colour fill, Colour stroke) {
  Path path;
  path.points = std::move(outline);
  path.closed = true;
  path.fill = {fill};
  path.stroke = {stroke};
  drawing_.shapes.emplace_back(std::move(path));
}

void Pen::text(Point at, std::string text, const Lettering& lettering) {
  if (text.empty()) {
    return;
  }
  Label label;
  label.at = at;
  label.text = std::move(text);
  label.size = lettering.size;
  label.anchor = lettering.anchor;
  label.colour = lettering.colour;
  label.strong = lettering.strong;
  drawing_.shapes.emplace_back(std::move(label));
}

}  // namespace sixscope::document
