#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/toml_files/toml_entry.h"
#include "base/result.h"
#include "indicators/catalogue.h"
#include "report/definition.h"

namespace sixscope::adapters {

/// The definitions as far as they could be read, and every fault, by file and line.
struct ReadReports {
  report::Definitions definitions;
  std::vector<CatalogueFault> faults;
};

/// Reads reports/*.toml from the folder of the catalogue, one report a file, and checks each
/// against the indicators. For checking a catalogue; `load_reports` is for using one.
[[nodiscard]] ReadReports read_reports(const std::filesystem::path& catalogue,
                                       const indicators::IndicatorCatalogue& indicators);

/// The same, if nothing is wrong; otherwise `malformed` with all faults in the detail, one a line.
[[nodiscard]] Result<std::shared_ptr<const report::Definitions>> load_reports(
    const std::filesystem::path& catalogue, const indicators::IndicatorCatalogue& indicators);

}  // namespace sixscope::adapters
