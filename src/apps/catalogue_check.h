#pragma once

#include <filesystem>
#include <vector>

#include "settings/settings.h"

namespace sixscope::apps {

/// Every fault of the catalogue's kinds, indicators and reports that keeps a server from starting,
/// each with its file and line. Reads the files of `catalogue`, writes nothing.
[[nodiscard]] std::vector<settings::Fault> check_catalogue(const std::filesystem::path& catalogue);

}  // namespace sixscope::apps
