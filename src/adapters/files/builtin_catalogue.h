#pragma once

#include <string_view>

namespace sixscope::adapters {

/// A file of catalogue/ as it was compiled in: "regions.csv", "operators.csv", "applications.toml"
/// or "cdns.toml"; empty for any other name.
[[nodiscard]] std::string_view builtin_file(std::string_view name);

}  // namespace sixscope::adapters
