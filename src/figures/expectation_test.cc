#include "figures/expectation.h"

#include <gmock/gmock.h>

namespace sixscope::figures {
namespace {

using indicators::kNation;
using indicators::Place;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Place kGuangdong{.region = "440000", .operator_ = "china_mobile"};
const Place kShenzhen{.region = "440300", .operator_ = "china_mobile"};
const Place kCountry{.region = kNation, .operator_ = "china_mobile"};

AskedRound round_of(std::vector<Place> units) {
  return {.id = "traffic-2025-06",
          .form = "traffic",
          .first = model::Month::of(2025, 6),
          .last = model::Month::of(2025, 6),
          .due = {},
          .units = std::move(units)};
}

TEST(Expectation, AUnitAnswersForItsPlaceAndWhatLiesInIt) {
  EXPECT_TRUE(answers_for(kGuangdong, kGuangdong));
  EXPECT_TRUE(answers_for(kGuangdong, kShenzhen));
  EXPECT_TRUE(answers_for({"440000", ""}, kShenzhen)) << "a region for all its operators";
  EXPECT_FALSE(answers_for(kGuangdong, {"440000", "china_telecom"}));
  EXPECT_FALSE(answers_for(kGuangdong, kCountry));
  EXPECT_TRUE(answers_for(kCountry, kCountry));
  EXPECT_FALSE(answers_for(kCountry, kGuangdong)) << "a province's figure is the province's";
}

TEST(Expectation, WhoWasAskedAndHasNothingLacks) {
  const AskedRound may = round_of({kGuangdong, {"310000", "china_mobile"}});
  const AskedRound june = round_of({{"310000", "china_mobile"}, {"110000", ""}});
  EXPECT_THAT(lacking({&may, &june}, {kShenzhen}, false),
              ElementsAre(Place{"110000", ""}, Place{"310000", "china_mobile"}))
      << "a city's figure is its province's branch's; a round twice asks once";
  EXPECT_THAT(lacking({&may}, {kGuangdong, {"310000", "china_mobile"}}, false), IsEmpty());
}

TEST(Expectation, TheCountryLacksWhereItStandsForItself) {
  const AskedRound both = round_of({kCountry, kGuangdong});
  EXPECT_THAT(lacking({&both}, {kGuangdong}, false), IsEmpty())
      << "beside provinces it is told twice";
  EXPECT_THAT(lacking({&both}, {kGuangdong}, true), ElementsAre(kCountry));
  const AskedRound alone = round_of({kCountry, {"440000", "china_telecom"}});
  EXPECT_THAT(lacking({&alone}, {}, false),
              ElementsAre(kCountry, Place{"440000", "china_telecom"}));
}

}  // namespace
}  // namespace sixscope::figures
