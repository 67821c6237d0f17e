// The real API and the built console over a country made up on the spot: what the browser tests use
// where no collector is needed. Not part of the product.
//
//   sample_server --port 18200 --web web/dist --catalogue catalogue [--now 2026-03-08T12:00:00Z]
//                 [--accounts gd-mobile=china_mobile,nation=]
//
// With --accounts its registry is empty and has these accounts, of all regions and the organisation
// behind the sign (of everything where there is none); the token of each is 6s_ and its name.
//
// Prints "listening on PORT" once it does; ends on SIGTERM or SIGINT.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>

#include "adapters/catalogue/catalogue_files.h"
#include "adapters/http_server/http_server.h"
#include "adapters/http_server/static_files.h"
#include "adapters/object_kinds/kind_files.h"
#include "adapters/sql_readings/sql_reading_store.h"
#include "api/api.h"
#include "api/indicator_calls.h"
#include "api/polling_calls.h"
#include "api/report_calls.h"
#include "api/time_text.h"
#include "apps/indicator_setup.h"
#include "apps/registry_service.h"
#include "apps/report_service.h"
#include "apps/sheet_files.h"
#include "model/month.h"
#include "sample_country.h"
#include "settings/settings.h"
#include "simulate_ledger/fill_registry.h"
#include "testing/temporary_folder.h"

namespace {

using namespace sixscope;

// The machine's clock moved so that the program starts at a chosen instant.
class MovedClock final : public Clock {
 public:
  explicit MovedClock(Instant start) : offset_(start - SystemClock().now()) {}
  [[nodiscard]] Instant now() const override { return SystemClock().now() + offset_; }

 private:
  const std::chrono::milliseconds offset_;
};

int fail_with(const Error& error) {
  std::cerr << "sample_server: " << describe(error) << "\n";
  return 1;
}

// Accounts as --accounts names them.
Result<void> add_accounts(registry::SqlDatabase& database, std::istringstream list) {
  registry::SqlAccountStore accounts(database);
  for (std::string one; std::getline(list, one, ',');) {
    const auto sign = one.find('=');
    const std::string id = one.substr(0, sign);
    const std::string owner = one.substr(sign + 1);
    registry::Account account{.id = id, .all = owner.empty(), .may_write = true};
    if (!owner.empty()) {
      account.regions = {"000000"};
      account.owners = {owner};
    }
    if (const auto added = accounts.add(account); !added) {
      return added;
    }
    if (const auto added =
            accounts.add_token({.id = id, .account = id}, apps::sha256_of("6s_" + id));
        !added) {
      return added;
    }
  }
  return {};
}

int serve(const std::map<std::string, std::string>& options) {
  Instant start = SystemClock().now();
  if (const auto given = options.find("--now"); given != options.end()) {
    const auto parsed = api::parse_instant(given->second);
    if (!parsed) {
      return fail_with(parsed.error());
    }
    start = *parsed;
  }
  const MovedClock clock(start);
  const auto catalogue = adapters::load_catalogue(options.at("--catalogue"));
  if (!catalogue) {
    return fail_with(catalogue.error());
  }
  store::MemoryVolumeStore volumes;
  console::SampleCountry::fill(volumes, start);
  const console::SampleLive live(clock, start);
  http::ServerCounters counters;
  auto router = std::make_shared<http::Router>(
      api::make_router({.store = volumes,
                        .live = live,
                        .clock = clock,
                        .catalogue = *catalogue,
                        .counters = &counters,
                        .status =
                            [] {
                              return api::StatusFacts{
                                  .store_kind = "memory",
                                  .store_version = "",
                                  .listening = {{"udp", "127.0.0.1:12055"}, {"tls", "[::]:4740"}}};
                            },
                        .names = [&clock] { return console::SampleCountry::names(clock.now()); }}));
  const auto kinds = adapters::load_kinds(options.at("--catalogue"));
  if (!kinds) {
    return fail_with(kinds.error());
  }
  // Without accounts whoever asks from this machine is `local` and may do everything.
  const testing::TemporaryFolder folder;
  apps::RegistryServiceOptions registry_options;
  registry_options.data_dir = folder.path().string();
  registry_options.sign_in.only_loopback = true;
  registry_options.rounds = apps::round_options(settings::Settings());
  // A national ledger of the twelve months before, asked since the end of the seventh.
  const model::Month last = model::Month::of(model::day_in_china(start)) - 1;
  const simulate_ledger::NationOptions nation{.first = last - (simulate_ledger::kNationMonths - 1)};
  registry_options.ledger.reference = nation.first + simulate_ledger::kReferenceMonth;
  apps::RegistryService registry(registry_options, *kinds, clock, [](const std::string& line) {
    std::cerr << "sample_server: " << line << "\n";
  });
  registry.start();
  if (const auto given = options.find("--accounts"); given != options.end()) {
    if (const auto added = add_accounts(registry.database(), std::istringstream(given->second));
        !added) {
      return fail_with(added.error());
    }
  } else if (const auto filled = simulate_ledger::fill_registry(registry.store(), **kinds, nation);
             !filled) {
    return fail_with(filled.error());
  }
  api::add_registry_calls(*router, registry.dependencies());
  api::add_round_calls(*router, registry.round_dependencies());
  const adapters::SqlReadingStore readings(registry.database());
  api::add_polling_calls(*router, {.store = registry.store(),
                                   .readings = readings,
                                   .clock = clock,
                                   .scope_of = registry.dependencies().scope_of,
                                   .poll_now = [](registry::ObjectId) -> Result<void> {
                                     return fail(Errc::unavailable,
                                                 "the devices of this country are made up");
                                   }});
  const auto indicators = apps::indicator_dependencies(
      settings::Settings(), registry.dependencies(), &volumes, registry.rounds());
  if (!indicators) {
    return fail_with(indicators.error());
  }
  api::add_indicator_calls(*router, *indicators);
  const auto reports = apps::ReportService::make(
      settings::Settings(), *indicators, registry.database(), clock,
      [](const std::string& line) { std::cerr << "sample_server: " << line << "\n"; });
  if (!reports) {
    return fail_with(reports.error());
  }
  api::add_report_calls(*router, (*reports)->dependencies());
  api::add_public_report_calls(*router, (*reports)->dependencies());
  const adapters::StaticFiles files(options.at("--web"));
  router->set_fallback([&files](const http::Request& request) { return files.answer(request); });
  adapters::HttpServerOptions server_options;
  server_options.port = static_cast<std::uint16_t>(std::stoul(options.at("--port")));
  server_options.body_bytes_max_of = [router](http::Method method, std::string_view path) {
    return router->body_bytes_max(method, path);
  };
  adapters::HttpServer server(
      server_options,
      registry.guard([router](const http::Request& request) { return router->handle(request); }),
      counters);
  if (const auto started = server.start(); !started) {
    return fail_with(started.error());
  }
  std::cout << "listening on " << server.port() << std::endl;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  int caught = 0;
  sigwait(&signals, &caught);
  server.stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> options = {
      {"--port", "18200"}, {"--web", "web/dist"}, {"--catalogue", "catalogue"}};
  for (int i = 1; i + 1 < argc; i += 2) {
    options[argv[i]] = argv[i + 1];
  }
  sigset_t signals;  // Blocked before any thread starts, so that sigwait alone sees them.
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return serve(options);
}
