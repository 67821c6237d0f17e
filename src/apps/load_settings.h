#pragma once

#include <optional>
#include <string>
#include <vector>

#include "settings/settings.h"

namespace sixscope::apps {

/// A command line option that mirrors a setting; an empty text leaves the setting alone.
struct SettingOption {
  std::string key;
  std::string text;
  std::string option;  ///< "--http"
};

/// Each fault on a line of standard error, then their number.
void print_faults(const std::vector<settings::Fault>& faults);

/// Reads the settings: defaults, then the file at `path` unless empty, then the environment. On
/// faults prints each to standard error and returns nothing: the command ends with kBadSettings.
[[nodiscard]] std::optional<settings::Settings> load_settings(const std::string& path);

/// The settings of a server with every fault that would keep it from starting; nothing if the file
/// cannot be read, which is said on standard error.
[[nodiscard]] std::optional<settings::Loaded> check_server_settings(
    const std::string& path, const std::vector<SettingOption>& options = {});

/// As load_settings for a server: `options` over all, and everything that check_settings finds is a
/// fault.
[[nodiscard]] std::optional<settings::Settings> load_server_settings(
    const std::string& path, const std::vector<SettingOption>& options = {});

}  // namespace sixscope::apps
