#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sql_readings/sql_reading_store.h"
#include "api/polling_answers.h"
#include "apps/commands.h"
#include "apps/device_polling.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/say.h"
#include "apps/text_table.h"
#include "base/clock.h"

namespace sixscope::apps {
namespace {

using polling::PollState;

struct Arguments {
  std::string key;
  bool once = false;
  std::string settings;
  std::string format = "table";
  std::string language;
};

std::atomic<bool> stopping{false};
void stop_soon(int /*signal*/) { stopping = true; }

// The registry with readings and what polls; null after saying what is wrong, with the exit code.
struct Opened {
  settings::Settings settings;
  Registry registry;
  SystemClock clock;
  std::unique_ptr<adapters::SqlReadingStore> readings;
  std::unique_ptr<DevicePolling> polling;
};

std::unique_ptr<Opened> open(const Arguments& arguments, int& status) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    status = kBadSettings;
    return nullptr;
  }
  auto registry = open_registry(*settings);
  auto profiles = load_polling_profiles();
  if (!registry || !profiles) {
    status = say(registry ? profiles.error() : registry.error());
    return nullptr;
  }
  auto all = std::make_unique<Opened>();
  all->settings = *settings;
  all->registry = *std::move(registry);
  all->readings = std::make_unique<adapters::SqlReadingStore>(*all->registry.database);
  all->polling = std::make_unique<DevicePolling>(polling_options(*settings), *std::move(profiles),
                                                 *all->registry.store, *all->readings, all->clock);
  return all;
}

std::string in(const polling::Words& words, registry::Language language) {
  return language == registry::Language::zh ? words.zh : words.en;
}

void print_tally(const DevicePolling::Tally& tally, double seconds, const Arguments& arguments) {
  std::vector<std::vector<Value>> rows;
  for (std::size_t i = 0; i < tally.states.size(); ++i) {
    if (tally.states[i] != 0) {
      const auto language = language_of(arguments.language);
      rows.push_back({std::string(polling::kPollStateNames.at(i)), std::uint64_t{tally.states[i]},
                      in(polling::words_of(static_cast<PollState>(i)), language)});
    }
  }
  print_listed({"state", "devices", "meaning"}, rows, arguments.format);
  fmt::print(stderr, "{} devices in {:.1f} s\n", tally.all(), seconds);
}

int run_round(const Opened& all, const Arguments& arguments) {
  const auto devices = all.polling->devices(arguments.key);
  if (!devices) {
    return say(devices.error());
  }
  if (devices->empty()) {
    fmt::print(stderr, "sixscope: no device of the ledger with {}\n",
               arguments.key.empty() ? "a management address"
                                     : "the key `" + arguments.key + "` and a management address");
    return kFailed;
  }
  const auto began = std::chrono::steady_clock::now();
  const auto tally = all.polling->poll(*devices, stopping);
  if (!tally) {
    return say(tally.error());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  print_tally(*tally, took.count(), arguments);
  for (const auto& [name, why] : tally->credentials_unfit) {
    fmt::print(stderr, "sixscope: credential '{}' cannot be used: {}\n", name, describe(why));
  }
  if (tally->why_unkept) {
    return say(*tally->why_unkept);
  }
  const bool all_answer =
      tally->states[static_cast<std::size_t>(PollState::answers)] == devices->size();
  return all_answer ? kOk : kFailed;
}

int run_polling(const Arguments& arguments) {
  int status = kOk;
  const auto all = open(arguments, status);
  if (!all) {
    return status;
  }
  std::signal(SIGINT, stop_soon);
  std::signal(SIGTERM, stop_soon);
  const std::int64_t interval = all->settings.integer("polling.interval");
  if (arguments.once || !arguments.key.empty() || interval == 0) {
    return run_round(*all, arguments);
  }
  while (!stopping) {
    const auto next = std::chrono::steady_clock::now() + std::chrono::seconds(interval);
    status = run_round(*all, arguments);
    while (!stopping && std::chrono::steady_clock::now() < next) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
  return kOk;
}

int list_devices(const Arguments& arguments) {
  int status = kOk;
  const auto all = open(arguments, status);
  if (!all) {
    return status;
  }
  const auto devices = all->polling->devices();
  const auto attempts = all->readings->attempts();
  if (!devices || !attempts) {
    return say(devices ? attempts.error() : devices.error());
  }
  std::map<polling::DeviceId, const polling::Attempt*> by_device;
  for (const auto& attempt : *attempts) {
    by_device[attempt.device] = &attempt;
  }
  std::vector<std::vector<Value>> rows;
  const auto language = language_of(arguments.language);
  for (const PolledDevice& device : *devices) {
    const auto found = by_device.find(device.id.value());
    const auto* attempt = found == by_device.end() ? nullptr : found->second;
    rows.push_back(
        {device.key, device.address, std::string(api::state_name(attempt)),
         attempt == nullptr ? std::string() : attempt->profile,
         attempt == nullptr || !attempt->last_ok ? Value() : time_text(*attempt->last_ok),
         attempt == nullptr ? Value() : time_text(attempt->last_try),
         in(attempt == nullptr ? polling::words_of(PollState::never) : attempt->words, language)});
  }
  print_listed({"device", "address", "state", "profile", "last_ok", "last_try", "words"}, rows,
               arguments.format);
  return kOk;
}

int show_device(const Arguments& arguments) {
  int status = kOk;
  const auto all = open(arguments, status);
  if (!all) {
    return status;
  }
  const auto devices = all->polling->devices(arguments.key);
  if (!devices) {
    return say(devices.error());
  }
  if (devices->empty()) {
    fmt::print(stderr, "sixscope: no device with the key `{}` and a management address\n",
               arguments.key);
    return kFailed;
  }
  const auto id = devices->front().id.value();
  const auto readings = all->readings->readings(id);
  const auto gaps = all->readings->gaps(id);
  if (!readings || !gaps) {
    return say(readings ? gaps.error() : readings.error());
  }
  const auto name = [](polling::Quantity quantity) {
    return std::string(polling::kQuantityNames.at(static_cast<std::size_t>(quantity)));
  };
  std::vector<std::vector<Value>> rows;
  for (const auto& [device, at, reading] : *readings) {
    rows.push_back(
        {name(reading.quantity), reading.value.to_string(),
         std::string(polling::kProvenanceNames.at(static_cast<std::size_t>(reading.provenance))),
         time_text(at), reading.object, Value()});
  }
  for (const auto& [at, gap] : *gaps) {
    rows.push_back({name(gap.quantity), Value(), std::string("unknown"), time_text(at), gap.object,
                    in(gap.why, language_of(arguments.language))});
  }
  print_listed({"quantity", "value", "provenance", "at", "object", "why"}, rows, arguments.format);
  return kOk;
}

int list_profiles(const Arguments& arguments) {
  const auto profiles = load_polling_profiles();
  if (!profiles) {
    return say(profiles.error());
  }
  const auto language = language_of(arguments.language);
  std::vector<std::vector<Value>> rows;
  const auto found = std::ranges::find(**profiles, arguments.key, &polling::Profile::id);
  if (arguments.key.empty()) {
    for (const polling::Profile& profile : **profiles) {
      rows.push_back({profile.id, profile.title, std::uint64_t{profile.quantities.size()},
                      profile.source, in(profile.note, language)});
    }
    print_listed({"profile", "title", "objects", "source", "note"}, rows, arguments.format);
    return kOk;
  }
  if (found == (*profiles)->end()) {
    fmt::print(stderr, "sixscope: no profile `{}`; `sixscope polling profiles` lists them\n",
               arguments.key);
    return kUsage;
  }
  for (const polling::QuantitySource& source : found->quantities) {
    rows.push_back(
        {std::string(polling::kQuantityNames.at(static_cast<std::size_t>(source.quantity))),
         std::string(polling::kProvenanceNames.at(static_cast<std::size_t>(source.provenance))),
         source.object, source.oid.to_string(),
         std::string(source.verified ? "read in the module" : "unverified"),
         in(source.note, language)});
  }
  print_listed({"quantity", "provenance", "object", "oid", "source", "note"}, rows,
               arguments.format);
  return kOk;
}

Command add(Command app, int& status, const char* name, const char* what,
            const std::shared_ptr<Arguments>& arguments, int (*run)(const Arguments&)) {
  const Command command = app.add_subcommand(name, what);
  add_language(command, arguments->language);
  add_format(command, arguments->format);
  command.callback([&status, arguments, run] { status = run(*arguments); });
  return command;
}

}  // namespace

void add_polling(Command app, int& status) {
  const Command all =
      app.add_subcommand("polling", "What devices of the ledger answer over SNMP, and their keys");
  all.require_subcommand();
  all.footer(
      "Examples:\n"
      "  sixscope polling credential add metro         the community, sealed\n"
      "  sixscope polling run --once                   every device with a management address\n"
      "  sixscope polling devices --format csv         how the last poll of each went\n"
      "  sixscope polling show \"china_mobile / 440100 / GZ-CGN-01\"\n"
      "  sixscope polling profiles huawei              what is read, and what the traps are");
  const auto words = [] { return std::make_shared<Arguments>(); };

  auto arguments = words();
  const Command run =
      add(all, status, "run", "Asks devices; again and again where polling.interval is not 0",
          arguments, run_polling);
  run.add_flag("--once", arguments->once, "One round");
  run.add_option("--device", arguments->key, "Key of the only one to ask, once");
  add_settings_file(run, arguments->settings);

  arguments = words();
  const Command devices = add(all, status, "devices", "Devices and how the last poll of each went",
                              arguments, list_devices);
  add_settings_file(devices, arguments->settings);

  arguments = words();
  const Command show = add(all, status, "show", "Readings of a device, and why others are missing",
                           arguments, show_device);
  show.add_option("KEY", arguments->key, "Key of the device").required();
  add_settings_file(show, arguments->settings);

  arguments = words();
  const Command profiles =
      add(all, status, "profiles", "Profiles, or what one of them reads", arguments, list_profiles);
  profiles.add_option("PROFILE", arguments->key, "What it reads");

  add_polling_credential(all, status);
}

}  // namespace sixscope::apps
