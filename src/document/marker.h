#pragma once

#include <string_view>

namespace sixscope::document {

/// How the marker of every published report begins; what follows is letters, digits and :._-+@/.
inline constexpr std::string_view kMarkerBegin = "sixscope:report:";

/// Under which name files that have properties of their own keep it.
inline constexpr const char* kMarkerProperty = "sixscope_report";

}  // namespace sixscope::document
