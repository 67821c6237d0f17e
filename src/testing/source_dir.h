#pragma once

#include <filesystem>

namespace sixscope::testing {

/// The checkout that this build is of. One file knows it, so that a compiler's cache serves the
/// rest in every checkout.
[[nodiscard]] std::filesystem::path source_dir();

}  // namespace sixscope::testing
