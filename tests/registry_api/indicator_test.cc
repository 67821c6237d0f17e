// Indicators over forms that were handed in: sums, gaps, coverage, what was known when, who sees
// what.
#include "figures/expectation.h"
#include "indicator_world.h"
#include "model/month.h"

namespace sixscope::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const std::vector<std::string> kOperators = {"china_telecom", "china_mobile", "china_unicom"};

class IndicatorApi : public ::testing::Test {
 protected:
  // Tests of 31 provinces and three operators, as even as can be.
  std::string connectivity(int connected, int all_tested = 2000) const {
    std::string sheet =
        "month,region,operator,reading,subscribers,subscribers_tested,"
        "subscribers_connected\n";
    int place = 0;
    for (const std::string& province : everywhere_.provinces) {
      for (const std::string& operator_ : everywhere_.operators) {
        const int tested = all_tested / 93 + (place < all_tested % 93 ? 1 : 0);
        const int good = connected / 93 + (place < connected % 93 ? 1 : 0);
        ++place;
        sheet += "2024-12," + province + "," + operator_ + ",own_platform,100000," +
                 std::to_string(tested) + "," + std::to_string(good) + "\n";
      }
    }
    return sheet;
  }

  // Each leaf of an answer by region and operator.
  std::map<std::string, Json> leaves(const std::string& question) {
    std::map<std::string, Json> all;
    const Json answer = world_.json(world_.get("/indicators/" + question));
    for (const Json& leaf : answer["data"]) {
      all[leaf["region"].get<std::string>() + " " + leaf["operator"].get<std::string>()] = leaf;
    }
    return all;
  }

  Json target(const std::string& id, const std::string& month, const Ask& with = {}) {
    const Json board =
        world_.json(world_.get("/indicators/targets?source=submitted&month=" + month, with));
    for (const Json& one : board["data"]) {
      if (one["target"] == id) {
        return one;
      }
    }
    ADD_FAILURE() << "no target " << id;
    return {};
  }

  IndicatorWorld world_;
  const figures::Expectation everywhere_ = expected_everywhere(testing::source_dir() / "catalogue");
};

// Two provinces of very different size: the mean of their shares would be 0.5.
TEST_F(IndicatorApi, TheNationIsNumeratorsOverDenominators) {
  world_.hand_in_all("traffic_by_province",
                     kMobileHead +
                         mobile("2025-06", "440000", "china_mobile", "600", "540", "400", "360") +
                         mobile("2025-06", "110000", "china_mobile", "60", "6", "40", "4") +
                         mobile("2025-06", "110000", "china_unicom", "50", "25", "0", "0"));
  const Json nation = world_.value("indicator=T1&source=submitted&month=2025-06");
  EXPECT_EQ(IndicatorWorld::parts(nation), std::pair(935.0, 1150.0));
  EXPECT_DOUBLE_EQ(nation["value"].get<double>(), 935.0 / 1150.0);
  double numerators = 0;
  double denominators = 0;
  const Json provinces = world_.values("indicator=T1&source=submitted&month=2025-06&by=region");
  for (const Json& one : provinces) {
    if (one["region"] != "100000") {
      numerators += one["numerator"].get<double>();
      denominators += one["denominator"].get<double>();
    }
  }
  EXPECT_EQ(std::pair(numerators, denominators), std::pair(935.0, 1150.0));
  const Json mobile_ =
      world_.value("indicator=T1&source=submitted&month=2025-06&operator=china_mobile");
  EXPECT_EQ(IndicatorWorld::parts(mobile_), std::pair(910.0, 1100.0));
}

TEST_F(IndicatorApi, AProvinceThatLacksIsNoZero) {
  std::string sheet = kMobileHead;
  for (const std::string& province : everywhere_.provinces) {
    for (const std::string& operator_ : kOperators) {
      if (province != "540000") {
        sheet += mobile("2025-06", province, operator_, "10", "5", "10", "5");
      }
    }
  }
  world_.hand_in_all("traffic_by_province", sheet);
  const Json nation = world_.value("indicator=T1&source=submitted&month=2025-06");
  EXPECT_DOUBLE_EQ(nation["value"].get<double>(), 0.5);
  EXPECT_EQ(nation["coverage"], (Json{{"present", 90}, {"expected", 93}}));
  const Json tibet = world_.value("indicator=T1&source=submitted&month=2025-06&within=540000");
  EXPECT_TRUE(tibet["value"].is_null());
  EXPECT_EQ(tibet["gap"], "no_observations");
  EXPECT_EQ(tibet["coverage"], (Json{{"present", 0}, {"expected", 3}}));
  const auto all = leaves("T1/leaves?source=submitted&month=2025-06");
  EXPECT_EQ(all.size(), 93U);
  const Json& lacking = all.at("540000 china_mobile");
  EXPECT_EQ(lacking["fault"], "missing");
  EXPECT_TRUE(lacking["numerator"].is_null() && lacking["denominator"].is_null()) << lacking.dump();
}

TEST_F(IndicatorApi, ARegionThatIsNoneIsToldAndNotAnsweredWithNothing) {
  for (const char* const call : {"values", "T1/leaves", "targets", "composite"}) {
    const std::string path = std::string("/indicators/") + call + "?month=2025-06&within=";
    const auto refused = world_.get(path + "999999");
    EXPECT_EQ(refused.status, 400) << call;
    EXPECT_THAT(refused.body, HasSubstr("no region has the code '999999'"));
    EXPECT_EQ(world_.get(path + "440000").status, 200) << call;
    EXPECT_EQ(world_.get(path + "100000").status, 200) << call;
  }
}

TEST_F(IndicatorApi, ErrorsOfTheDataCountInNeitherSumAndAreNamed) {
  world_.hand_in_all("traffic_by_province",
                     kMobileHead + mobile("2025-06", "440000", "china_mobile", "0", "0", "0", "0") +
                         mobile("2025-06", "110000", "china_mobile", "100", "120", "0", "0") +
                         mobile("2025-06", "310000", "china_mobile", "100", "30", "", ""));
  const auto gap = [&](const std::string& indicator, const std::string& region) {
    const Json one =
        world_.value("indicator=" + indicator + "&source=submitted&month=2025-06&within=" + region);
    EXPECT_TRUE(one["value"].is_null());
    return one["gap"].get<std::string>();
  };
  EXPECT_EQ(gap("T1a", "440000"), "zero_denominator");
  EXPECT_EQ(gap("T1a", "110000"), "data_error") << "more LTE over IPv6 than LTE";
  EXPECT_EQ(gap("T1", "310000"), "no_observations") << "5G is not known, which is not zero";
  const Json nation = world_.value("indicator=T1a&source=submitted&month=2025-06");
  EXPECT_EQ(IndicatorWorld::parts(nation), std::pair(30.0, 100.0));
  EXPECT_EQ(nation["coverage"]["present"], 1);
  const auto all = leaves("T1a/leaves?source=submitted&month=2025-06");
  EXPECT_EQ(all.at("440000 china_mobile")["fault"], "zero_denominator");
  EXPECT_EQ(all.at("110000 china_mobile")["fault"], "above_whole");
  EXPECT_TRUE(all.at("310000 china_mobile")["fault"].is_null());
}

// What is answered as of a commit stays the same, byte for byte, whatever is learned later.
TEST_F(IndicatorApi, ARestatedMonthLeavesTheOldAnswer) {
  const std::string head = kMobileHead;
  world_.hand_in_all("traffic_by_province",
                     head + mobile("2025-06", "440000", "china_mobile", "100", "40", "100", "60") +
                         mobile("2025-06", "310000", "china_mobile", "100", "50", "100", "50"));
  const std::string question =
      "/indicators/values?indicator=T1,T1a&month=2025-06&by=region,operator";
  const std::string board = "/indicators/targets?month=2025-06";
  const std::string behind = "/indicators/T1/leaves?month=2025-06";
  const std::uint64_t commit =
      world_.json(world_.get(question))["as_of_commit"].get<std::uint64_t>();
  const std::string then = "as_of_commit=" + std::to_string(commit);
  const std::string before[] = {world_.get(question + "&" + then).body,
                                world_.get(board + "&" + then).body,
                                world_.get(behind + "&" + then).body};
  world_.clock.advance(std::chrono::hours(24));
  world_.hand_in_all("traffic_by_province",
                     head + mobile("2025-06", "440000", "china_mobile", "100", "44", "100", "66"));
  EXPECT_EQ(world_.get(question + "&" + then).body, before[0]);
  EXPECT_EQ(world_.get(board + "&" + then).body, before[1]);
  EXPECT_EQ(world_.get(behind + "&" + then).body, before[2]);
  EXPECT_EQ(IndicatorWorld::parts(world_.value("indicator=T1&source=submitted&month=2025-06")),
            std::pair(210.0, 400.0));
  EXPECT_EQ(
      IndicatorWorld::parts(world_.value("indicator=T1&source=submitted&month=2025-06&" + then)),
      std::pair(200.0, 400.0));
}

TEST_F(IndicatorApi, ALeafOpensDownToItsFigures) {
  world_.hand_in_all(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "440000", "china_mobile", "100", "40", "200", "60"));
  const auto all =
      leaves("T1/leaves?source=submitted&month=2025-06&within=440000&operator=china_mobile");
  ASSERT_EQ(all.size(), 1U);
  const Json& leaf = all.at("440000 china_mobile");
  EXPECT_EQ(IndicatorWorld::parts(leaf), std::pair(100.0, 300.0));
  std::map<std::string, double> figures;
  for (const Json& figure : leaf["figures"]) {
    figures[figure["quantity"].get<std::string>()] = figure["value"].get<double>();
  }
  EXPECT_EQ(figures, (std::map<std::string, double>{{"lte_v6_traffic", 40},
                                                    {"mobile_5g_v6_traffic", 60},
                                                    {"lte_traffic", 100},
                                                    {"mobile_5g_traffic", 200}}));
}

// What weighs a stratum is a figure behind its leaf too.
TEST_F(IndicatorApi, ThePopulationIsToldWithAStratum) {
  world_.hand_in_all("connectivity", connectivity(1603));
  const Json answer = world_.json(
      world_.get("/indicators/D2a/leaves?month=2024-12&within=440000&operator=china_mobile"));
  const Json& stratified = answer["data"][0];
  ASSERT_EQ(stratified["method"]["version"], "1-stratified");
  std::vector<std::string> names;
  for (const Json& figure : stratified["figures"]) {
    names.push_back(figure["quantity"].get<std::string>());
  }
  EXPECT_THAT(names, ElementsAre("own_platform_subscribers_connected",
                                 "own_platform_subscribers_tested", "own_platform_subscribers"));
}

// 1,603 of 2,000 against 80 % cannot be told; 1,750 can, 1,400 too.
TEST_F(IndicatorApi, ASampleIsJudgedByItsWholeInterval) {
  const std::pair<int, const char*> cases[] = {
      {1603, "cannot_tell"}, {1750, "met"}, {1400, "not_met"}};
  for (const auto& [connected, verdict] : cases) {
    SCOPED_TRACE(connected);
    world_.clock.advance(std::chrono::hours(24));
    world_.hand_in_all("connectivity", connectivity(connected));
    const Json board =
        world_.json(world_.get("/indicators/targets?source=submitted&month=2024-12"));
    std::vector<std::string> versions;
    for (const Json& one : board["data"]) {
      if (one["indicator"] != "fixed_connectivity_own_platform") {
        continue;
      }
      versions.push_back(one["method"]["version"].get<std::string>());
      EXPECT_EQ(one["coverage"], (Json{{"present", 93}, {"expected", 93}}));
      EXPECT_EQ(one["samples"], 2000);
      EXPECT_EQ(one["verdict"], verdict) << versions.back();
      EXPECT_EQ(one["at_due"]["verdict"], verdict);
      EXPECT_NEAR(one["value"].get<double>(), connected / 2000.0, 0.005);
      EXPECT_LT(one["interval"]["low"], one["value"]);
      EXPECT_LT(one["value"], one["interval"]["high"]);
    }
    EXPECT_THAT(versions, UnorderedElementsAre("1-stratified", "1-pooled"));
  }
}

// Parts of a share that is weighted by subscribers do not add up by numbers of tests.
TEST_F(IndicatorApi, AWeightedShareIsNotTakenApartByItsTests) {
  world_.hand_in_all("connectivity", connectivity(14'000, 18'600));
  const Json board = world_.json(world_.get("/indicators/targets?source=submitted&month=2024-12"));
  std::map<std::string, std::size_t> contributors;
  for (const Json& one : board["data"]) {
    if (one["indicator"] == "fixed_connectivity_own_platform") {
      contributors[one["method"]["version"].get<std::string>()] = one["contributors"].size();
    }
  }
  EXPECT_EQ(contributors,
            (std::map<std::string, std::size_t>{{"1-stratified", 0}, {"1-pooled", 5}}));
}

// Twelve months on a straight line, a point a month: at 60 % in June with 70 % asked in December.
TEST_F(IndicatorApi, TheBoardSaysHowFarAndHowFast) {
  std::string sheet = kMobileHead;
  for (int back = 11; back >= 0; --back) {
    const std::string month = (model::Month::of(2025, 6) - back).to_string();
    for (const std::string& province : everywhere_.provinces) {
      for (const std::string& operator_ : kOperators) {
        // Guangdong lacks 3 points a month more than the others, Beijing as many less.
        const int all = 60 - back + (province == "440000" ? -3 : province == "110000" ? 3 : 0);
        sheet += mobile(month, province, operator_, "50", std::to_string(all), "50", "0");
      }
    }
  }
  world_.hand_in_all("traffic_by_province", sheet);
  const Json one = target("year_2025.mobile.2025", "2025-06");
  EXPECT_DOUBLE_EQ(one["value"].get<double>(), 0.6);
  EXPECT_EQ(one["verdict"], "not_met");
  EXPECT_EQ(one["threshold"], 0.7);
  EXPECT_EQ(one["due"], "2025-12-31");
  EXPECT_NEAR(one["distance"].get<double>(), 0.1, 1e-12);
  EXPECT_NEAR(one["pace_needed"].get<double>(), 0.1 / 6, 1e-12);
  EXPECT_TRUE(one["at_due"].is_null());
  EXPECT_NEAR(one["forecast"]["slope"].get<double>(), 0.01, 1e-12);
  EXPECT_EQ(one["forecast"]["month"], "2026-04");
  EXPECT_EQ(one["forecast"]["months"], 12);
  ASSERT_EQ(one["contributors"].size(), 5U);
  EXPECT_EQ(one["contributors"][0]["region"], "440000");
  EXPECT_NEAR(one["contributors"][0]["lack"].get<double>(), 0.13 / 31, 1e-12);
}

TEST_F(IndicatorApi, WhatIsLackingIsSharedOutAmongTheProvincesThatHaveFigures) {
  std::string sheet = kMobileHead;
  const std::pair<const char*, const char*> provinces[] = {
      {"110000", "40"}, {"310000", "50"}, {"320000", "60"}, {"330000", "65"}, {"440000", "20"}};
  for (const auto& [province, v6] : provinces) {
    sheet += mobile("2025-12", province, "china_mobile", "100", v6, "0", "0");
  }
  world_.hand_in_all("traffic_by_province", sheet);
  const Json one = target("year_2025.mobile.2025", "2025-12");
  EXPECT_EQ(one["verdict"], "cannot_tell")
      << "5 of 93 are there, and what the others weigh is open";
  double lack = 0;
  for (const Json& part : one["contributors"]) {
    lack += part["lack"].get<double>();
  }
  EXPECT_NEAR(lack, one["distance"].get<double>(), 1e-12);
  EXPECT_EQ(one["at_due"]["verdict"], "cannot_tell");
}

TEST_F(IndicatorApi, AnAccountSeesItsRegionAndNoFigureOfTheNation) {
  world_.make_accounts();
  std::string sheet = kMobileHead;
  for (const char* region : {"440000", "310000"}) {
    for (const std::string& operator_ : kOperators) {
      sheet += mobile("2025-12", region, operator_, "100", "40", "100", "60");
    }
  }
  const auto done = world_.hand_in("traffic_by_province", sheet, world_.admin);
  ASSERT_EQ(done.status, 201) << done.body;
  const std::string question = "indicator=T1&source=submitted&month=2025-12";
  EXPECT_EQ(world_.values(question, world_.reader), Json::array());
  EXPECT_EQ(world_.values(question + "&within=310000&by=region,operator", world_.reader),
            Json::array());
  const Json own = world_.values(question + "&by=region,operator", world_.reader);
  ASSERT_EQ(own.size(), 1U) << own.dump();
  EXPECT_EQ(own[0]["region"], "440000");
  EXPECT_EQ(own[0]["operator"], "china_mobile");
  EXPECT_EQ(own[0]["value"], 0.5);
  const Json behind = world_.json(
      world_.get("/indicators/T1/leaves?source=submitted&month=2025-12", world_.reader));
  ASSERT_EQ(behind["data"].size(), 1U);
  EXPECT_EQ(behind["labels"]["region"].size(), 1U);
  const Json board = target("year_2025.mobile.2025", "2025-12", world_.reader);
  EXPECT_EQ(board["verdict"], "no_data");
  EXPECT_TRUE(board["value"].is_null());
  EXPECT_TRUE(board["at_due"].is_null());
  EXPECT_TRUE(board["forecast"].is_null());
  EXPECT_TRUE(board["contributors"].empty());
  EXPECT_EQ(board["coverage"], (Json{{"present", 0}, {"expected", 0}}));
  EXPECT_EQ(world_.get("/indicators/values", {.token = "wrong"}).status, 401);
}

TEST_F(IndicatorApi, WrongParametersAreAllToldAtOnce) {
  const Json problem =
      world_.json(world_.get("/indicators/values?indicator=T1,T99&month=2025-13&by=planet&within=44"
                             "&period=week&source=guessed&as_of_commit=0&colour=red"),
                  400);
  std::vector<std::string> parameters;
  for (const Json& fault : problem["errors"]) {
    parameters.push_back(fault["parameter"].get<std::string>());
  }
  EXPECT_THAT(parameters, UnorderedElementsAre("indicator", "month", "by", "within", "period",
                                               "source", "as_of_commit", "colour"));
}

// A quarter of one month is a question that nothing could answer.
TEST_F(IndicatorApi, APeriodThatDoesNotFitTheMonthsIsRefused) {
  const auto answer = world_.get("/indicators/values?period=quarter&month=2025-06");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("no whole quarter"));
  EXPECT_EQ(world_.get("/indicators/values?period=quarter&months=2025-04..2025-06").status, 200);
}

TEST(IndicatorLimit, MoreValuesThanAnAnswerHoldsAreRefused) {
  IndicatorWorld world(testing::source_dir() / "catalogue", 3);
  world.hand_in_all("traffic_by_province", kMobileHead + mobile("2025-06", "440000", "china_mobile",
                                                                "100", "40", "100", "60"));
  const std::string question = "/indicators/values?indicator=T1&source=submitted&month=2025-06";
  EXPECT_EQ(world.get(question).status, 200);
  const auto refused = world.get(question + "&by=region");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("more than 3 values; ask for fewer indicators"));
}

// Gigabytes under a title in petabytes a day; other words for the unit are the unit.
TEST_F(IndicatorApi, AColumnInAnotherUnitIsNoticedAtTheImportDesk) {
  const auto wrong = world_.hand_in(
      "traffic_by_use", "月份,区域,运营商,人网日均总流量（GB）\n2025-06,440000,china_mobile,5\n");
  EXPECT_EQ(wrong.status, 422) << wrong.body;
  EXPECT_THAT(wrong.body, HasSubstr("column_unit"));
  const auto good =
      world_.hand_in("traffic_by_use",
                     "月份,区域,运营商,人网日均总流量（PB/日）\n2025-06,440000,china_mobile,5\n");
  EXPECT_EQ(good.status, 201) << good.body;
  world_.hand_in_all(
      "traffic_by_province",
      "月份,区域,运营商,LTE总流量（Gbps）,LTE IPv6流量\n2025-06,440000,china_mobile,100,40\n");
  EXPECT_EQ(IndicatorWorld::parts(world_.value("indicator=T1a&source=submitted&month=2025-06")),
            std::pair(40.0, 100.0));
}

TEST_F(IndicatorApi, AProvinceIsTheSameByEveryNameItHas) {
  world_.hand_in_all("traffic_by_province",
                     kMobileHead + mobile("2025-06", "广东", "移动", "100", "40", "100", "60") +
                         mobile("2025年7月", "广东省", "CMCC", "100", "50", "100", "50") +
                         mobile("2025-08", "Guangdong", "中国移动", "100", "60", "100", "40"));
  const Json all = world_.values(
      "indicator=T1&source=submitted&months=2025-06..2025-08&within=440000&operator=china_mobile");
  ASSERT_EQ(all.size(), 3U) << all.dump();
  for (const Json& one : all) {
    EXPECT_EQ(IndicatorWorld::parts(one), std::pair(100.0, 200.0));
  }
}

// An operator's own figure of the country and its provinces' are one thing told twice.
TEST_F(IndicatorApi, AFigureOfTheCountryIsNotAddedToThoseOfItsProvinces) {
  const std::string head = kMobileHead;
  world_.hand_in_all("traffic_by_province",
                     head + mobile("2025-06", "440000", "china_mobile", "100", "40", "100", "60") +
                         mobile("2025-06", "310000", "china_mobile", "100", "50", "100", "50") +
                         mobile("2025-06", "全国", "china_mobile", "200", "90", "200", "110") +
                         mobile("2025-06", "440100", "china_mobile", "50", "20", "50", "30") +
                         mobile("2025-06", "全国", "china_unicom", "30", "10", "30", "10"));
  EXPECT_EQ(IndicatorWorld::parts(
                world_.value("indicator=T1&source=submitted&month=2025-06&operator=china_mobile")),
            std::pair(200.0, 400.0));
  EXPECT_EQ(IndicatorWorld::parts(
                world_.value("indicator=T1&source=submitted&month=2025-06&operator=china_unicom")),
            std::pair(20.0, 60.0))
      << "who only has one of the country is asked for it";
  EXPECT_EQ(IndicatorWorld::parts(
                world_.value("indicator=T1&source=submitted&month=2025-06&within=440000")),
            std::pair(100.0, 200.0));
}

TEST_F(IndicatorApi, LongerPeriodsNeedEveryMonth) {
  std::string sheet = kMobileHead;
  for (const char* month : {"2025-01", "2025-02", "2025-03", "2025-04", "2025-05"}) {
    sheet += mobile(month, "440000", "china_mobile", "100", "40", "100", "60");
  }
  world_.hand_in_all("traffic_by_province", sheet);
  const Json all = world_.values(
      "indicator=T1&source=submitted&period=quarter&months=2025-01..2025-06&within=440000");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["period"]["name"], "2025-Q1");
  EXPECT_EQ(all[0]["value"], 0.5);
  EXPECT_TRUE(all[1]["value"].is_null());
  EXPECT_EQ(all[1]["gap"], "no_observations");
}

}  // namespace
}  // namespace sixscope::tests
