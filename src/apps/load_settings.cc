#include "apps/load_settings.h"

#include <fmt/format.h>

#include <cstdio>

namespace sixscope::apps {

std::optional<settings::Settings> load_settings(const std::string& path) {
  std::string toml;
  if (!path.empty()) {
    auto content = settings::read_settings_file(path);
    if (!content) {
      fmt::print(stderr, "sixscope: {}\n", describe(content.error()));
      return std::nullopt;
    }
    toml = std::move(*content);
  }
  auto loaded = settings::Settings::load(toml, path.empty() ? "defaults" : path,
                                         settings::process_environment());
  if (const auto* faults = std::get_if<std::vector<settings::Fault>>(&loaded)) {
    for (const auto& fault : *faults) {
      fmt::print(stderr, "{}: {}\n", fault.where, fault.detail);
    }
    fmt::print(stderr,
               "sixscope: {} fault(s) in the settings; `sixscope config reference` lists "
               "every key\n",
               faults->size());
    return std::nullopt;
  }
  return std::get<settings::Settings>(std::move(loaded));
}

}  // namespace sixscope::apps
