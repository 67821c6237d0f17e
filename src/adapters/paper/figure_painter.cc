#include "adapters/paper/figure_painter.h"

#include <algorithm>
#include <variant>

#include "document/draw_axes.h"

namespace sixscope::adapters {
namespace {

using document::Anchor;
using document::Colour;
using document::Label;
using document::Path;

void set_colour(cairo_t* canvas, const Colour& colour) {
  cairo_set_source_rgb(canvas, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0);
}

void paint_one(cairo_t* canvas, const Path& path, Typesetter& /*typesetter*/) {
  if (path.points.empty()) {
    return;
  }
  cairo_new_path(canvas);
  for (const document::Point& point : path.points) {
    cairo_line_to(canvas, point.x, point.y);
  }
  if (path.closed) {
    cairo_close_path(canvas);
  }
  if (!path.fill.empty()) {
    set_colour(canvas, path.fill.front());
    cairo_fill_preserve(canvas);
  }
  if (!path.stroke.empty()) {
    set_colour(canvas, path.stroke.front());
    cairo_set_line_width(canvas, path.width);
    cairo_set_dash(canvas, path.dash.data(), static_cast<int>(path.dash.size()), 0);
    cairo_stroke_preserve(canvas);
  }
  cairo_new_path(canvas);
}

void paint_one(cairo_t* canvas, const Label& label, Typesetter& typesetter) {
  if (label.text.empty()) {
    return;
  }
  const SetText text = typesetter.set(label.text, {.face = Face::chart,
                                                   .size = label.size,
                                                   .pitch = label.size,
                                                   .strong = label.strong,
                                                   .colour = label.colour});
  // The drawing has left as much room as the thumb says: wider letters are pressed together.
  const double room = document::text_width(label.text, label.size);
  const double wide = std::min(text.widest(), room);
  const double back = label.anchor == Anchor::start    ? 0
                      : label.anchor == Anchor::middle ? wide / 2
                                                       : wide;
  cairo_save(canvas);
  cairo_translate(canvas, label.at.x - back, label.at.y);
  cairo_scale(canvas, wide / std::max(text.widest(), 1e-3), 1);
  text.draw_at(canvas, 0, 0, 0);
  cairo_restore(canvas);
}

}  // namespace

void paint(cairo_t* canvas, const document::Drawing& drawing, double x, double y, double scale,
           Typesetter& typesetter) {
  cairo_save(canvas);
  cairo_translate(canvas, x, y);
  cairo_scale(canvas, scale, scale);
  for (const document::Shape& shape : drawing.shapes) {
    std::visit([&](const auto& one) { paint_one(canvas, one, typesetter); }, shape);
  }
  cairo_restore(canvas);
}

}  // namespace sixscope::adapters
