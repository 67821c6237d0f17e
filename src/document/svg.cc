#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>

#include "document/markup.h"
#include "document/skins.h"

namespace sixscope::document {
namespace {

// Two decimals at most, and no exponent: 12.5, 3, -0.25.
std::string coordinate(double value) {
  std::string text = fmt::format("{:.2f}", std::isfinite(value) ? value : 0.0);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') {
    text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

std::string colour_code(const Colour& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

void write(const Path& path, std::string& out) {
  out += "<path d=\"";
  char command = 'M';
  for (const Point& point : path.points) {
    fmt::format_to(std::back_inserter(out), "{}{} {}", command, coordinate(point.x),
                   coordinate(point.y));
    command = 'L';
  }
  out += path.closed ? "Z\"" : "\"";
  fmt::format_to(std::back_inserter(out), " fill=\"{}\"",
                 path.fill.empty() ? "none" : colour_code(path.fill.front()));
  if (!path.stroke.empty()) {
    fmt::format_to(std::back_inserter(out), " stroke=\"{}\" stroke-width=\"{}\"",
                   colour_code(path.stroke.front()), coordinate(path.width));
  }
  if (!path.dash.empty()) {
    out += " stroke-dasharray=\"";
    for (std::size_t n = 0; n < path.dash.size(); ++n) {
      out += (n == 0 ? "" : " ") + coordinate(path.dash[n]);
    }
    out += '"';
  }
  out += "/>\n";
}

void write(const Label& label, std::string& out) {
  const std::string_view anchor = label.anchor == Anchor::start    ? "start"
                                  : label.anchor == Anchor::middle ? "middle"
                                                                   : "end";
  fmt::format_to(std::back_inserter(out),
                 "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\" fill=\"{}\"{}>",
                 coordinate(label.at.x), coordinate(label.at.y), coordinate(label.size), anchor,
                 colour_code(label.colour), label.strong ? " font-weight=\"bold\"" : "");
  out += escaped(label.text);
  out += "</text>\n";
}

}  // namespace

std::string svg(const Drawing& drawing, const std::string& alt) {
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\" aria-label=\"{2}\" "
      "font-family=\"'Noto Sans CJK SC','Microsoft YaHei',sans-serif\">\n<title>{2}</title>\n",
      coordinate(drawing.width), coordinate(drawing.height), escaped(alt));
  for (const Shape& shape : drawing.shapes) {
    std::visit([&](const auto& one) { write(one, out); }, shape);
  }
  out += "</svg>\n";
  return out;
}

}  // namespace sixscope::document
