#include "apps/settings_check.h"

#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/clickhouse/dialect.h"
#include "adapters/object_kinds/kind_files.h"
#include "adapters/tcp_tls/stream_receiver.h"
#include "api/host_name.h"
#include "apps/indicator_setup.h"
#include "apps/ledger_rules.h"
#include "apps/places.h"
#include "apps/report_schedule.h"
#include "apps/round_setup.h"
#include "apps/server_options.h"
#include "ingest/address_guard.h"
#include "ingest/endpoint.h"
#include "net/prefix.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;

bool readable_file(const std::string& path) {
  std::error_code wrong;
  return fs::exists(path, wrong) && !fs::is_directory(path, wrong) &&
         ::access(path.c_str(), R_OK) == 0;
}

class Check {
 public:
  explicit Check(const settings::Settings& settings) : settings_(settings) {}

  std::vector<settings::Fault> run() {
    listeners();
    tls();
    lists();
    files();
    store();
    raw_flows();
    ledger();
    std::ranges::move(check_report_settings(settings_), std::back_inserter(faults_));
    return std::move(faults_);
  }

 private:
  void fault(const std::string& key, const std::string& value, std::string_view what) {
    faults_.push_back({settings_.where(key), key + ": `" + value + "`: " + std::string(what)});
  }
  [[nodiscard]] const std::string& text(const char* key) const { return settings_.text(key); }

  void endpoint(const std::string& key, const std::string& value) {
    if (const auto parsed = ingest::Endpoint::parse(value); !parsed) {
      fault(key, value, std::string(parsed.error().rule) + ": 127.0.0.1:2055, [::]:4739");
    }
  }

  void listeners() {
    endpoint("http.listen", text("http.listen"));
    for (const char* key : {"collector.udp", "collector.tcp", "collector.tls"}) {
      const auto& list = settings_.list(key);
      for (auto at = list.begin(); at != list.end(); ++at) {
        endpoint(key, *at);
        if (!at->ends_with(":0") && std::find(list.begin(), at, *at) != at) {
          fault(key, *at, "stands twice; each socket once");
        }
      }
    }
    socket_path("dns.dnstap_socket", text("dns.dnstap_socket"));
  }

  void socket_path(const char* key, const std::string& path) {
    if (path.size() >= sizeof(sockaddr_un::sun_path)) {
      fault(key, path, "the path of a socket has at most 107 bytes");
    }
  }

  void tls() {
    pair("http.tls_certificate", "http.tls_key", "");
    pair("collector.tls_certificate", "collector.tls_key", text("collector.tls_client_authority"));
    if (const auto& list = settings_.list("collector.tls");
        !list.empty() && text("collector.tls_certificate").empty()) {
      fault("collector.tls", list.front(),
            "TLS needs collector.tls_certificate and collector.tls_key");
    }
  }

  void pair(const char* certificate, const char* key, const std::string& authority) {
    const bool has_certificate = !text(certificate).empty();
    if (has_certificate != !text(key).empty()) {
      const char* given = has_certificate ? certificate : key;
      fault(given, text(given),
            std::string("TLS needs a certificate and its key: set ") +
                (has_certificate ? key : certificate) + " too, or neither");
    } else if (has_certificate) {
      if (const auto loads = adapters::check_tls_files({text(certificate), text(key), authority});
          !loads) {
        fault(certificate, text(certificate), describe(loads.error()));
      }
    }
  }

  void lists() {
    for (const std::string& name : settings_.list("http.names")) {
      if (api::host_of(std::string_view(name)).empty()) {
        fault("http.names", name, "is no name of a host: v6.example.net");
      }
    }
    for (const std::string& prefix : settings_.list("collector.allow")) {
      if (!net::Prefix::parse(prefix)) {
        fault("collector.allow", prefix,
              "is no prefix and no address: 192.0.2.0/24, 2001:db8::/32, 192.0.2.1");
      }
    }
    for (const std::string& rate : settings_.list("decoder.fixed_rates")) {
      if (const auto parsed = parse_rate(rate); !parsed) {
        fault("decoder.fixed_rates", rate, parsed.error().rule);
      }
    }
    if (const auto days = remind_before_days(settings_.list("rounds.remind_before_days")); !days) {
      fault("rounds.remind_before_days", days.error().detail, days.error().rule);
    }
    pilots();
    for (const char* key : {"decoder.v5_full_width_rate", "visibility.blind"}) {
      for (const std::string& address : settings_.list(key)) {
        if (!net::IpAddress::parse(address)) {
          fault(key, address, "an exporter is named by its address: 192.0.2.1, 2001:db8::1");
        }
      }
    }
  }

  void pilots() {
    const auto catalogue = find_directory("catalogue");
    const auto& list = settings_.list("indicators.pilot_regions");
    if (!catalogue || list.empty()) {
      return;
    }
    const auto kinds = adapters::load_kinds(*catalogue);
    if (!kinds) {
      return;  // The catalogue's faults are told where it is read.
    }
    if (const auto known = pilot_regions(settings_, **kinds); !known) {
      fault("indicators.pilot_regions", known.error().detail, known.error().rule);
    }
  }

  void file(const std::string& key, const std::string& value, const std::string& path) {
    if (!readable_file(path)) {
      fault(key, value, "no such file, or this user may not read it");
    }
  }

  void files() {
    for (const char* key :
         {"enrich.dictionaries", "enrich.geofeeds", "enrich.mmdb", "enrich.iptoasn",
          "enrich.rir_delegated", "enrich.applications", "enrich.cdns", "enrich.interfaces"}) {
      for (const std::string& path : settings_.list(key)) {
        file(key, path, path);
      }
    }
    for (const std::string& entry : settings_.list("enrich.operator_prefixes")) {
      const auto equals = entry.find('=');
      if (equals == std::string::npos) {
        fault("enrich.operator_prefixes", entry, "an entry is OPERATOR=FILE");
      } else {
        file("enrich.operator_prefixes", entry, entry.substr(equals + 1));
      }
    }
    std::error_code wrong;
    if (const std::string& console = text("http.console_dir");
        !console.empty() && !fs::is_directory(console, wrong)) {
      fault("http.console_dir", console,
            "no such directory; empty: the console beside the program");
    }
    if (!find_directory("catalogue")) {
      const char* home = std::getenv("SIXSCOPE_HOME");
      faults_.push_back(
          {"SIXSCOPE_HOME", std::string("`") + (home == nullptr ? "" : home) +
                                "`: no `catalogue` there, beside the program, or in "
                                "the working directory; name the folder that has it"});
    }
    const std::string& data = text("data_dir");
    if (data.empty() || (fs::exists(data, wrong) && !fs::is_directory(data, wrong))) {
      fault("data_dir", data, "must name a directory; it is made if missing");
    }
  }

  void store() {
    const std::string& url = text("store.url");
    if (url == "embedded") {
      std::error_code wrong;
      socket_path("data_dir", (fs::absolute(text("data_dir"), wrong) / "store.sock").string());
    } else if (url != "memory") {
      const auto host = url.find("://");
      const std::string_view scheme = std::string_view(url).substr(0, host);
      if (host == std::string::npos || host + 3 == url.size() ||
          (scheme != "http" && scheme != "https")) {
        fault("store.url", url,
              "must be embedded, memory, or http://HOST:8123 or https://HOST:8443");
      }
    }
    for (const char* key : {"store.database", "store.cluster"}) {
      const std::string& name = text(key);
      const bool may_be_empty = std::string_view(key) == "store.cluster";
      if (!adapters::is_sql_name(name) && !(name.empty() && may_be_empty)) {
        fault(key, name, "letters, digits and underscores, not beginning with a digit");
      }
    }
  }

  void raw_flows() {
    if (settings_.flag("raw_flows.enabled") && text("raw_flows.addresses") == "keyed") {
      const std::string& path = text("raw_flows.key_file");
      if (const auto guard = ingest::AddressGuard::keyed_by(path); !guard) {
        fault("raw_flows.key_file", path, guard.error().rule);
      }
    }
  }

  void ledger() {
    if (!ledger_rules(settings_)) {
      fault("ledger.reference_month", text("ledger.reference_month"),
            "is no month; write it as 2025-07");
    }
  }

  const settings::Settings& settings_;
  std::vector<settings::Fault> faults_;
};

}  // namespace

std::vector<settings::Fault> check_settings(const settings::Settings& settings) {
  return Check(settings).run();
}

}  // namespace sixscope::apps
