// GET /metrics. Names and kinds are those of catalogue/metrics.toml.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "api/live.h"
#include "http/counters.h"

namespace sixscope::api {
namespace {

std::string label_value(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') {
      escaped += '\\';
    }
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

void begin(std::string& out, std::string_view name, std::string_view kind, std::string_view help) {
  out += fmt::format("# HELP sixscope_{0} {1}\n# TYPE sixscope_{0} {2}\n", name, help, kind);
}

void add(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
         std::uint64_t value) {
  begin(out, name, kind, help);
  out += fmt::format("sixscope_{} {}\n", name, value);
}

// A counter of an exporter has no series before it first counts: thousands of exporters times
// fifty things that never happened would be most of the answer. Queries lose nothing that is there
// (`sum` and `rate` take no series for none, and one that has begun stays until the process ends),
// but `increase` does not see the first step of a series: alert on the value where one is too many.
void add_exporters(std::string& out, const MetricNote& metric,
                   const std::vector<store::ExporterStatus>& exporters) {
  begin(out, "exporter_" + metric.name, metric.kind, metric.text.en);
  for (const store::ExporterStatus& exporter : exporters) {
    const auto found = exporter.counters.find(metric.name);
    const std::uint64_t value = found == exporter.counters.end() ? 0 : found->second;
    if (value > 0 || metric.kind != "counter") {
      out += fmt::format("sixscope_exporter_{}{{exporter=\"{}\",domain=\"{}\"}} {}\n", metric.name,
                         label_value(exporter.address), exporter.observation_domain, value);
    }
  }
}

void add_http(std::string& out, const http::ServerCounters& counters) {
  add(out, "http_requests", "counter", "HTTP requests.", counters.requests);
  begin(out, "http_responses", "counter", "HTTP answers by class of status.");
  out += fmt::format(
      "sixscope_http_responses{{class=\"2xx\"}} {}\nsixscope_http_responses{{class=\"4xx\"}} {}\n"
      "sixscope_http_responses{{class=\"5xx\"}} {}\n",
      counters.responses_2xx.load(), counters.responses_4xx.load(), counters.responses_5xx.load());
  add(out, "http_bytes_sent", "counter", "Bytes of HTTP bodies sent.", counters.bytes_sent);
  add(out, "http_handler_microseconds", "counter", "Time spent in HTTP handlers.",
      counters.handler_microseconds);
  add(out, "http_connections_accepted", "counter", "HTTP connections accepted.",
      counters.connections_accepted);
  add(out, "http_connections_refused", "counter",
      "HTTP connections refused: over the limit of all or of one client.",
      counters.connections_refused);
  add(out, "http_requests_timed_out", "counter", "HTTP requests begun and not whole in time.",
      counters.requests_timed_out);
  add(out, "http_connections_open", "gauge", "HTTP connections open.", counters.connections_open);
  add(out, "http_streams_open", "gauge", "Live pages open.", counters.streams_open);
}

// Linux's own figures; left out where /proc is not to be had.
void add_process(std::string& out) {
  std::ifstream memory("/proc/self/statm");
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (memory >> pages >> resident) {
    out += fmt::format(
        "# HELP process_resident_memory_bytes Resident memory.\n"
        "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {}\n",
        resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
  }
  std::ifstream file("/proc/self/stat");
  std::string stat(std::istreambuf_iterator<char>(file), {});
  const auto name_end = stat.rfind(')');  // The name may hold spaces; the fields begin behind it.
  if (name_end == std::string::npos) {
    return;
  }
  std::uint64_t ticks = 0;
  std::size_t at = name_end + 2;
  for (int field = 3; field <= 15 && at < stat.size(); ++field) {
    const auto space = std::min(stat.find(' ', at), stat.size());
    if (field >= 14) {  // utime and stime, proc(5).
      ticks += std::stoull(stat.substr(at, space - at));
    }
    at = space + 1;
  }
  out += fmt::format(
      "# HELP process_cpu_seconds_total Processor time used.\n"
      "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total {:.2f}\n",
      static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

}  // namespace

http::Response get_metrics(const http::Request& /*request*/, const Dependencies& dependencies) {
  const auto exporters = dependencies.live.exporters();
  const store::LiveTotals totals = dependencies.live.totals();
  std::string out;
  for (const MetricNote& metric : dependencies.catalogue->metrics) {
    if (metric.scope == "exporter") {
      add_exporters(out, metric, exporters);
    } else if (const auto found = totals.counters.find(metric.name);
               found != totals.counters.end()) {
      add(out, metric.name, metric.kind, metric.text.en, found->second);
    }
  }
  begin(out, "exporter_last_seen_seconds", "gauge", "When the exporter was last heard, Unix time.");
  for (const store::ExporterStatus& exporter : exporters) {
    out += fmt::format(
        "sixscope_exporter_last_seen_seconds{{exporter=\"{}\",domain=\"{}\"}} {}\n",
        label_value(exporter.address), exporter.observation_domain,
        std::chrono::floor<std::chrono::seconds>(exporter.last_seen).time_since_epoch().count());
  }
  if (dependencies.counters != nullptr) {
    add_http(out, *dependencies.counters);
  }
  add_process(out);
  http::Response response{.status = 200,
                          .content_type = "text/plain; version=0.0.4; charset=utf-8"};
  response.body = std::move(out);
  return response;
}

}  // namespace sixscope::api
