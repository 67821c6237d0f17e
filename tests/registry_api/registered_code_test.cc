// Codes that the registry itself says more of: counties that are no more, or are not yet.
#include "registry_world.h"

namespace sixscope::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RegisteredCodes : public RegistryApi {
 protected:
  RegisteredCodes() {
    county("440199", {{"valid_to", "2020-01-01"}, {"successor", "440198"}});
    county("440198", {{"valid_from", "2020-01-01"}});
    county("440197", {});
  }
  void county(const std::string& code, Fields more) {
    more.insert({{"code", code}, {"name", "区" + code}, {"level", "county"}, {"parent", "440100"}});
    EXPECT_NE(world_.create(more, "region"), 0U);
  }
  // "rule remedy" of each fault that a new device of that region has.
  std::vector<std::string> faults_of(const std::string& region, const std::string& effective) {
    const Json body = {{"fields", RegistryWorld::device("d" + std::to_string(++made_), region)},
                       {"effective", effective}};
    const auto response = world_.post("/registry/objects/nat44_device", body);
    std::vector<std::string> all;
    const Json answer = world_.json(response, response.status);
    for (const Json& fault : answer.value("faults", Json::array())) {
      EXPECT_EQ(fault["severity"], "soft");
      all.push_back(fault["rule"].get<std::string>() + " " +
                    fault["remedy"]["en"].get<std::string>());
    }
    EXPECT_EQ(response.status, all.empty() ? 201 : 422) << response.body;
    return all;
  }
  std::vector<std::string> rules_of_sheet(const std::string& region, const std::string& effective) {
    world_.clock.advance(std::chrono::seconds(1));
    const Json answer = world_.json(world_.ask(
        http::Method::post, "/registry/imports?effective=" + effective,
        "运营商,区域,设备名称,台账类别,状态,最大会话数\n中国移动," + region + ",s,nat444,在用,9\n",
        {.headers = {{"Content-Type", "text/csv"}}}));
    std::vector<std::string> all;
    for (const Json& fault : answer["faults"]) {
      all.push_back(fault["rule"].get<std::string>());
    }
    return all;
  }

 private:
  int made_ = 0;
};

TEST_F(RegisteredCodes, ACountyIsAskedAboutByTheDayItIsToHold) {
  EXPECT_THAT(faults_of("440199", "2026-06-30"), ElementsAre("code_ended use 440198, or explain"));
  EXPECT_THAT(faults_of("440199", "2019-12-31"), IsEmpty());
  EXPECT_THAT(faults_of("440198", "2019-12-31"),
              ElementsAre("code_not_yet use 440199, which held then, or explain"));
  EXPECT_THAT(faults_of("440198", "2020-01-01"), IsEmpty());
  EXPECT_THAT(faults_of("440197", "2019-12-31"), IsEmpty()) << "it says nothing of its dates";
}

TEST_F(RegisteredCodes, ASheetIsAskedTheSame) {
  EXPECT_THAT(rules_of_sheet("440199", "2026-06-30"), ElementsAre("code_ended"));
  EXPECT_THAT(rules_of_sheet("440199", "2019-12-31"), IsEmpty());
  EXPECT_THAT(rules_of_sheet("440198", "2019-12-31"), ElementsAre("code_not_yet"));
  EXPECT_THAT(rules_of_sheet("440198", "2026-06-30"), IsEmpty());
}

TEST_F(RegisteredCodes, TheRegistryGoesBeforeTheList) {
  EXPECT_THAT(faults_of("440300", "2026-06-30"), IsEmpty());
  county("440300", {{"valid_to", "2026-06-01"}, {"successor", "440100"}});
  EXPECT_THAT(faults_of("440300", "2026-06-30"), ElementsAre("code_ended use 440100, or explain"));
  EXPECT_THAT(faults_of("深圳", "2026-05-31"), IsEmpty()) << "by its name as before";
}

TEST_F(RegisteredCodes, AListedCodeIsNotYetBeforeItsFirstDay) {
  EXPECT_THAT(faults_of("650400", "2014-12-31"),
              ElementsAre("code_not_yet use 652100, which held then, or explain"));
  EXPECT_THAT(faults_of("650400", "2015-01-01"), IsEmpty());
}

}  // namespace
}  // namespace sixscope::tests
