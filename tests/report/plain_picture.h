#pragma once

#include <string>

#include "document/drawing.h"

namespace sixscope::testing {

/// A PNG of a drawing's size with nothing but a frame: for tests of skins that only carry pictures.
[[nodiscard]] std::string plain_picture(const document::Drawing& drawing, double dots_per_inch);

}  // namespace sixscope::testing
