// The composite index over forms that were handed in: scores, contributions, ranks with ties, what
// lacks, and targets held against one scope.
#include "indicator_world.h"

namespace sixscope::tests {
namespace {

using ::testing::HasSubstr;

// Mobile share `v6` of 100 in a month; fixed nothing.
std::string mobile_share(const std::string& province, const std::string& operator_,
                         const std::string& v6) {
  return mobile("2025-06", province, operator_, "100", v6, "0", "0");
}

constexpr const char* kConnectionsHead =
    "month,region,operator,kind,connections,connections_allocated,connections_active\n";

class IndicatorComposite : public ::testing::Test {
 protected:
  Json ask(const std::string& question = "month=2025-06", const Ask& with = {}) {
    return world_.json(world_.get("/indicators/composite?" + question, with));
  }
  static Json row(const Json& answer, const std::string& region, const std::string& of = "") {
    for (const Json& one : answer["data"]) {
      if (one["region"] == region && one["operator"] == of) {
        return one;
      }
    }
    ADD_FAILURE() << "no row of " << region << " " << of;
    return {};
  }
  static Json dimension(const Json& row, const std::string& id) {
    for (const Json& one : row["dimensions"]) {
      if (one["dimension"] == id) {
        return one;
      }
    }
    ADD_FAILURE() << "no dimension " << id;
    return {};
  }

  IndicatorWorld world_;
};

TEST_F(IndicatorComposite, RanksShareTiesAndWhoHasNothingIsApart) {
  world_.hand_in_all("traffic_by_province", kMobileHead +
                                                mobile_share("110000", "china_mobile", "80") +
                                                mobile_share("120000", "china_mobile", "60") +
                                                mobile_share("130000", "china_mobile", "60") +
                                                mobile_share("140000", "china_mobile", "20"));
  // Too little of it for a rank: a tenth, as traffic weighs a fifth and the fixed part lacks.
  const Json early = row(ask(), "110000");
  EXPECT_DOUBLE_EQ(early["index"].get<double>(), 0.8);
  EXPECT_DOUBLE_EQ(early["complete"].get<double>(), 0.1);
  EXPECT_TRUE(early["rank"].is_null());
  // Half of the weights, all of them at the mobile share: users, traffic, resources.
  std::string connections = kConnectionsHead;
  std::string egress =
      "month,region,operator,metro_egress,metro_egress_ipv6,mobile_core_egress,"
      "mobile_core_egress_ipv6\n";
  std::string filing = "month,region,operator,allocated,filed\n";
  for (const auto& [province, v6] : std::map<std::string, std::string>{
           {"110000", "80"}, {"120000", "60"}, {"130000", "60"}, {"140000", "20"}}) {
    const std::string place = "2025-06," + province + ",china_mobile,";
    for (const char* const kind : {"mobile", "fixed"}) {
      connections += place + kind + ",100,100," + v6 + "\n";
    }
    egress += place + "100," + v6 + ",0,0\n";
    filing += place + "100," + v6 + "\n";
  }
  world_.hand_in_all("connections", connections);
  world_.hand_in_all("traffic_by_province", egress);
  world_.hand_in_all("address_filing", filing);
  const Json answer = ask();
  EXPECT_EQ(answer["data"].size(), 32U) << "the nation and every province";
  const Json best = row(answer, "110000");
  EXPECT_NEAR(best["index"].get<double>(), 0.8, 1e-12) << "all that is there";
  EXPECT_EQ(best["rank"], 1);
  EXPECT_EQ(row(answer, "120000")["rank"], 2);
  EXPECT_EQ(row(answer, "130000")["rank"], 2);
  EXPECT_EQ(row(answer, "140000")["rank"], 4);
  const Json silent = row(answer, "150000");
  EXPECT_TRUE(silent["index"].is_null());
  EXPECT_TRUE(silent["rank"].is_null());
  EXPECT_EQ(silent["complete"], 0);
  EXPECT_NEAR(best["complete"].get<double>(), 0.5, 1e-12);
  EXPECT_EQ(best["is_whole"], false);
  EXPECT_TRUE(best["rank_whole"].is_null()) << "nobody has all dimensions";
  const Json nation = row(answer, "100000");
  EXPECT_NEAR(nation["index"].get<double>(), 220.0 / 400, 1e-12) << "sum over sum";
  EXPECT_TRUE(nation["rank"].is_null());
  EXPECT_NEAR(dimension(best, "traffic")["contribution"].get<double>(), 0.32, 1e-12);
  EXPECT_TRUE(dimension(best, "network")["score"].is_null()) << "missing is not zero";
}

TEST_F(IndicatorComposite, AddsUpDimensionsByTheirWeights) {
  world_.hand_in_all("traffic_by_province",
                     kMobileHead + mobile_share("110000", "china_mobile", "80"));
  world_.hand_in_all("connections", std::string(kConnectionsHead) +
                                        "2025-06,110000,china_mobile,mobile,1000,800,500\n");
  const Json one = row(ask(), "110000");
  // Users and traffic weigh a fifth each: (0.2 x 0.5 + 0.2 x 0.8) / 0.4.
  EXPECT_DOUBLE_EQ(one["index"].get<double>(), 0.65);
  EXPECT_DOUBLE_EQ(dimension(one, "users")["contribution"].get<double>(), 0.25);
  EXPECT_DOUBLE_EQ(dimension(one, "traffic")["contribution"].get<double>(), 0.4);
  const Json part = dimension(one, "users")["parts"][0];
  EXPECT_EQ(part["indicator"], "mobile_v6_active_share_of_all");
  EXPECT_EQ(part["numerator"], 500);
  EXPECT_EQ(part["period"], "2025-06");
}

TEST_F(IndicatorComposite, OperatorsAreComparedWithinARegion) {
  world_.hand_in_all("traffic_by_province", kMobileHead +
                                                mobile_share("110000", "china_mobile", "80") +
                                                mobile_share("110000", "china_unicom", "90") +
                                                mobile_share("120000", "china_unicom", "10"));
  const Json answer = ask("month=2025-06&by=operator&within=110000");
  EXPECT_DOUBLE_EQ(row(answer, "110000", "china_unicom")["index"].get<double>(), 0.9);
  EXPECT_DOUBLE_EQ(row(answer, "110000", "china_mobile")["index"].get<double>(), 0.8);
  EXPECT_TRUE(row(answer, "110000", "china_telecom")["index"].is_null()) << "expected and silent";
  EXPECT_DOUBLE_EQ(row(answer, "110000")["index"].get<double>(), 0.85);
  const Json of_one = ask("month=2025-06&operator=china_unicom");
  EXPECT_DOUBLE_EQ(row(of_one, "120000", "china_unicom")["index"].get<double>(), 0.1);
  EXPECT_DOUBLE_EQ(row(of_one, "100000", "china_unicom")["index"].get<double>(), 0.5);
  const auto two = world_.get("/indicators/composite?within=110000,120000");
  EXPECT_EQ(two.status, 400);
  EXPECT_THAT(two.body, HasSubstr("one at most"));
}

TEST_F(IndicatorComposite, WhatIsFormedEachHalfYearIsTheNewestThatWasOver) {
  world_.hand_in_all("network_readiness",
                     "month,region,operator,part,elements,elements_ipv6\n"
                     "2025-06,110000,china_mobile,metro,100,40\n");
  const auto network = [&](const std::string& month) {
    return dimension(row(ask("month=" + month), "110000"), "network");
  };
  EXPECT_TRUE(network("2025-05")["score"].is_null());
  EXPECT_DOUBLE_EQ(network("2025-06")["score"].get<double>(), 0.4);
  EXPECT_DOUBLE_EQ(network("2025-11")["score"].get<double>(), 0.4);
  EXPECT_EQ(network("2025-11")["parts"][0]["period"], "2025-H1");
  EXPECT_TRUE(network("2025-12")["score"].is_null()) << "the second half was not handed in";
}

TEST_F(IndicatorComposite, TargetsAreHeldAgainstTheScopeAskedFor) {
  world_.hand_in_all("traffic_by_province", kMobileHead +
                                                mobile_share("110000", "china_mobile", "80") +
                                                mobile_share("110000", "china_unicom", "20") +
                                                mobile_share("120000", "china_mobile", "10"));
  const auto find = [&](const std::string& scope) {
    const Json board =
        world_.json(world_.get("/indicators/targets?source=submitted&month=2025-06" + scope));
    for (const Json& one : board["data"]) {
      if (one["target"] == "year_2025.mobile.2025") {
        return one;
      }
    }
    ADD_FAILURE() << "the target is not there";
    return Json();
  };
  EXPECT_EQ(find("")["region"], "100000");
  EXPECT_EQ(find("")["numerator"], 110);
  const Json province = find("&within=110000");
  EXPECT_EQ(province["scope"], "100000") << "whose target it is";
  EXPECT_EQ(province["region"], "110000") << "whose figure";
  EXPECT_EQ(province["numerator"], 100);
  const Json carrier = find("&within=110000&operator=china_mobile");
  EXPECT_EQ(carrier["numerator"], 80);
  EXPECT_EQ(carrier["verdict"], "met");
  EXPECT_EQ(find("&operator=china_mobile")["numerator"], 90);
  EXPECT_EQ(world_.get("/indicators/targets?within=110000,120000").status, 400);
}

}  // namespace
}  // namespace sixscope::tests
