#include "api/exporters.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "api/diagnoses.h"
#include "api/world_test.h"

namespace sixscope::api {
namespace {

using Json = nlohmann::ordered_json;
using Counters = std::map<std::string, std::uint64_t>;

std::string codes(const store::ExporterStatus& one, const RecentCounters& recent = {}) {
  std::string list;
  for (const Diagnosis& diagnosis : diagnose(one, recent, kNoon, Rules{})) {
    list += (list.empty() ? "" : " ") + diagnosis.code;
  }
  return list;
}

TEST(Diagnose, NamesWhatIsWrong) {
  struct Row {
    const char* name;
    void (*change)(store::ExporterStatus&);
    const char* codes;
  };
  const Row rows[] = {
      {"healthy", [](store::ExporterStatus&) {}, ""},
      {"silent", [](auto& one) { one.last_seen = kNoon - std::chrono::minutes(6); }, "silent"},
      {"five minutes are not silence",
       [](auto& one) { one.last_seen = kNoon - std::chrono::minutes(5); }, ""},
      {"v5",
       [](auto& one) {
         one.protocol = "netflow5";
         one.v6_sight = model::V6Sight::v5_only;
       },
       "v5_only"},
      {"v5 beside v9 with IPv6", [](auto& one) { one.protocol = "netflow5"; }, ""},
      {"no template", [](auto& one) { one.v6_sight = model::V6Sight::no_template; },
       "no_v6_template"},
      {"template lapsed", [](auto& one) { one.v6_sight = model::V6Sight::template_lapsed; },
       "v6_template_lapsed"},
      {"no sampler", [](auto& one) { one.v6_sight = model::V6Sight::no_sampler; }, "no_v6_sampler"},
      {"suspect", [](auto& one) { one.v6_sight = model::V6Sight::silent; }, "v6_silent"},
      {"declared", [](auto& one) { one.v6_sight = model::V6Sight::declared_blind; },
       "v6_declared_blind"},
      {"v9 that counts flows",
       [](auto& one) {
         one.protocol = "netflow9";
         one.sequence_counts_records = true;
         one.counters["sequence_gaps"] = 5;
       },
       "sequence_counts_flows"},
      {"rate", [](auto& one) { one.sampling_known = false; }, "rate_unknown"},
      {"rate by coverage", [](auto& one) { one.coverage = model::Coverage::rate_unknown; },
       "rate_unknown"},
      {"templates", [](auto& one) { one.counters["template_misses"] = 30; }, "templates_missing"},
      {"templates that came",
       [](auto& one) {
         one.counters["template_misses"] = 30;
         one.counters["sets_replayed"] = 30;
       },
       ""},
      {"gaps of datagrams",
       [](auto& one) {
         one.protocol = "netflow9";
         one.counters["sequence_gaps"] = 5;
       },
       "sequence_gaps"},
      {"gaps of records weigh against records",
       [](auto& one) { one.counters["sequence_gaps"] = 5; }, ""},
      {"one of a thousand is nothing", [](auto& one) { one.counters["kernel_drops"] = 1; }, ""},
      {"kernel", [](auto& one) { one.counters["kernel_drops"] = 2; }, "kernel_drops"},
      {"queue", [](auto& one) { one.counters["queue_drops"] = 1; }, "queue_drops"},
      {"flows", [](auto& one) { one.counters["flows_lost"] = 1; }, "queue_drops"},
      {"fast clock", [](auto& one) { one.clock_skew_ms = 31'000; }, "clock_skew"},
      {"slow clock", [](auto& one) { one.clock_skew_ms = -31'000; }, "clock_skew"},
      {"malformed", [](auto& one) { one.counters["malformed_bad_set"] = 9; }, "malformed"},
      {"duplicates", [](auto& one) { one.counters["duplicates"] = 20; }, "duplicates"},
      {"refused", [](auto& one) { one.counters["refused"] = 1; }, "not_allowed"},
      {"two at once",
       [](auto& one) {
         one.v6_sight = model::V6Sight::no_template;
         one.clock_skew_ms = 99'000;
       },
       "no_v6_template clock_skew"},
  };
  for (const auto& [name, change, expected] : rows) {
    SCOPED_TRACE(name);
    store::ExporterStatus one = exporter("192.0.2.1");
    change(one);
    EXPECT_EQ(codes(one), expected);
  }
}

TEST(Diagnose, ForgetsLossesThatAreOver) {
  store::ExporterStatus one = exporter("192.0.2.1");
  one.counters["kernel_drops"] = 1'000'000;
  EXPECT_EQ(codes(one), "kernel_drops");
  EXPECT_EQ(codes(one, {.counters = Counters{{"datagrams", 100}}, .known = true}), "");
}

TEST(GetExporters, TellsTheWorstFirstInWords) {
  World world;
  world.live.known = {exporter("192.0.2.1"), exporter("192.0.2.2")};
  world.live.known[0].counters["malformed_truncated"] = 1;
  world.live.known[1].sees_v6 = false;
  world.live.known[1].coverage = model::Coverage::v6_blind;
  world.live.known[1].v6_sight = model::V6Sight::no_template;
  const auto response = world.get("/api/v1/exporters");
  EXPECT_EQ(response.body, golden("exporters.json", response.body));
}

TEST(GetExporter, FindsAnAddressHoweverItIsWritten) {
  World world;
  world.live.known = {exporter("2001:db8::1"), exporter("2001:db8::1")};
  world.live.known[1].observation_domain = 7;
  const Json found =
      Json::parse(world.get("/api/v1/exporters/2001%3ADB8%3A0%3A0%3A0%3A0%3A0%3A1").body);
  EXPECT_EQ(found["data"].size(), 2U);
  EXPECT_EQ(found["data"][1]["observation_domain"], 7);
  EXPECT_EQ(world.get("/api/v1/exporters/192.0.2.9").status, 404);
  EXPECT_EQ(world.get("/api/v1/exporters/nonsense").status, 404);
}

TEST(GetExporters, CallsAnExporterWhatPeopleCallIt) {
  World world;
  world.live.known = {exporter("192.0.2.1"), exporter("192.0.2.2"), exporter("192.0.2.3")};
  world.live.known[1].name.clear();
  world.live.known[2].name.clear();
  Dependencies dependencies = world.dependencies();
  dependencies.exporter_name = [](std::string_view address) {
    return std::string(address == "192.0.2.2" ? "sh-cm-core-1" : "");
  };
  http::Request request;
  request.target = http::parse_target("/api/v1/exporters").value();
  const Json all = Json::parse(make_router(dependencies).handle(request).body)["data"];
  EXPECT_EQ(all[0]["name"], "gd-ct-bras-1") << "a name that is known stays";
  EXPECT_EQ(all[1]["name"], "sh-cm-core-1");
  EXPECT_EQ(all[2]["name"], "");
}

TEST(GetExporters, ShowsWhatIsNewBesideWhatEverWas) {
  World world;
  world.live.known = {exporter("192.0.2.1")};
  world.live.known[0].counters["kernel_drops"] = 500;
  static_cast<void>(world.volumes.append(store::LedgerBatch{
      .id = "l",
      .rows = {{kNoon - std::chrono::minutes(60), "192.0.2.1", {{"kernel_drops", 500}}},
               {kNoon - std::chrono::minutes(2), "192.0.2.1", {{"datagrams", 40}}}}}));
  const Json one = Json::parse(world.get("/api/v1/exporters").body)["data"][0];
  EXPECT_EQ(one["status"], "ok");
  EXPECT_EQ(one["ledger"]["kernel_drops"], 500);
  EXPECT_EQ(one["recent"]["ledger"]["kernel_drops"], 0);
  EXPECT_EQ(one["recent"]["ledger"]["datagrams"], 40);
}

}  // namespace
}  // namespace sixscope::api
