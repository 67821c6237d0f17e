#pragma once

#include <optional>
#include <string>

#include "settings/settings.h"

namespace sixscope::apps {

/// Reads the settings: defaults, then the file at `path` unless empty, then the environment. On
/// faults prints each to standard error and returns nothing: the command ends with kBadSettings.
[[nodiscard]] std::optional<settings::Settings> load_settings(const std::string& path);

}  // namespace sixscope::apps
