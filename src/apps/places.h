#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace sixscope::apps {

/// Finds a directory that belongs to the program, such as "catalogue" or "web/dist": under
/// $SIXSCOPE_HOME, under share/sixscope of the program's prefix, beside the program and in the
/// folders above it (a build tree), and in the working directory. Nothing if it is nowhere.
[[nodiscard]] std::optional<std::filesystem::path> find_directory(const std::string& name);

}  // namespace sixscope::apps
