#include "api/live.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>

#include "api/health.h"
#include "api/question.h"
#include "api/render.h"
#include "api/time_text.h"
#include "api/volumes.h"
#include "store/windows.h"

namespace sixscope::api {
namespace {

/// A second of sampled traffic is too little to publish a share of, so the live share is that of
/// the last minute at most; rates are those of the last second.
constexpr std::size_t kShareSeconds = 60;
/// Health and coverage ask the store; nobody needs them fresher.
constexpr std::chrono::seconds kHealthAge{5};
constexpr std::chrono::seconds kCoverageAge{15};
/// Coverage is that of the last minutes: in one alone, an exporter may have been about to send.
constexpr std::chrono::minutes kCoverageSpan{5};

double bits(const model::FamilyVolume& volume) { return static_cast<double>(volume.bytes) * 8; }

std::uint64_t value_of(const std::map<std::string, std::uint64_t>& counters,
                       const std::string& name) {
  const auto found = counters.find(name);
  return found == counters.end() ? 0 : found->second;
}

// One page's stream: remembers the last seconds, so the server holds nothing for anybody else.
class Overview {
 public:
  explicit Overview(const Dependencies& dependencies) : dependencies_(dependencies) {}

  std::string next() {
    const store::LiveTotals totals = dependencies_.live.totals();
    if (seconds_.empty() || seconds_.back().at != totals.at) {
      seconds_.push_back(totals);
    }
    if (seconds_.size() > kShareSeconds) {
      seconds_.pop_front();
    }
    if (first_ || totals.at - examined_at_ >= kHealthAge) {
      healthy_ = static_cast<std::size_t>(
          std::ranges::count(examine_exporters(dependencies_, totals.at), "ok", &Examined::status));
      examined_at_ = totals.at;
    }
    if (first_ || totals.at - covered_at_ >= kCoverageAge) {
      read_grounds(totals.at);
    }
    std::string event = first_ ? "retry: 2000\n" : "";
    first_ = false;
    event += "event: overview\ndata: " + render(totals) + "\n\n";
    return event;
  }

 private:
  // What share and rates stand on. A store that is away leaves what was known last.
  void read_grounds(Instant now) {
    covered_at_ = now;
    const Instant end = store::round_up(now, store::Resolution::minute);
    store::VolumeQuery last_minutes;
    last_minutes.begin = end - kCoverageSpan;
    last_minutes.end = end;
    last_minutes.filters = {{store::Dimension::traffic_class, {"user"}, false}};
    last_minutes.rows_max = kCellsMax;
    if (const auto grounded = read_grounded(dependencies_, last_minutes, now)) {
      newest_ = grounded->newest;
      coverage_ = grounded->coverage;
    }
  }

  void write_grounds(JsonWriter& out, Instant at) const {
    out.key("coverage");
    if (coverage_) {
      write_coverage(out, *coverage_, rules());
    } else {
      out.null();
    }
    out.key("method");
    write_method(out, "traffic.v6_share");
    out.key("freshness");
    write_freshness(out, newest_, at);
  }

  [[nodiscard]] indicators::ShareRules rules() const {
    return {.samples_min = dependencies_.rules.samples_min};
  }

  /// The rates of the last second, and the share of those that can see IPv6 over many.
  void write_rates(JsonWriter& out, const store::Arrived& last,
                   const store::Arrived& share_of) const {
    out.member("v4_bps", bits(last.all.v4)).member("v6_bps", bits(last.all.v6));
    const bool blind = share_of.measured == model::Volume{} && share_of.all != model::Volume{};
    out.key("share");
    write_share(out, blind ? indicators::Measured<indicators::Share>(
                                 tl::unexpected(indicators::Gap::not_measurable))
                           : indicators::traffic_share(share_of.measured, rules()));
  }

  [[nodiscard]] std::string render(const store::LiveTotals& totals) const {
    store::Arrived all;
    std::map<std::string, store::Arrived> by_access;
    for (const store::LiveTotals& second : seconds_) {
      all += second.last_second;
      for (const auto& [access, volume] : second.last_second_by_access) {
        by_access[access] += volume;
      }
    }
    JsonWriter out;
    out.begin_object().member("at", format_instant(totals.at));
    write_rates(out, totals.last_second, all);
    out.member("share_seconds", seconds_.size());
    out.key("by_access").begin_object();
    for (const auto& [access, volume] : by_access) {
      const auto last = totals.last_second_by_access.find(access);
      out.key(access).begin_object();
      write_rates(out, last == totals.last_second_by_access.end() ? store::Arrived{} : last->second,
                  volume);
      out.end_object();
    }
    out.end_object();
    write_flow(out, totals);
    write_grounds(out, totals.at);
    out.end_object();
    return out.take();
  }

  void write_flow(JsonWriter& out, const store::LiveTotals& totals) const {
    const model::Volume& last = totals.last_second.all;
    out.member("flows_per_second", last.v4.flows + last.v6.flows);
    out.member("datagrams_per_second", value_of(totals.counters, "datagrams_per_second"));
    std::uint64_t kernel = 0;
    std::uint64_t queue = 0;
    std::uint64_t sequence = 0;
    const auto exporters = dependencies_.live.exporters();
    for (const store::ExporterStatus& exporter : exporters) {
      kernel += value_of(exporter.counters, "kernel_drops");
      queue += value_of(exporter.counters, "queue_drops");
      sequence += value_of(exporter.counters, "sequence_gaps");
    }
    out.key("lost").begin_object();
    out.member("kernel", kernel).member("queue", queue).member("sequence", sequence).end_object();
    out.key("exporters").begin_object();
    out.member("all", exporters.size()).member("healthy", healthy_).end_object();
  }

  const Dependencies
      dependencies_;  // A copy: a stream outlives the call, and may outlive the router.
  std::deque<store::LiveTotals> seconds_;
  Instant examined_at_;
  std::size_t healthy_ = 0;
  Instant covered_at_;
  std::optional<CoverageFacts> coverage_;  ///< Nothing: the store has never answered.
  std::optional<Instant> newest_;
  bool first_ = true;
};

}  // namespace

http::Response get_live(const http::Request& /*request*/, const Dependencies& dependencies) {
  http::Response response{.status = 200, .content_type = "text/event-stream; charset=utf-8"};
  response.headers.set("X-Accel-Buffering", "no");  // A proxy in front must not collect events.
  response.stream = std::make_shared<http::BodyStream>();
  const auto overview = std::make_shared<Overview>(dependencies);
  response.stream->next = [overview] { return std::optional(overview->next()); };
  return response;
}

}  // namespace sixscope::api
