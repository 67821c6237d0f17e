#include "apps/ledger_simulate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>

#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/say.h"
#include "registry/import_desk.h"
#include "registry/object_match.h"
#include "simulate_ledger/fill_registry.h"

namespace sixscope::apps {
namespace {

using simulate_ledger::NationOptions;

struct Arguments {
  std::uint64_t seed = 1;
  std::int32_t months = simulate_ledger::kNationMonths;
  std::string until = "2025-12";
  std::string truth;
  std::string settings;
};

// One line that counts on a terminal; nothing in a log.
void show_progress(std::size_t done, std::size_t all) {
  if (::isatty(STDERR_FILENO) == 1) {
    fmt::print(stderr, "\r{} of {} commits{}", done, all, done == all ? "\n" : "");
  }
}

int write_truth(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) {
    fmt::print(stderr, "sixscope: {}: cannot be written\n", path);
    return kFailed;
  }
  return kOk;
}

int simulate(const Arguments& arguments) {
  const auto last = model::Month::parse(arguments.until);
  if (!last) {
    fmt::print(stderr, "sixscope: --until {}: a month is wanted: 2025-12\n", arguments.until);
    return kUsage;
  }
  const NationOptions options{
      .seed = arguments.seed, .first = *last - (arguments.months - 1), .months = arguments.months};
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return kBadSettings;
  }
  const auto opened = open_registry(*settings);
  if (!opened) {
    return say(opened.error());
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto filled =
      simulate_ledger::fill_registry(*opened->store, *opened->kinds, options, show_progress);
  if (!filled) {
    return say(filled.error());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  fmt::print("{} devices and pools, {} other objects, {} commits, {} to {}; {:.1f} s\n",
             filled->devices_and_pools, filled->others, filled->commits, options.first.to_string(),
             last->to_string(), took.count());
  return arguments.truth.empty() ? kOk : write_truth(arguments.truth, filled->truth);
}

}  // namespace

DeviceNumber device_number(const std::string& text, const std::string& path) {
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos &&
      text.size() < 19) {
    return {.id = std::stoull(text)};
  }
  const auto settings = load_settings(path);
  if (!settings) {
    return {.status = kBadSettings};
  }
  const auto opened = open_registry(*settings);
  if (!opened) {
    return {.status = say(opened.error())};
  }
  registry::Listing listing;
  listing.kind = "nat44_device";
  listing.search = text;
  listing.with_removed = true;
  const auto found =
      registry::list_all(*opened->store, listing, registry::Scope::everything(who_runs()));
  if (!found) {
    return {.status = say(found.error())};
  }
  // A removed device may have had the key before: the one that is there now is meant.
  const registry::ObjectMatcher matcher(*opened->kinds->kind(listing.kind), *found);
  if (const registry::Object* const object = matcher.find(text)) {
    return {.id = object->id.value()};
  }
  fmt::print(stderr, "sixscope: no NAT44 device with the key `{}`\n", text);
  return {.status = kFailed};
}

void add_ledger_simulate(Command ledger, int& status) {
  const Command command = ledger.add_subcommand(
      "simulate", "Fill an empty registry with a made-up national ledger, to try things out");
  command.footer(
      "31 provinces, 4 operators, 60 devices each; what really happened goes to --truth.\n"
      "A registry that has devices already is left alone.\n"
      "Examples:\n"
      "  sixscope ledger simulate --until 2025-12 --truth truth.json");
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("--seed", arguments->seed, "Another number makes another nation (default: 1)");
  command
      .add_option("--months", arguments->months,
                  fmt::format("How many months, {} to {} (default: {})",
                              simulate_ledger::kNationMonthsLeast,
                              simulate_ledger::kNationMonthsMost, simulate_ledger::kNationMonths))
      .within(simulate_ledger::kNationMonthsLeast, simulate_ledger::kNationMonthsMost);
  command.add_option("--until", arguments->until, "The last of them (default: 2025-12)");
  command.add_option("--truth", arguments->truth, "File for the truth, as JSON")
      .suggest(Suggested::file);
  add_settings_file(command, arguments->settings);
  command.callback([&status, arguments] { status = simulate(*arguments); });
}

}  // namespace sixscope::apps
