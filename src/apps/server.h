#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/api.h"
#include "apps/enrichment.h"
#include "apps/load_enrichment.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/counters.h"
#include "ingest/delivery.h"
#include "settings/settings.h"

// The parts stand behind pointers: who starts a server need not compile their headers.
namespace sixscope::adapters {
class ClickHouseVolumeStore;
class DnstapListener;
class HttpServer;
class StaticFiles;
class StoreProcess;
class StreamReceiver;
class UdpReceiver;
}  // namespace sixscope::adapters
namespace sixscope::api {
struct IndicatorDependencies;
}  // namespace sixscope::api
namespace sixscope::ingest {
class Collector;
}  // namespace sixscope::ingest
namespace sixscope::store {
class FlowStore;
class MemoryFlowStore;
}  // namespace sixscope::store

namespace sixscope::apps {

class FaultLog;
class FileLock;
class PollingService;
class RegistryService;
class ReportService;

/// The whole server, wired by hand: store, collector, sockets, API and console.
///
/// Inert until `start`. `start` either brings up everything or says what is in the way; `stop` is
/// in the reverse order: sockets first, so that all that was received is counted, the store last.
class Server {
 public:
  Server(settings::Settings settings, ingest::Notice notice);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Result<void> start();
  void stop();

  /// Where the console is.
  [[nodiscard]] std::string url() const;
  /// The sockets that take exports and resolver answers.
  [[nodiscard]] const std::vector<api::Listening>& listening() const { return listening_; }
  [[nodiscard]] const std::string& store_kind() const { return store_kind_; }

 private:
  Result<void> load_dictionaries();
  void report(const enrich::Problems& problems) const;
  void make_store();
  Result<void> open_store();
  Result<void> start_collector();
  Result<void> open_sockets();
  Result<void> open_dnstap();
  Result<void> open_udp(const std::string& text);
  Result<void> open_streams(const std::string& text, bool tls);
  Result<void> open_registry();
  Result<void> start_http();
  Result<void> start_reports(const api::IndicatorDependencies& indicators, http::Router& router);
  /// The thread that reads changed dictionaries and names faults.
  void start_housekeeping();
  [[nodiscard]] api::StatusFacts status() const;

  const settings::Settings settings_;
  std::unique_ptr<FileLock> data_lock_;  ///< Released last: everything below works in its folder.
  ingest::Notice notice_;
  SystemClock clock_;
  Enrichment enrichment_;
  EnrichmentLoader loader_;  ///< Used by `start`, then by the housekeeping thread alone.
  std::vector<enrich::InterfaceRule> interfaces_;
  std::atomic<bool> stopping_{false};
  std::unique_ptr<FaultLog> faults_;  ///< Used by the housekeeping thread alone.
  std::thread housekeeping_;
  std::string store_kind_;
  std::unique_ptr<adapters::StoreProcess> store_process_;
  std::unique_ptr<store::VolumeStore> store_;
  adapters::ClickHouseVolumeStore* column_store_ = nullptr;  ///< `store_`, where it is one.
  std::unique_ptr<store::MemoryFlowStore> memory_flows_;
  store::FlowStore* flow_store_ = nullptr;  ///< Beside `store_`, or the same.
  std::unique_ptr<ingest::Collector> collector_;
  std::unique_ptr<adapters::DnstapListener> dnstap_;
  std::vector<std::unique_ptr<adapters::UdpReceiver>> udp_;
  std::vector<std::unique_ptr<adapters::StreamReceiver>> streams_;
  std::vector<api::Listening> listening_;
  std::unique_ptr<RegistryService> registry_;
  std::unique_ptr<PollingService> polling_;  ///< Works over `registry_`.
  std::unique_ptr<ReportService> reports_;   ///< Likewise.
  http::ServerCounters http_counters_;
  std::unique_ptr<adapters::StaticFiles> console_;
  std::unique_ptr<adapters::HttpServer> http_;
  bool started_ = false;
};

}  // namespace sixscope::apps
