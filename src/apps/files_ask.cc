#include "apps/files_ask.h"

#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "adapters/sql_readings/sql_reading_store.h"
#include "adapters/sql_rounds/sql_round_store.h"
#include "api/registry_calls.h"
#include "api/round_calls.h"
#include "apps/commands.h"
#include "apps/indicator_setup.h"
#include "apps/ledger_measurements.h"
#include "apps/ledger_rules.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/registry_import.h"
#include "apps/round_setup.h"
#include "apps/sheet_files.h"

namespace sixscope::apps {
namespace {

/// Most values of one answer: ten years of every indicator, province and operator are fewer.
constexpr std::size_t kValuesMax = 2'000'000;

std::string option_of(std::string parameter) {
  std::ranges::replace(parameter, '_', '-');
  return "--" + parameter;
}

// Says what an answer refuses, and how the command ends.
int explain(const http::Response& response) {
  const auto problem = nlohmann::json::parse(response.body, nullptr, false);
  if (!problem.is_object()) {
    fmt::print(stderr, "sixscope: the answer is {}\n", response.status);
    return kBug;
  }
  const auto faults = problem.value("errors", nlohmann::json::array());
  if (faults.empty()) {
    fmt::print(stderr, "sixscope: {}\n", problem.value("detail", ""));
  }
  for (const auto& fault : faults) {
    fmt::print(stderr, "sixscope: {}: {}\n", option_of(fault.value("parameter", "")),
               fault.value("detail", ""));
  }
  switch (response.status) {
    case 400:
      return kUsage;
    case 500:
      return kBug;
    case 503:
      return kUnavailable;
    default:
      return kFailed;
  }
}

// Who runs this has the files: everybody's part may be done.
void add_rounds_of(http::Router& router, const Registry& registry,
                   const api::RegistryDependencies& dependencies, rounds::RoundStore& rounds,
                   const RoundOptions& options) {
  api::add_round_calls(
      router, {.registry = dependencies,
               .desk = make_round_desk(*registry.store, registry.kinds, rounds, *registry.accounts,
                                       options, [](const registry::Scope&) { return true; }),
               .deliver = [&rounds, &clock = dependencies.clock, outlet = options.outlet] {
                 return deliver(rounds, outlet, clock);
               }});
}

}  // namespace

std::string ask_files(const FilesWish& wish, int& status) {
  const auto settings = load_settings(wish.settings);
  if (!settings) {
    status = kBadSettings;
    return {};
  }
  const auto rules = ledger_rules(*settings);
  if (!rules) {
    fmt::print(stderr, "sixscope: {}: ledger.reference_month: `{}` is no month; write 2025-07\n",
               settings->where("ledger.reference_month"), settings->text("ledger.reference_month"));
    status = kBadSettings;
    return {};
  }
  const auto opened = open_registry(*settings);
  if (!opened) {
    fmt::print(stderr, "sixscope: {}\n", describe(opened.error()));
    status = opened.error().code == Errc::unavailable ? kUnavailable : kFailed;
    return {};
  }
  const SystemClock clock;
  const adapters::SqlReadingStore readings(*opened->database);
  api::RegistryDependencies dependencies{
      .store = *opened->store,
      .kinds = opened->kinds,
      .clock = clock,
      .scope_of = [](const http::Request&) { return registry::Scope::everything(who_runs()); },
      .read_sheets = {},
      .write_book = {},
      .sha256 = sha256_of,
      .ledger = *rules,
      .measurements = measured_by(readings),
      .activity = carried_by(readings)};
  adapters::SqlRoundStore rounds(*opened->database);
  http::Router router;
  add_ledger_calls(router, dependencies);
  if (wish.path.starts_with("/indicators")) {
    auto indicators = indicator_dependencies(*settings, dependencies, nullptr, rounds);
    if (!indicators) {
      fmt::print(stderr, "sixscope: {}\n", describe(indicators.error()));
      status = kFailed;
      return {};
    }
    indicators->values_max = kValuesMax;
    api::add_indicator_calls(router, *indicators);
  }
  if (wish.path.starts_with("/rounds")) {
    add_rounds_of(router, *opened, dependencies, rounds, round_options(*settings));
  }
  http::Request request;
  request.method = wish.method;
  request.target.path = "/api/v1" + wish.path;
  for (const auto& [name, value] : wish.parameters) {
    if (!value.empty()) {
      request.target.parameters.emplace_back(name, value);
    }
  }
  request.body = wish.body;
  http::Response response = router.handle(request);
  if (response.status != 200 && response.status != 201) {
    status = explain(response);
    return {};
  }
  status = kOk;
  return std::move(response.body);
}

}  // namespace sixscope::apps
