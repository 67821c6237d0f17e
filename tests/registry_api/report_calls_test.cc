// The calls of reports, over forms that were handed in: shapes as documented, accounts, refusals.
#include <filesystem>
#include <fstream>

#include "adapters/indicator_files/indicator_files.h"
#include "api/indicator_calls.h"
#include "api/ledger_figures.h"
#include "api/registry_calls.h"
#include "apps/report_service.h"
#include "indicator_world.h"
#include "testing/schema_check.h"

namespace sixscope::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::string kId = "monthly-2026-05-440000-zh";

settings::Settings settings_of(const std::string& toml) {
  auto loaded = settings::Settings::load(toml, "test", {});
  EXPECT_THAT(loaded.faults, IsEmpty());
  return std::move(loaded.settings);
}

class ReportWorld : public IndicatorWorld {
 public:
  explicit ReportWorld(const std::string& toml = "") : settings_(settings_of(toml)) {
    auto catalogue = adapters::load_indicators(testing::source_dir() / "catalogue");
    EXPECT_TRUE(catalogue) << describe(catalogue.error());
    auto made = apps::ReportService::make(
        settings_,
        {.registry = dependencies(),
         .catalogue = *catalogue,
         .expectation = expected_everywhere(testing::source_dir() / "catalogue")},
        database(), clock, [](const std::string&) {});
    EXPECT_TRUE(made) << describe(made.error());
    reports_ = *std::move(made);
    api::add_report_calls(router(), reports_->dependencies());
    api::add_public_report_calls(router(), reports_->dependencies());
    std::string sheet = kMobileHead;
    for (const std::string month : {"2026-04", "2026-05"}) {
      for (const std::string region : {"440000", "310000"}) {
        sheet += mobile(month, region, "china_mobile", "100", "40", "100",
                        month == "2026-05" ? "50" : "40");
      }
    }
    hand_in_all("traffic_by_province", sheet);
  }

  Json order(const std::string& region = "440000") {
    return {{"report", "monthly"}, {"period", "2026-05"}, {"region", region}};
  }
  Json act(const std::string& what, const Json& body, int status = 200, const Ask& with = {}) {
    return json(post("/reports/" + kId + "/" + what, body, with), status);
  }
  Json put(const std::string& what, const Json& body, int status = 200, const std::string& tag = "",
           Ask with = {}) {
    if (!tag.empty()) {
      with.headers.emplace_back("If-Match", tag);
    }
    return json(ask(http::Method::put, "/reports/" + kId + "/" + what, body.dump(), with), status);
  }
  std::string tag(const Ask& with = {}) {
    const auto answer = get("/reports/" + kId, with);
    return std::string(answer.headers.get("ETag").value_or(""));
  }
  Json publish(const Json& body = Json::object()) {
    Ask with;
    with.headers.emplace_back("If-Match", tag());
    return act("publish", body, 200, with);
  }
  // Beside /api/v1.
  http::Response get_public(const std::string& path) {
    http::Request request;
    request.target = http::parse_target("/public/reports" + path).value();
    request.peer = "192.0.2.77";
    return router().handle(request);
  }
  // As a browser asks for it.
  http::Response list_public_page() {
    http::Request request;
    request.target = http::parse_target("/public/reports").value();
    request.headers.set("Accept", "text/html");
    request.peer = "192.0.2.77";
    return router().handle(request);
  }
  apps::ReportService& service() { return *reports_; }

 private:
  settings::Settings settings_;
  std::unique_ptr<apps::ReportService> reports_;
};

class ReportCalls : public ::testing::Test {
 protected:
  // What of an answer is not as the document says.
  std::vector<std::string> faults(const http::Response& answer, const std::string& pattern,
                                  const std::string& method) {
    const Json& call = document_["paths"][pattern][method];
    const std::string status = std::to_string(answer.status);
    if (!call["responses"].contains(status)) {
      return {status + " is not documented: " + answer.body};
    }
    return testing::SchemaCheck(document_).faults(
        Json::parse(answer.body),
        call["responses"][status]["content"][answer.content_type]["schema"]);
  }

  const Json document_ = testing::openapi_document();
  ReportWorld world_;
};

TEST_F(ReportCalls, AnswersAreAsDocumented) {
  const std::string one = "/api/v1/reports/{id}";
  EXPECT_THAT(faults(world_.post("/reports", world_.order()), "/api/v1/reports", "post"),
              IsEmpty());
  EXPECT_THAT(faults(world_.get("/reports"), "/api/v1/reports", "get"), IsEmpty());
  EXPECT_THAT(faults(world_.get("/reports/kinds"), "/api/v1/reports/kinds", "get"), IsEmpty());
  EXPECT_THAT(faults(world_.get("/reports/calendar?months=3"), "/api/v1/reports/calendar", "get"),
              IsEmpty());
  EXPECT_THAT(faults(world_.get("/reports/" + kId), one, "get"), IsEmpty());
  EXPECT_THAT(
      faults(world_.post("/reports/" + kId + "/check", Json::object()), one + "/check", "post"),
      IsEmpty());
  EXPECT_THAT(
      faults(world_.post("/reports/" + kId + "/publish", Json::object()), one + "/publish", "post"),
      IsEmpty())
      << "428";
  world_.publish();
  EXPECT_THAT(faults(world_.get("/reports/" + kId), one, "get"), IsEmpty());
  EXPECT_THAT(faults(world_.get("/reports/" + kId + "/verify"), one + "/verify", "get"), IsEmpty());
  const auto file = world_.get("/reports/" + kId + "/file?format=html");
  EXPECT_EQ(file.status, 200);
  EXPECT_THAT(faults(world_.ask(http::Method::post, "/reports/verify", file.body),
                     "/api/v1/reports/verify", "post"),
              IsEmpty());
  EXPECT_THAT(faults(world_.ask(http::Method::post, "/reports/verify", "no file of ours"),
                     "/api/v1/reports/verify", "post"),
              IsEmpty())
      << "404";
  world_.put("public", {{"public", true}});
  EXPECT_THAT(faults(world_.get_public(""), "/public/reports", "get"), IsEmpty());
  EXPECT_THAT(faults(world_.get_public("/" + kId + "/dictionary.json"),
                     "/public/reports/{id}/{file}", "get"),
              IsEmpty());
  EXPECT_THAT(faults(world_.post("/reports/" + kId + "/correct", {{"reason", "x"}}),
                     one + "/correct", "post"),
              IsEmpty());
  EXPECT_THAT(faults(world_.post("/reports/" + kId + "/withdraw?version=1", {{"reason", "x"}}),
                     one + "/withdraw", "post"),
              IsEmpty());
}

TEST_F(ReportCalls, BodiesAndParametersAreCheckedWhole) {
  const auto errors = [&](const http::Response& answer) {
    std::vector<std::string> names;
    for (const Json& error : world_.json(answer, 400).value("errors", Json::array())) {
      names.push_back(error["parameter"].get<std::string>());
    }
    return names;
  };
  EXPECT_THAT(errors(world_.post("/reports", {{"period", 7}, {"reigon", "x"}})),
              UnorderedElementsAre("report", "period", "reigon"));
  EXPECT_THAT(errors(world_.ask(http::Method::post, "/reports", "{")), ::testing::Contains("body"));
  EXPECT_THAT(errors(world_.get("/reports?limit=0&offset=x&state=lost")),
              UnorderedElementsAre("limit", "offset", "state"));
  for (const std::string version : {"0", "x", "-1", "9999999", ""}) {
    EXPECT_THAT(errors(world_.get("/reports/" + kId + "?version=" + version)),
                ElementsAre("version"));
  }
  world_.json(world_.post("/reports", world_.order()), 201);
  EXPECT_THAT(errors(world_.get("/reports/" + kId + "/file?format=odt")), ElementsAre("format"));
  EXPECT_EQ(world_.get("/reports/" + kId + "/tables/regions").status, 404);
  EXPECT_EQ(world_.get("/reports/" + kId + "/tables/nothing.csv").status, 404);
  EXPECT_EQ(world_.get("/reports/" + kId + "?version=2").status, 404);
  EXPECT_THAT(errors(world_.ask(http::Method::post, "/reports/verify", "")), ElementsAre("body"));
  EXPECT_THAT(world_.act("verify", {}, 405).dump(), HasSubstr("405"));
  EXPECT_EQ(world_.put("texts/nothing", {{"text", "x"}}, 404, world_.tag())["status"], 404);
  const std::string long_text(report::kTemplateBytesMax + 1, 'x');
  EXPECT_EQ(world_.put("texts/summary", {{"text", long_text}}, 400, world_.tag())["status"], 400);
}

TEST_F(ReportCalls, ATextIsHeldAgainstTheData) {
  const Json draft = world_.json(world_.post("/reports", world_.order()), 201);
  const Json edited =
      world_.put("texts/summary", {{"text", "占比{T1.value}，比88.8%少。"}}, 200, world_.tag());
  EXPECT_THAT(edited["remarks"].dump(), HasSubstr("88.8%"));
  const auto text = [](const Json& issue) {
    for (const Json& one : issue["texts"]) {
      if (one["block"] == "summary") {
        return one;
      }
    }
    return Json();
  };
  EXPECT_EQ(text(edited)["text"], "占比{T1.value}，比88.8%少。");
  EXPECT_EQ(text(edited)["typed"], Json::array({"88.8%"}));
  EXPECT_EQ(text(edited)["heading"], 1) << "below the first heading";
  for (const Json& one : edited["texts"]) {
    EXPECT_GE(one["heading"], 1) << one;
  }
  EXPECT_THAT(world_.get("/reports/" + kId + "/file?format=html").body, HasSubstr("45.00%"));
  EXPECT_THAT(world_.put("texts/summary", {{"text", "a\x01"}}, 400, world_.tag())["detail"].dump(),
              HasSubstr("summary: byte 2"));
  const Json back = world_.put("texts/summary", {{"text", ""}}, 200, world_.tag());
  EXPECT_EQ(text(back)["text"], "");
  EXPECT_EQ(text(back)["draft"], text(draft)["draft"]);
  EXPECT_EQ(back["remarks"], draft["remarks"]);
}

TEST_F(ReportCalls, AnAccountHasItsOwn) {
  world_.make_accounts();
  const std::string gd =
      world_.account({.id = "province", .regions = {"440000"}, .may_write = true});
  const Ask province{.token = gd};
  const std::string looking = world_.account({.id = "looks", .regions = {"440000"}});
  const Ask looks{.token = looking};
  world_.json(world_.post("/reports", world_.order("100000"), world_.admin), 201);
  EXPECT_EQ(world_.post("/reports", world_.order("100000"), province).status, 403);
  EXPECT_EQ(world_.post("/reports", world_.order("310000"), province).status, 403);
  EXPECT_EQ(world_.post("/reports", world_.order(), looks).status, 403);
  EXPECT_EQ(world_.post("/reports", world_.order(), {}).status, 401);
  const Json draft = world_.json(world_.post("/reports", world_.order(), province), 201);
  EXPECT_EQ(draft["changed_by"], "province");
  const Json seen = world_.json(world_.get("/reports", looks))["data"];
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0]["id"], kId);
  EXPECT_EQ(world_.get("/reports/monthly-2026-05-100000-zh", province).status, 404);
  EXPECT_EQ(world_.get("/reports/monthly-2026-05-100000-zh/file", province).status, 404);
  EXPECT_EQ(world_.get("/reports/" + kId, looks).status, 200);
  for (const char* what : {"check", "correct", "withdraw"}) {
    EXPECT_GE(world_.post("/reports/" + kId + "/" + what, {{"reason", "x"}}, looks).status, 400)
        << what;
  }
  EXPECT_EQ(world_.put("texts/summary", {{"text", "x"}}, 403, world_.tag(looks), looks)["status"],
            403);
  // Nobody else's figures: Shanghai has no line in a province's tables.
  for (const char* const table : {"traffic_by_region.csv", "gaps.csv", "traffic_by_operator.csv"}) {
    const auto answer = world_.get("/reports/" + kId + "/tables/" + table, province);
    EXPECT_EQ(answer.status, 200) << table;
    EXPECT_THAT(answer.body, ::testing::Not(HasSubstr("上海"))) << table;
  }
}

// What is published has every operator's figures in it, and is the office's.
TEST_F(ReportCalls, AnAccountOfOneOperatorHasNoReportOfAllOfThem) {
  world_.make_accounts();
  const Ask mobile{
      .token = world_.account(
          {.id = "mobile", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true})};
  world_.json(world_.post("/reports", world_.order(), world_.admin), 201);
  EXPECT_TRUE(world_.json(world_.get("/reports", mobile))["data"].empty());
  EXPECT_EQ(world_.get("/reports/" + kId, mobile).status, 404);
  EXPECT_EQ(world_.get("/reports/" + kId + "/tables/traffic_by_operator.csv", mobile).status, 404);
  EXPECT_EQ(world_.post("/reports/" + kId + "/withdraw", {{"reason", "x"}}, mobile).status, 404);
  EXPECT_EQ(world_.post("/reports", world_.order(), mobile).status, 403);
  Json own = world_.order();
  own["operator"] = "china_mobile";
  EXPECT_EQ(world_.post("/reports", own, mobile).status, 201);
}

// What the nation's draft of a province says of others stays with who sees them.
TEST_F(ReportCalls, ALookIsToldToWhoSeesTheSame) {
  world_.make_accounts();
  const Ask province{
      .token = world_.account({.id = "province", .regions = {"440000"}, .may_write = true})};
  world_.json(world_.post("/reports", world_.order(), world_.admin), 201);
  const Json seen = world_.json(world_.get("/reports/" + kId, province));
  ASSERT_EQ(seen["moved"].size(), 1U);
  EXPECT_EQ(seen["moved"][0]["before"], "");
  EXPECT_THAT(seen.dump(), ::testing::Not(HasSubstr("310000")));
  EXPECT_EQ(world_.act("check", Json::object(), 200, province)["moved"].size(), 1U);
  EXPECT_EQ(world_.act("check", Json::object(), 200, province)["moved"].size(), 0U);
}

TEST_F(ReportCalls, OnlyWhatIsSwitchedOnIsPublic) {
  world_.json(world_.post("/reports", world_.order()), 201);
  EXPECT_EQ(world_.put("public", {{"public", true}}, 409)["status"], 409) << "a draft";
  EXPECT_THAT(world_.list_public_page().body, HasSubstr("还没有公开的报告"));
  world_.publish();
  EXPECT_EQ(world_.get_public("/" + kId).status, 404);
  world_.put("public", {{"public", true}});
  const auto page = world_.get_public("/" + kId);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.content_type, HasSubstr("text/html"));
  EXPECT_EQ(world_.get_public("/" + kId + ".json").content_type, "application/json");
  const auto listed = world_.list_public_page().body;
  for (const char* const part : {"IPv6发展监测月报", "广东", "2026-05",
                                 "href=\"/public/reports/monthly-2026-05-440000-zh\""}) {
    EXPECT_THAT(listed, HasSubstr(part));
  }
  EXPECT_EQ(world_.get_public("/" + kId + "/nothing.csv").status, 404);
  world_.put("public", {{"public", false}});
  for (const std::string path : {"", ".json", "/dictionary.json", "/traffic_by_region.csv"}) {
    EXPECT_EQ(world_.get_public("/" + kId + path).status, 404) << path;
  }
}

TEST_F(ReportCalls, TheCalendarCountsDaysAndLooksBack) {
  const auto days = [&](const std::string& parameters) {
    return world_.json(world_.get("/reports/calendar" + parameters))["data"];
  };
  for (const Json& one : days("?months=3")) {
    EXPECT_GE(one["days_left"], 0) << one;
  }
  const Json back = days("?months=0&months_back=2");
  ASSERT_FALSE(back.empty());
  EXPECT_LT(back[0]["days_left"], 0) << back[0];
  EXPECT_EQ(world_.get("/reports/calendar?months_back=x").status, 400);
}

TEST(DraftBuilder, BuildsTheKindsAskedFor) {
  const std::string toml = "[reports]\nscopes = [\"440000\"]\nkinds = [\"monthly\"]\n";
  ReportWorld world(toml);
  const auto schedule = apps::report_schedule(settings_of(toml));
  ASSERT_TRUE(schedule) << describe(schedule.error());
  apps::DraftBuilder builder(*schedule, world.service().dependencies().press,
                             [](const std::string&) {});
  EXPECT_EQ(builder.look(world.clock.now()), 1U);
  const Json shelf = world.json(world.get("/reports"))["data"];
  ASSERT_EQ(shelf.size(), 1U);
  EXPECT_EQ(shelf[0]["report"], "monthly");
}

TEST(DraftBuilder, BuildsEachPeriodOnce) {
  ReportWorld world(
      "[reports]\nscopes = [\"440000\", \"100000/china_mobile\"]\nlanguage = \"en\"\n");
  const settings::Settings settings =
      settings_of("[reports]\nscopes = [\"440000\", \"100000/china_mobile\"]\nlanguage = \"en\"\n");
  const auto schedule = apps::report_schedule(settings);
  ASSERT_TRUE(schedule) << describe(schedule.error());
  std::vector<std::string> notices;
  report::Press& press = world.service().dependencies().press;
  const auto notice = [&](const std::string& line) { notices.push_back(line); };
  apps::DraftBuilder builder(*schedule, press, notice);
  std::size_t kinds = 0;
  for (const report::Definition& one : press.workshop().definitions->reports) {
    kinds += one.schedule ? 1 : 0;
  }
  EXPECT_EQ(builder.look(world.clock.now()), 2 * kinds) << ::testing::PrintToString(notices);
  EXPECT_EQ(builder.look(world.clock.now()), 0U);
  apps::DraftBuilder restarted(*schedule, press, notice);
  EXPECT_EQ(restarted.look(world.clock.now()), 0U) << "what is on the shelf is not built again";
  world.clock.advance(std::chrono::hours(24) * 31);
  EXPECT_GE(restarted.look(world.clock.now()), 2U) << "a month later there is another monthly";
}

TEST(DraftBuilder, SettingsAreChecked) {
  for (const std::string scope : {"44", "guangdong", "440000/", "440000 /x", "/china_mobile"}) {
    const auto schedule =
        apps::report_schedule(settings_of("[reports]\nscopes = [\"" + scope + "\"]\n"));
    const bool is_typed_well = schedule.has_value();
    EXPECT_FALSE(is_typed_well) << scope;
  }
  EXPECT_FALSE(apps::report_schedule(settings_of("[reports]\nlanguage = \"fr\"\n")));
  EXPECT_TRUE(apps::report_schedule(settings_of("")).value().places.empty());
}

}  // namespace
}  // namespace sixscope::tests
