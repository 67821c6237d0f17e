#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "apps/catalogue_check.h"
#include "apps/commands.h"
#include "apps/load_enrichment.h"
#include "apps/load_settings.h"
#include "apps/options.h"
#include "apps/places.h"
#include "apps/text_table.h"
#include "base/clock.h"
#include "settings/definition.h"

namespace sixscope::apps {
namespace {

/// A settings file to be, or a list.
const std::vector<std::string> kFormats = {"toml", "table", "json", "jsonl", "csv"};

struct Arguments {
  std::string path;
  std::string format;
};

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

void list_reference(const std::string& format) {
  std::vector<std::vector<Value>> rows;
  for (const auto& one : settings::definitions()) {
    const bool number = one.type == "integer";
    rows.push_back({std::string(one.key), std::string(one.type), std::string(one.unit),
                    std::string(one.default_value), std::string(one.example),
                    number ? Value(fmt::format("{} to {}", one.least, one.most))
                           : Value(std::string(one.choices)),
                    std::string(one.en), std::string(one.zh)});
  }
  print_listed({"key", "type", "unit", "default", "example", "allowed", "en", "zh"}, rows, format);
}

void list_settings(const settings::Settings& settings, const std::string& format) {
  std::vector<std::vector<Value>> rows;
  for (const auto& one : settings::definitions()) {
    rows.push_back({std::string(one.key), settings.shown(one), settings.where(one.key)});
  }
  print_listed({"key", "value", "where"}, rows, format);
}

int check(const Arguments& arguments) {
  auto loaded = check_server_settings(arguments.path);
  if (!loaded) {
    return kBadSettings;
  }
  if (loaded->faults.empty()) {
    loaded->faults = check_enrichment(loaded->settings, SystemClock().now());
  }
  // Without a catalogue there is a fault already that says so.
  if (const auto catalogue = find_directory("catalogue")) {
    std::ranges::move(check_catalogue(*catalogue), std::back_inserter(loaded->faults));
  }
  const bool fine = loaded->faults.empty();
  if (arguments.format != "table") {
    std::vector<std::vector<Value>> rows;
    for (const auto& fault : loaded->faults) {
      rows.push_back({fault.where, fault.detail});
    }
    print_rows({"where", "detail"}, rows, arguments.format);
  } else if (fine) {
    fmt::print("{}: fine\n", arguments.path);
  } else {
    print_faults(loaded->faults);
  }
  return fine ? kOk : kBadSettings;
}

}  // namespace

void add_config(Command app, int& status) {
  const Command config = app.add_subcommand("config", "Check, show or explain the settings");
  config.require_subcommand();
  config.footer(
      "Examples:\n"
      "  sixscope config check sixscope.toml   every fault, with its line; exit code 3 if any\n"
      "  sixscope config show --format table   what is in force, and where it comes from\n"
      "  sixscope config reference > my.toml   a commented file with every key and its default");
  const auto checked = std::make_shared<Arguments>();
  const Command checking = config.add_subcommand(
      "check",
      "Read a settings file, the files it names and the catalogue, and list every fault that "
      "`serve` refuses");
  checking.add_option("FILE", checked->path, "Settings file (TOML)").required();
  checked->format = "table";
  add_format(checking, checked->format);
  checking.callback([&status, checked] { status = check(*checked); });

  const auto shown = std::make_shared<Arguments>();
  const Command show =
      config.add_subcommand("show", "Print the settings in force; secrets are hidden");
  show.add_option("FILE", shown->path,
                  "Settings file (TOML); without one, defaults and environment");
  shown->format = "toml";
  add_format(show, shown->format, kFormats);
  show.callback([&status, shown] {
    const auto loaded = load_settings(shown->path);
    status = loaded ? kOk : kBadSettings;
    if (loaded && shown->format == "toml") {
      fmt::print("{}", loaded->show());
    } else if (loaded) {
      list_settings(*loaded, shown->format);
    }
  });

  const auto explained = std::make_shared<Arguments>();
  const Command reference =
      config.add_subcommand("reference", "Print every key with unit, default and example");
  explained->format = "toml";
  add_format(reference, explained->format, kFormats);
  reference.callback([&status, explained] {
    if (explained->format == "toml") {
      print_reference();
    } else {
      list_reference(explained->format);
    }
    status = kOk;
  });
}

}  // namespace sixscope::apps
