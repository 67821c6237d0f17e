#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sixscope::adapters {

/// Under which name office files keep a document's marker among their own properties.
inline constexpr std::string_view kMarkerProperty = "sixscope_report";

/// How every marker of a published report begins.
inline constexpr std::string_view kMarkerBegin = "sixscope:report:";

/// What `file_bytes` says it is: the marker of a published DOCX, XLSX, PDF, HTML, JSON or CSV file;
/// nothing where it has none. Office files are asked for their own properties only, all others are
/// searched as bytes. `out_of_range` beyond 256 MB; `malformed` where an archive is no office file
/// that we would read; `conflict` where there are several.
[[nodiscard]] Result<std::optional<std::string>> marker_of(std::string_view file_bytes);

}  // namespace sixscope::adapters
