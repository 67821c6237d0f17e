#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sixscope::apps {

class Command;

/// `sixscope ledger simulate`, below the command `ledger`.
void add_ledger_simulate(Command ledger, int& status);

/// The number of the device that `text` names by its number or its key; without one the exit code,
/// after saying why.
struct DeviceNumber {
  std::optional<std::uint64_t> id = {};
  int status = 0;
};
[[nodiscard]] DeviceNumber device_number(const std::string& text, const std::string& settings);

}  // namespace sixscope::apps
