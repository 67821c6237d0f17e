#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "api/api.h"
#include "store/memory_volume_store.h"
#include "testing/fake_clock.h"
#include "testing/source_dir.h"

namespace sixscope::api {

/// 2026-03-01T12:00:00Z, when every test takes place.
inline constexpr Instant kNoon{std::chrono::seconds(1'772'366'400)};

/// A collector whose facts a test writes down.
class FakeLive final : public store::LiveView {
 public:
  [[nodiscard]] std::vector<store::ExporterStatus> exporters() const override { return known; }
  [[nodiscard]] store::LiveTotals totals() const override { return now; }
  [[nodiscard]] store::Unstored unstored() const override {
    return {.turn = at_turn, .rows = waiting, .unsettled = unsettled};
  }
  [[nodiscard]] std::uint64_t turn() const override { return at_turn; }

  std::vector<store::ExporterStatus> known;
  store::LiveTotals now;
  std::vector<store::VolumeRow> waiting;
  std::shared_ptr<const store::VolumeBatch> unsettled;
  std::uint64_t at_turn = 0;
};

/// What a row of traffic is about; the rest is usual.
struct Traffic {
  int minutes_before_noon = 10;
  std::string region = "440000";
  std::string access = "fixed";
  std::uint64_t v4 = 0;
  std::uint64_t v6 = 0;
  std::string coverage = "measurable";
  std::string application = "douyin";
  std::string traffic_class = "user";
  std::uint64_t rate = 1;
};

inline store::VolumeRow row(const Traffic& traffic) {
  const auto family = [&](std::uint64_t bytes) {
    const auto r = static_cast<double>(traffic.rate);
    const std::uint64_t packets = bytes / 1000;
    const auto samples = static_cast<double>(packets / traffic.rate);
    return model::FamilyVolume{.bytes = bytes,
                               .packets = packets,
                               .flows = bytes == 0 ? 0U : 1U,
                               .samples = packets / traffic.rate,
                               .variance = samples * r * (r - 1) * 1e6};
  };
  return {.window_start = kNoon - std::chrono::minutes(traffic.minutes_before_noon),
          .dimensions = {traffic.region, "china_telecom", traffic.access, traffic.application,
                         "aliyun_cdn", "dns", "asn", traffic.traffic_class, traffic.coverage,
                         "192.0.2.1"},
          .volume = {.v4 = family(traffic.v4), .v6 = family(traffic.v6)}};
}

inline store::ExporterStatus exporter(std::string address) {
  store::ExporterStatus one;
  one.address = std::move(address);
  one.name = "gd-ct-bras-1";
  one.protocol = "ipfix";
  one.first_seen = kNoon - std::chrono::hours(24);
  one.last_seen = kNoon - std::chrono::seconds(2);
  one.sees_v4 = true;
  one.sees_v6 = true;
  one.sampling_known = true;
  one.counters = {{"datagrams", 1000}, {"records", 24000}};
  return one;
}

/// The whole API over a store in memory, with a small catalogue of its own.
class World {
 public:
  World() {
    auto catalogue = std::make_shared<Catalogue>();
    catalogue->labels[0] = {{"440000", {"广东", "Guangdong"}}, {"310000", {"上海", "Shanghai"}}};
    catalogue->labels[2] = {{"fixed", {"固定", "Fixed"}}, {"mobile", {"移动", "Mobile"}}};
    catalogue->labels[3] = {{"douyin", {"抖音", "Douyin"}}};
    for (std::size_t i = 0; i < store::kDimensions; ++i) {
      catalogue->dimension_titles[i] = {"维度", std::string(store::kDimensionNames[i])};
    }
    catalogue->regions = {{"310000", {"上海", "Shanghai"}, 8, 4, true, "CN-SH"},
                          {"440000", {"广东", "Guangdong"}, 6, 6, true, "CN-GD"},
                          {"810000", {"香港", "Hong Kong"}, 7, 7, false, "CN-HK"}};
    catalogue->methods = {{"traffic.v6_share",
                           "1",
                           {"占比", "Share"},
                           "ratio",
                           "v6 / all",
                           {"说明", "Text"},
                           {"no_observations"},
                           "docs"}};
    catalogue->targets = {{"t.mobile.2025",
                           "traffic.v6_share",
                           "mobile",
                           "mobile_traffic",
                           "2025-12-31",
                           "at_least",
                           0.7,
                           "W2025",
                           {"要点", "Points"},
                           {"新闻", "news"},
                           "CN"}};
    catalogue->advice["no_v6_template"] = {"no_v6_template",
                                           "fault",
                                           {"没有", "None"},
                                           {"{exporter} 看不到", "{exporter} sees none"},
                                           {{"Huawei", {"ipv6 netstream inbound"}}}};
    catalogue->advice["silent"] = {
        "silent", "silent", {"没有消息", "Silent"}, {"", "{minutes} min"}, {}};
    catalogue->metrics = {{"datagrams", "exporter", "counter", "datagrams", {"报文", "Datagrams."}},
                          {"spool_bytes", "process", "gauge", "bytes", {"字节", "Bytes."}}};
    catalogue->openapi = "{}\n";
    catalogue_ = std::move(catalogue);
    live.now.at = kNoon;
  }

  void put(const std::vector<Traffic>& traffic) {
    store::VolumeBatch batch{.id = "batch/" + std::to_string(++batches_), .rows = {}};
    for (const Traffic& one : traffic) {
      batch.rows.push_back(row(one));
    }
    static_cast<void>(volumes.append(batch));
  }

  [[nodiscard]] Dependencies dependencies() const {
    return {
        .store = volumes, .live = live, .clock = clock, .catalogue = catalogue_, .names = [this] {
          return heard;
        }};
  }

  [[nodiscard]] http::Response get(std::string_view target, std::string_view accept = "") const {
    http::Request request;
    request.target = http::parse_target(target).value();
    if (!accept.empty()) {
      request.headers.add("Accept", std::string(accept));
    }
    return make_router(dependencies()).handle(request);
  }

  store::MemoryVolumeStore volumes;
  FakeLive live;
  std::vector<NameAddresses> heard;  ///< Of resolver answers.
  testing::FakeClock clock{kNoon};

 private:
  std::shared_ptr<const Catalogue> catalogue_;
  int batches_ = 0;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The golden text of that name; rewritten from `actual` where SIXSCOPE_UPDATE_GOLDEN is set.
inline std::string golden(const std::string& name, const std::string& actual) {
  const auto path = testing::source_dir() / "tests" / "golden" / "api" / name;
  if (std::getenv("SIXSCOPE_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
  }
  return read_file(path);
}

}  // namespace sixscope::api
