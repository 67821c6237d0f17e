// D1 of a half-year: what carriers handed in for May or November, and what the ledger adds up to.
#include <chrono>

#include "api/ledger_figures.h"
#include "indicator_world.h"

namespace sixscope::tests {
namespace {

using ::testing::ElementsAre;

constexpr const char* kHead =
    "month,region,operator,devices,devices_planned,design_throughput,max_sessions,retired\n";

class HalfYear : public ::testing::Test {
 protected:
  // A device in service since long, recorded now and told to hold since a day.
  std::uint64_t device(const std::string& name, const Json& throughput, const std::string& since,
                       const std::string& region = "440100") {
    Fields fields = RegistryWorld::device(name, region);
    fields["in_service_since"] = "2020-01-01";
    fields["design_throughput"] = throughput;
    const Json made =
        world_.json(world_.post("/registry/objects/nat44_device",
                                {{"fields", fields}, {"effective", since}, {"reason", "survey"}}),
                    201);
    return made["id"].get<std::uint64_t>();
  }
  Json half(const std::string& indicator, const std::string& more = "") {
    return world_.values("indicator=" + indicator + "&period=half_year&months=2026-01..2026-06" +
                         more);
  }
  static Json of(const Json& values, const std::string& source) {
    for (const Json& one : values) {
      if (one["method"]["source"] == source) {
        return one;
      }
    }
    return {};
  }

  IndicatorWorld world_;
};

TEST_F(HalfYear, HasWhatWasHandedInForMayAndSaysSo) {
  world_.hand_in_all("nat44_progress", std::string(kHead) +
                                           "2026-05,440000,china_mobile,100,80,42000,6000,300\n" +
                                           "2026-04,310000,china_mobile,50,10,8000,1000,0\n" +
                                           "2025-11,110000,china_mobile,70,70,9000,2000,100\n");
  const Json nation = of(half("D1a"), "submitted");
  EXPECT_EQ(nation["value"], 50'000.0);
  EXPECT_EQ(nation["coverage"]["present"], 2) << "Beijing's November is of another half-year";
  EXPECT_EQ(nation["coverage"]["expected"], 93);
  EXPECT_EQ(nation["months"], (Json{{"first", "2026-04"}, {"last", "2026-05"}}));
  EXPECT_EQ(of(half("D1l"), "submitted")["value"], 0.6);
  EXPECT_EQ(of(half("D1i"), "submitted")["value"], 300.0);
  const Json leaves = world_.json(world_.get(
      "/indicators/D1a/leaves?source=submitted&period=half_year&months=2026-01..2026-06"));
  std::map<std::string, Json> months;
  for (const Json& leaf : leaves["data"]) {
    if (leaf["fault"].is_null()) {
      months[leaf["region"].get<std::string>()] = leaf["month"];
    }
  }
  EXPECT_EQ(months, (std::map<std::string, Json>{{"310000", "2026-04"}, {"440000", "2026-05"}}));
}

TEST_F(HalfYear, TheLedgerSaysItsOwnBesideIt) {
  const auto old = device("A", 400, "2025-06-01T00:00:00Z");
  device("B", 100, "2026-03-01T00:00:00Z");
  device("C", 50, "2026-02-01T00:00:00Z", "310100");
  const Json done =
      world_.json(world_.patch("/registry/objects/nat44_device/" + std::to_string(old),
                               {{"set", {{"plan_action", "retire"}, {"plan_month", "2026-12"}}},
                                {"effective", "2026-04-01T00:00:00Z"},
                                {"reason", "plan"}},
                               "*"));
  world_.hand_in_all("nat44_progress",
                     std::string(kHead) + "2026-05,440000,china_mobile,2,1,450,2000,0\n");
  const Json throughput = half("D1a");
  EXPECT_EQ(of(throughput, "submitted")["value"], 450.0) << "one is not mixed with the other";
  EXPECT_EQ(of(throughput, "measured")["value"], 550.0);
  EXPECT_TRUE(of(throughput, "measured")["months"].is_null());
  EXPECT_EQ(of(half("D1f"), "measured")["value"], 3.0);
  EXPECT_EQ(of(half("D1l"), "measured")["value"], 1.0 / 3);
  EXPECT_EQ(of(half("D1g", "&within=440000"), "measured")["value"], 0.25)
      << "100 on the 400 of the end of July 2025";
  const Json one = half("D1a", "&within=310000&by=operator");
  EXPECT_EQ(of(one, "measured")["value"], 50.0);
}

// A device that does not say what it can do is no zero in its province's sum.
TEST_F(HalfYear, ADeviceWithoutTheFigureIsAGapOfItsPlace) {
  device("A", 400, "2026-01-01T00:00:00Z");
  device("B", nullptr, "2026-01-01T00:00:00Z");
  device("C", 50, "2026-01-01T00:00:00Z", "310100");
  const Json nation = of(half("D1a"), "measured");
  EXPECT_EQ(nation["value"], 50.0);
  EXPECT_EQ(nation["coverage"]["present"], 1);
  EXPECT_EQ(of(half("D1f"), "measured")["value"], 3.0) << "the devices are known all the same";
}

TEST_F(HalfYear, WhatRetiredIsAddedUpMonthByMonth) {
  const auto gone = device("A", 400, "2025-06-01T00:00:00Z");
  device("B", 100, "2025-06-01T00:00:00Z");
  world_.json(world_.patch("/registry/objects/nat44_device/" + std::to_string(gone),
                           {{"set", {{"status", "retired"}, {"retired_on", "2026-02-10"}}},
                            {"effective", "2026-02-10T00:00:00Z"},
                            {"reason", "switched off"}},
                           "*"));
  EXPECT_EQ(of(half("D1i"), "measured")["value"], 400.0);
  EXPECT_EQ(of(half("D1a"), "measured")["value"], 100.0);
  EXPECT_EQ(of(half("D1g"), "measured")["value"], -0.8);
  const Json running =
      world_.values("indicator=D1i&source=measured&period=half_year&months=2026-07..2026-12");
  ASSERT_FALSE(running.empty());
  for (const Json& one : running) {
    EXPECT_TRUE(one["value"].is_null()) << "months that have not begun have no figure";
  }
}

TEST_F(HalfYear, AnAccountHasTheLedgerOfItsOwnPart) {
  device("A", 400, "2026-01-01T00:00:00Z");
  device("C", 50, "2026-01-01T00:00:00Z", "310100");
  world_.make_accounts();
  const Json own = world_.values("indicator=D1a&source=measured&month=2026-05&by=region,operator",
                                 world_.reader);
  ASSERT_EQ(own.size(), 1U) << own.dump();
  EXPECT_EQ(own[0]["region"], "440000");
  EXPECT_EQ(own[0]["value"], 400.0);
}

}  // namespace
}  // namespace sixscope::tests
