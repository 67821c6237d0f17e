#include "apps/server.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "adapters/catalogue/catalogue_files.h"
#include "adapters/chdb/store_process.h"
#include "adapters/clickhouse/clickhouse_volume_store.h"
#include "adapters/dnstap/dnstap_listener.h"
#include "adapters/http_server/http_server.h"
#include "adapters/http_server/static_files.h"
#include "adapters/tcp_tls/stream_receiver.h"
#include "adapters/udp/udp_receiver.h"
#include "apps/dns_answers.h"
#include "apps/fault_log.h"
#include "apps/file_lock.h"
#include "apps/indicator_setup.h"
#include "apps/open_registry.h"
#include "apps/places.h"
#include "apps/polling_service.h"
#include "apps/registry_service.h"
#include "apps/report_service.h"
#include "apps/server_options.h"
#include "http/router.h"
#include "ingest/collector.h"
#include "store/memory_flow_store.h"
#include "store/memory_volume_store.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;

/// How long a stopping server lets the store take what is spooled; the rest waits on the disk.
constexpr std::chrono::milliseconds kStopPatience{5000};
constexpr std::chrono::milliseconds kStopLook{200};
constexpr std::chrono::seconds kFaultLook{3};

// As text, with the port that was given where the settings leave the choice (0).
std::string at_port(ingest::Endpoint endpoint, std::uint16_t port) {
  endpoint.port = port;
  return endpoint.to_string();
}

store::Retention retention_of(const settings::Settings& settings) {
  store::Retention retention;
  for (const char* name : {"minute", "five_minutes", "hour", "day"}) {
    retention.set(
        name, static_cast<unsigned>(settings.integer("retention." + std::string(name) + "_days")));
  }
  retention.set("flows", static_cast<unsigned>(settings.integer("raw_flows.days")));
  return retention;
}

}  // namespace

Server::Server(settings::Settings settings, ingest::Notice notice)
    : settings_(std::move(settings)),
      notice_(std::move(notice)),
      loader_(enrichment_, enrichment_sources(settings_)) {}

Server::~Server() { stop(); }

Result<void> Server::start() {
  auto lock = FileLock::take(fs::path(settings_.text("data_dir")) / "server.lock");
  if (!lock) {
    return fail_like(lock);
  }
  data_lock_ = *std::move(lock);
  started_ = true;
  if (auto loaded = load_dictionaries(); !loaded) {
    return loaded;
  }
  make_store();
  // Sockets before the store: it takes seconds to open, and what arrives meanwhile waits on disk.
  if (auto started = start_collector(); !started) {
    return started;
  }
  if (auto opened = open_sockets(); !opened) {
    return opened;
  }
  if (auto opened = open_store(); !opened) {
    return opened;
  }
  if (auto opened = open_registry(); !opened) {
    return opened;
  }
  if (auto opened = start_http(); !opened) {
    return opened;
  }
  start_housekeeping();
  return {};
}

void Server::stop() {
  if (!std::exchange(started_, false)) {
    return;
  }
  stopping_ = true;
  if (housekeeping_.joinable()) {
    housekeeping_.join();
  }
  if (dnstap_) {
    dnstap_->stop();
  }
  for (const auto& receiver : udp_) {
    receiver->stop();
  }
  for (const auto& receiver : streams_) {
    receiver->stop();
  }
  if (polling_) {
    polling_->stop();  // Before HTTP: a call may be waiting for a device.
  }
  if (http_) {
    http_->stop();
  }
  if (reports_) {
    reports_->stop();
  }
  if (collector_) {
    collector_->stop(kStopPatience);
  }
  if (store_process_) {
    store_process_->stop();
  }
}

Result<void> Server::load_dictionaries() {
  enrich::Problems problems = loader_.load(clock_.now());
  interfaces_ = load_interfaces(settings_.list("enrich.interfaces"), problems);
  report(problems);
  if (problems.errors() != 0) {
    // Going on would store everything as "unknown", for good.
    return fail_because(fmt::format("{} errors, listed above", problems.errors()), Errc::malformed,
                        "the files that settings enrich.* name are not right");
  }
  return {};
}

void Server::start_housekeeping() {
  housekeeping_ = std::thread([this] {
    using std::chrono::steady_clock;
    const std::chrono::seconds interval(settings_.integer("enrich.reload_seconds"));
    auto next_reload = steady_clock::now() + interval;
    auto next_faults = steady_clock::now();
    while (!stopping_) {
      std::this_thread::sleep_for(kStopLook);
      const auto now = steady_clock::now();
      if (now >= next_faults) {
        next_faults = now + kFaultLook;
        faults_->look(*collector_, now);
      }
      if (now >= next_reload) {
        next_reload = now + interval;
        if (const auto changed = loader_.poll(clock_.now())) {
          report(*changed);
          notice_(changed->errors() == 0
                      ? "dictionaries were read again"
                      : "dictionaries have errors: the ones before stay in force");
        }
      }
    }
  });
}

void Server::report(const enrich::Problems& problems) const {
  for (const enrich::Problem& problem : problems.list()) {
    notice_(enrich::describe(problem));
  }
}

void Server::make_store() {
  const std::string& url = settings_.text("store.url");
  if (url == "memory") {
    store_kind_ = "memory";
    store_ = std::make_unique<store::MemoryVolumeStore>();
    memory_flows_ = std::make_unique<store::MemoryFlowStore>();
    flow_store_ = memory_flows_.get();
    return;
  }
  adapters::ClickHouseOptions options;
  options.placement.database = settings_.text("store.database");
  options.retention = retention_of(settings_);
  if (url == "embedded") {
    store_kind_ = "chdb";
    adapters::StoreProcessOptions process;
    std::error_code wrong;
    const fs::path data = fs::absolute(settings_.text("data_dir"), wrong);
    process.data_dir = (data / "store").string();
    process.socket_path = (data / "store.sock").string();
    process.memory_bytes_max =
        static_cast<std::uint64_t>(settings_.integer("store.memory_bytes_max"));
    process.notice = notice_;
    store_process_ = std::make_unique<adapters::StoreProcess>(process);
    options.http.url = "http://store";
    options.http.unix_socket = process.socket_path;
  } else {
    store_kind_ = "clickhouse";
    options.http.url = url;
    options.http.user = settings_.text("store.user");
    options.http.password = settings_.text("store.password");
    options.placement.cluster = settings_.text("store.cluster");
  }
  auto store = std::make_unique<adapters::ClickHouseVolumeStore>(options, clock_);
  column_store_ = store.get();
  flow_store_ = store.get();
  store_ = std::move(store);
}

Result<void> Server::open_store() {
  if (column_store_ == nullptr) {
    return {};
  }
  if (store_process_) {
    if (auto started = store_process_->start(); !started) {
      return started;
    }
    return column_store_->open();
  }
  if (const auto opened = column_store_->open(); !opened) {
    notice_("the store does not answer yet, rows wait in the spool: " + describe(opened.error()));
  }
  return {};
}

Result<void> Server::start_collector() {
  auto options = collector_options(settings_);
  if (!options) {
    return fail_like(options);
  }
  collector_ = std::make_unique<ingest::Collector>(
      *std::move(options),
      [this] {
        return make_labeler(enrichment_, {.region_level = enrich::RegionLevel::province,
                                          .interfaces = interfaces_});
      },
      *store_, flow_store_, clock_, notice_);
  return collector_->start();
}

Result<void> Server::open_sockets() {
  for (const std::string& text : settings_.list("collector.udp")) {
    if (auto opened = open_udp(text); !opened) {
      return opened;
    }
  }
  for (const std::string& text : settings_.list("collector.tcp")) {
    if (auto opened = open_streams(text, false); !opened) {
      return opened;
    }
  }
  for (const std::string& text : settings_.list("collector.tls")) {
    if (auto opened = open_streams(text, true); !opened) {
      return opened;
    }
  }
  if (auto opened = open_dnstap(); !opened) {
    return opened;
  }
  for (const auto& receiver : udp_) {
    receiver->start();
  }
  for (const auto& receiver : streams_) {
    receiver->start();
  }
  return {};
}

Result<void> Server::open_dnstap() {
  const std::string& path = settings_.text("dns.dnstap_socket");
  if (path.empty()) {
    return {};
  }
  auto listener = adapters::DnstapListener::open(path, [this](ByteView frame) {
    static_cast<void>(learn_dnstap(frame, clock_.now(), enrichment_.learner));
  });
  if (!listener) {
    return fail_like(listener);
  }
  dnstap_ = *std::move(listener);
  dnstap_->start();
  listening_.push_back({"dnstap", path});
  return {};
}

Result<void> Server::open_udp(const std::string& text) {
  const auto endpoint = ingest::Endpoint::parse(text);
  if (!endpoint) {
    return fail_like(endpoint);
  }
  const auto wanted = static_cast<std::size_t>(settings_.integer("collector.receive_buffer_bytes"));
  auto receiver = adapters::UdpReceiver::open(
      {.listen = *endpoint, .receive_buffer_bytes = wanted, .segments = true}, collector_->intake(),
      clock_);
  if (!receiver) {
    return fail_like(receiver);
  }
  if ((*receiver)->receive_buffer() < wanted) {
    notice_(
        fmt::format("the kernel grants {} a receive buffer of {} KiB instead of {}: raise "
                    "net.core.rmem_max, or give CAP_NET_ADMIN",
                    text, (*receiver)->receive_buffer() / 1024, wanted / 1024));
  }
  if (!endpoint->is_loopback() && settings_.list("collector.allow").empty()) {
    notice_(text +
            " is open to the network, but collector.allow is empty: everything is refused "
            "until it names your exporters");
  }
  listening_.push_back({"udp", at_port(*endpoint, (*receiver)->port())});
  udp_.push_back(*std::move(receiver));
  return {};
}

Result<void> Server::open_streams(const std::string& text, bool tls) {
  const auto endpoint = ingest::Endpoint::parse(text);
  if (!endpoint) {
    return fail_like(endpoint);
  }
  adapters::StreamOptions options;
  options.listen = *endpoint;
  options.tls = tls;
  options.files = {.certificate = settings_.text("collector.tls_certificate"),
                   .key = settings_.text("collector.tls_key"),
                   .client_authority = settings_.text("collector.tls_client_authority")};
  auto receiver = adapters::StreamReceiver::open(options, collector_->intake(), clock_);
  if (!receiver) {
    return fail_like(receiver);
  }
  listening_.push_back({tls ? "tls" : "tcp", at_port(*endpoint, (*receiver)->port())});
  streams_.push_back(*std::move(receiver));
  return {};
}

Result<void> Server::open_registry() {
  auto kinds = load_registry_kinds();
  if (!kinds) {
    return fail_like(kinds);
  }
  registry_ = std::make_unique<RegistryService>(registry_service_options(settings_),
                                                *std::move(kinds), clock_, notice_);
  registry_->start();
  auto polling =
      PollingService::make(settings_, registry_->store(), registry_->database(), clock_, notice_);
  if (!polling) {
    return fail_like(polling);
  }
  polling_ = *std::move(polling);
  polling_->start();
  return {};
}

Result<void> Server::start_http() {
  const auto endpoint = ingest::Endpoint::parse(settings_.text("http.listen"));
  if (!endpoint) {
    return fail_like(endpoint);
  }
  const auto directory = find_directory("catalogue");
  if (!directory) {
    return fail_because("no `catalogue` beside the program or in the working directory",
                        Errc::not_found, "set SIXSCOPE_HOME to where sixscope's files are");
  }
  const auto catalogue = adapters::load_catalogue(*directory);
  if (!catalogue) {
    return fail_like(catalogue);
  }
  faults_ = std::make_unique<FaultLog>((*catalogue)->metrics, notice_);
  api::Rules rules;
  rules.samples_min = static_cast<std::uint64_t>(settings_.integer("share.samples_min"));
  auto router = std::make_shared<http::Router>(api::make_router({
      .store = *store_,
      .live = *collector_,
      .clock = clock_,
      .catalogue = *catalogue,
      .counters = &http_counters_,
      .status = [this] { return status(); },
      .names = [this] { return name_addresses(enrichment_); },
      .exporter_name =
          [this](std::string_view address) { return exporter_name(enrichment_, address); },
      .rules = rules,
  }));
  api::add_registry_calls(*router, registry_->dependencies());
  api::add_round_calls(*router, registry_->round_dependencies());
  api::add_polling_calls(*router, {.store = registry_->store(),
                                   .readings = polling_->readings(),
                                   .clock = clock_,
                                   .scope_of = registry_->dependencies().scope_of,
                                   .poll_now = polling_->poll_now()});
  const auto indicators = indicator_dependencies(settings_, registry_->dependencies(), store_.get(),
                                                 registry_->rounds());
  if (!indicators) {
    return fail_like(indicators);
  }
  api::add_indicator_calls(*router, *indicators);
  if (auto started = start_reports(*indicators, *router); !started) {
    return started;
  }
  const std::string& chosen = settings_.text("http.console_dir");
  const auto console =
      chosen.empty() ? find_directory("web/dist") : std::optional<fs::path>(chosen);
  if (console) {
    console_ = std::make_unique<adapters::StaticFiles>(*console);
    router->set_fallback(
        [this](const http::Request& request) { return console_->answer(request); });
  } else {
    notice_("the console is not built (`make console`): the API answers, pages do not");
  }
  adapters::HttpServerOptions options;
  options.address = endpoint->address.to_string();
  options.port = endpoint->port;
  options.connections_max = static_cast<std::size_t>(settings_.integer("http.connections_max"));
  options.tls_certificate = settings_.text("http.tls_certificate");
  options.tls_key = settings_.text("http.tls_key");
  options.body_bytes_max_of = [router](http::Method method, std::string_view path) {
    return router->body_bytes_max(method, path);
  };
  http_ = std::make_unique<adapters::HttpServer>(
      options,
      registry_->guard([router](const http::Request& request) { return router->handle(request); }),
      http_counters_);
  return http_->start();
}

Result<void> Server::start_reports(const api::IndicatorDependencies& indicators,
                                   http::Router& router) {
  auto reports = ReportService::make(settings_, indicators, registry_->database(), clock_, notice_);
  if (!reports) {
    return fail_like(reports);
  }
  reports_ = *std::move(reports);
  api::add_report_calls(router, reports_->dependencies());
  api::add_public_report_calls(router, reports_->dependencies());
  reports_->start();
  return {};
}

api::StatusFacts Server::status() const {
  const auto totals = collector_->totals();
  api::StatusFacts facts;
  facts.store_kind = store_kind_;
  facts.store_version = column_store_ == nullptr ? "" : column_store_->version();
  facts.store_ready = totals.counters.at("store_age_seconds") == 0;
  facts.listening = listening_;
  for (const char* name : {"spool_bytes", "spool_parcels", "spool_full", "journal_used_bytes",
                           "journal_capacity_bytes", "rollup_cells", "batches_stored",
                           "rows_stored", "store_failures", "store_age_seconds"}) {
    facts.numbers[name] = totals.counters.at(name);
  }
  if (store_process_) {
    facts.numbers["store_pid"] = static_cast<std::uint64_t>(store_process_->pid());
    facts.numbers["store_restarts"] = store_process_->restarts();
  }
  return facts;
}

std::string Server::url() const {
  const auto endpoint = ingest::Endpoint::parse(settings_.text("http.listen"));
  const bool secure = !settings_.text("http.tls_certificate").empty();
  if (!endpoint || !http_) {
    return {};
  }
  ingest::Endpoint shown = *endpoint;
  shown.port = http_->port();
  if (shown.address.is_unspecified()) {
    shown.address = net::IpAddress::v4(0x7F000001);
  }
  return fmt::format("{}://{}/", secure ? "https" : "http", shown.to_string());
}

}  // namespace sixscope::apps
