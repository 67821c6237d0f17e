// Times every panel of the console over a year of roll-ups in the embedded store: the question it
// asks of the API, from its text to the JSON, with all the reads of the store behind it.
//
//   query_bench [DIR] [DAYS] [RUNS]     default: a fresh folder, 365 days, 20 runs a panel
//
// The year: 31 regions x 4 operators x 4 accesses x 200 applications, each on one to three of 12
// CDNs: 198,400 possible cells an hour. How many of them have traffic follows a Zipf law of the
// application's rank, thinned for small operators and accesses: about 14,000 an hour (7 %). Hours
// are generated inside the engine; days, months and narrow families are added up from them. The
// last 30 hours are there by minute as well, each cell in three minutes of ten.

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

#include "adapters/catalogue/catalogue_files.h"
#include "adapters/chdb/store_process.h"
#include "adapters/clickhouse/clickhouse_volume_store.h"
#include "adapters/clickhouse/schema.h"
#include "api/api.h"
#include "api/time_text.h"
#include "http/router.h"
#include "store/table_catalogue.h"
#include "store/windows.h"
#include "testing/fake_clock.h"

namespace {

using namespace sixscope;
using namespace std::chrono_literals;
using store::Resolution;

const Instant kEnd = store::window_start(
    Instant(std::chrono::sys_days(std::chrono::year(2026) / 10 / 15)), Resolution::day);

constexpr const char* kMeasures =
    "v4_bytes, v4_packets, v4_flows, v4_samples, v4_variance, "
    "v6_bytes, v6_packets, v6_flows, v6_samples, v6_variance";
constexpr const char* kSums =
    "sum(v4_bytes), sum(v4_packets), sum(v4_flows), sum(v4_samples), sum(v4_variance), "
    "sum(v6_bytes), sum(v6_packets), sum(v6_flows), sum(v6_samples), sum(v6_variance)";

/// The axes of a family.
std::string axes_of(std::string_view family) {
  std::string axes;
  for (const store::Column& column : store::rollup_table(family, Resolution::month).columns) {
    if (column.role == store::ColumnRole::key) {
      axes += (axes.empty() ? "" : ", ") + std::string(column.name);
    }
  }
  return axes;
}

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
  return "INSERT INTO bench.traffic_hour (window_start, " + axes_of("traffic") + ", " + kMeasures +
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

std::string between(Instant begin, Instant end) {
  return " WHERE window_start >= toDateTime(" + seconds(begin) +
         ") AND window_start < toDateTime(" + seconds(end) + ")";
}

/// What is in `from`, which may be "TABLE WHERE ...", added up to another table's windows and axes.
std::string roll_up(const std::string& family, Resolution resolution, const std::string& from) {
  constexpr const char* kWindows[] = {
      "window_start", "toStartOfFiveMinute(window_start)", "window_start",
      "toStartOfDay(window_start, 'Asia/Shanghai')",
      "toDateTime(toStartOfMonth(window_start, 'Asia/Shanghai'), 'Asia/Shanghai')"};
  const std::string axes = axes_of(family);
  // Two exporters a region and operator, each with a share of the accesses' traffic.
  const bool named = family == "traffic_exporter" && from.starts_with("traffic_") &&
                     !from.starts_with("traffic_exporter");
  std::string sources = axes;
  if (named) {
    sources.replace(sources.find("exporter"), 8,
                    "concat(region, operator, toString(cityHash64(application) % 2)) AS exporter");
  }
  return "INSERT INTO bench." + std::string(store::rollup_table(family, resolution).name) +
         " (window_start, " + axes + ", " + kMeasures + ") SELECT " +
         kWindows[static_cast<std::size_t>(resolution)] + " AS w, " + sources + ", " + kSums +
         " FROM bench." + from + " GROUP BY w, " + axes;
}

/// The last 30 hours by minute.
void fill_minutes(const adapters::HttpClient& client) {
  for (Instant hour = kEnd - 30h; hour < kEnd; hour += 1h) {
    const std::string some = between(hour, hour + 1h);
    std::string tenths = kMeasures;  // A cell's volume is spread over 18 of the hour's minutes.
    for (std::size_t at = 0; (at = tenths.find(',', at)) != std::string::npos; at += 5) {
      tenths.insert(at, "/18");
    }
    must(
        adapters::run_statement(
            client, "INSERT INTO bench.traffic_minute (window_start, " + axes_of("traffic") + ", " +
                        kMeasures + ") SELECT window_start + 60 * m, " + axes_of("traffic") + ", " +
                        tenths + "/18 FROM bench.traffic_hour ARRAY JOIN range(60) AS m" + some +
                        " AND cityHash64(v4_bytes, m) % 10 < 3"),
        "minutes");
    for (const char* family : {"traffic", "traffic_exporter"}) {
      must(adapters::run_statement(
               client, roll_up(family, Resolution::five_minutes, "traffic_minute" + some)),
           "five minutes");
    }
    must(adapters::run_statement(
             client, roll_up("traffic_exporter", Resolution::minute, "traffic_minute" + some)),
         "exporter minutes");
  }
}

void fill(const adapters::HttpClient& client, int days) {
  for (int i = days; i > 0; --i) {
    must(adapters::run_statement(client, hours_of(kEnd - 24h * i)), "hours");
    if (i % 30 == 0) {
      std::fprintf(stderr, "%d days to go\n", i);
    }
  }
  const auto add = [&](const char* family, Resolution resolution, const std::string& from) {
    must(adapters::run_statement(client, roll_up(family, resolution, from)), family);
  };
  for (int i = days; i > 0; i -= 10) {  // In pieces, so that memory stays bounded.
    const std::string some = between(kEnd - 24h * i, kEnd - 24h * std::max(i - 10, 0));
    add("traffic", Resolution::day, "traffic_hour" + some);
    for (const char* family : {"traffic_cdn", "traffic_access", "traffic_region"}) {
      add(family, Resolution::day, "traffic_day" + some);
    }
    add("traffic_operator", Resolution::hour, "traffic_hour" + some);
    add("traffic_exporter", Resolution::hour, "traffic_hour" + some);
  }
  add("traffic", Resolution::month, "traffic_day");
  for (const std::string family : {"traffic_cdn", "traffic_access", "traffic_region"}) {
    add(family.c_str(), Resolution::month, family + "_day");
  }
  for (const std::string family : {"traffic_operator", "traffic_exporter"}) {
    add(family.c_str(), Resolution::day, family + "_hour");
    add(family.c_str(), Resolution::month, family + "_day");
  }
  fill_minutes(client);
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
  const char* question;
};

constexpr auto kYear = 24h * 365;
constexpr Panel kPanels[] = {
    {"share lines by access, year", kYear, "by=access&step=month"},
    {"share lines by access, year of days", kYear, "by=access&step=day"},
    {"volume by family, year, with the year before", kYear, "step=auto&compare=previous"},
    {"heatmap hour x day, 30 days", 24h * 30, "step=hour"},
    {"heatmap of a region, 30 days", 24h * 30, "step=hour&filter=region=440000"},
    {"provinces, with the year before", kYear, "by=region&compare=previous"},
    {"operator x province, year", kYear, "by=region,operator"},
    {"exporters, with the year before", kYear, "by=exporter&compare=previous"},
    {"applications, with the year before", kYear, "by=application&compare=previous"},
    {"CDNs, with the year before", kYear, "by=cdn&compare=previous"},
    {"attribution, year", kYear, nullptr},
    {"province: trend by access, year", kYear, "by=access&step=month&filter=region=440000"},
    {"province: applications", kYear, "by=application&compare=previous&filter=region=440000"},
    {"province: CDNs", kYear, "by=cdn&compare=previous&filter=region=440000"},
    {"application: trend by access", kYear, "by=access&step=month&filter=application=app-3"},
    {"application: by access", kYear, "by=access&compare=previous&filter=application=app-3"},
    {"application: by region", kYear, "by=region&compare=previous&filter=application=app-3"},
    {"application: CDNs", kYear, "by=cdn&compare=previous&filter=application=app-3"},
    {"CDN: by region", kYear, "by=region&compare=previous&filter=cdn=cdn-3"},
    {"applications of a province, 31 days of days", 24h * 31,
     "by=application&step=day&limit=10000&filter=region=440000"},
    {"applications on mobile, 31 days", 24h * 31, "by=application&filter=access=mobile"},
    {"explore: operator x application, year", kYear, "by=operator,application&limit=2000"},
    {"explore: Sankey region-operator-cdn, year", kYear, "by=region,operator,cdn&limit=2000"},
    {"explore: region x access x cdn, year", kYear, "by=region,access,cdn&limit=2000"},
    {"explore: region x access x application, year", kYear,
     "by=region,access,application&limit=2000"},
    {"explore: region x application x cdn, year", kYear, "by=region,application,cdn&limit=2000"},
    {"24 hours: volume by family", 24h, "step=auto&compare=previous"},
    {"24 hours: share lines by access", 24h, "by=access&step=hour"},
    {"24 hours: applications", 24h, "by=application&compare=previous"},
    {"24 hours: application, by region", 24h, "by=region&filter=application=app-3"},
    {"6 hours: explore region x application", 6h, "by=region,application&limit=2000"},
};

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

/// A collector that knows of nothing: all there is has been stored.
class IdleCollector final : public store::LiveView {
 public:
  [[nodiscard]] std::vector<store::ExporterStatus> exporters() const override { return {}; }
  [[nodiscard]] store::LiveTotals totals() const override { return {}; }
  [[nodiscard]] store::Unstored unstored() const override { return {}; }
  [[nodiscard]] std::uint64_t turn() const override { return 0; }
};

http::Request request_of(const Panel& panel, Instant end) {
  std::string target =
      std::string("/api/v1/traffic") + (panel.question == nullptr ? "/attribution" : "") +
      "?from=" + api::format_instant(end - panel.span) + "&to=" + api::format_instant(end);
  if (panel.question != nullptr) {
    target += "&" + std::string(panel.question);
  }
  http::Request request;
  request.target = http::parse_target(target).value();
  return request;
}

void time_panels(const http::Router& router, int pid, int runs) {
  std::mt19937 random(7);
  std::printf(
      "| panel | KB | p50 ms | p95 ms | worst ms | CPU ms |\n| --- | ---: | ---: | ---: | ---: "
      "| ---: |\n");
  for (const Panel& panel : kPanels) {
    std::vector<double> took;
    std::size_t bytes = 0;
    double used = 0;
    for (int run = -1; run < runs; ++run) {
      // The end of a long span is anywhere in a day, as a person leaves it.
      const bool is_long = panel.span > 24h;
      const Instant end = kEnd - std::chrono::minutes(random() % (is_long ? 48 * 60 : 60));
      const http::Request request = request_of(panel, end);
      const double used_before = processor_ms(pid);
      const auto began = std::chrono::steady_clock::now();
      const http::Response answer = router.handle(request);
      const std::chrono::duration<double, std::milli> span =
          std::chrono::steady_clock::now() - began;
      if (answer.status != 200) {
        std::fprintf(stderr, "%s: %s\n", panel.name, answer.body.c_str());
        std::exit(1);
      }
      bytes = answer.body.size();
      if (run >= 0) {
        took.push_back(span.count());  // The first one warms up.
        used += processor_ms(pid) - used_before;
      }
    }
    std::ranges::sort(took);
    const auto at = [&](double share) {
      return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1) + 0.5)];
    };
    std::printf("| %s | %zu | %.0f | %.0f | %.0f | %.0f |\n", panel.name, bytes / 1000, at(0.5),
                at(0.95), took.back(), used / runs);
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
  const testing::FakeClock clock(kEnd);
  store::Retention retention;  // What is filled in is old on this machine's clock.
  retention.set("minute", 0).set("five_minutes", 0).set("hour", 0).set("day", 0);
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
  const IdleCollector collector;
  const auto catalogue = adapters::load_catalogue("catalogue");
  if (!catalogue) {
    std::fprintf(stderr, "%s\n", describe(catalogue.error()).c_str());
    return 1;
  }
  const http::Router router = api::make_router(
      {.store = volumes, .live = collector, .clock = clock, .catalogue = *catalogue});
  time_panels(router, process.pid(), runs);
  process.stop();
  return 0;
}
