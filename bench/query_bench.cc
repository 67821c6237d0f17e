// Times every panel of the console over a year of roll-ups in the embedded store, through the port.
//
//   query_bench [DIR] [DAYS] [RUNS]     default: a fresh folder, 365 days, 20 runs a panel
//
// The year: 31 regions x 4 operators x 4 accesses x 200 applications, each on one to three of 12
// CDNs: 198,400 possible cells an hour. How many of them have traffic follows a Zipf law of the
// application's rank, thinned for small operators and accesses: about 14,000 an hour (7 %). Hours
// are generated inside the engine; days, months and narrow families are added up from them.

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "adapters/chdb/store_process.h"
#include "adapters/clickhouse/clickhouse_volume_store.h"
#include "adapters/clickhouse/schema.h"
#include "store/windows.h"

namespace {

using namespace sixscope;
using namespace std::chrono_literals;
using store::Dimension;
using store::Filter;
using store::Resolution;
using store::VolumeQuery;

const Instant kEnd = store::window_start(
    Instant(std::chrono::sys_days(std::chrono::year(2026) / 10 / 15)), Resolution::day);

constexpr const char* kMeasures =
    "v4_bytes, v4_packets, v4_flows, v4_samples, v4_variance, "
    "v6_bytes, v6_packets, v6_flows, v6_samples, v6_variance";
constexpr const char* kSums =
    "sum(v4_bytes), sum(v4_packets), sum(v4_flows), sum(v4_samples), sum(v4_variance), "
    "sum(v6_bytes), sum(v6_packets), sum(v6_flows), sum(v6_samples), sum(v6_variance)";
constexpr const char* kContent =
    "region, operator, access, traffic_class, coverage, application, cdn, application_method, "
    "cdn_method";

void must(const Result<void>& done, const char* what) {
  if (!done) {
    std::fprintf(stderr, "%s: %s\n", what, describe(done.error()).c_str());
    std::exit(1);
  }
}

std::string seconds(Instant at) {
  return std::to_string(at.time_since_epoch() / std::chrono::seconds(1));
}

/// One day of hours, by the law above.
std::string hours_of(Instant day) {
  return std::string("INSERT INTO bench.traffic_hour (window_start, ") + kContent + ", " +
         kMeasures +
         ") WITH [11,12,13,14,15,21,22,23,31,32,33,34,35,36,37,41,42,43,44,45,46,50,51,52,53,54,61,"
         "62,63,64,65] AS codes SELECT toDateTime(" +
         seconds(day) +
         " + 3600 * h), toString(codes[r + 1] * 10000), ['ct','cu','cm','cbn'][o + 1], "
         "['fixed','mobile','idc','leased_line'][c + 1], 'user', 'measurable', "
         "concat('app-', toString(a)), concat('cdn-', toString((a * 7 + k * 5) % 12)), "
         "['dns','dns','server_name','asn','prefix_list'][a % 5 + 1], ['dns','asn'][a % 2 + 1], "
         "b, intDiv(b, 900) + 1, 40, 900, b * 3.5, intDiv(b * (a % 10 + 1), 10), "
         "intDiv(b, 1100) + 1, 30, 700, b * 2.5 "
         "FROM (SELECT number AS n, intDiv(n, 198400 * 3 / 2) AS h, intDiv(n, 9600) % 31 AS r, "
         "intDiv(n, 2400) % 4 AS o, intDiv(n, 600) % 4 AS c, intDiv(n, 3) % 200 AS a, n % 3 AS k, "
         "cityHash64(n, " +
         seconds(day) +
         ") AS x, 1000000 + x % 100000000 AS b FROM numbers(24 * 297600) "
         "WHERE k <= a % 3 AND x % 100000 < 100000 * least(1, 6 / (a + 1)) * "
         "[1., 1., 0.5, 0.25][c + 1] * [1., 0.8, 1., 0.3][o + 1])";
}

std::string roll_up(const std::string& to, const std::string& from, const std::string& axes,
                    const std::string& window) {
  return "INSERT INTO bench." + to + " (window_start, " + axes + ", " + kMeasures + ") SELECT " +
         window + " AS w, " + axes + ", " + kSums + " FROM bench." + from + " GROUP BY w, " + axes;
}

void fill(const adapters::HttpClient& client, int days) {
  const std::string day = "toStartOfDay(window_start, 'Asia/Shanghai')";
  const std::string month =
      "toDateTime(toStartOfMonth(window_start, 'Asia/Shanghai'), 'Asia/Shanghai')";
  const std::string content = kContent;
  const std::string of_application =
      "traffic_class, coverage, application, cdn, application_method, cdn_method";
  const std::string of_exporter = "region, operator, access, traffic_class, coverage, exporter";
  for (int i = days; i > 0; --i) {
    must(adapters::run_statement(client, hours_of(kEnd - 24h * i)), "hours");
    if (i % 30 == 0) {
      std::fprintf(stderr, "%d days to go\n", i);
    }
  }
  for (int i = days; i > 0; i -= 10) {  // In pieces, so that memory stays bounded.
    const std::string some = " WHERE window_start >= toDateTime(" + seconds(kEnd - 24h * i) +
                             ") AND window_start < toDateTime(" +
                             seconds(kEnd - 24h * std::max(i - 10, 0)) + ")";
    const std::string from = "traffic_hour" + some;
    must(adapters::run_statement(client, roll_up("traffic_day", from, content, day)), "days");
    must(adapters::run_statement(
             client, roll_up("traffic_application_hour", from, of_application, "window_start")),
         "application hours");
    // Two exporters a region and operator, each with a share of the accesses' traffic.
    must(adapters::run_statement(
             client, "INSERT INTO bench.traffic_exporter_hour (window_start, " + of_exporter +
                         ", " + kMeasures + ") SELECT window_start, region, operator, access, " +
                         "traffic_class, coverage, concat(region, operator, toString(cityHash64("
                         "application) % 2)) AS exporter, " +
                         kSums + " FROM bench." + from + " GROUP BY window_start, " + of_exporter),
         "exporter hours");
  }
  must(adapters::run_statement(client, roll_up("traffic_month", "traffic_day", content, month)),
       "months");
  for (const std::string& family :
       {std::string("traffic_application"), std::string("traffic_exporter")}) {
    const std::string& axes = family == "traffic_exporter" ? of_exporter : of_application;
    must(adapters::run_statement(client, roll_up(family + "_day", family + "_hour", axes, day)),
         "days");
    must(adapters::run_statement(client, roll_up(family + "_month", family + "_day", axes, month)),
         "months");
  }
}

void wait_for_merges(const adapters::HttpClient& client) {
  for (int i = 0; i < 120; ++i) {
    const auto left = adapters::ask(client, "SELECT count() AS n FROM system.merges FORMAT Native");
    if (left && left->rows == 1 && left->columns[0].numbers[0] == 0) {
      return;
    }
    ::usleep(500'000);
  }
}

struct Panel {
  const char* name;
  std::chrono::hours span;
  std::optional<Resolution> step;
  std::vector<Dimension> by;
  std::vector<Filter> filters;
};

std::vector<Panel> panels() {
  using enum Dimension;
  constexpr auto kYear = 24h * 365;
  return {
      {"share lines by access, year, days", kYear, Resolution::day, {access}, {}},
      {"share lines by access, year, months", kYear, Resolution::month, {access}, {}},
      {"stacked volume by operator, year, days", kYear, Resolution::day, {operator_}, {}},
      {"heatmap hour x day, 31 days", 24h * 31, Resolution::hour, {}, {}},
      {"heatmap, one region, 31 days",
       24h * 31,
       Resolution::hour,
       {},
       {{region, {"440000"}, false}}},
      {"province ranking, year", kYear, std::nullopt, {region}, {}},
      {"operator x province, year", kYear, std::nullopt, {region, operator_}, {}},
      {"exporters, year", kYear, std::nullopt, {exporter}, {}},
      {"applications, year", kYear, std::nullopt, {application}, {}},
      {"applications, year, months", kYear, Resolution::month, {application}, {}},
      {"CDN table, year", kYear, std::nullopt, {cdn}, {}},
      {"attribution by method, year", kYear, std::nullopt, {application_method, cdn_method}, {}},
      {"applications of a province, year",
       kYear,
       std::nullopt,
       {application},
       {{region, {"440000"}, false}}},
      {"applications of a province, 31 days, days",
       24h * 31,
       Resolution::day,
       {application},
       {{region, {"440000"}, false}}},
      {"applications on mobile, 31 days",
       24h * 31,
       std::nullopt,
       {application},
       {{access, {"mobile"}, false}}},
      {"explore: operator x application, year", kYear, std::nullopt, {operator_, application}, {}},
      {"explore: Sankey region-operator-cdn, year",
       kYear,
       std::nullopt,
       {region, operator_, cdn},
       {}},
  };
}

/// Processor time the store's process has used so far, in milliseconds.
double processor_ms(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string word;
  double ticks = 0;
  for (int field = 1; field <= 15 && file >> word; ++field) {
    ticks += field >= 14 ? std::strtod(word.c_str(), nullptr) : 0;  // User and system time.
  }
  return ticks * 1000 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void time_panels(const store::VolumeStore& volumes, int pid, int runs) {
  std::mt19937 random(7);
  std::printf(
      "| panel | cells | p50 ms | p95 ms | worst ms | CPU ms |\n| --- | ---: | ---: | ---: | ---: "
      "| ---: |\n");
  for (const Panel& panel : panels()) {
    std::vector<double> took;
    std::size_t cells = 0;
    double used = 0;
    for (int run = -1; run < runs; ++run) {
      // The end of the span is anywhere in a day, as a person leaves it: edges come from hours.
      const Instant end = kEnd - std::chrono::hours(random() % 48);
      VolumeQuery query{.begin = end - panel.span,
                        .end = end,
                        .step = panel.step,
                        .by = panel.by,
                        .filters = panel.filters};
      query.filters.push_back({Dimension::traffic_class, {"user"}, false});
      const double used_before = processor_ms(pid);
      const auto began = std::chrono::steady_clock::now();
      const auto answer = volumes.read(query);
      const std::chrono::duration<double, std::milli> span =
          std::chrono::steady_clock::now() - began;
      if (!answer) {
        std::fprintf(stderr, "%s: %s\n", panel.name, describe(answer.error()).c_str());
        std::exit(1);
      }
      cells = answer->size();
      if (run >= 0) {
        took.push_back(span.count());  // The first one warms up.
        used += processor_ms(pid) - used_before;
      }
    }
    std::ranges::sort(took);
    const auto at = [&](double share) {
      return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1) + 0.5)];
    };
    std::printf("| %s | %zu | %.0f | %.0f | %.0f | %.0f |\n", panel.name, cells, at(0.5), at(0.95),
                took.back(), used / runs);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** words) {
  const std::filesystem::path folder = count > 1 ? words[1]
                                                 : std::filesystem::temp_directory_path() /
                                                       ("query_bench" + std::to_string(::getpid()));
  const int days = count > 2 ? std::atoi(words[2]) : 365;
  const int runs = count > 3 ? std::atoi(words[3]) : 20;
  const bool fresh = !std::filesystem::exists(folder / "data");
  std::filesystem::create_directories(folder);
  const char* const named = std::getenv("SIXSCOPE_BINARY");
  const std::string socket = (folder / "store.sock").string();
  adapters::StoreProcess process({.data_dir = (folder / "data").string(),
                                  .socket_path = socket,
                                  .memory_bytes_max = std::uint64_t{4} << 30U,
                                  .program = named == nullptr ? "build/release/sixscope" : named});
  must(process.start(), "store");
  const adapters::HttpClientOptions http{.url = "http://store",
                                         .unix_socket = socket,
                                         .user = {},
                                         .password = {},
                                         .timeout = std::chrono::minutes(30)};
  const adapters::HttpClient client(http);
  const SystemClock clock;
  store::Retention retention;
  retention.set("hour", 0).set("day", 0);
  adapters::ClickHouseVolumeStore volumes(
      {.http = http, .placement = {.database = "bench", .cluster = {}}, .retention = retention},
      clock);
  must(volumes.open(), "tables");
  if (fresh) {
    const auto began = std::chrono::steady_clock::now();
    fill(client, days);
    wait_for_merges(client);
    std::fprintf(stderr, "filled in %.0f s\n",
                 std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  const auto sizes = adapters::ask(
      client,
      "SELECT table, sum(rows) AS r, sum(bytes_on_disk) AS b FROM system.parts WHERE active AND "
      "database = 'bench' GROUP BY table HAVING r > 0 ORDER BY table FORMAT Native");
  if (sizes) {
    std::printf("| table | rows | MB |\n| --- | ---: | ---: |\n");
    for (std::size_t i = 0; i < sizes->rows; ++i) {
      std::printf("| %s | %llu | %.0f |\n", sizes->columns[0].texts[i].c_str(),
                  static_cast<unsigned long long>(sizes->columns[1].numbers[i]),
                  static_cast<double>(sizes->columns[2].numbers[i]) / 1e6);
    }
    std::printf("\n");
  }
  time_panels(volumes, process.pid(), runs);
  process.stop();
  return 0;
}
