#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/toml_files/toml_entry.h"
#include "base/result.h"
#include "polling/profile.h"

namespace sixscope::adapters {

using Profiles = std::vector<polling::Profile>;

/// Profiles as far as they could be read, in order of their names, and every fault.
struct ReadProfiles {
  Profiles profiles;
  std::vector<CatalogueFault> faults;
};

/// Reads `snmp/*.toml` from the folder of the catalogue. For checking one; `load_profiles` is for
/// using it.
[[nodiscard]] ReadProfiles read_profiles(const std::filesystem::path& catalogue);

/// The profiles, if nothing is wrong; otherwise all faults in the detail, one a line.
[[nodiscard]] Result<std::shared_ptr<const Profiles>> load_profiles(
    const std::filesystem::path& catalogue);

}  // namespace sixscope::adapters
