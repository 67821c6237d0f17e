#include "api/traffic.h"

#include <gmock/gmock.h>

#include <set>

#include "api/volumes.h"
#include "api/world_test.h"
#include "testing/json.h"

namespace sixscope::api {
namespace {

using ::testing::HasSubstr;
using testing::Json;

constexpr std::string_view kHour = "from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z";

std::string traffic(std::string_view query) {
  return "/api/v1/traffic?" + std::string(kHour) + (query.empty() ? "" : "&") + std::string(query);
}

class TwoProvinces : public World {
 public:
  TwoProvinces() {
    put({{.minutes_before_noon = 10, .v4 = 3'000'000, .v6 = 1'000'000},
         {.minutes_before_noon = 10,
          .access = "mobile",
          .v4 = 1'000'000,
          .v6 = 4'000'000,
          .rate = 10},
         {.minutes_before_noon = 5, .region = "310000", .v4 = 600'000, .v6 = 200'000},
         {.minutes_before_noon = 5, .region = "310000", .v4 = 500'000, .coverage = "v6_blind"},
         {.minutes_before_noon = 5, .region = "310000", .v4 = 70'000, .coverage = "rate_unknown"},
         {.minutes_before_noon = 5, .v4 = 9'000, .v6 = 8'000, .traffic_class = "router"},
         {.minutes_before_noon = 70, .v4 = 4'000'000, .v6 = 500'000}});
    live.known = {exporter("192.0.2.1")};
  }
};

TEST(GetTraffic, WritesCellsInAnEnvelope) {
  const auto response = TwoProvinces().get(traffic("by=region,access"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, golden("traffic_by_region_access.json", response.body));
}

TEST(GetTraffic, WritesWindowsWithThePreviousSpanBesideThem) {
  const auto response = TwoProvinces().get(traffic("step=hour&by=region&compare=previous"));
  EXPECT_EQ(response.body, golden("traffic_hour_previous.json", response.body));
}

TEST(GetTraffic, WritesCsvToWhoAsksForIt) {
  const TwoProvinces world;
  const auto by_header = world.get(traffic("step=five_minutes&by=region"), "text/csv");
  EXPECT_EQ(by_header.body, golden("traffic.csv", by_header.body));
  EXPECT_THAT(by_header.content_type, HasSubstr("text/csv"));
  EXPECT_EQ(world.get(traffic("step=five_minutes&by=region&format=csv")).body, by_header.body);
  const auto json = world.get(traffic("format=json"), "text/csv");
  EXPECT_EQ(json.content_type, "application/json");
}

TEST(GetTraffic, IsAsFreshAsItWasAtTheInstantAskedFor) {
  World world;
  world.put({{.minutes_before_noon = 60 * 24 * 400, .v4 = 1000},
             {.minutes_before_noon = 60 * 24 * 60, .v4 = 1000},
             {.minutes_before_noon = 60 * 24 * 3, .v4 = 1000},
             {.minutes_before_noon = 75, .v4 = 1000},
             {.minutes_before_noon = 70, .v4 = 1000},
             {.minutes_before_noon = 2, .v4 = 1000}});
  struct Row {
    const char* as_of;
    const char* freshness;
  };
  const Row rows[] = {
      {"2026-03-01T12:00:00Z", R"({"newest": "2026-03-01T11:58:00Z", "age_seconds": 60)"},
      {"2026-03-01T11:58:00Z", R"({"newest": "2026-03-01T11:58:00Z", "age_seconds": 0)"},
      {"2026-03-01T11:57:59Z", R"({"newest": "2026-03-01T10:00:00Z", "age_seconds": 7019)"},
      {"2026-03-01T11:00:00Z", R"({"newest": "2026-03-01T10:50:00Z", "age_seconds": 540)"},
      {"2026-03-01T10:50:59Z", R"({"newest": "2026-03-01T10:45:00Z", "age_seconds": 299)"},
      {"2026-03-01T10:00:00Z", R"({"newest": "2026-02-26T12:00:00Z", "age_seconds": 251940)"},
      {"2026-02-20T12:00:00Z", R"({"newest": "2025-12-30T16:00:00Z", "age_seconds": 4478340)"},
      {"2025-12-01T12:00:00Z", R"({"newest": "2025-01-24T16:00:00Z", "age_seconds": 26855940)"},
      {"2024-12-01T12:00:00Z", R"({"newest": null, "age_seconds": null)"},
  };
  for (const auto& [as_of, freshness] : rows) {
    SCOPED_TRACE(as_of);
    const auto expected = Json::parse(std::string(freshness) + R"(, "as_of": ")" + as_of + R"("})");
    const std::string asked = std::string("from=2024-01-01T00:00:00Z&as_of=") + as_of;
    for (const char* call : {"/api/v1/traffic?step=none&", "/api/v1/traffic/attribution?"}) {
      EXPECT_EQ(Json::parse(world.get(call + asked).body)["freshness"], expected) << call;
    }
  }
}

TEST(GetTraffic, NeverRunsAFormulaInASpreadsheet) {
  World world;
  world.put({{.v4 = 1000, .application = "=cmd|' /C calc'!A0, \"x\""}});
  EXPECT_THAT(world.get(traffic("by=application&format=csv")).body,
              HasSubstr("\"'=cmd|' /C calc'!A0, \"\"x\"\"\""));
}

TEST(GetTraffic, KeepsWhatCouldNotSeeIpv6OutOfTheShare) {
  const Json answer =
      Json::parse(TwoProvinces().get(traffic("by=region&filter=region+%3D+310000")).body);
  const Json& cell = answer["data"][0];
  EXPECT_EQ(cell["share"]["value"], 0.25);
  EXPECT_EQ(cell["v4"]["bytes"], 600'000);
  EXPECT_EQ(cell["unmeasured"]["v6_blind_bytes"], 500'000);
  EXPECT_EQ(cell["unmeasured"]["rate_unknown_flows"], 1);
  EXPECT_EQ(answer["coverage"]["share_measurable"]["value"], 0.25);
  EXPECT_DOUBLE_EQ(answer["coverage"]["share_all"]["value"].get<double>(), 200.0 / 1300);
}

TEST(GetTraffic, SaysNotMeasurableRatherThanZero) {
  const TwoProvinces world;
  const Json blind = Json::parse(world.get(traffic("by=coverage")).body);
  for (const Json& cell : blind["data"]) {
    const bool measurable = cell["dimensions"]["coverage"] == "measurable";
    EXPECT_EQ(cell["share"]["gap"], measurable ? Json(nullptr) : Json("not_measurable")) << cell;
  }
  World alone;
  alone.put({{.v4 = 1000, .coverage = "v6_blind"}});
  const Json only = Json::parse(alone.get(traffic("by=region")).body);
  EXPECT_EQ(only["data"][0]["share"]["gap"], "not_measurable");
  EXPECT_EQ(Json::parse(World().get(traffic("")).body)["coverage"]["share_all"]["gap"],
            "no_observations");
}

TEST(GetTraffic, IncludesBlindExportersWhereTheFilterNamesThem) {
  const Json answer = Json::parse(
      TwoProvinces()
          .get(traffic("filter=region+%3D+310000+and+coverage+in+(measurable,v6_blind)"))
          .body);
  EXPECT_DOUBLE_EQ(answer["data"][0]["share"]["value"].get<double>(), 200.0 / 1300);
}

TEST(GetTraffic, CountsUsersUnlessAskedForAll) {
  const TwoProvinces world;
  const auto bytes = [&](std::string_view query) {
    return Json::parse(world.get(traffic(query)).body)["data"][0]["v6"]["bytes"].get<int>();
  };
  EXPECT_EQ(bytes("class=all") - bytes(""), 8'000);
  EXPECT_EQ(bytes("filter=traffic_class+%3D+router"), 8'000);
}

TEST(GetTraffic, MergesWhatTheStoreHasNotYet) {
  TwoProvinces world;
  const auto bytes = [&] {
    const Json answer = Json::parse(world.get(traffic("step=five_minutes&by=access")).body);
    std::uint64_t sum = 0;
    for (const Json& cell : answer["data"]) {
      sum += cell["v6"]["bytes"].get<std::uint64_t>();
    }
    return sum;
  };
  const auto before = bytes();
  world.live.waiting = {row({.minutes_before_noon = 1, .v6 = 111'000}),
                        row({.minutes_before_noon = 10, .v6 = 222'000}),
                        row({.minutes_before_noon = 61, .v6 = 5'000'000}),  // Before the span.
                        row({.minutes_before_noon = 1, .v6 = 7'000, .traffic_class = "router"})};
  EXPECT_EQ(bytes(), before + 333'000);
  const Json fresh = Json::parse(world.get(traffic("")).body)["freshness"];
  EXPECT_EQ(fresh["newest"], "2026-03-01T11:59:00Z");
  EXPECT_EQ(fresh["age_seconds"], 0);
}

/// A collector whose batch goes to the store while a question is being answered.
class SendingLive final : public store::LiveView {
 public:
  explicit SendingLive(store::VolumeStore& store) : store_(store) {}
  [[nodiscard]] std::vector<store::ExporterStatus> exporters() const override { return {}; }
  [[nodiscard]] store::LiveTotals totals() const override { return {}; }
  [[nodiscard]] store::Unstored unstored() const override {
    store::Unstored unstored{.turn = turn_, .rows = {}, .unsettled = nullptr};
    if (turn_ == 0) {
      unstored.rows = batch_->rows;
    } else if (turn_ == 1) {
      unstored.unsettled = batch_;
    }
    return unstored;
  }
  /// Asked after each reading: the first time the batch has been begun, the second it is stored.
  [[nodiscard]] std::uint64_t turn() const override {
    if (turn_ < 2) {
      ++turn_;
    }
    if (turn_ == 2) {
      EXPECT_TRUE(store_.append(*batch_));
    }
    return turn_;
  }

 private:
  store::VolumeStore& store_;
  std::shared_ptr<const store::VolumeBatch> batch_ = std::make_shared<store::VolumeBatch>(
      store::VolumeBatch{.id = "c/1/1", .rows = {row({.minutes_before_noon = 1, .v6 = 4'000})}});
  mutable std::uint64_t turn_ = 0;
};

TEST(ReadVolumes, CountsABatchOnceThatIsStoredMeanwhile) {
  store::MemoryVolumeStore memory;
  const sixscope::testing::FakeClock clock(kNoon);
  const SendingLive live(memory);
  const Dependencies dependencies{
      .store = memory, .live = live, .clock = clock, .catalogue = nullptr};
  const store::VolumeQuery hour{
      .begin = kNoon - std::chrono::hours(1), .end = kNoon, .step = {}, .by = {}, .filters = {}};
  for (int i = 0; i < 3; ++i) {
    const auto cells = read_volumes(dependencies, hour);
    ASSERT_TRUE(cells);
    ASSERT_EQ(cells->size(), 1U);
    EXPECT_EQ(cells->front().volume.v6.bytes, 4'000U);
  }
}

// Pages of every order and size, put together, are the whole answer once.
TEST(GetTraffic, PagesNeitherOverlapNorSkip) {
  World world;
  std::vector<Traffic> many;
  for (int i = 0; i < 40; ++i) {
    many.push_back({.minutes_before_noon = 1 + i % 7,
                    .region = i % 2 == 0 ? "440000" : "310000",
                    .v4 = 1000U * static_cast<unsigned>(1 + i % 5),
                    .v6 = 1000U * static_cast<unsigned>(i % 3),
                    .coverage = i % 9 == 0 ? "v6_blind" : "measurable",
                    .application = "app" + std::to_string(i)});
  }
  world.put(many);
  for (const char* order : {"start", "-start", "bytes", "-bytes", "share", "-share", "-v6_bytes"}) {
    const std::string base = traffic("step=minute&by=region,application&order=") + order;
    const Json whole = Json::parse(world.get(base).body)["data"];
    ASSERT_EQ(whole.size(), 40U);
    for (const int limit : {1, 7, 39, 40}) {
      SCOPED_TRACE(std::string(order) + " by " + std::to_string(limit));
      Json joined = Json::array();
      std::string next = base + "&limit=" + std::to_string(limit);
      for (int page = 0; page < 50 && !next.empty(); ++page) {
        const Json answer = Json::parse(world.get(next).body);
        for (const Json& cell : answer["data"]) {
          joined.push_back(cell);
        }
        next = answer["next_cursor"].is_null()
                   ? ""
                   : base + "&limit=" + std::to_string(limit) +
                         "&cursor=" + answer["next_cursor"].get<std::string>();
      }
      EXPECT_EQ(joined, whole);
    }
  }
}

TEST(GetTraffic, PagesStayWhereTheyAreWhileTimeGoesOn) {
  TwoProvinces world;
  const std::string base = "/api/v1/traffic?step=minute&by=region,access&limit=1";
  const Json first = Json::parse(world.get(base).body);
  world.clock.advance(std::chrono::minutes(30));
  const Json second =
      Json::parse(world.get(base + "&cursor=" + first["next_cursor"].get<std::string>()).body);
  EXPECT_EQ(second["query"]["from"], first["query"]["from"]);
  EXPECT_EQ(second["data"].size(), 1U);
  EXPECT_NE(second["data"][0], first["data"][0]);
}

TEST(GetTraffic, PutsGapsLastWhicheverWay) {
  TwoProvinces world;
  world.put({{.region = "810000", .v4 = 10'000, .coverage = "v6_blind"}});
  for (const char* order : {"share", "-share"}) {
    const Json cells =
        Json::parse(world.get(traffic(std::string("by=region&order=") + order)).body)["data"];
    EXPECT_EQ(cells.back()["dimensions"]["region"], "810000") << order;
  }
}

TEST(GetTraffic, SaysWhatIsWrong) {
  const auto wrong = TwoProvinces().get(traffic("by=reigon&filter=acces+%3D+fixed"));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.body, golden("traffic_faults.json", wrong.body));
  const auto apart = TwoProvinces().get(traffic("by=exporter,application"));
  EXPECT_EQ(apart.status, 400);
  EXPECT_THAT(apart.body, HasSubstr("exporter"));
}

TEST(GetTraffic, IsUnavailableWhileTheStoreIsAway) {
  TwoProvinces world;
  world.volumes.set_available(false);
  for (const char* target : {"/api/v1/traffic", "/api/v1/traffic/attribution",
                             "/api/v1/dimensions/region/values", "/readyz"}) {
    const auto response = world.get(target);
    EXPECT_EQ(response.status, 503) << target;
    EXPECT_EQ(response.headers.get("Retry-After"), "2") << target;
  }
  EXPECT_EQ(world.get("/healthz").status, 200);
  EXPECT_EQ(world.get("/api/v1/exporters").status, 200);
  EXPECT_EQ(world.get("/api/v1/status").status, 200);
}

TEST(GetAttribution, SharesOutTheBytes) {
  const auto response = TwoProvinces().get("/api/v1/traffic/attribution?" + std::string(kHour));
  EXPECT_EQ(response.body, golden("attribution.json", response.body));
}

}  // namespace
}  // namespace sixscope::api
