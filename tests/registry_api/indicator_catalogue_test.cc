// An operator of the platform adds an indicator and another way to compute one: files, no code.
#include <fstream>

#include "adapters/indicator_files/indicator_files.h"
#include "indicator_world.h"

namespace sixscope::tests {
namespace {

class CopiedCatalogue : public ::testing::Test {
 protected:
  CopiedCatalogue() {
    std::filesystem::copy(testing::source_dir() / "catalogue", folder_.path(),
                          std::filesystem::copy_options::recursive);
  }
  void write(const std::string& file, const std::string& text) {
    std::ofstream(folder_.path() / file, std::ios::binary | std::ios::app) << text;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(CopiedCatalogue, HasOneIndicatorMore) {
  write("indicators/ours.toml", R"(group = "ours"
title = { zh = "自有", en = "Ours" }
[[indicator]]
code = "Z1"
id = "v6_share_of_5g_in_mobile"
title = { zh = "5G IPv6流量占移动IPv6流量", en = "5G's part of mobile IPv6 traffic" }
object = { zh = "移动核心网IPv6流量", en = "mobile IPv6 traffic" }
description = { zh = "试用", en = "on trial" }
unit = "ratio"
direction = "up"
cadence = "month"
dimensions = ["region", "operator"]
state = "inferred"
place = { zh = "自定", en = "ours" }
[[indicator.method]]
version = "1"
source = "submitted"
numerator = "mobile_5g_v6_traffic"
denominator = "lte_v6_traffic + mobile_5g_v6_traffic"
)");
  IndicatorWorld world(folder_.path());
  world.hand_in_all("traffic_by_province", kMobileHead + mobile("2025-06", "440000", "china_mobile",
                                                                "100", "40", "100", "60"));
  const Json one = world.value("indicator=Z1&month=2025-06");
  EXPECT_EQ(one["value"], 0.6);
  const Json behind = world.json(
      world.get("/indicators/Z1/leaves?month=2025-06&within=440000&operator=china_mobile"));
  ASSERT_EQ(behind["data"].size(), 1U);
  EXPECT_EQ(behind["data"][0]["figures"],
            Json::parse(R"([{"quantity": "mobile_5g_v6_traffic", "value": 60.0},
                            {"quantity": "lte_v6_traffic", "value": 40.0}])"))
      << "what stands on both sides is told once";
  EXPECT_EQ(world.json(world.get("/indicators/Z1"))["data"]["group"], "ours");
}

// The new method holds from a month on, and the old one as long as it says.
TEST_F(CopiedCatalogue, HasAnotherMethodFromAMonthOn) {
  std::ifstream in(folder_.path() / "indicators/traffic.toml", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string old = "code = \"T1a\"";
  const auto at = text.find("version = \"1\"\n", text.find(old));
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string("version = \"1\"\n").size(),
               "version = \"2\"\nsource = \"submitted\"\nvalid_from = \"2025-07\"\n"
               "numerator = \"lte_v6_traffic\"\ndenominator = \"lte_traffic + mobile_5g_traffic\"\n"
               "[[indicator.method]]\nversion = \"1\"\nvalid_to = \"2025-06\"\n");
  std::ofstream(folder_.path() / "indicators/traffic.toml", std::ios::binary) << text;
  IndicatorWorld world(folder_.path());
  world.hand_in_all("traffic_by_province",
                    kMobileHead +
                        mobile("2025-06", "440000", "china_mobile", "100", "40", "100", "60") +
                        mobile("2025-07", "440000", "china_mobile", "100", "40", "100", "60"));
  const Json all = world.values("indicator=T1a&source=submitted&months=2025-06..2025-07");
  ASSERT_EQ(all.size(), 2U) << all.dump();
  std::map<std::string, double> values;
  for (const Json& one : all) {
    values[one["method"]["version"].get<std::string>() + " " +
           one["period"]["name"].get<std::string>()] = one["value"].get<double>();
  }
  EXPECT_EQ(values, (std::map<std::string, double>{{"1 2025-06", 0.4}, {"2 2025-07", 0.2}}));
}

// A target of one province is held back by nobody else, and its people see where it stands.
TEST_F(CopiedCatalogue, HasATargetOfAProvince) {
  write("targets/ours.toml", R"(paper = "NAT263"
title = { zh = "自有", en = "Ours" }
source = { zh = "自定", en = "ours" }
[[target]]
id = "ours.shanghai"
indicator = "mobile_v6_traffic_share"
due = "2025-06-30"
comparison = "at_least"
value = 0.7
scope = "310000"
)");
  IndicatorWorld world(folder_.path());
  world.make_accounts();
  const Ask shanghai = {.token = world.account({.id = "sh", .regions = {"310000"}})};
  std::string sheet = kMobileHead;
  for (const char* region : {"310000", "440000"}) {
    for (const char* operator_ : {"china_telecom", "china_mobile", "china_unicom"}) {
      sheet += mobile("2025-06", region, operator_, "100", "60", "100", "60");
    }
  }
  const auto done = world.hand_in("traffic_by_province", sheet, world.admin);
  ASSERT_EQ(done.status, 201) << done.body;
  const auto entry = [&](const Ask& with) {
    const Json board =
        world.json(world.get("/indicators/targets?source=submitted&month=2025-06", with));
    for (const Json& one : board["data"]) {
      if (one["target"] == "ours.shanghai") {
        return one;
      }
    }
    return Json();
  };
  for (const Ask& one : {world.admin, shanghai}) {
    const Json seen = entry(one);
    EXPECT_EQ(seen["value"], 0.6) << seen.dump();
    EXPECT_EQ(seen["verdict"], "not_met");
    EXPECT_TRUE(seen["contributors"].empty());
  }
  EXPECT_TRUE(entry(world.guangdong)["value"].is_null());
  EXPECT_EQ(entry(world.guangdong)["verdict"], "no_data");
}

// A formula that adds what has two units is refused where it stands.
TEST_F(CopiedCatalogue, RefusesAMixOfUnits) {
  write("indicators/ours.toml", R"(group = "ours"
title = { zh = "自有", en = "Ours" }
[[indicator]]
code = "Z1"
id = "wrong"
title = { zh = "错", en = "wrong" }
object = { zh = "错", en = "wrong" }
description = { zh = "错", en = "wrong" }
unit = "ratio"
direction = "up"
cadence = "month"
dimensions = ["region"]
state = "inferred"
place = { zh = "自定", en = "ours" }
[[indicator.method]]
version = "1"
source = "submitted"
numerator = "lte_v6_traffic + fixed_connections"
denominator = "lte_traffic"
)");
  const auto read = adapters::read_indicators(folder_.path());
  ASSERT_EQ(read.faults.size(), 1U);
  EXPECT_THAT(read.faults[0].describe(), ::testing::HasSubstr("indicators/ours.toml line 18"));
  EXPECT_THAT(read.faults[0].describe(),
              ::testing::HasSubstr("lte_v6_traffic + fixed_connections"));
}

}  // namespace
}  // namespace sixscope::tests
