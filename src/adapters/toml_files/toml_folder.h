#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/toml_files/toml_entry.h"

namespace sixscope::adapters {

/// The files of a catalogue, read one after the other.
class TomlFolder {
 public:
  /// `faults` outlives it.
  TomlFolder(std::filesystem::path catalogue, std::vector<CatalogueFault>& faults)
      : catalogue_(std::move(catalogue)), faults_(faults) {}

  /// Whether there is such a folder.
  [[nodiscard]] bool has(const std::string& folder) const;
  /// Every *.toml of a folder, by name. `stem` is the name without the ending. A fault if the
  /// folder has none or a file is no TOML.
  void each(const std::string& folder,
            const std::function<void(TomlEntry& entry, const std::string& stem)>& visit);
  /// One file.
  void one(const std::string& file, const std::function<void(TomlEntry& entry)>& visit);
  /// The bytes of a file below the catalogue; nothing, with a fault, where it cannot be read.
  std::optional<std::string> content(const std::string& file);

 private:
  std::filesystem::path catalogue_;
  std::vector<CatalogueFault>& faults_;
};

/// All faults by file and line, one a line.
[[nodiscard]] std::string describe(std::vector<CatalogueFault> faults);

}  // namespace sixscope::adapters
