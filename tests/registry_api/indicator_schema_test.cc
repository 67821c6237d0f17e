// The answers about indicators held against the OpenAPI document.
#include "indicator_world.h"
#include "testing/schema_check.h"

namespace sixscope::tests {
namespace {

using ::testing::IsEmpty;

/// Five months in which most parts of most answers have something in them.
class IndicatorSchemas : public ::testing::Test {
 protected:
  IndicatorSchemas() {
    std::string sheet = kMobileHead;
    for (const std::string month : {"2025-08", "2025-09", "2025-10", "2025-11", "2025-12"}) {
      const std::string v6 = std::to_string(40 + month.back() - '0');
      sheet += mobile(month, "440000", "china_mobile", "100", v6, "100", v6);
      sheet += mobile(month, "310000", "china_mobile", "100", "30", "100", "200");
    }
    world_.hand_in_all("traffic_by_province", sheet);
  }

  std::vector<std::string> faults(const std::string& target, const Json& call) {
    const auto answer = world_.get(target);
    const std::string status = std::to_string(answer.status);
    if (!call["responses"].contains(status)) {
      return {status + " is not documented: " + answer.body};
    }
    return testing::SchemaCheck(document_).faults(
        Json::parse(answer.body),
        call["responses"][status]["content"][answer.content_type]["schema"]);
  }

  const Json document_ = testing::openapi_document();
  IndicatorWorld world_;
};

TEST_F(IndicatorSchemas, EveryAnswerIsAsItSaysWhateverIsAsked) {
  int calls = 0;
  for (const auto& [pattern, methods] : document_["paths"].items()) {
    if (!pattern.starts_with("/api/v1/indicators")) {
      continue;
    }
    ++calls;
    const Json& call = methods["get"];
    const std::string path = testing::path_of(pattern, call).substr(std::string("/api/v1").size());
    SCOPED_TRACE(path);
    EXPECT_EQ(world_.get(path).status, 200);
    EXPECT_THAT(faults(path, call), IsEmpty());
    for (const Json& parameter : call["parameters"]) {
      if (parameter["in"] != "query") {
        continue;
      }
      const auto name = parameter["name"].get<std::string>();
      const std::string asked =
          path + "?" + name + "=" + http::percent_encode(parameter["example"].get<std::string>());
      SCOPED_TRACE(asked);
      EXPECT_EQ(world_.get(asked).status, 200);
      EXPECT_THAT(faults(asked, call), IsEmpty());
      for (const Json& word : parameter["schema"].value("enum", Json::array())) {
        EXPECT_EQ(world_.get(path + "?" + name + "=" + word.get<std::string>()).status, 200);
      }
      const std::string wrong = path + "?" + name + "=@";
      EXPECT_EQ(world_.get(wrong).status, name == "operator" ? 200 : 400)
          << "an operator may be called anything";
      EXPECT_THAT(faults(wrong, call), IsEmpty());
    }
  }
  EXPECT_EQ(calls, 6);
}

TEST_F(IndicatorSchemas, AnswersWithFiguresAreAsTheySay) {
  const Json& paths = document_["paths"];
  EXPECT_THAT(faults("/indicators/values?months=2025-08..2025-12&by=region,operator",
                     paths["/api/v1/indicators/values"]["get"]),
              IsEmpty());
  EXPECT_THAT(faults("/indicators/composite?months=2025-08..2025-12",
                     paths["/api/v1/indicators/composite"]["get"]),
              IsEmpty());
  EXPECT_THAT(faults("/indicators/targets?month=2025-12&within=440000&operator=china_mobile",
                     paths["/api/v1/indicators/targets"]["get"]),
              IsEmpty());
  EXPECT_THAT(faults("/indicators/T1/leaves?month=2025-12",
                     paths["/api/v1/indicators/{name}/leaves"]["get"]),
              IsEmpty());
  EXPECT_THAT(
      faults("/indicators/targets?month=2025-12", paths["/api/v1/indicators/targets"]["get"]),
      IsEmpty());
  EXPECT_THAT(faults("/indicators/T1", paths["/api/v1/indicators/{name}"]["get"]), IsEmpty());
}

TEST_F(IndicatorSchemas, WhatIsNotThereIs404) {
  const Json& paths = document_["paths"];
  for (const auto& [target, pattern] :
       {std::pair("/indicators/T99", "/api/v1/indicators/{name}"),
        std::pair("/indicators/T99/leaves", "/api/v1/indicators/{name}/leaves")}) {
    const auto answer = world_.get(target);
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, ::testing::HasSubstr("GET /api/v1/indicators lists them"));
    EXPECT_THAT(faults(target, paths[pattern]["get"]), IsEmpty());
  }
}

}  // namespace
}  // namespace sixscope::tests
