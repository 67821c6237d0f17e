#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "registry/kind.h"

namespace sixscope::adapters {

/// What is wrong in a file of the catalogue.
struct KindFault {
  std::string file;      ///< Below the catalogue: "objects/site.toml".
  std::size_t line = 0;  ///< 0: of the file as a whole.
  std::string what;

  /// "objects/site.toml line 12: unknown key 'titel'".
  [[nodiscard]] std::string describe() const;
};

/// Kinds as far as they could be read, and every fault, by file and line.
struct ReadKinds {
  registry::Kinds kinds;
  std::vector<KindFault> faults;
};

/// Reads `objects/*.toml`, `codes/*.toml` and the CSV files that these name from the folder of the
/// catalogue. For checking a catalogue; `load_kinds` is for using one.
[[nodiscard]] ReadKinds read_kinds(const std::filesystem::path& catalogue);

/// The kinds, if nothing is wrong; otherwise all faults in the detail, one a line.
[[nodiscard]] Result<std::shared_ptr<const registry::Kinds>> load_kinds(
    const std::filesystem::path& catalogue);

}  // namespace sixscope::adapters
