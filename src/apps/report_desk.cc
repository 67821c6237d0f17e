#include "apps/report_desk.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "apps/commands.h"
#include "apps/indicator_setup.h"
#include "apps/ledger_rules.h"
#include "apps/load_settings.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/say.h"
#include "apps/sheet_files.h"

namespace sixscope::apps {

void add_data_place(Command command, DataPlace& place) {
  add_settings_file(command, place.settings);
  command.add_option("--data", place.data, "Data directory (data_dir)");
}

int say_report(const Error& error) {
  const bool was_typed = error.code == Errc::malformed || error.code == Errc::out_of_range;
  return was_typed ? wrong(kUsage, describe(error)) : say(error);
}

document::Language text_language(const std::string& option) {
  return language_of(option) == registry::Language::zh ? document::Language::zh
                                                       : document::Language::en;
}

std::unique_ptr<ReportDesk> open_report_desk(const DataPlace& place, int& status) {
  auto settings = load_settings(place.settings);
  if (!settings) {
    status = kBadSettings;
    return nullptr;
  }
  if (!place.data.empty()) {
    if (const auto fault = settings->override_with("data_dir", place.data, "--data")) {
      print_faults({*fault});
      status = kBadSettings;
      return nullptr;
    }
  }
  const auto rules = ledger_rules(*settings);
  if (!rules) {
    status = wrong(kBadSettings, describe(rules.error()));
    return nullptr;
  }
  auto opened = open_registry(*settings);
  if (!opened) {
    status = say(opened.error());
    return nullptr;
  }
  auto desk = std::make_unique<ReportDesk>(ReportDesk{
      .settings = *std::move(settings), .scope = registry::Scope::everything(who_runs())});
  desk->registry = *std::move(opened);
  desk->rounds = std::make_unique<adapters::SqlRoundStore>(*desk->registry.database);
  const api::RegistryDependencies dependencies{
      .store = *desk->registry.store,
      .kinds = desk->registry.kinds,
      .clock = desk->clock,
      .scope_of = [scope = desk->scope](const http::Request&) { return scope; },
      .read_sheets = {},
      .write_book = {},
      .sha256 = sha256_of,
      .ledger = *rules};
  auto indicators = indicator_dependencies(desk->settings, dependencies, nullptr, *desk->rounds);
  if (!indicators) {
    status = wrong(kFailed, describe(indicators.error()));
    return nullptr;
  }
  auto setup = ReportSetup::make(*std::move(indicators), *desk->registry.database);
  if (!setup) {
    status = wrong(kFailed, describe(setup.error()));
    return nullptr;
  }
  desk->setup = *std::move(setup);
  desk->shelf = std::make_unique<adapters::SqlReportStore>(*desk->registry.database);
  desk->press = std::make_unique<report::Press>(desk->workshop(), *desk->shelf, desk->clock);
  status = kOk;
  return desk;
}

}  // namespace sixscope::apps
