#include "apps/load_settings.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "apps/settings_check.h"

namespace sixscope::apps {
namespace {

std::optional<settings::Loaded> read(const std::string& path) {
  std::string toml;
  if (!path.empty()) {
    auto content = settings::read_settings_file(path);
    if (!content) {
      fmt::print(stderr, "sixscope: {}\n", describe(content.error()));
      return std::nullopt;
    }
    toml = *std::move(content);
  }
  return settings::Settings::load(toml, path.empty() ? "defaults" : path,
                                  settings::process_environment());
}

std::optional<settings::Settings> unless_faulty(settings::Loaded loaded) {
  if (loaded.faults.empty()) {
    return std::move(loaded.settings);
  }
  print_faults(loaded.faults);
  return std::nullopt;
}

}  // namespace

void print_faults(const std::vector<settings::Fault>& faults) {
  for (const auto& fault : faults) {
    fmt::print(stderr, "{}: {}\n", fault.where, fault.detail);
  }
  fmt::print(stderr,
             "sixscope: {} fault(s) in the settings; `sixscope config reference` lists "
             "every key\n",
             faults.size());
}

std::optional<settings::Settings> load_settings(const std::string& path) {
  auto loaded = read(path);
  return loaded ? unless_faulty(*std::move(loaded)) : std::nullopt;
}

std::optional<settings::Loaded> check_server_settings(const std::string& path,
                                                      const std::vector<SettingOption>& options) {
  auto loaded = read(path);
  if (!loaded) {
    return std::nullopt;
  }
  for (const auto& [key, text, option] : options) {
    if (text.empty()) {
      continue;
    }
    if (auto fault = loaded->settings.override_with(key, text, option)) {
      loaded->faults.push_back(*std::move(fault));
    }
  }
  for (auto& fault : check_settings(loaded->settings)) {
    loaded->faults.push_back(std::move(fault));
  }
  return loaded;
}

std::optional<settings::Settings> load_server_settings(const std::string& path,
                                                       const std::vector<SettingOption>& options) {
  auto loaded = check_server_settings(path, options);
  return loaded ? unless_faulty(*std::move(loaded)) : std::nullopt;
}

}  // namespace sixscope::apps
