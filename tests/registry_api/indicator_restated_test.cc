// What a new submission changes: every figure that depends on it, and no other; and what was
// published before is read as it was, to the byte.
#include <set>

#include "indicator_world.h"
#include "model/month.h"

namespace sixscope::tests {
namespace {

constexpr const char* kTwoYears = "months=2024-07..2026-06&by=region,operator&source=submitted";
const std::vector<std::string> kPeriods = {"month", "quarter", "half_year", "year"};

class RestatedFigures : public ::testing::Test {
 protected:
  // Each of three provinces and three operators in each of two years, figures of their own.
  RestatedFigures() {
    std::string traffic = kMobileHead;
    std::string connections =
        "month,region,operator,kind,connections,connections_allocated,connections_active\n";
    int number = 0;
    for (model::Month month = model::Month::of(2024, 7); month <= model::Month::of(2026, 6);
         month = month + 1) {
      for (const char* region : {"310000", "440000", "540000"}) {
        for (const char* one : {"china_mobile", "china_telecom", "china_unicom"}) {
          if (month == kLate && std::string(region) == "540000" &&
              std::string(one) == "china_unicom") {
            continue;
          }
          const int v6 = ++number % 50;
          traffic += mobile(month.to_string(), region, one, "100", std::to_string(v6), "60",
                            std::to_string(v6 / 2));
          connections += month.to_string() + "," + region + "," + one + ",mobile,1000," +
                         std::to_string(500 + v6) + "," + std::to_string(400 + v6) + "\n";
        }
      }
    }
    world.hand_in_all("traffic_by_province", traffic);
    world.hand_in_all("connections", connections);
  }

  /// Every value over all periods, by indicator, period, region and operator, as its JSON.
  std::map<std::string, std::string> all_values(const std::string& more = "") {
    std::map<std::string, std::string> all;
    for (const std::string& period : kPeriods) {
      for (const Json& one : world.values(kTwoYears + ("&period=" + period) + more)) {
        all.emplace(one["code"].get<std::string>() + " " +
                        one["period"]["name"].get<std::string>() + " " +
                        one["region"].get<std::string>() + " " + one["operator"].get<std::string>(),
                    one.dump());
      }
    }
    return all;
  }

  /// What differs, as indicators and as periods with region and operator.
  struct Changed {
    std::set<std::string> indicators;
    std::set<std::string> places;
  };
  static Changed changed(const std::map<std::string, std::string>& before,
                         const std::map<std::string, std::string>& after) {
    Changed found;
    EXPECT_EQ(before.size(), after.size());
    for (const auto& [key, text] : after) {
      if (before.at(key) != text) {
        found.indicators.insert(key.substr(0, key.find(' ')));
        found.places.insert(key.substr(key.find(' ') + 1));
      }
    }
    return found;
  }

  static constexpr model::Month kLate = model::Month::of(2025, 9);
  IndicatorWorld world;
};

TEST_F(RestatedFigures, ChangeWhatIsFormedOfThemAndNothingElse) {
  const auto before = all_values();
  ASSERT_GT(before.size(), 1000U);
  world.hand_in_all("traffic_by_province", kMobileHead + mobile("2025-05", "440000", "china_mobile",
                                                                "100", "71", "60", "11"));
  const Changed found = changed(before, all_values());
  EXPECT_EQ(found.indicators, (std::set<std::string>{"T1", "T1a", "T1b"}));
  std::set<std::string> places;
  for (const std::string period : {"2025-05", "2025-Q2", "2025-H1", "2025"}) {
    for (const std::string region : {"100000", "440000"}) {
      places.insert(period + " " + region + " ");
      places.insert(period + " " + region + " china_mobile");
    }
  }
  EXPECT_EQ(found.places, places);
}

TEST_F(RestatedFigures, ALateSubmissionFillsItsOwnPlace) {
  const auto before = all_values();
  world.hand_in_all("connections",
                    "month,region,operator,kind,connections,connections_allocated,"
                    "connections_active\n2025-09,540000,china_unicom,mobile,1000,640,600\n");
  const Changed found = changed(before, all_values());
  EXPECT_TRUE(found.indicators.contains("U2a"));
  EXPECT_FALSE(found.indicators.contains("T1"));
  for (const std::string& place : found.places) {
    EXPECT_THAT(place, ::testing::MatchesRegex("2025-(09|Q3) (100000|540000) (china_unicom)?"))
        << "a stock is what the last month says: the half year does not move";
  }
  EXPECT_EQ(found.places.size(), 2U * 2U * 2U);
}

TEST_F(RestatedFigures, AreReadAsTheyWereKnownToTheByte) {
  const std::string question = std::string("/indicators/values?") + kTwoYears;
  const std::string once = world.get(question).body;
  EXPECT_EQ(once, world.get(question).body);
  const auto commit = Json::parse(once)["as_of_commit"].get<std::uint64_t>();
  world.hand_in_all("traffic_by_province", kMobileHead + mobile("2025-05", "440000", "china_mobile",
                                                                "100", "71", "60", "11"));
  world.hand_in_all("connections",
                    "month,region,operator,kind,connections,connections_allocated,"
                    "connections_active\n2025-09,540000,china_unicom,mobile,1000,640,600\n");
  EXPECT_NE(once, world.get(question).body);
  EXPECT_EQ(once, world.get(question + "&as_of_commit=" + std::to_string(commit)).body);
}

}  // namespace
}  // namespace sixscope::tests
