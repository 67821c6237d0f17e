#include <cairo.h>

#include <cmath>
#include <memory>
#include <utility>

#include "adapters/paper/figure_painter.h"
#include "adapters/paper/paper.h"

namespace sixscope::adapters {
namespace {

constexpr double kDotsLeast = 36;
constexpr double kDotsMost = 600;
constexpr double kPixelsMost = 40e6;  // 160 MB while it is painted.

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

struct EndSurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct EndCanvas {
  void operator()(cairo_t* canvas) const { cairo_destroy(canvas); }
};

}  // namespace

Result<std::string> png(const document::Drawing& drawing, double dots_per_inch) {
  const double scale = dots_per_inch / 72;
  const double width = std::ceil(drawing.width * scale);
  const double height = std::ceil(drawing.height * scale);
  // Written so that what is no number is refused, too.
  if (!(dots_per_inch >= kDotsLeast && dots_per_inch <= kDotsMost && width >= 1 && height >= 1 &&
        width * height <= kPixelsMost)) {
    return fail_because("36 to 600 dots per inch and at most 40 million of them",
                        Errc::out_of_range, "paper: size of a picture");
  }
  auto faces = Typefaces::open(document::Language::zh);
  if (!faces) {
    return fail_like(faces);
  }
  Typesetter typesetter(*std::move(faces));
  const std::unique_ptr<cairo_surface_t, EndSurface> surface(cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height)));
  const std::unique_ptr<cairo_t, EndCanvas> canvas(cairo_create(surface.get()));
  cairo_set_source_rgb(canvas.get(), 1, 1, 1);
  cairo_paint(canvas.get());
  paint(canvas.get(), drawing, 0, 0, scale, typesetter);
  std::string bytes;
  const cairo_status_t painted = cairo_status(canvas.get());
  const cairo_status_t written =
      painted != CAIRO_STATUS_SUCCESS
          ? painted
          : cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  if (written != CAIRO_STATUS_SUCCESS) {
    return fail_because(cairo_status_to_string(written), Errc::unavailable,
                        "Cairo: the picture was not painted");
  }
  if (const auto all_there = typesetter.check(); !all_there) {
    return fail_like(all_there);
  }
  return bytes;
}

}  // namespace sixscope::adapters
