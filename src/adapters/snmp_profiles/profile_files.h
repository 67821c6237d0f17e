#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "polling/profile.h"

namespace sixscope::adapters {

using Profiles = std::vector<polling::Profile>;

/// What is wrong in a profile.
struct ProfileFault {
  std::string file;      ///< Below the catalogue: "snmp/h3c.toml".
  std::size_t line = 0;  ///< 0: of the file as a whole.
  std::string what;

  /// "snmp/h3c.toml line 12: unknown key 'oit'".
  [[nodiscard]] std::string describe() const;
};

/// Profiles as far as they could be read, in order of their names, and every fault.
struct ReadProfiles {
  Profiles profiles;
  std::vector<ProfileFault> faults;
};

/// Reads `snmp/*.toml` from the folder of the catalogue. For checking one; `load_profiles` is for
/// using it.
[[nodiscard]] ReadProfiles read_profiles(const std::filesystem::path& catalogue);

/// The profiles, if nothing is wrong; otherwise all faults in the detail, one a line.
[[nodiscard]] Result<std::shared_ptr<const Profiles>> load_profiles(
    const std::filesystem::path& catalogue);

}  // namespace sixscope::adapters
