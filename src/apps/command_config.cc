#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

#include "apps/commands.h"
#include "apps/load_settings.h"
#include "settings/definition.h"

namespace sixscope::apps {
namespace {

void print_reference() {
  for (const auto& definition : settings::definitions()) {
    fmt::print("# {}\n# {}\n", definition.en, definition.zh);
    if (definition.type == "integer") {
      fmt::print("# {} to {} {}\n", definition.least, definition.most, definition.unit);
    } else if (!definition.choices.empty()) {
      fmt::print("# one of: {}\n", definition.choices);
    }
    fmt::print("# for instance {} = {}\n{} = {}\n\n", definition.key, definition.example,
               definition.key, definition.default_value);
  }
}

}  // namespace

void add_config(CLI::App& app, int& status) {
  CLI::App* config = app.add_subcommand("config", "Check, show or explain the settings");
  config->require_subcommand(1);
  config->footer(
      "Examples:\n"
      "  sixscope config check sixscope.toml   every fault, with its line; exit code 3 if any\n"
      "  sixscope config show                  what is in force: defaults, file, environment\n"
      "  sixscope config reference > my.toml   a commented file with every key and its default");
  const auto path = std::make_shared<std::string>();
  CLI::App* check = config->add_subcommand(
      "check", "Read a settings file and list every fault that `serve` would refuse");
  check->add_option("FILE", *path, "Settings file (TOML)")->required();
  check->callback([&status, path] {
    const auto loaded = load_server_settings(*path);
    status = loaded ? kOk : kBadSettings;
    if (loaded) {
      fmt::print("{}: fine\n", *path);
    }
  });
  CLI::App* show =
      config->add_subcommand("show", "Print the settings in force; secrets are hidden");
  show->add_option("FILE", *path, "Settings file (TOML); without one, defaults and environment");
  show->callback([&status, path] {
    const auto loaded = load_settings(*path);
    status = loaded ? kOk : kBadSettings;
    if (loaded) {
      fmt::print("{}", loaded->show());
    }
  });
  CLI::App* reference =
      config->add_subcommand("reference", "Print every key with unit, default and example");
  reference->callback([&status] {
    print_reference();
    status = kOk;
  });
}

}  // namespace sixscope::apps
