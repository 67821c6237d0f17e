#include "api/reference.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "api/world_test.h"
#include "testing/json.h"

namespace sixscope::api {
namespace {

using ::testing::HasSubstr;
using testing::Json;

TEST(GetDimensionValues, CompletesByIdentifierAndByNameInBothLanguages) {
  World world;
  world.put({{.v4 = 1000, .application = "wechat"}, {.v4 = 5000, .application = "douyin"}});
  const auto values = [&](std::string_view query) {
    std::string list;
    const Json answer =
        Json::parse(world.get("/api/v1/dimensions/application/values" + std::string(query)).body);
    for (const Json& value : answer["data"]) {
      list += value["value"].get<std::string>() + " ";
    }
    return list;
  };
  EXPECT_EQ(values(""), "douyin wechat ");
  EXPECT_EQ(values("?limit=1"), "douyin ");
  EXPECT_EQ(values("?q=chat"), "wechat ");
  EXPECT_EQ(values("?q=" + http::percent_encode("抖")), "douyin ");
  EXPECT_EQ(values("?q=DOUY"), "douyin ");
  EXPECT_EQ(values("?q=nothing"), "");
  EXPECT_EQ(values("?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"), "");
  world.live.waiting = {row({.v4 = 1, .application = "pending_one"})};
  EXPECT_EQ(values("?q=pending"), "pending_one ");
}

TEST(GetDimensionValues, RefusesWhatIsNoDimension) {
  const auto response = World().get("/api/v1/dimensions/reigon/values");
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("did you mean region?"));
  EXPECT_EQ(World().get("/api/v1/dimensions/region/values?limit=0").status, 400);
}

TEST(Reference, AnswersAreGoldenAndMayBeKept) {
  const World world;
  for (const char* name : {"dimensions", "regions", "methods", "targets"}) {
    SCOPED_TRACE(name);
    const auto response = world.get(std::string("/api/v1/") + name);
    EXPECT_EQ(response.body, golden(std::string(name) + ".json", response.body));
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-cache");
    EXPECT_TRUE(response.headers.get("ETag"));
  }
}

TEST(GetStatus, TellsVersionStoreAndNumbers) {
  World world;
  world.put({{.minutes_before_noon = 3, .v4 = 1}});
  world.live.now.counters = {{"spool_bytes", 12}};
  const auto response = world.get("/api/v1/status");
  EXPECT_EQ(response.body, golden("status.json", response.body));
}

TEST(GetStatus, TellsWhereExportsAreTaken) {
  const World world;
  Dependencies dependencies = world.dependencies();
  dependencies.status = [] {
    return StatusFacts{.listening = {{"udp", "[::]:2055"}, {"tls", "192.0.2.9:4740"}}};
  };
  http::Request request;
  request.target = http::parse_target("/api/v1/status").value();
  const Json answer = Json::parse(make_router(dependencies).handle(request).body);
  EXPECT_EQ(answer["listening"], Json::parse(R"([{"protocol": "udp", "address": "[::]:2055"},
                            {"protocol": "tls", "address": "192.0.2.9:4740"}])"));
}

TEST(GetReady, SaysTheSameAsStatusOfAStoreThatTakesNoRows) {
  const World world;
  Dependencies dependencies = world.dependencies();
  for (const bool takes : {true, false}) {
    dependencies.status = [takes] { return StatusFacts{.store_ready = takes}; };
    const http::Router router = make_router(dependencies);
    http::Request request;
    request.target = http::parse_target("/readyz").value();
    EXPECT_EQ(router.handle(request).status, takes ? 200 : 503);
    request.target = http::parse_target("/api/v1/status").value();
    EXPECT_EQ(Json::parse(router.handle(request).body)["store"]["ready"], takes);
  }
}

TEST(GetMetrics, WritesWhatTheCatalogueNames) {
  World world;
  world.live.known = {exporter("192.0.2.1")};
  world.live.known[0].address = "quote\"back\\slash";
  world.live.now.counters = {{"spool_bytes", 12}, {"unnamed", 1}};
  const std::string text = world.get("/metrics").body;
  EXPECT_THAT(text, HasSubstr("# TYPE sixscope_exporter_datagrams counter\n"
                              "sixscope_exporter_datagrams{exporter=\"quote\\\"back\\\\slash\","
                              "domain=\"0\"} 1000\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE sixscope_spool_bytes gauge\nsixscope_spool_bytes 12\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("unnamed")));
  EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes "));
}

TEST(GetMetrics, TellsOfAnExporterWhatHappenedAlone) {
  World world;
  world.live.known = {exporter("192.0.2.1"), exporter("192.0.2.2")};
  world.live.known[1].counters["datagrams"] = 0;
  const std::string text = world.get("/metrics").body;
  EXPECT_THAT(text, HasSubstr("sixscope_exporter_datagrams{exporter=\"192.0.2.1\""));
  EXPECT_THAT(text,
              ::testing::Not(HasSubstr("sixscope_exporter_datagrams{exporter=\"192.0.2.2\"")));
  EXPECT_THAT(text, HasSubstr("sixscope_exporter_last_seen_seconds{exporter=\"192.0.2.2\""))
      << "whom nothing happened to is there none the less";
}

TEST(GetMetrics, GrowsWithWhatHappenedNotWithWhatCouldHave) {
  World world;
  for (int i = 0; i < 1000; ++i) {
    world.live.known.push_back(exporter("192.0.2." + std::to_string(i)));
    for (int counter = 0; counter < 50; ++counter) {
      world.live.known.back().counters["never_" + std::to_string(counter)] = 0;
    }
  }
  Dependencies dependencies = world.dependencies();
  auto catalogue = std::make_shared<Catalogue>(*dependencies.catalogue);
  for (int counter = 0; counter < 50; ++counter) {
    catalogue->metrics.push_back(
        {"never_" + std::to_string(counter), "exporter", "counter", "events", {"无", "Never."}});
  }
  dependencies.catalogue = catalogue;
  http::Request request;
  request.target = http::parse_target("/metrics").value();
  const std::string text = make_router(dependencies).handle(request).body;
  EXPECT_LT(std::ranges::count(text, '\n'), 2'300)
      << "datagrams, last seen, and few of the process";
}

TEST(Freshness, IsToldOfWhatIsStoredOrLive) {
  World world;
  world.put({{.minutes_before_noon = 3, .v4 = 1000}});
  for (const char* path :
       {"/api/v1/dimensions/application/values", "/api/v1/status", "/api/v1/traffic"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(Json::parse(world.get(path).body)["freshness"],
              Json::parse(R"({"newest": "2026-03-01T11:57:00Z", "age_seconds": 120,
                              "as_of": "2026-03-01T12:00:00Z"})"));
  }
}

TEST(GetLive, SendsRatesOfTheSecondAndTheShareOfTheMinute) {
  World world;
  world.live.known = {exporter("192.0.2.1")};
  world.live.now.last_second.all = row({.v4 = 3000, .v6 = 1000}).volume;
  world.live.now.last_second.measured = world.live.now.last_second.all;
  world.live.now.last_second_by_access["fixed"] = world.live.now.last_second;
  world.live.now.counters["datagrams_per_second"] = 20;
  const auto response = world.get("/api/v1/live");
  ASSERT_TRUE(response.stream);
  EXPECT_THAT(response.content_type, HasSubstr("text/event-stream"));
  EXPECT_EQ(response.stream->period, std::chrono::seconds(1));
  const std::string first = response.stream->next().value();
  EXPECT_EQ(first, golden("live_first.txt", first));

  world.live.now.at += std::chrono::seconds(2);
  world.live.now.last_second.all = row({.v4 = 1000, .v6 = 3000}).volume;
  world.live.now.last_second.measured = world.live.now.last_second.all;
  world.live.now.counters["datagrams_per_second"] = 25;
  const std::string second = response.stream->next().value();
  const Json overview = Json::parse(second.substr(second.find("data: ") + 6));
  EXPECT_EQ(overview["v6_bps"], 24'000.0);
  EXPECT_EQ(overview["share"]["value"], 0.5);
  EXPECT_EQ(overview["share_seconds"], 2);
  EXPECT_EQ(overview["datagrams_per_second"], 25.0);
}

TEST(GetLive, BlindExportersAreInTheRatesAndNotInTheShare) {
  World world;
  auto& last = world.live.now.last_second;
  last = {.all = row({.v4 = 9000, .v6 = 1000}).volume,
          .measured = row({.v4 = 1000, .v6 = 1000}).volume};
  world.live.now.last_second_by_access["fixed"] = last;
  world.live.now.last_second_by_access["idc"] = {.all = row({.v4 = 500}).volume, .measured = {}};
  const std::string event = world.get("/api/v1/live").stream->next().value();
  const Json overview = Json::parse(event.substr(event.find("data: ") + 6));
  EXPECT_EQ(overview["v4_bps"], 72'000.0);
  EXPECT_EQ(overview["share"]["value"], 0.5);
  EXPECT_EQ(overview["by_access"]["fixed"]["share"]["value"], 0.5);
  EXPECT_EQ(overview["by_access"]["idc"]["v4_bps"], 4'000.0);
  EXPECT_EQ(overview["by_access"]["idc"]["share"]["gap"], "not_measurable");
}

TEST(GetLive, SaysWhatItsFiguresStandOn) {
  World world;
  world.live.known = {exporter("192.0.2.1"), exporter("192.0.2.2")};
  world.live.known[1].coverage = model::Coverage::v6_blind;
  world.put({{.minutes_before_noon = 2, .v4 = 300'000, .v6 = 100'000},
             {.minutes_before_noon = 2, .region = "310000", .v4 = 400'000, .coverage = "v6_blind"},
             {.minutes_before_noon = 20, .v4 = 5'000'000}});
  const auto response = world.get("/api/v1/live");
  const auto overview = [&] {
    const std::string event = response.stream->next().value();
    return Json::parse(event.substr(event.find("data: ") + 6));
  };
  Json now = overview();
  EXPECT_EQ(now["coverage"]["exporters"], 2);
  EXPECT_EQ(now["coverage"]["v6_blind"], 1);
  EXPECT_EQ(now["coverage"]["regions_seen"], 2);
  EXPECT_EQ(now["coverage"]["share_measurable"]["value"], 0.25) << "of the last minutes alone";
  EXPECT_EQ(now["coverage"]["share_all"]["value"], 0.125);
  EXPECT_EQ(now["method"]["id"], "traffic.v6_share");
  EXPECT_EQ(now["freshness"]["newest"], "2026-03-01T11:58:00Z");
  EXPECT_EQ(now["freshness"]["age_seconds"], 60);

  world.put({{.minutes_before_noon = 1, .v4 = 200'000, .v6 = 400'000}});
  world.live.now.at += std::chrono::seconds(14);
  EXPECT_EQ(overview()["coverage"]["share_measurable"]["value"], 0.25) << "not asked every second";
  world.live.now.at += std::chrono::seconds(1);
  EXPECT_EQ(overview()["coverage"]["share_measurable"]["value"], 0.5);
}

TEST(GetLive, CountsAsHealthyWhomTheHealthPageCallsOk) {
  World world;
  world.live.known = {exporter("192.0.2.1"), exporter("192.0.2.2"), exporter("192.0.2.3")};
  world.live.known[1].clock_skew_ms = 3'600'000;  // Measurable, and yet not well.
  world.live.known[2].sequence_counts_records = true;
  const std::string event = world.get("/api/v1/live").stream->next().value();
  const Json overview = Json::parse(event.substr(event.find("data: ") + 6));
  const Json page = Json::parse(world.get("/api/v1/exporters").body);
  EXPECT_EQ(overview["exporters"]["healthy"], page["summary"]["ok"]);
  EXPECT_EQ(overview["exporters"]["all"], 3);
}

}  // namespace
}  // namespace sixscope::api
