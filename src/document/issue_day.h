#pragma once

#include <chrono>
#include <optional>

#include "document/document.h"

namespace sixscope::document {

/// The day of issue for the properties of files; nothing where `date` is no day ("2025-07-10").
[[nodiscard]] std::optional<std::chrono::sys_days> issue_day(const Document& document);

}  // namespace sixscope::document
