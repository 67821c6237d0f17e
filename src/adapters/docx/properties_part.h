#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace sixscope::adapters {

/// docProps/core.xml: title, subject, author, language, and the day of issue for both dates; none
/// where the document has no such day.
[[nodiscard]] std::string core_part(const document::Document& document);
/// docProps/app.xml: which program wrote it.
[[nodiscard]] std::string app_part();
/// docProps/custom.xml: the document's marker.
[[nodiscard]] std::string custom_part(std::string_view marker);

}  // namespace sixscope::adapters
