// Who is expected to have a figure: whom a round asked, and for the pilot regions whom a setting
// names.
#include "indicator_world.h"

namespace sixscope::tests {
namespace {

using ::testing::HasSubstr;

const std::string kQuestion = "indicator=T1&source=submitted&month=2025-06";

class ExpectedByRound : public ::testing::Test {
 protected:
  Json coverage(const std::string& question = kQuestion) {
    return world_.value(question)["coverage"];
  }
  // Leaves that lack, with the round that asked for them.
  std::map<std::string, Json> lacking() {
    const Json leaves =
        world_.json(world_.get("/indicators/T1/leaves?source=submitted&month=2025-06"));
    std::map<std::string, Json> all;
    for (const Json& leaf : leaves["data"]) {
      if (leaf["fault"] == "missing") {
        all[leaf["region"].get<std::string>() + " " + leaf["operator"].get<std::string>()] =
            leaf["round"];
      }
    }
    return all;
  }

  IndicatorWorld world_;
};

TEST_F(ExpectedByRound, TheRoundSaysWhoLacksAndByWhenItWasDue) {
  world_.open_round("traffic_by_province", "2025-06",
                    {"440000/china_mobile", "440000/china_telecom", "310000/china_mobile"});
  world_.hand_in_all(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "440000", "china_mobile", "100", "40", "100", "60"));
  EXPECT_EQ(coverage(), (Json{{"present", 1}, {"expected", 3}}))
      << "not 93, which is an assumption";
  const auto lack = lacking();
  ASSERT_EQ(lack.size(), 2U);
  for (const char* name : {"310000 china_mobile", "440000 china_telecom"}) {
    ASSERT_TRUE(lack.contains(name)) << name;
    EXPECT_EQ(lack.at(name), (Json{{"id", "traffic_by_province-2025-06"}, {"due", "2025-07-15"}}));
  }
}

TEST_F(ExpectedByRound, AMonthWithoutARoundIsAssumedAsBefore) {
  world_.open_round("traffic_by_province", "2025-05", {"440000/china_mobile"});
  world_.hand_in_all(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "440000", "china_mobile", "100", "40", "100", "60"));
  EXPECT_EQ(coverage(), (Json{{"present", 1}, {"expected", 93}}));
  EXPECT_TRUE(lacking().at("310000 china_mobile").is_null()) << "nobody asked";
}

TEST_F(ExpectedByRound, WhoWasNotAskedCountsAllTheSame) {
  world_.open_round("traffic_by_province", "2025-06", {"440000/china_mobile"});
  world_.hand_in_all("traffic_by_province",
                     kMobileHead +
                         mobile("2025-06", "440000", "china_mobile", "100", "40", "100", "60") +
                         mobile("2025-06", "310000", "china_broadnet", "10", "4", "10", "6"));
  EXPECT_EQ(coverage(), (Json{{"present", 2}, {"expected", 2}}));
}

TEST_F(ExpectedByRound, OfAHalfYearItIsTheRoundOfTheHalfYear) {
  world_.open_round("nat44_progress", "2026-06", {"440000/china_mobile", "310000/china_mobile"});
  world_.hand_in_all(
      "nat44_progress",
      "month,region,operator,design_throughput\n2026-05,440000,china_mobile,42000\n");
  const std::string half = "source=submitted&period=half_year&months=2026-01..2026-06";
  EXPECT_EQ(coverage("indicator=D1a&" + half), (Json{{"present", 1}, {"expected", 2}}));
  const Json leaves = world_.json(world_.get("/indicators/D1a/leaves?" + half));
  ASSERT_EQ(leaves["data"].size(), 2U);
  EXPECT_EQ(leaves["data"][0]["region"], "310000");
  EXPECT_EQ(leaves["data"][0]["round"]["id"], "nat44_progress-2026-H1");
  EXPECT_EQ(leaves["data"][0]["round"]["due"], "2026-06-30");
}

// The country's own figure is a submission of its own where it is asked for; beside provinces it is
// told twice, and lacks nothing of theirs.
TEST_F(ExpectedByRound, TheCountryAnswersForItsOwnFigureAlone) {
  world_.open_round("traffic_by_province", "2025-06",
                    {"000000/china_mobile", "440000/china_mobile"});
  world_.hand_in_all("traffic_by_province", kMobileHead + mobile("2025-06", "全国", "china_mobile",
                                                                 "500", "300", "500", "300"));
  const Json round = world_.json(world_.get("/rounds/traffic_by_province-2025-06"));
  EXPECT_EQ(round["submissions"][0]["state"], "draft") << round.dump(1);
  EXPECT_EQ(round["submissions"][1]["state"], "not_opened");
  world_.hand_in_all(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "440000", "china_mobile", "100", "40", "100", "60"));
  EXPECT_EQ(coverage(), (Json{{"present", 1}, {"expected", 1}}));
}

TEST_F(ExpectedByRound, AFigureOfTheCountryThatNobodyWasAskedForIsRefusedWithWhatToDo) {
  world_.open_round("traffic_by_province", "2025-06", {"440000/china_mobile"});
  const auto refused = world_.hand_in(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "全国", "china_mobile", "500", "300", "500", "300"));
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("round_unasked"));
  EXPECT_THAT(refused.body, HasSubstr("rounds.regions_more"));
  const auto typed =
      world_.post("/registry/objects/traffic_by_province", {{"fields",
                                                             {{"month", "2025-06"},
                                                              {"region", "000000"},
                                                              {"operator", "china_mobile"},
                                                              {"lte", 5},
                                                              {"lte_ipv6", 3}}},
                                                            {"reason", "typed"}});
  EXPECT_EQ(typed.status, 422) << typed.body;
  EXPECT_THAT(typed.body, HasSubstr("round_unasked"));
}

TEST_F(ExpectedByRound, AFormWithAFigureOfTheCountryAsksForIt) {
  world_.open_round("users_estimate", "2025-06");
  const Json round = world_.json(world_.get("/rounds/users_estimate-2025-06"));
  EXPECT_EQ(round["submissions"].size(), 32U);
  world_.hand_in_all(
      "users_estimate",
      "month,region,active_users,internet_users\n2025-06,全国,834000000,1100000000\n");
  const Json nation = world_.value("indicator=U1a&source=submitted&month=2025-06");
  EXPECT_EQ(nation["value"], 834000000.0);
}

// ---- the pilot regions

Json of_pilots(IndicatorWorld& world, const std::string& target, const std::string& month,
               const Ask& with = {}) {
  const Json board =
      world.json(world.get("/indicators/targets?source=submitted&month=" + month, with));
  for (const Json& one : board["data"]) {
    if (one["target"] == target) {
      return one;
    }
  }
  ADD_FAILURE() << "no target " << target;
  return {};
}

constexpr const char* kGrowth = "denat_2024.nat44_throughput.2025";
constexpr const char* kProgressHead =
    "month,region,operator,design_throughput,design_throughput_reference\n";

TEST(PilotRegions, WithoutASettingTheTargetSaysWhatToDo) {
  IndicatorWorld world;
  world.hand_in_all("nat44_progress",
                    std::string(kProgressHead) + "2025-11,440300,china_mobile,90,100\n");
  const Json one = of_pilots(world, kGrowth, "2025-12");
  EXPECT_EQ(one["region"], "pilot");
  EXPECT_EQ(one["verdict"], "no_data");
  EXPECT_THAT(one["why"]["en"].get<std::string>(), HasSubstr("indicators.pilot_regions"));
  EXPECT_THAT(one["why"]["zh"].get<std::string>(), HasSubstr("名单"));
}

// Shenzhen is a pilot; the row of its province beside it is not, and does not hide it.
TEST(PilotRegions, AreHeldAgainstTheirOwnFiguresAlone) {
  IndicatorWorld world(testing::source_dir() / "catalogue", 100'000, {"440300", "310000"});
  std::string sheet = kProgressHead;
  for (const char* operator_ : {"china_telecom", "china_mobile", "china_unicom"}) {
    const std::string who = operator_;
    sheet += "2025-11,440300," + who + ",90,100\n2025-11,440000," + who + ",900,500\n" +
             "2025-11,310000," + who + ",110,100\n2025-11,110000," + who + ",900,100\n";
  }
  world.hand_in_all("nat44_progress", sheet);
  const Json one = of_pilots(world, kGrowth, "2025-12");
  EXPECT_EQ(one["period"]["name"], "2025-H2");
  EXPECT_EQ(one["months"], (Json{{"first", "2025-11"}, {"last", "2025-11"}}));
  EXPECT_EQ(one["at_due"]["period"]["name"], "2025-H2") << "the end of July lies in it";
  EXPECT_EQ(one["value"], 0.0) << "90 and 110 on 100 each";
  EXPECT_EQ(one["coverage"], (Json{{"present", 6}, {"expected", 6}}));
  EXPECT_EQ(one["verdict"], "met");
  EXPECT_TRUE(one["why"].is_null());
  ASSERT_EQ(one["contributors"].size(), 1U) << one.dump(1);
  EXPECT_EQ(one["contributors"][0]["region"], "310000");
  const Json board = world.json(world.get("/indicators/targets?month=2025-12"));
  EXPECT_EQ(board["pilot_regions"], (Json{"440300", "310000"}));
  EXPECT_EQ(board["labels"]["region"]["440300"]["zh"], "深圳");
}

TEST(PilotRegions, WhoHasNothingThereLacks) {
  IndicatorWorld world(testing::source_dir() / "catalogue", 100'000, {"440300"});
  world.hand_in_all("nat44_progress",
                    std::string(kProgressHead) + "2025-11,440300,china_mobile,90,100\n");
  const Json one = of_pilots(world, kGrowth, "2025-12");
  EXPECT_EQ(one["coverage"], (Json{{"present", 1}, {"expected", 3}}));
  EXPECT_EQ(one["verdict"], "cannot_tell") << "two operators of the city are silent";
}

TEST(PilotRegions, AnAccountSeesThemWhereItSeesAllOfThem) {
  IndicatorWorld world(testing::source_dir() / "catalogue", 100'000, {"440300", "310000"});
  world.make_accounts();
  const Ask guangdong = {.token = world.account({.id = "gdca", .regions = {"440000"}})};
  const auto done =
      world.hand_in("nat44_progress",
                    std::string(kProgressHead) +
                        "2025-11,440300,china_mobile,90,100\n2025-11,310000,china_mobile,90,100\n",
                    world.admin);
  ASSERT_EQ(done.status, 201) << done.body;
  EXPECT_EQ(of_pilots(world, kGrowth, "2025-12", world.admin)["value"], -0.1);
  EXPECT_TRUE(of_pilots(world, kGrowth, "2025-12", guangdong)["value"].is_null());
}

}  // namespace
}  // namespace sixscope::tests
