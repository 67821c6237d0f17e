// Two carriers' month: from the rows of a form to a frozen submission, over the calls.
#include "apps/registry_service.h"
#include "registry_world.h"
#include "testing/schema_check.h"

namespace sixscope::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kForm = "traffic_by_use";
const std::string kRound = "traffic_by_use-2026-06";
const std::string kPath = "/rounds/" + kRound;

apps::RegistryServiceOptions with_answerers() {
  apps::RegistryServiceOptions options;
  options.rounds.answerers = {.regions = {"440000", "450000"},
                              .operators = {"china_mobile", "china_telecom"},
                              .enterprises = {}};
  return options;
}

// Submissions: 1 Guangdong Mobile, 2 Guangdong Telecom, 3 and 4 Guangxi's.
class RoundApi : public ::testing::Test {
 protected:
  RoundApi() {
    world_.make_accounts();
    telecom_ = {
        .token = world_.account(
            {.id = "ct", .regions = {"440000"}, .owners = {"china_telecom"}, .may_write = true})};
    group_ = {
        .token = world_.account(
            {.id = "group", .regions = {"000000"}, .owners = {"china_mobile"}, .may_write = true})};
  }
  void open() {
    const Json opened = world_.json(
        world_.post("/rounds", {{"month", "2026-06"}, {"form", kForm}}, world_.admin), 201);
    ASSERT_EQ(opened["data"][0]["id"], kRound);
  }
  Ask with_province() {
    return {.token = world_.account({.id = "gdca", .regions = {"440000"}, .may_write = true})};
  }
  static Fields row(const std::string& operator_, double human,
                    const std::string& month = "2026-06") {
    return {{"month", month},  {"region", "440000"},      {"operator", operator_},
            {"human", human},  {"human_ipv6", human / 2}, {"iot", 0.2},
            {"iot_ipv6", 0.06}};
  }
  std::uint64_t create(const Fields& fields, const Ask& with) {
    return world_.create(fields, kForm, with);
  }
  std::string at(int number) { return kPath + "/submissions/" + std::to_string(number); }
  Json act(int number, const std::string& event, const Ask& with, const std::string& reason = "",
           int status = 200) {
    Json body{{"event", event}};
    if (!reason.empty()) {
      body["reason"] = reason;
    }
    return world_.json(world_.post(at(number) + "/events", body, with), status);
  }
  std::string state(int number) {
    return world_.json(world_.get(at(number), world_.admin))["submission"]["state"]
        .get<std::string>();
  }
  http::Response change(std::uint64_t id, double human, const Ask& with) {
    const auto object =
        world_.json(world_.get("/registry/objects/traffic_by_use/" + std::to_string(id), with));
    return world_.patch(
        "/registry/objects/traffic_by_use/" + std::to_string(id),
        {{"set", {{"human", human}}}, {"reason", "mended"}, {"explanation", "a new network"}},
        "\"" + object["version"].dump() + "\"", with);
  }

  RegistryWorld world_{shipped_kinds(), with_answerers()};
  Ask telecom_;
  Ask group_;
};

TEST_F(RoundApi, TwoCarriersWalkThroughAMonth) {
  open();
  const Ask province = with_province();
  const std::uint64_t mobile = create(row("china_mobile", 3.2), world_.guangdong);
  EXPECT_EQ(state(1), "draft");
  EXPECT_EQ(state(2), "not_opened");
  EXPECT_EQ(act(1, "submit", world_.guangdong, "", 409)["rule"], "state");
  const Json checked = act(1, "check", world_.guangdong);
  EXPECT_EQ(checked["check"]["rows"], 1);
  EXPECT_EQ(checked["check"]["soft"], 0);
  EXPECT_EQ(checked["submission"]["state"], "checked");
  const Json first = act(1, "submit", world_.guangdong);
  EXPECT_EQ(first["receipt"]["rows"], 1);
  EXPECT_THAT(first["receipt"]["sha256"].get<std::string>(), SizeIs(64));
  EXPECT_EQ(first["receipt"]["days_late"], 0);
  const Json again = act(1, "submit", world_.guangdong);
  EXPECT_EQ(again["duplicate"], true);
  EXPECT_EQ(again["receipt"], first["receipt"]);

  EXPECT_EQ(act(1, "approve", world_.admin, "", 403)["rule"], "level");
  EXPECT_EQ(act(1, "return", province, "", 422)["rule"], "reason");
  act(1, "return", province, "IoT is too small");
  EXPECT_EQ(change(mobile, 3.4, world_.guangdong).status, 200);
  EXPECT_EQ(state(1), "draft");
  act(1, "check", world_.guangdong);
  const Json second = act(1, "submit", world_.guangdong);
  EXPECT_NE(second["receipt"]["sha256"], first["receipt"]["sha256"]);
  EXPECT_EQ(act(1, "approve", province)["submission"]["state"], "reviewed");
  EXPECT_EQ(act(1, "approve", world_.admin)["submission"]["state"], "approved");
  EXPECT_EQ(act(1, "freeze", world_.admin)["submission"]["state"], "frozen");

  const auto refused = change(mobile, 3.5, world_.guangdong);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("round_frozen"));
  EXPECT_THAT(refused.body, HasSubstr(kRound));
  EXPECT_EQ(act(1, "restate", world_.admin, "a link counted twice")["submission"]["version"], 2);
  EXPECT_EQ(change(mobile, 3.5, world_.guangdong).status, 200);
  EXPECT_EQ(state(1), "draft");

  // The other comes eleven days late.
  world_.clock.advance(std::chrono::days(25));
  create(row("china_telecom", 2.0), telecom_);
  act(2, "check", telecom_);
  EXPECT_EQ(act(2, "submit", telecom_)["receipt"]["days_late"], 11);
  const Json late = world_.json(world_.get(kPath + "/late", world_.admin));
  EXPECT_EQ(late["coverage"]["words"]["en"].get<std::string>().substr(0, 18), "1 of 4 in, missing");
  EXPECT_THAT(late["coverage"]["missing"],
              ElementsAre("440000/china_mobile", "450000/china_mobile", "450000/china_telecom"));
  EXPECT_THAT(late["data"], SizeIs(4)) << "who has been late, and who is";
  const Json whole = world_.json(world_.get(at(1), world_.admin));
  EXPECT_THAT(whole["receipts"], SizeIs(2));
  std::vector<std::string> events;
  for (const Json& one : whole["events"]) {
    events.push_back(one["event"].get<std::string>());
  }
  EXPECT_THAT(events, ElementsAre("import", "check", "submit", "return", "import", "check",
                                  "submit", "approve", "approve", "freeze", "restate", "import"));
}

TEST_F(RoundApi, EachSeesAndDoesItsPart) {
  open();
  create(row("china_mobile", 3.2), world_.guangdong);
  EXPECT_EQ(world_.get(at(2), world_.guangdong).status, 404);
  EXPECT_EQ(world_.get(at(1), telecom_).status, 404);
  EXPECT_THAT(world_.json(world_.get(kPath, world_.guangdong))["submissions"], SizeIs(1));
  EXPECT_THAT(world_.json(world_.get(kPath, group_))["submissions"], SizeIs(2));
  EXPECT_EQ(world_.json(world_.get(at(1), world_.reader))["may"], Json::array());
  EXPECT_EQ(act(1, "check", world_.reader, "", 403)["rule"], "role");
  EXPECT_THAT(world_.json(world_.get(at(1), world_.guangdong))["may"], ElementsAre("check"));
  act(1, "check", group_);
  const Json receipt = act(1, "submit", group_)["receipt"];
  const std::string target = "/rounds/receipts/" + receipt["id"].get<std::string>();
  EXPECT_EQ(world_.json(world_.get(target, world_.guangdong)), receipt);
  EXPECT_EQ(world_.get(target, telecom_).status, 404);
  EXPECT_EQ(world_.post("/rounds", {{"month", "2026-06"}}, world_.guangdong).status, 403);
  EXPECT_EQ(world_.get("/rounds").status, 401);
  EXPECT_THAT(world_.json(world_.get("/rounds", world_.guangdong))["data"][0]["own"]["state"],
              "submitted");
}

TEST_F(RoundApi, RemarksHaveToBeExplained) {
  create(row("china_mobile", 1.0, "2026-05"), world_.guangdong);
  open();
  create(row("china_mobile", 3.2), world_.guangdong);
  const Json checked = act(1, "check", world_.guangdong)["check"];
  EXPECT_EQ(checked["soft"], 2) << checked.dump() << " more than half as much again";
  EXPECT_THAT(checked["differences"], SizeIs(2));
  EXPECT_EQ(checked["remarks"][0]["rule"], "jump");
  EXPECT_EQ(act(1, "submit", world_.guangdong, "", 422)["rule"], "explanation");
  EXPECT_EQ(act(1, "submit", world_.guangdong, "  ", 422)["rule"], "explanation");
  EXPECT_EQ(act(1, "submit", world_.guangdong, "two cities more")["receipt"]["explanation"],
            "two cities more");
}

TEST_F(RoundApi, DifferentWordsStandSideBySide) {
  open();
  const std::uint64_t id = create(row("china_mobile", 3.2), world_.guangdong);
  EXPECT_EQ(change(id, 3.3, group_).status, 200);
  const Json conflicts = world_.json(world_.get(at(1), world_.admin))["conflicts"];
  ASSERT_THAT(conflicts, SizeIs(1));
  EXPECT_EQ(conflicts[0]["field"], "human");
  EXPECT_EQ(conflicts[0]["said"][0]["who"], "gd");
  EXPECT_EQ(conflicts[0]["said"][0]["value"], 3.2);
  EXPECT_EQ(conflicts[0]["said"][1]["who"], "group");
}

TEST_F(RoundApi, ADryRunOfAFrozenMonthSaysWhatTheImportWould) {
  open();
  create(row("china_mobile", 3.2), world_.guangdong);
  act(1, "check", world_.guangdong);
  act(1, "submit", world_.guangdong);
  act(1, "approve", world_.admin);
  act(1, "freeze", world_.admin);
  Ask csv = world_.guangdong;
  csv.headers.emplace_back("Content-Type", "text/csv");
  world_.clock.advance(std::chrono::seconds(1));
  for (const std::string mode : {"true", "false"}) {
    const auto answer = world_.ask(
        http::Method::post,
        std::string("/registry/imports?explanation=x&kind=") + kForm + "&dry_run=" + mode,
        "month,region,operator,human\n2026-06,440000,china_mobile,4\n", csv);
    EXPECT_THAT(answer.body, HasSubstr("round_frozen")) << mode << answer.body;
  }
}

TEST_F(RoundApi, RemindersAreNotedOnceAndListedWithTheirRound) {
  open();
  world_.clock.advance(std::chrono::days(20));
  const Json noted = world_.json(world_.post(kPath + "/reminders", Json::object(), world_.admin));
  EXPECT_THAT(noted["data"], SizeIs(12));
  EXPECT_EQ(noted["sent"], 0);
  EXPECT_THAT(world_.json(world_.post(kPath + "/reminders", Json::object(), world_.admin))["data"],
              IsEmpty());
  EXPECT_THAT(world_.json(world_.get(kPath + "/reminders", world_.guangdong))["data"], SizeIs(3));
}

TEST_F(RoundApi, FaultsAreNamed) {
  EXPECT_EQ(world_.get("/rounds?month=2026", world_.admin).status, 400);
  EXPECT_EQ(world_.get("/rounds/nothing", world_.admin).status, 404);
  EXPECT_EQ(world_.get(kPath + "/submissions/x", world_.admin).status, 404);
  for (const Json& body :
       {Json::array(), Json{{"month", "2026-13"}}, Json{{"month", "2026-06"}, {"form", "no_such"}},
        Json{{"month", "2026-05"}, {"form", "nat44_progress"}},
        Json{{"month", "2026-06"}, {"units", {"440000"}}}, Json{{"month", "2026-06"}, {"x", 1}},
        Json{{"month", "2026-06"}, {"form", kForm}, {"units", {"990000"}}}}) {
    EXPECT_EQ(world_.post("/rounds", body, world_.admin).status, 400) << body.dump();
  }
  open();
  for (const Json& body : {Json{{"event", "import"}}, Json{{"event", "fly"}}, Json::object(),
                           Json{{"event", "check"}, {"reason", std::string(2001, 'x')}},
                           Json{{"event", "check"}, {"x", 1}}}) {
    EXPECT_EQ(world_.post(at(1) + "/events", body, world_.admin).status, 400) << body.dump();
  }
}

TEST_F(RoundApi, EveryAnswerIsAsItSays) {
  open();
  create(row("china_mobile", 1.0, "2026-05"), world_.guangdong);
  const std::uint64_t id = create(row("china_mobile", 3.2), world_.guangdong);
  EXPECT_EQ(change(id, 3.3, group_).status, 200);
  const Json document = testing::openapi_document();
  const auto faults = [&](const http::Response& answer, const std::string& pattern,
                          const char* method) {
    const Json& responses = document["paths"]["/api/v1" + pattern][method]["responses"];
    const std::string status = std::to_string(answer.status);
    return responses.contains(status)
               ? testing::SchemaCheck(document).faults(
                     Json::parse(answer.body),
                     responses[status]["content"][answer.content_type]["schema"])
               : std::vector<std::string>{status + " is not documented: " + answer.body};
  };
  const std::string one = "/rounds/{id}/submissions/{number}";
  const auto post = [&](const char* event, const Ask& with, const char* reason = "x") {
    EXPECT_THAT(faults(world_.post(at(1) + "/events", {{"event", event}, {"reason", reason}}, with),
                       one + "/events", "post"),
                IsEmpty())
        << event;
  };
  post("freeze", world_.admin);
  post("check", world_.guangdong);
  post("submit", world_.guangdong, "");
  post("submit", world_.guangdong);
  post("approve", world_.guangdong);
  EXPECT_EQ(state(1), "submitted");
  for (const auto& [target, pattern] : std::vector<std::pair<std::string, std::string>>{
           {"/rounds", "/rounds"},
           {"/rounds?form=traffic_by_use&month=2026-06", "/rounds"},
           {"/rounds?month=x", "/rounds"},
           {"/rounds/matrix?month=2026-06", "/rounds/matrix"},
           {kPath, "/rounds/{id}"},
           {"/rounds/x", "/rounds/{id}"},
           {kPath + "/late", "/rounds/{id}/late"},
           {kPath + "/reminders", "/rounds/{id}/reminders"},
           {at(1), one},
           {at(9), one}}) {
    for (const Ask& with : {world_.admin, world_.guangdong, Ask{}}) {
      EXPECT_THAT(faults(world_.get(target, with), pattern, "get"), IsEmpty()) << target;
    }
  }
  EXPECT_EQ(world_.json(world_.get("/rounds/matrix", world_.admin))["units"].size(), 4U);
  EXPECT_THAT(
      faults(world_.post("/rounds", {{"month", "2026-06"}}, world_.admin), "/rounds", "post"),
      IsEmpty());
}

}  // namespace
}  // namespace sixscope::tests
