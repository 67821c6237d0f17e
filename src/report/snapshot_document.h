#pragma once

#include <string_view>

#include "document/document.h"

namespace sixscope::report {

/// A document as `to_json` writes it. Throws nlohmann's exceptions: part of `read_snapshot`, which
/// catches them.
[[nodiscard]] document::Document read_document(std::string_view json);

}  // namespace sixscope::report
