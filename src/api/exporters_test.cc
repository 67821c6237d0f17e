#include "api/exporters.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "api/diagnoses.h"
#include "api/world_test.h"
#include "testing/json.h"

namespace sixscope::api {
namespace {

using testing::Json;
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
  const auto one = world.get("/api/v1/exporters/192.0.2.2");
  EXPECT_EQ(one.body, golden("exporter.json", one.body));
}

// Exporters of every status, some with one name and several domains.
class ManyExporters : public World {
 public:
  static constexpr std::size_t kExporters = 50;
  ManyExporters() {
    for (std::size_t i = 0; i < kExporters; ++i) {
      store::ExporterStatus one = exporter("192.0.2." + std::to_string(i / 2));
      one.observation_domain = i % 2 == 0 ? 9 : 10;  // As text, 10 comes before 9.
      one.name = i < 10 ? "GD-" + std::to_string(i) : "";
      one.last_seen -= std::chrono::seconds(i % 7);
      one.counters["records"] = i % 5;
      if (i % 3 == 0) {
        one.v6_sight = model::V6Sight::no_template;
      } else if (i % 4 == 0) {
        one.clock_skew_ms = 99'000;
      }
      live.known.push_back(std::move(one));
    }
  }

  // Exporters as "address/domain" in the order of the pages of `query`.
  [[nodiscard]] std::vector<std::string> paged(const std::string& query) const {
    std::vector<std::string> all;
    std::string cursor;
    for (std::size_t page = 0; page <= kExporters; ++page) {
      const Json answer = Json::parse(get("/api/v1/exporters?" + query + cursor).body);
      for (const Json& one : answer["data"]) {
        all.push_back(one["address"].get<std::string>() + "/" + one["observation_domain"].dump());
      }
      if (answer["next_cursor"].is_null()) {
        return all;
      }
      cursor = "&cursor=" + answer["next_cursor"].get<std::string>();
    }
    ADD_FAILURE() << "the pages have no end";
    return all;
  }
};

TEST(GetExporters, PagesNeitherOverlapNorSkip) {
  const ManyExporters world;
  for (const char* order :
       {"", "-status", "address", "-address", "last_seen", "-last_seen", "records", "-records"}) {
    SCOPED_TRACE(order);
    const std::string query = std::string("order=") + order;
    const auto whole = world.paged(query);
    EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), world.kExporters);
    for (const char* limit : {"1", "7", "49", "50"}) {
      EXPECT_EQ(world.paged(query + "&limit=" + limit), whole) << limit;
    }
  }
  const auto by_address = world.paged("order=address");
  EXPECT_EQ(by_address[0], "192.0.2.0/9") << "domains are numbers";
  EXPECT_EQ(by_address[1], "192.0.2.0/10");
  auto backwards = world.paged("order=-address");
  std::ranges::reverse(backwards);
  EXPECT_EQ(backwards, by_address);
}

TEST(GetExporters, FiltersByStatusAndByPartOfNameOrAddress) {
  const ManyExporters world;
  EXPECT_EQ(world.paged("status=fault&limit=5").size(), 17U);
  EXPECT_EQ(world.paged("status=silent").size(), 0U);
  EXPECT_EQ(world.paged("q=gd-").size(), 10U);
  EXPECT_EQ(world.paged("q=2.24").size(), 2U);
  EXPECT_EQ(
      world.paged("q=gd-&status=fault"),
      (std::vector<std::string>{"192.0.2.0/9", "192.0.2.1/10", "192.0.2.3/9", "192.0.2.4/10"}));
  const Json answer = Json::parse(world.get("/api/v1/exporters?q=gd-&limit=1").body);
  EXPECT_EQ(answer["summary"]["all"], world.kExporters) << "of all there are";
  EXPECT_EQ(answer["data"][0]["status"], "fault") << "the worst first";
}

TEST(GetExporters, RefusesWhatIsWrongAllAtOnce) {
  const ManyExporters world;
  const auto blamed = [&](const std::string& query) {
    const auto response = world.get("/api/v1/exporters?" + query);
    EXPECT_EQ(response.status, 400) << query;
    std::string names;
    const Json problem = Json::parse(response.body);
    for (const Json& fault : problem["errors"]) {
      names += fault["parameter"].get<std::string>() + " ";
    }
    return names;
  };
  EXPECT_EQ(blamed("status=bad&order=size&limit=0&cursor=x&page=2"),
            "page status order limit cursor ");
  const Json first = Json::parse(world.get("/api/v1/exporters?limit=1").body);
  const auto cursor = "&cursor=" + first["next_cursor"].get<std::string>();
  EXPECT_EQ(blamed("order=address" + cursor), "cursor ");
  EXPECT_EQ(blamed("status=ok" + cursor), "cursor ");
  const std::string ours_of_traffic = encode_cursor({.dimensions = {"440000", "x"}});
  EXPECT_EQ(blamed("cursor=" + ours_of_traffic), "cursor ");
}

TEST(GetExporters, SaysEachDiagnosisOnceHoweverManyHaveIt) {
  const ManyExporters world;
  const std::string body = world.get("/api/v1/exporters").body;
  const Json answer = Json::parse(body);
  EXPECT_EQ(answer["labels"]["diagnosis"]["no_v6_template"]["en"], "None");
  EXPECT_EQ(answer["data"][0]["diagnoses"],
            Json::parse(R"([{"code": "no_v6_template", "severity": "fault"}])"));
  EXPECT_EQ(body.find("ipv6 netstream inbound"), std::string::npos);
  EXPECT_THAT(world.get("/api/v1/exporters/192.0.2.0").body,
              ::testing::HasSubstr("ipv6 netstream inbound"));
}

TEST(GetExporters, LeavesOutZerosThatTheExportersOwnPageTells) {
  World world;
  world.live.known = {exporter("192.0.2.1")};
  world.live.known[0].counters["sets_dropped"] = 0;
  world.live.known[0].counters["malformed_truncated"] = 0;
  world.live.known[0].counters["flows_lost"] = 2;
  const auto ledger = [&](const char* path) {
    return Json::parse(world.get(path).body)["data"][0]["ledger"];
  };
  const Json row = ledger("/api/v1/exporters");
  EXPECT_EQ(row["kernel_drops"], 0) << "always there";
  EXPECT_EQ(row["flows_lost"], 2);
  EXPECT_FALSE(row.contains("sets_dropped"));
  EXPECT_TRUE(row["malformed"].empty());
  const Json whole = ledger("/api/v1/exporters/192.0.2.1");
  EXPECT_EQ(whole["sets_dropped"], 0);
  EXPECT_EQ(whole["malformed"]["truncated"], 0);
}

TEST(GetExporters, AreAsFreshAsTheLastExport) {
  World world;
  world.live.known = {exporter("192.0.2.1"), exporter("192.0.2.2")};
  world.live.known[0].last_seen = kNoon - std::chrono::seconds(250);
  world.live.known[1].last_seen = kNoon - std::chrono::hours(2);
  const auto freshness = [&](const char* path) {
    return Json::parse(world.get(path).body)["freshness"];
  };
  EXPECT_EQ(freshness("/api/v1/exporters"),
            Json::parse(R"({"newest": "2026-03-01T11:55:00Z", "age_seconds": 240,
                            "as_of": "2026-03-01T12:00:00Z"})"));
  EXPECT_EQ(freshness("/api/v1/exporters/192.0.2.2")["newest"], "2026-03-01T10:00:00Z");
  world.live.known.clear();
  EXPECT_TRUE(freshness("/api/v1/exporters")["newest"].is_null());
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
  const Json one = Json::parse(world.get("/api/v1/exporters/192.0.2.1").body)["data"][0];
  EXPECT_EQ(one["status"], "ok");
  EXPECT_EQ(one["ledger"]["kernel_drops"], 500);
  EXPECT_EQ(one["recent"]["ledger"]["kernel_drops"], 0);
  EXPECT_EQ(one["recent"]["ledger"]["datagrams"], 40);
}

}  // namespace
}  // namespace sixscope::api
