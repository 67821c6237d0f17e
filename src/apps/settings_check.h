#pragma once

#include <vector>

#include "settings/settings.h"

namespace sixscope::apps {

/// Everything a server would refuse in settings that are well-formed: addresses, prefixes, rates,
/// names, and files that are not there. Each fault says key, value, what is wrong and what is
/// right. Reads files and looks for the program's own; opens no socket and writes nothing.
[[nodiscard]] std::vector<settings::Fault> check_settings(const settings::Settings& settings);

}  // namespace sixscope::apps
