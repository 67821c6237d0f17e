#include "apps/registry_service.h"

#include <filesystem>
#include <utility>

#include "api/request_guard.h"
#include "apps/ledger_measurements.h"
#include "apps/ledger_rules.h"
#include "apps/open_registry.h"
#include "apps/secrets.h"
#include "apps/sheet_files.h"
#include "ingest/endpoint.h"

namespace sixscope::apps {
namespace {

constexpr std::chrono::seconds kTryPause{5};
/// How long a starting server waits for a database elsewhere before it goes on without. A file of
/// our own opens or says why not, however slow the machine.
constexpr std::chrono::seconds kStartPatience{3};
constexpr std::chrono::minutes kFilePatience{10};

LateDatabase::Open opener(const RegistryServiceOptions& options,
                          const std::shared_ptr<const registry::Kinds>& kinds) {
  return [url = options.url, data_dir = options.data_dir,
          kinds]() -> Result<std::unique_ptr<registry::SqlDatabase>> {
    auto database = open_registry_database(url, data_dir);
    if (!database) {
      return database;
    }
    if (const auto store = registry::SqlObjectStore::open(**database, *kinds); !store) {
      return fail_like(store);
    }
    return database;
  };
}

}  // namespace

RegistryServiceOptions registry_service_options(const settings::Settings& settings) {
  RegistryServiceOptions options;
  options.url = settings.text("registry.url");
  options.data_dir = settings.text("data_dir");
  options.names = settings.list("http.names");
  const auto endpoint = ingest::Endpoint::parse(settings.text("http.listen"));
  options.sign_in.only_loopback = endpoint && endpoint->is_loopback();
  options.sign_in.secure = !settings.text("http.tls_certificate").empty();
  options.sign_in.session = std::chrono::hours(settings.integer("registry.session_hours"));
  options.attachments = attachment_limits(settings);
  options.imports = limits_of(settings);
  options.drop_folder = settings.text("registry.drop_folder");
  options.drop_period = std::chrono::seconds(settings.integer("registry.drop_seconds"));
  // A reference that is no month was refused before (settings_check).
  options.ledger = ledger_rules(settings).value_or(api::LedgerRules{});
  options.rounds = round_options(settings);
  options.rounds.is_watched = true;
  return options;
}

RegistryService::RegistryService(RegistryServiceOptions options,
                                 std::shared_ptr<const registry::Kinds> kinds, const Clock& clock,
                                 std::function<void(const std::string&)> notice)
    : options_(std::move(options)),
      kinds_(std::move(kinds)),
      clock_(clock),
      refusals_(clock, notice),
      database_(opener(options_, kinds_), kTryPause, notice),
      store_(registry::SqlObjectStore::over(database_, *kinds_, &gate_)),
      accounts_(database_),
      attachments_(database_),
      views_(database_),
      blobs_(attachment_folder(options_.data_dir)),
      sign_in_(accounts_, clock, system_secrets(), options_.sign_in),
      readings_(database_),
      rounds_(database_),
      desk_(make_round_desk(
          *store_, kinds_, rounds_, accounts_, options_.rounds,
          [](const registry::Scope& scope) { return scope.account == registry::kLocalAccount; })),
      notice_(std::move(notice)) {}

void RegistryService::start() {
  database_.start(options_.url == "embedded" ? kFilePatience : kStartPatience);
  // A proxy that names no client looks like somebody at this machine.
  if (const auto any = accounts_.any(); options_.sign_in.only_loopback && any && !*any) {
    notice_(
        "the registry has no account: whoever reaches this address may change it; before a "
        "proxy stands in front of it, make one with `sixscope account add`");
  }
  if (!options_.drop_folder.empty()) {
    drop_ = std::make_unique<DropWatch>(
        DropDoor{
            .folder = options_.drop_folder,
            .limits = options_.imports,
            .store = *store_,
            .kinds = kinds_,
            .clock = clock_,
            .scope_of = [this](const auto& account) { return scope_of_folder(accounts_, account); },
            .notice = notice_},
        options_.drop_period);
  }
  if (options_.rounds.is_watched) {
    round_watch_ = std::make_unique<RoundWatch>(RoundWatch::Parts{.desk = desk_,
                                                                  .clock = clock_,
                                                                  .opens = options_.rounds.opens,
                                                                  .outlet = options_.rounds.outlet,
                                                                  .notice = notice_},
                                                options_.rounds.period);
  }
}

api::RoundDependencies RegistryService::round_dependencies() {
  return {.registry = dependencies(), .desk = desk_, .deliver = [this] {
            return deliver(rounds_, options_.rounds.outlet, clock_);
          }};
}

api::RegistryDependencies RegistryService::dependencies() {
  return {.store = *store_,
          .kinds = kinds_,
          .clock = clock_,
          .scope_of = [this](const http::Request& request) -> Result<registry::Scope> {
            const auto asker = sign_in_.asker_of(request);
            return asker ? Result<registry::Scope>(asker->scope) : fail_like(asker);
          },
          .read_sheets = [limits = options_.imports](
                             const std::string& bytes) { return read_sheets(bytes, "", limits); },
          .write_book = write_book,
          .sign_in = &sign_in_,
          .attachments = &attachments_,
          .blobs = &blobs_,
          .sha256 = sha256_of,
          .attachment_limits = options_.attachments,
          .views = &views_,
          .import_bytes_max = options_.imports.file_bytes,
          .refusals = &refusals_,
          .ledger = options_.ledger,
          .ledger_shelf = ledger_shelf_,
          .measurements = measured_by(readings_),
          .activity = carried_by(readings_)};
}

http::Handler RegistryService::guard(http::Handler calls) {
  return api::guarded(std::move(calls), {.names = options_.names,
                                         .log = &refusals_,
                                         .account_of = [this](const http::Request& request) {
                                           const auto asker = sign_in_.asker_of(request);
                                           return asker ? asker->scope.account : std::string();
                                         }});
}

}  // namespace sixscope::apps
