#pragma once

#include <cairo.h>

#include "adapters/paper/set_text.h"
#include "document/drawing.h"

namespace sixscope::adapters {

/// Paints `drawing` with its upper left corner at (x, y), `scale` times as large as it is.
void paint(cairo_t* canvas, const document::Drawing& drawing, double x, double y, double scale,
           Typesetter& typesetter);

}  // namespace sixscope::adapters
