#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/toml_files/toml_entry.h"
#include "base/result.h"
#include "indicators/catalogue.h"

namespace sixscope::adapters {

/// The catalogue as far as it could be read, and every fault, by file and line.
struct ReadIndicators {
  indicators::IndicatorCatalogue catalogue;
  std::vector<CatalogueFault> faults;
};

/// Reads papers.toml, parameters.toml, quantities/, indicators/, composite.toml, targets/ and
/// outside/ from the folder of the catalogue, and checks them against each other: names, units of
/// every expression, papers. For checking a catalogue; `load_indicators` is for using one.
[[nodiscard]] ReadIndicators read_indicators(const std::filesystem::path& catalogue);

/// The same, if nothing is wrong; otherwise `malformed` with all faults in the detail, one a line.
[[nodiscard]] Result<std::shared_ptr<const indicators::IndicatorCatalogue>> load_indicators(
    const std::filesystem::path& catalogue);

}  // namespace sixscope::adapters
