#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sixscope::adapters {

/// What `file_bytes` says it is: the marker of a published DOCX, XLSX, PDF, HTML, JSON or CSV file;
/// nothing where it has none. Office files are asked for their own properties only, all others are
/// searched as bytes. `out_of_range` beyond 256 MB; `malformed` where an archive is no office file
/// that we would read; `conflict` where there are several.
[[nodiscard]] Result<std::optional<std::string>> marker_of(std::string_view file_bytes);

}  // namespace sixscope::adapters
