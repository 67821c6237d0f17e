#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/toml_files/toml_entry.h"
#include "base/result.h"
#include "registry/kind.h"

namespace sixscope::adapters {

/// Kinds as far as they could be read, and every fault, by file and line.
struct ReadKinds {
  registry::Kinds kinds;
  std::vector<CatalogueFault> faults;
};

/// Reads `objects/*.toml`, `forms/*.toml`, `codes/*.toml` and the CSV files that these name from
/// the folder of the catalogue. For checking a catalogue; `load_kinds` is for using one.
[[nodiscard]] ReadKinds read_kinds(const std::filesystem::path& catalogue);

/// The kinds, if nothing is wrong; otherwise all faults in the detail, one a line.
[[nodiscard]] Result<std::shared_ptr<const registry::Kinds>> load_kinds(
    const std::filesystem::path& catalogue);

}  // namespace sixscope::adapters
