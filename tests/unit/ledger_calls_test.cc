// The calls of the ledger over small ledgers that were counted by hand.

#include <gmock/gmock.h>

#include <random>
#include <set>
#include <thread>

#include "ledger_world.h"

namespace sixscope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LedgerCalls : public LedgerWorld {
 protected:
  // Guangdong has 300 at the end of July 2025, grows by 50 in September and is corrected by -20 in
  // October; Shanghai has 100, of which 40 go in August.
  LedgerCalls() {
    gz1_ = enters("2025-06-01", "GZ-1", "440100", 100);
    gz2_ = enters("2025-06-01", "GZ-2", "440100", 200);
    sh1_ = enters("2025-06-01", "SH-1", "310100", 100, {}, "china_telecom");
    write("2025-08-10", "nat44_device", sh1_, {{"max_sessions", number(60)}});
    sz1_ = enters("2025-09-10", "SZ-1", "440300", 50);
    write("2025-10-10", "nat44_device", gz2_, {{"max_sessions", number(180)}}, true);
    enters("2025-06-01", "B4-1", "440100", 999, {{"ledger_class", std::string("ds_lite")}});
  }

  static const Json& row(const Json& answer, const std::string& region,
                         const std::string& component = "max_sessions") {
    for (const Json& one : answer["data"]) {
      if (one["group"].value("region", "") == region && one["component"] == component) {
        return one;
      }
    }
    ADD_FAILURE() << "no row of " << region;
    return answer;
  }
  static const Json& month(const Json& row, const std::string& name) {
    for (const Json& one : row["months"]) {
      if (one["month"] == name) {
        return one;
      }
    }
    ADD_FAILURE() << "no month " << name;
    return row;
  }

  std::uint64_t gz1_ = 0;
  std::uint64_t gz2_ = 0;
  std::uint64_t sh1_ = 0;
  std::uint64_t sz1_ = 0;
};

TEST_F(LedgerCalls, CapacityClosesMonthByMonthAndSaysWhoGrew) {
  const Json answer = get("/capacity?by=province&months=2025-07..2025-12");
  EXPECT_TRUE(answer["closes"].get<bool>());
  const Json& guangdong = row(answer, "440000");
  const Json& september = month(guangdong, "2025-09");
  EXPECT_EQ(september["opening"]["value"], 300);
  EXPECT_EQ(september["added"], 50);
  EXPECT_EQ(september["closing"]["value"], 350);
  EXPECT_EQ(september["closing"]["given"], 3);
  const Json& october = month(guangdong, "2025-10");
  EXPECT_EQ(october["corrected"], -20);
  EXPECT_EQ(october["reduced"], 0);
  EXPECT_EQ(october["closing"]["value"], 330);
  const Json& verdict = guangdong["verdict"];
  EXPECT_EQ(verdict["reference"], "2025-07");
  EXPECT_EQ(verdict["reference_level"]["value"], 300);
  EXPECT_EQ(verdict["month_on_month"]["answer"], "not_met");
  EXPECT_THAT(verdict["month_on_month"]["broken"], ElementsAre("2025-09"));
  EXPECT_EQ(verdict["month_on_month"]["breakers"][0]["device"]["key"],
            "china_mobile / 440300 / SZ-1");
  EXPECT_EQ(month(row(answer, "310000"), "2025-08")["reduced"], 40);
  EXPECT_EQ(row(answer, "310000")["verdict"]["above_reference"]["answer"], "met");
}

TEST_F(LedgerCalls, ListsTheRegionsByAnswer) {
  const Json answer = get("/capacity?months=2025-07..2025-12&component=max_sessions");
  const Json& all = answer["stopped_growing"][0];
  EXPECT_EQ(all["reading"], "month_on_month");
  EXPECT_EQ(all["component"], "all");
  EXPECT_THAT(all["met"], ElementsAre("310000"));
  EXPECT_THAT(all["not_met"], ElementsAre("440000"));
  // Of the other components nobody gave a figure.
  const Json whole = get("/capacity?months=2025-07..2025-12");
  for (const Json& one : whole["stopped_growing"]) {
    if (one["component"] == "port_blocks") {
      EXPECT_THAT(one["cannot_tell"], ElementsAre("310000", "440000"));
    }
  }
}

TEST_F(LedgerCalls, AReferenceLaterThanTheMonthsSaysNothing) {
  const Json answer = get("/capacity?months=2025-06..2025-07&reference=2025-07");
  EXPECT_EQ(answer["data"][0]["verdict"]["month_on_month"]["answer"], "no_data");
}

TEST_F(LedgerCalls, TheReferenceMayLieBeforeTheMonths) {
  const Json answer = get("/capacity?by=province&months=2025-12..2025-12&component=max_sessions");
  EXPECT_EQ(row(answer, "440000")["months"].size(), 1U);
  EXPECT_EQ(row(answer, "440000")["verdict"]["month_on_month"]["answer"], "not_met");
}

TEST_F(LedgerCalls, ClassesAndOperatorsAreFilters) {
  const Json lite = get("/capacity?class=ds_lite&months=2025-07..2025-07&component=max_sessions");
  EXPECT_EQ(lite["data"][0]["months"][0]["closing"]["value"], 999);
  const Json telecom =
      get("/capacity?operator=china_telecom&months=2025-07..2025-07&component=max_sessions");
  EXPECT_EQ(telecom["data"][0]["months"][0]["closing"]["value"], 100);
  const Json within = get("/capacity?within=440300&months=2025-12..2025-12&component=max_sessions");
  EXPECT_EQ(within["data"][0]["months"][0]["closing"]["value"], 50);
}

TEST_F(LedgerCalls, ABarOpensDownToItsDevices) {
  const Json answer = get("/movements?month=2025-09&region=440000&part=added");
  ASSERT_EQ(answer["total"], 5);  // One a component, most of them gaps.
  const Json& sessions = answer["data"][0];
  EXPECT_EQ(sessions["device"]["key"], "china_mobile / 440300 / SZ-1");
  EXPECT_EQ(sessions["delta"], 50);
  EXPECT_EQ(sessions["who"], "tester");
  EXPECT_EQ(sessions["nature"], "change");
  EXPECT_EQ(answer["sums"]["max_sessions"], 50);
  EXPECT_EQ(get("/movements?month=2025-09&region=310000")["total"], 0);
  const Json cut = get("/movements?month=2025-09&limit=1");
  EXPECT_EQ(cut["data"].size(), 1U);
  EXPECT_EQ(cut["total"], 5);
}

TEST_F(LedgerCalls, PlansAreHeldAgainstTheBaseline) {
  write("2025-06-20", "nat44_device", gz1_,
        {{"plan_action", std::string("retire")}, {"plan_month", std::string("2025-08")}});
  write("2025-06-20", "nat44_device", sh1_,
        {{"plan_action", std::string("shrink")},
         {"plan_month", std::string("2025-12")},
         {"plan_max_sessions", number(60)}});
  write("2025-10-02", "nat44_device", gz1_,
        {{"status", std::string("retired")}, {"retired_on", std::string("2025-10-02")}});
  write("2025-12-02", "nat44_device", gz1_,
        {{"load_month", std::string("2025-11")}, {"peak_sessions", number(3)}});
  const Json answer = get("/plan?baseline=2025-06&month=2025-12&component=max_sessions");
  const Json& data = answer["data"];
  ASSERT_EQ(data["devices"].size(), 2U);
  EXPECT_EQ(data["devices"][0]["outcome"], "late");
  EXPECT_EQ(data["devices"][0]["recorded"], "2025-10");
  EXPECT_EQ(data["devices"][0]["slip"], 2);
  EXPECT_EQ(data["devices"][1]["outcome"], "kept");
  EXPECT_EQ(data["devices"][1]["slip"], -4);
  EXPECT_EQ(data["coverage"][0]["baseline"]["planned"], 2);
  EXPECT_EQ(data["coverage"][0]["baseline"]["devices"], 3);
  // 400 in June; GZ-1's 100 were to be gone by August, 40 of SH-1 by December.
  const Json& months = data["levels"][0]["months"];
  EXPECT_EQ(months[1]["planned"], 400);
  EXPECT_EQ(months[2]["planned"], 300);
  EXPECT_EQ(months[6]["planned"], 260);
  EXPECT_EQ(months[6]["actual"]["value"], 180 + 60 + 50);
  ASSERT_EQ(data["errors"].size(), 1U);
  EXPECT_EQ(data["errors"][0]["load_month"], "2025-11");
  EXPECT_THAT(data["errors"][0]["loads"], ElementsAre("peak_sessions"));
  EXPECT_TRUE(data["errors"][0]["measured_on"].is_null());

  activity_ = {{registry::ObjectId(gz1_), ledger::Load::active_subscribers,
                *model::parse_day("2025-12-24")}};
  const Json one = get("/devices/" + std::to_string(gz1_) + "?month=2025-12")["data"]["errors"];
  ASSERT_EQ(one.size(), 2U) << "what was typed, and what the device says";
  EXPECT_EQ(one[1]["measured_on"], "2025-12-24");
  EXPECT_THAT(one[1]["loads"], ElementsAre("active_subscribers"));
}

TEST_F(LedgerCalls, TheOverviewAndTheDeviceHoldTheSamePlanToTheSameMonth) {
  write("2024-10-20", "nat44_device", gz1_,
        {{"plan_action", std::string("retire")}, {"plan_month", std::string("2025-08")}});
  write("2025-09-20", "nat44_device", sh1_,
        {{"plan_action", std::string("retire")}, {"plan_month", std::string("2025-10")}});
  write("2025-12-03", "nat44_device", gz1_,
        {{"status", std::string("retired")}, {"retired_on", std::string("2025-11-20")}});
  const Json answer = get("/plan?month=2025-12&component=max_sessions");
  EXPECT_EQ(answer["baseline"], "2024-10");
  ASSERT_EQ(answer["data"]["devices"].size(), 2U);
  for (const Json& one : answer["data"]["devices"]) {
    const Json device =
        get("/devices/" + std::to_string(one["device"]["id"].get<int>()) + "?month=2025-12");
    const Json& plan = device["data"]["plan"];
    EXPECT_EQ(plan["baseline"], "2024-10");
    for (const char* member : {"action", "month", "outcome", "done", "recorded", "slip"}) {
      EXPECT_EQ(plan[member], one[member]) << member;
    }
  }
  EXPECT_EQ(answer["data"]["devices"][0]["done"], "2025-11");
  EXPECT_EQ(answer["data"]["devices"][0]["recorded"], "2025-12") << "typed late";
  EXPECT_EQ(answer["data"]["devices"][0]["slip"], 3);
  EXPECT_EQ(get("/plan?month=2025-12&baseline=2025-10")["baseline"], "2025-10");
}

TEST_F(LedgerCalls, ALedgerThatBeginsLaterHasNoDataAndSaysSo) {
  const Json answer = get("/capacity?months=2025-06..2025-12&reference=2025-03&by=province");
  const Json& verdict = row(answer, "310000")["verdict"];
  EXPECT_EQ(verdict["begins"], "2025-06");
  EXPECT_EQ(verdict["words"]["en"], "the ledger begins 2025-06");
  EXPECT_TRUE(verdict["reference_level"]["value"].is_null());
  EXPECT_EQ(verdict["month_on_month"]["answer"], "no_data");
  EXPECT_EQ(verdict["above_reference"]["answer"], "no_data");
  const Json& guangdong = row(answer, "440000")["verdict"];
  EXPECT_EQ(guangdong["month_on_month"]["answer"], "not_met") << "it grew since it began";
  EXPECT_EQ(guangdong["above_reference"]["answer"], "no_data");
  EXPECT_TRUE(row(get("/capacity?by=province"), "440000")["verdict"]["begins"].is_null());
}

TEST_F(LedgerCalls, WhatCancelsOutCanBeOpenedAllTheSame) {
  write("2025-11-10", "nat44_device", gz1_, {{"max_sessions", number(105)}}, true);
  write("2025-11-10", "nat44_device", gz2_, {{"max_sessions", number(175)}}, true);
  const Json answer = get("/capacity?months=2025-11..2025-11");
  const Json& november = row(answer, "")["months"][0];
  EXPECT_EQ(november["corrected"], 0);
  EXPECT_EQ(november["movements"]["corrected"], 2);
  EXPECT_EQ(november["movements"]["added"], 0);
  EXPECT_EQ(get("/movements?month=2025-11&part=corrected&component=max_sessions")["total"], 2);
  const Json& blocks = row(answer, "", "port_blocks")["months"][0];
  EXPECT_TRUE(blocks["closing"]["value"].is_null()) << "nobody gave it: that is no zero";
  EXPECT_EQ(blocks["closing"]["missing"], 4);
}

TEST_F(LedgerCalls, ARenamedPoolKeepsItsCardsAndItsPast) {
  const std::uint64_t pool = write("2025-06-01", "nat_address_pool", 0,
                                   {{"name", std::string("P-1")},
                                    {"region", std::string("440100")},
                                    {"operator", std::string("china_mobile")},
                                    {"public_addresses", number(256)}});
  write("2025-06-02", "nat44_device", gz1_,
        {{"pools", std::vector<std::string>{"china_mobile / 440100 / P-1"}}});
  const std::string question =
      "/capacity?months=2025-07..2025-10&component=public_addresses&operator=china_mobile";
  const Json before = get(question);
  EXPECT_EQ(before["data"][0]["months"][3]["closing"]["value"], 256);
  write("2025-09-05", "nat_address_pool", pool, {{"name", std::string("P-A")}});
  EXPECT_EQ(get(question)["data"], before["data"]);
  EXPECT_EQ(get("/devices/" + std::to_string(gz1_) +
                "?month=2025-10")["data"]["capacity"]["public_addresses"]["value"],
            256);
}

TEST_F(LedgerCalls, UtilisationIsSumOverSumWithItsGaps) {
  write("2025-11-30", "nat44_device", gz1_,
        {{"load_month", std::string("2025-12")},
         {"peak_sessions", number(90)},
         {"active_subscribers", number(10)},
         {"public_addresses", number(2)}});
  // Measured in December, typed in January.
  write("2026-01-05", "nat44_device", gz2_,
        {{"load_month", std::string("2025-12")}, {"peak_sessions", number(18)}});
  write("2025-06-01", "network_segment", 0,
        {{"operator", std::string("china_mobile")},
         {"region", std::string("440100")},
         {"name", std::string("metro")},
         {"domain", std::string("metro")},
         {"subscribers", number(40)}});
  const Json answer = get("/utilisation?by=province&month=2025-12");
  const Json& guangdong = answer["data"][1];
  ASSERT_EQ(guangdong["group"]["region"], "440000");
  const Json& used = guangdong["used"]["max_sessions"];
  EXPECT_EQ(used["numerator"], 108);
  EXPECT_EQ(used["denominator"], 280);
  EXPECT_EQ(used["given"], 2);
  EXPECT_EQ(used["missing"], 1);
  EXPECT_DOUBLE_EQ(used["value"].get<double>(), 108.0 / 280);
  EXPECT_EQ(guangdong["sharing"]["value"], 5);
  EXPECT_EQ(guangdong["ports_per_subscriber"]["value"].get<double>(), 2 * 64512 / 10.0);
  EXPECT_EQ(guangdong["behind_nat"]["value"].get<double>(), 0.25);
  EXPECT_TRUE(answer["data"][0]["behind_nat"].is_null()) << "nobody said how many there are";
  EXPECT_TRUE(answer["data"][0]["used"]["max_sessions"]["value"].is_null());
  EXPECT_TRUE(answer["data"][0]["active_subscribers"]["value"].is_null()) << "nobody is no zero";
  const Json before = get("/utilisation?by=province&month=2025-11");
  EXPECT_EQ(before["data"][1]["used"]["max_sessions"]["given"], 0) << "December is not November";
}

TEST_F(LedgerCalls, QualityHoldsTypedAgainstMeasured) {
  const auto measured = [](std::uint64_t id, std::int64_t value, std::string_view day) {
    return ledger::Measurement{.device = registry::ObjectId(id),
                               .component = ledger::Component::max_sessions,
                               .value = model::Decimal::whole(value),
                               .day = model::parse_day(day).value()};
  };
  measurements_ = {measured(gz1_, 104, "2025-12-01"), measured(gz2_, 300, "2025-12-01"),
                   measured(sh1_, 60, "2025-06-01")};
  const Json answer = get("/quality?month=2025-12");
  const Json& counts = answer["counts"]["confirmation"]["max_sessions"];
  EXPECT_EQ(counts["confirmed"], 1);
  EXPECT_EQ(counts["contradicted"], 1);
  EXPECT_EQ(counts["stale"], 1);
  EXPECT_EQ(counts["never_measured"], 1);
  EXPECT_EQ(answer["data"].size(), 4U) << "DS-Lite is asked for by its class";
  const Json wrong = get("/quality?month=2025-12&answer=contradicted&component=max_sessions");
  ASSERT_EQ(wrong["total"], 1);
  const Json& figure = wrong["data"][0]["confirmation"]["max_sessions"];
  EXPECT_EQ(figure["typed"], 180);
  EXPECT_EQ(figure["measured"], 300);
  EXPECT_EQ(figure["at"], "2025-12-01");
  const Json device = get("/devices/" + std::to_string(gz2_) + "?month=2025-12");
  EXPECT_EQ(device["data"]["quality"]["confirmation"]["max_sessions"]["answer"], "contradicted");
  EXPECT_EQ(device["data"]["readings"].size(), 1U);
}

TEST_F(LedgerCalls, PortsThatADeviceTellsAreHeldAgainstItsBlocks) {
  measurements_ = {{.device = registry::ObjectId(gz1_),
                    .component = ledger::Component::port_blocks,
                    .value = model::Decimal::whole(131'072),
                    .day = model::parse_day("2025-12-20").value(),
                    .in_ports = true}};
  write("2025-07-01", "nat44_device", gz1_, {{"port_blocks", number(64)}});
  const std::string path = "/devices/" + std::to_string(gz1_) + "?month=2025-12";
  const Json before = get(path)["data"];
  const Json& never = before["quality"]["confirmation"]["port_blocks"];
  EXPECT_EQ(never["answer"], "never_measured");
  EXPECT_THAT(never["why"]["en"].get<std::string>(), HasSubstr("ports per block"));
  EXPECT_THAT(before["readings"], IsEmpty()) << "ports are no blocks";
  write("2025-07-02", "nat44_device", gz1_, {{"ports_per_subscriber", number(2048)}});
  const Json after = get(path)["data"]["quality"]["confirmation"]["port_blocks"];
  EXPECT_EQ(after["answer"], "confirmed");
  EXPECT_EQ(after["measured"], 64);
  EXPECT_EQ(after["at"], "2025-12-20");
  EXPECT_TRUE(after["why"].is_null());
}

TEST_F(LedgerCalls, PoolsThatOverlapAreFoundAndTheSumStaysWhatTheySay) {
  const auto pool = [this](const char* name, const char* region, const char* operator_,
                           const char* prefix) {
    return write("2025-06-01", "nat_address_pool", 0,
                 {{"name", std::string(name)},
                  {"region", std::string(region)},
                  {"operator", std::string(operator_)},
                  {"prefixes", std::vector<std::string>{prefix}},
                  {"public_addresses", number(256)}});
  };
  const std::uint64_t south = pool("P-1", "440100", "china_mobile", "1.2.3.0/24");
  const std::uint64_t east = pool("P-2", "310100", "china_telecom", "1.2.3.128/25");
  pool("P-3", "310100", "china_telecom", "10.0.0.0/24");
  const auto draws = [&](std::uint64_t device, const char* key) {
    write("2025-06-02", "nat44_device", device, {{"pools", std::vector<std::string>{key}}});
  };
  draws(gz1_, "china_mobile / 440100 / P-1");
  draws(sh1_, "china_telecom / 310100 / P-2");

  const Json pools = get("/quality?month=2025-12")["pools"];
  EXPECT_EQ(pools["addresses_counted_twice"], 128);
  EXPECT_EQ(pools["counts"]["pool_overlap"], 1);
  EXPECT_EQ(pools["counts"]["pool_not_public"], 1);
  ASSERT_EQ(pools["total"], 2);
  const Json& overlap = pools["findings"][0];
  EXPECT_EQ(overlap["pool"]["id"], east);
  EXPECT_EQ(overlap["pool"]["operator"], "china_telecom");
  EXPECT_EQ(overlap["other"]["id"], south);
  EXPECT_EQ(overlap["other"]["region"], "440100");
  EXPECT_EQ(overlap["range"], "1.2.3.128/25");
  EXPECT_EQ(overlap["addresses"], 128);
  EXPECT_THAT(overlap["words"]["en"].get<std::string>(),
              HasSubstr("pool china_telecom / 310100 / P-2 and china_mobile / 440100 / P-1"));
  EXPECT_EQ(pools["findings"][1]["class"], "private");
  EXPECT_EQ(get("/quality?month=2025-12&limit=1")["pools"]["findings"].size(), 1U);

  const Json capacity = get("/capacity?months=2025-12..2025-12&component=public_addresses");
  EXPECT_EQ(capacity["addresses_counted_twice"], 128);
  EXPECT_EQ(capacity["data"][0]["months"][0]["closing"]["value"], 512);
  EXPECT_EQ(get("/capacity?months=2025-12..2025-12&within=310000")["addresses_counted_twice"], 0);

  scope_.all = false;
  scope_.regions = {"440000"};
  const Json part = get("/quality?month=2025-12")["pools"];
  ASSERT_EQ(part["total"], 1) << "the private one is not this account's";
  EXPECT_EQ(part["findings"][0]["addresses"], 128);
  scope_.all = true;
  const std::uint64_t wide = pool("P-4", "440100", "china_unicom", "1.2.0.0/16");
  pool("P-5", "310100", "china_telecom", "1.0.0.0/8");
  scope_.all = false;
  const Json more = get("/quality?month=2025-12")["pools"]["findings"];
  ASSERT_EQ(more.size(), 3U) << "of all it does not see one a range";
  EXPECT_TRUE(more[0]["other"].is_null());
  EXPECT_EQ(more[0]["pool"]["id"], wide);
  EXPECT_EQ(more[0]["addresses"], 65536);
  EXPECT_EQ(more[1]["pool"]["id"], south) << "a pair it sees is named, though a third is wider";
  EXPECT_EQ(more[1]["other"]["id"], wide);
  EXPECT_TRUE(more[2]["other"].is_null());
  EXPECT_EQ(more[2]["pool"]["id"], south);
  EXPECT_EQ(part["findings"][0]["pool"]["id"], south);
  EXPECT_TRUE(part["findings"][0]["other"].is_null()) << "who else has it is not told";
  EXPECT_THAT(part.dump(), ::testing::Not(HasSubstr("P-2")));
  EXPECT_EQ(part["addresses_counted_twice"], 0);
}

TEST_F(LedgerCalls, OneDeviceHasItsCapacityAndWhatMoved) {
  const Json answer = get("/devices/" + std::to_string(gz2_) + "?month=2025-12");
  const Json& data = answer["data"];
  EXPECT_EQ(data["object"]["key"], "china_mobile / 440100 / GZ-2");
  EXPECT_TRUE(data["in_service"].get<bool>());
  EXPECT_EQ(data["capacity"]["max_sessions"]["value"], 180);
  EXPECT_EQ(data["capacity"]["max_sessions"]["provenance"], "typed");
  EXPECT_EQ(data["capacity"]["port_blocks"]["provenance"], "unknown");
  EXPECT_TRUE(data["plan"].is_null());
  std::set<std::string> parts;
  for (const Json& one : data["movements"]) {
    parts.insert(one["part"].get<std::string>());
  }
  EXPECT_EQ(parts, (std::set<std::string>{"added", "corrected"}));
  get("/devices/999999", 404);
  get("/devices/all", 404);
}

TEST_F(LedgerCalls, StockHasThreeRates) {
  const auto line = [&](const char* name, const char* day, std::optional<bool> on) {
    registry::Document set = {{"operator", std::string("china_mobile")},
                              {"line_number", std::string(name)},
                              {"region", std::string("440100")},
                              {"status", std::string("in_use")},
                              {"opened_on", std::string(day)}};
    if (on) {
      set["ipv6_default_on"] = *on;
    }
    write("2025-12-01", "internet_leased_line", 0, set);
  };
  line("1", "2025-11-03", true);
  line("2", "2025-11-04", false);
  line("3", "2025-11-05", std::nullopt);
  const Json before = get("/stock?by=province&months=2025-11..2025-12");
  ASSERT_EQ(before["data"].size(), 1U);
  const Json& lines = before["data"][0]["new_lines"];
  EXPECT_EQ(lines["numerator"], 1);
  EXPECT_EQ(lines["denominator"], 2);
  EXPECT_EQ(lines["missing"], 1);
  EXPECT_TRUE(before["data"][0]["gateways"].is_null());
  // A commit that touches no device is seen all the same.
  line("4", "2025-12-05", true);
  EXPECT_EQ(get("/stock?by=province&months=2025-11..2025-12")["data"].size(), 2U);
}

TEST_F(LedgerCalls, WhatIsTypedLaterIsSeenAtOnce) {
  EXPECT_EQ(get("/capacity?months=2025-12..2025-12")["data"][0]["months"][0]["closing"]["value"],
            390);
  write("2025-11-11", "nat44_device", gz1_, {{"max_sessions", number(110)}});
  EXPECT_EQ(get("/capacity?months=2025-12..2025-12")["data"][0]["months"][0]["closing"]["value"],
            400);
  const Json then = get("/capacity?months=2025-12..2025-12&as_of_commit=7");
  EXPECT_EQ(then["data"][0]["months"][0]["closing"]["value"], 390);
  EXPECT_EQ(then["known_commit"], 7);
}

TEST_F(LedgerCalls, EveryFaultOfAQuestionIsNamed) {
  const Json answer = get("/capacity?by=planet&months=2025-13&component=gbps&within=44", 400);
  std::set<std::string> wrong;
  for (const Json& one : answer["errors"]) {
    wrong.insert(one["parameter"].get<std::string>());
  }
  EXPECT_EQ(wrong, (std::set<std::string>{"by", "months", "component", "within"}));
  get("/capacity?by=province,county", 400);
  get("/capacity?months=2025-12..2025-01", 400);
  get("/capacity?months=1980-01..2025-01", 400);
  get("/capacity?months=2025-01&month=2025-01", 400);
  get("/capacity?planet=earth", 400);
  get("/plan?baseline=2026-12&month=2025-12", 400);
  get("/capacity?as_of_commit=0", 400);
  get("/capacity?as_of_commit=-1", 400);
  get("/capacity?reference=1900-01", 400);
  get("/movements?limit=0", 400);
}

TEST_F(LedgerCalls, AMonthFarAheadIsWhatIsWrongAndOneThatIsNotOverIsMarked) {
  for (const std::string months :
       {"months=9999-01..9999-02", "months=9999-01..", "month=9999-01"}) {
    const Json answer = get("/capacity?" + months, 400);
    for (const Json& one : answer["errors"]) {
      EXPECT_EQ(one["parameter"], months.substr(0, months.find('='))) << months;
    }
  }
  EXPECT_EQ(
      get("/capacity?months=2025-12..2025-12&reference=1990-01", 400)["errors"][0]["parameter"],
      "reference");
  const Json answer = get("/capacity?months=2026-01..2026-05");  // It is 20 March 2026.
  EXPECT_EQ(answer["unfinished"],
            Json({{"2026-03", "running"}, {"2026-04", "not_begun"}, {"2026-05", "not_begun"}}));
  EXPECT_EQ(get("/stock?months=2026-01..2026-02")["unfinished"], Json::object());
}

TEST_F(LedgerCalls, AScopeSeesItsOwnAndNoTotalThatTellsTheRest) {
  scope_ = {.account = "gd", .regions = {"440000"}, .may_write = true};
  const Json whole = get("/capacity?months=2025-12..2025-12&component=max_sessions");
  ASSERT_EQ(whole["data"].size(), 1U);
  EXPECT_EQ(whole["data"][0]["months"][0]["closing"]["value"], 330) << "Guangdong, not the nation";
  const Json by = get("/capacity?by=province&months=2025-12..2025-12&within=310000,440300");
  for (const Json& one : by["data"]) {
    EXPECT_EQ(one["group"]["region"], "440000");
  }
  EXPECT_EQ(row(by, "440000")["months"][0]["closing"]["value"], 50);
  EXPECT_THAT(get("/capacity?within=310000")["data"], IsEmpty());
  EXPECT_EQ(get("/movements?months=2025-06..2025-12&region=310000")["total"], 0);
  EXPECT_EQ(get("/quality?month=2025-12")["counts"]["devices"], 3);
  get("/devices/" + std::to_string(sh1_), 404);
  EXPECT_EQ(get("/devices/" + std::to_string(gz1_))["data"]["object"]["id"], gz1_);
  freeze("2025-12", "", 403);

  scope_.owners = {"china_telecom"};
  EXPECT_THAT(get("/capacity?months=2025-12..2025-12")["data"], IsEmpty());
  scope_.owners = {"china_mobile"};
  EXPECT_THAT(get("/capacity?months=2025-12..2025-12&operator=china_telecom")["data"], IsEmpty());
}

TEST_F(LedgerCalls, ADeviceThatCameFromElsewhereBringsNoSumsAlong) {
  write("2025-11-05", "nat44_device", sh1_,
        {{"region", std::string("440100")}, {"operator", std::string("china_mobile")}});
  scope_ = {.account = "gd", .regions = {"440000"}};
  const Json answer = get("/capacity?by=province&months=2025-06..2025-12&component=max_sessions");
  ASSERT_EQ(answer["data"].size(), 1U) << "Shanghai's past is not Guangdong's business";
  EXPECT_EQ(month(answer["data"][0], "2025-11")["moved_in"], 60);
  EXPECT_TRUE(answer["closes"].get<bool>());
}

TEST_F(LedgerCalls, ADeviceThatLeftStaysInThePastItWasPartOf) {
  freeze("2025-09", "");
  write("2025-10-05", "nat44_device", gz1_,
        {{"region", std::string("450100")}, {"plan_action", std::string("retire")}});
  const std::string question =
      "/capacity?by=province&months=2025-08..2025-12&component=max_sessions";
  const Json nation = get(question);
  const auto device = "/devices/" + std::to_string(gz1_);
  for (const char* province : {"440000", "450000"}) {
    scope_ = {.account = "province", .regions = {province}};
    const Json own = get(question);
    ASSERT_EQ(own["data"].size(), 1U);
    EXPECT_EQ(own["data"][0]["months"], row(nation, province)["months"]);
  }
  EXPECT_EQ(row(nation, "450000")["verdict"]["month_on_month"]["answer"], "not_met");
  EXPECT_EQ(get(question)["data"][0]["verdict"], row(nation, "450000")["verdict"])
      << "who sees a part is told what the nation is told of it";
  EXPECT_EQ(month(get(question)["data"][0], "2025-10")["moved_in"], 100);
  EXPECT_TRUE(get(device + "?month=2025-09")["data"]["capacity"].is_null())
      << "its past is not Guangxi's";
  scope_.regions = {"440000"};
  EXPECT_EQ(month(get(question)["data"][0], "2025-09")["closing"]["value"], 350);
  const Json out = get("/movements?month=2025-10&part=moved_out&component=max_sessions");
  ASSERT_EQ(out["total"], 1);
  EXPECT_EQ(out["data"][0]["device"]["key"], "china_mobile / 440100 / GZ-1");
  EXPECT_EQ(out["data"][0]["other"]["region"], "") << "where it went is not Guangdong's business";
  EXPECT_EQ(get(device + "?month=2025-09")["data"]["capacity"]["max_sessions"]["value"], 100);
  get(device + "?month=2025-12", 404);
}

TEST_F(LedgerCalls, AFrozenMonthSaysWhatItSaid) {
  const Json first = freeze("2025-09", "");
  EXPECT_EQ(first["data"]["version"], 1);
  EXPECT_EQ(first["data"]["objects"], 5);
  EXPECT_TRUE(first["data"]["reproduces"].get<bool>());
  EXPECT_THAT(first["changes"], IsEmpty());
  // Typed later for June: the frozen month does not know it, the month after is told as corrected
  // or grown by what it was.
  write("2025-06-15", "nat44_device", gz1_, {{"max_sessions", number(150)}}, false, "2026-01-05");
  const std::string question = "/capacity?months=2025-09..2025-10&component=max_sessions";
  const Json answer = get(question);
  EXPECT_EQ(answer["frozen"]["2025-09"], 1);
  EXPECT_TRUE(answer["frozen"]["2025-10"].is_null());
  EXPECT_EQ(month(answer["data"][0], "2025-09")["closing"]["value"], 410);
  EXPECT_EQ(month(answer["data"][0], "2025-10")["expanded"], 50);
  EXPECT_EQ(month(answer["data"][0], "2025-10")["closing"]["value"], 440);
  EXPECT_TRUE(answer["closes"].get<bool>());

  freeze("2025-09", "", 400);
  const Json second = freeze("2025-09", "typed late");
  EXPECT_EQ(second["data"]["version"], 2);
  ASSERT_EQ(second["changes"].size(), 1U);
  EXPECT_EQ(second["changes"][0]["field"], "max_sessions");
  EXPECT_EQ(second["changes"][0]["before"], 100);
  EXPECT_EQ(second["changes"][0]["after"], 150);
  const Json later = get(question);
  EXPECT_EQ(later["frozen"]["2025-09"], 2);
  EXPECT_EQ(month(later["data"][0], "2025-09")["closing"]["value"], 460);
  const Json listed = get("/freezes");
  ASSERT_EQ(listed["data"].size(), 2U);
  EXPECT_TRUE(listed["data"][0]["reproduces"].get<bool>());
  EXPECT_EQ(get("/freezes/2025-09/2")["changes"], second["changes"]);
  EXPECT_THAT(get("/freezes/2025-09/1")["changes"], IsEmpty());
  get("/freezes/2025-09/3", 404);
  get("/freezes/September/1", 404);
}

TEST_F(LedgerCalls, AMonthKnowsNoMoreThanALaterFrozenOne) {
  freeze("2025-09", "");
  freeze("2025-10", "");
  write("2025-06-15", "nat44_device", gz1_, {{"max_sessions", number(150)}}, false, "2026-01-05");
  freeze("2025-09", "typed late");
  // October was published without it, so September is compared as it was published with October.
  const Json both = get("/capacity?months=2025-09..2025-10&component=max_sessions");
  EXPECT_EQ(both["frozen"]["2025-09"], 1);
  EXPECT_EQ(both["frozen"]["2025-10"], 1);
  EXPECT_EQ(get("/capacity?months=2025-09..2025-09")["frozen"]["2025-09"], 2);
  freeze("2025-10", "typed late");
  const Json again = get("/capacity?months=2025-09..2025-10&component=max_sessions");
  EXPECT_EQ(again["frozen"]["2025-09"], 2);
  EXPECT_EQ(again["frozen"]["2025-10"], 2);
}

// One month has one closing, whatever span it is asked in, and the devices behind a bar add up to
// it.
TEST_F(LedgerCalls, AnOpenMonthBeforeAFrozenOneKnowsWhatThatKnew) {
  write("2025-09-10", "nat44_device", gz1_, {{"max_sessions", number(140)}});
  freeze("2025-11", "");
  write("2025-09-10", "nat44_device", gz1_, {{"max_sessions", number(100)}});
  const auto closing = [&](const std::string& months) {
    return month(
        row(get("/capacity?by=province&component=max_sessions&months=" + months), "440000"),
        "2025-09")["closing"]["value"];
  };
  EXPECT_EQ(closing("2025-08..2025-10"), closing("2025-08..2025-11"));
  const Json open = get("/capacity?by=province&component=max_sessions&months=2025-09..2025-09");
  const Json behind =
      get("/movements?month=2025-09&region=440000&component=max_sessions&part=expanded");
  EXPECT_EQ(month(row(open, "440000"), "2025-09")["expanded"], 40);
  EXPECT_EQ(behind["total"], 1);
  EXPECT_EQ(
      get("/movements?month=2025-09&region=440000&component=max_sessions&part=reduced")["total"], 0)
      << "what was typed after the freeze shows after it";
  EXPECT_GT(get("/movements?month=2025-12&region=440000&component=max_sessions")["total"], 0);
}

TEST_F(LedgerCalls, WhatCannotBeFrozenIsRefusedWithAWord) {
  EXPECT_THAT(freeze("2026-03", "", 409)["detail"].get<std::string>(), HasSubstr("has not ended"));
  EXPECT_THAT(freeze("2020-01", "", 409)["detail"].get<std::string>(), HasSubstr("no device"));
  freeze("March", "", 400);
  EXPECT_EQ(ask(http::Method::post, "/freezes", "").status, 400);
  EXPECT_EQ(ask(http::Method::post, "/freezes", "[]").status, 400);
  EXPECT_EQ(ask(http::Method::post, "/freezes", R"({"month": 6})").status, 400);
  EXPECT_EQ(ask(http::Method::post, "/freezes", R"({"month": "2025-09", "by": "x"})").status, 400);
  freeze("2025-09", "");
  EXPECT_THAT(freeze("2025-09", "again", 409)["detail"].get<std::string>(),
              HasSubstr("nothing to restate"));
  // A part of the country learns that it is frozen, and not how many devices there are in all.
  scope_ = {.account = "gd", .regions = {"440000"}};
  const Json listed = get("/freezes");
  EXPECT_TRUE(listed["data"][0]["objects"].is_null());
  EXPECT_TRUE(listed["data"][0]["reproduces"].get<bool>());
}

TEST_F(LedgerCalls, SeveralThreadsAskAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      for (int round = 0; round < 10; ++round) {
        const auto response =
            ask(http::Method::get, i % 2 == 0 ? "/capacity?by=province" : "/plan?month=2025-12");
        EXPECT_EQ(response.status, 200);
      }
    });
  }
  for (int round = 0; round < 10; ++round) {
    write("2025-11-11", "nat44_device", gz1_, {{"max_sessions", number(200 + round)}});
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

/// Random histories written through the store.
class RandomLedger : public LedgerWorld {
 protected:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  std::string some_day() {
    return "2025-0" + std::to_string(1 + below(8)) + "-" + std::to_string(10 + below(18));
  }
  registry::Document some_fields() {
    static constexpr std::array<const char*, 3> kRegions = {"440100", "440300", "110100"};
    static constexpr std::array<const char*, 2> kOperators = {"china_mobile", "china_telecom"};
    registry::Document set;
    switch (below(6)) {
      case 0:
        set["region"] = std::string(kRegions.at(below(kRegions.size())));
        break;
      case 1:
        set["operator"] = std::string(kOperators.at(below(kOperators.size())));
        break;
      case 2:
        set["status"] = std::string(ledger::kStatusNames.at(below(ledger::kStatusNames.size())));
        break;
      case 3:
        set["retired_on"] = below(2) == 0 ? registry::Value(some_day()) : registry::Value();
        break;
      case 4:
        set["ledger_class"] =
            std::string(ledger::kLedgerClassNames.at(below(ledger::kLedgerClassNames.size())));
        break;
      default:
        set[std::string(ledger::kComponentNames.at(below(ledger::kComponents)))] =
            below(5) == 0 ? registry::Value() : number(static_cast<std::int64_t>(below(1000)));
    }
    return set;
  }

  std::mt19937_64 random_{20260320};
};

TEST_F(RandomLedger, ClosesInEveryGroupHoweverItIsAsked) {
  std::vector<std::uint64_t> devices;
  for (int i = 0; i < 10; ++i) {
    devices.push_back(enters(some_day(), "D-" + std::to_string(i), "440100", 100));
  }
  for (int i = 0; i < 150; ++i) {
    write(some_day(), "nat44_device", devices[below(devices.size())], some_fields(), below(5) == 0,
          "2025-09-01");
    if (i == 60) {
      freeze("2025-03", "");
    } else if (i == 100) {
      freeze("2025-05", "");
    }
  }
  // A part of the country has the months in its own account that it has in the nation's.
  const std::string parts = "/capacity?months=2025-01..2025-09&by=county,operator&within=440000";
  const Json nations = get(parts);
  scope_ = {.account = "gd", .regions = {"440000"}};
  const Json own = get(parts);
  ASSERT_EQ(own["data"].size(), nations["data"].size());
  for (std::size_t i = 0; i < own["data"].size(); ++i) {
    EXPECT_EQ(own["data"][i]["group"], nations["data"][i]["group"]);
    EXPECT_EQ(own["data"][i]["months"], nations["data"][i]["months"]);
  }
  scope_ = registry::Scope::everything("tester");
  for (const char* by : {"", "province", "county,operator", "prefecture,operator,class", "class"}) {
    for (const char* more : {"", "&within=440000", "&operator=china_mobile", "&class=nat444"}) {
      const std::string target = std::string("/capacity?months=2025-01..2025-09&by=") + by + more;
      SCOPED_TRACE(target);
      const Json answer = get(target);
      EXPECT_TRUE(answer["closes"].get<bool>());
      EXPECT_EQ(answer["frozen"]["2025-03"], 1);
      for (const Json& one : answer["data"]) {
        for (const Json& month : one["months"]) {
          const auto level = [](const Json& sum) {  // Of nothing but gaps: the parts are zero.
            return sum["value"].is_null() ? 0 : sum["value"].get<std::int64_t>();
          };
          EXPECT_EQ(
              level(month["opening"]) + month["added"].get<std::int64_t>() +
                  month["expanded"].get<std::int64_t>() - month["reduced"].get<std::int64_t>() -
                  month["retired"].get<std::int64_t>() + month["moved_in"].get<std::int64_t>() -
                  month["moved_out"].get<std::int64_t>() + month["corrected"].get<std::int64_t>(),
              level(month["closing"]));
        }
      }
    }
  }
}

}  // namespace
}  // namespace sixscope
