// Reading and changing objects through the calls.
#include <thread>

#include "apps/sheet_files.h"
#include "registry_world.h"

namespace sixscope::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kDevices = "/registry/objects/nat44_device";

std::string at(std::uint64_t id, const std::string& more = "") {
  return std::string(kDevices) + "/" + std::to_string(id) + more;
}

std::vector<std::string> names(const Json& page) {
  std::vector<std::string> all;
  for (const Json& object : page["data"]) {
    all.push_back(object["fields"]["name"].get<std::string>());
  }
  return all;
}

std::vector<std::string> rules(const Json& problem) {
  std::vector<std::string> all;
  for (const Json& fault : problem["faults"]) {
    all.push_back(fault["field"].get<std::string>() + " " + fault["rule"].get<std::string>());
  }
  return all;
}

TEST_F(RegistryApi, KindsAreListedWithTheirNumbers) {
  world_.create(RegistryWorld::device("a"));
  const Json kinds = world_.json(world_.get("/registry/kinds"));
  const auto device = std::ranges::find_if(
      kinds["data"], [](const Json& kind) { return kind["id"] == "nat44_device"; });
  ASSERT_NE(device, kinds["data"].end());
  EXPECT_EQ((*device)["count"], 1);
  EXPECT_EQ((*device)["key"], Json({"operator", "region", "name"}));
  EXPECT_EQ((*device)["region_field"], "region");

  const Json kind = world_.json(world_.get("/registry/kinds/nat44_device"));
  const auto sessions = std::ranges::find_if(
      kind["fields"], [](const Json& field) { return field["name"] == "max_sessions"; });
  ASSERT_NE(sessions, kind["fields"].end());
  EXPECT_EQ((*sessions)["type"], "integer");
  EXPECT_EQ((*sessions)["unit"], "sessions");
  EXPECT_EQ((*sessions)["soft"]["jump_percent"], 50);
  for (const char* list : {"unit", "field_group", "operator", "region", "ledger_class"}) {
    EXPECT_TRUE(kind["codes"].contains(list)) << list;
  }
  EXPECT_EQ(world_.get("/registry/kinds/nothing").status, 404);
}

TEST_F(RegistryApi, ATemplateIsAFile) {
  const auto xlsx = world_.get("/registry/kinds/nat44_device/template");
  EXPECT_EQ(xlsx.status, 200);
  EXPECT_TRUE(xlsx.body.starts_with("PK"));
  EXPECT_THAT(std::string(xlsx.headers.get("Content-Disposition").value_or("")),
              HasSubstr("attachment; filename*=UTF-8''"));
  const auto csv = world_.get("/registry/kinds/nat44_device/template?format=csv&language=en");
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
  EXPECT_THAT(csv.body, HasSubstr("Operator"));
  EXPECT_EQ(world_.get("/registry/kinds/nat44_device/template?format=pdf").status, 400);
}

TEST_F(RegistryApi, AnObjectIsCreatedAndRead) {
  Fields fields = RegistryWorld::device("a");
  fields["design_throughput"] = Json::parse("0.123456");
  fields["remark"] = nullptr;
  const auto made = world_.post(kDevices, {{"fields", fields}, {"reason", "survey"}});
  const Json object = world_.json(made, 201);
  EXPECT_EQ(made.headers.get("Location").value_or(""), "/api/v1/registry/objects/nat44_device/1");
  EXPECT_EQ(made.headers.get("ETag").value_or(""), "\"1\"");
  EXPECT_EQ(object["key"], "china_mobile / 440100 / a");
  EXPECT_EQ(object["fields"]["max_sessions"], 1000);
  EXPECT_THAT(made.body, HasSubstr("\"design_throughput\":0.123456"));
  EXPECT_FALSE(object["fields"].contains("remark"));
  const auto read = world_.get(at(1));
  EXPECT_EQ(world_.json(read), object);
  EXPECT_EQ(read.headers.get("ETag").value_or(""), "\"1\"");
  EXPECT_EQ(world_.get(at(2)).status, 404);
  EXPECT_EQ(world_.get("/registry/objects/site/1").status, 404) << "of another kind";
  EXPECT_EQ(world_.get("/registry/objects/nat44_device/x").status, 404);
  EXPECT_EQ(world_.post(kDevices, {{"fields", fields}}).status, 409) << "the key is taken";
}

TEST_F(RegistryApi, EveryFaultOfAnObjectIsListed) {
  const Json problem =
      world_.json(world_.post(kDevices, {{"fields",
                                          {{"operator", "nobody"},
                                           {"region", "440100"},
                                           {"max_sessions", -1},
                                           {"design_throughput", Json::parse("0.1234567")},
                                           {"management_address", "here"},
                                           {"organisation", "nobody we know"},
                                           {"ledger_class", "nat444"},
                                           {"peak_sessions", 5}}}}),
                  422);
  EXPECT_THAT(rules(problem),
              ::testing::IsSupersetOf({"operator code_unknown", "max_sessions too_small",
                                       "design_throughput places", "management_address ip_address",
                                       "organisation reference_unknown", "name required",
                                       "status required", "load_month needed_with"}));
  for (const Json& fault : problem["faults"]) {
    EXPECT_FALSE(fault["what"]["zh"].get<std::string>().empty());
    EXPECT_FALSE(fault["remedy"]["en"].get<std::string>().empty());
    EXPECT_TRUE(fault["object"].is_null());
  }
  EXPECT_EQ(world_.json(world_.get(kDevices))["total"], 0);
}

TEST_F(RegistryApi, ABodyThatIsNoneIsRefusedWithAllThatIsWrong) {
  for (const char* body : {"", "{", "[]", "7", "{}", R"({"fields": 7})"}) {
    EXPECT_EQ(world_.ask(http::Method::post, kDevices, body).status, 400) << body;
  }
  const Json problem =
      world_.json(world_.post(kDevices, {{"fields", {{"nothing", 1}, {"name", {{"a", 1}}}}},
                                         {"set", 1},
                                         {"reason", 7},
                                         {"nature", "whim"},
                                         {"effective", "2099-01-01"}}),
                  400);
  std::vector<std::string> wrong;
  for (const Json& fault : problem["errors"]) {
    wrong.push_back(fault["parameter"].get<std::string>());
  }
  EXPECT_THAT(wrong, UnorderedElementsAre("fields.nothing", "fields.name", "set", "reason",
                                          "nature", "effective"));
}

TEST_F(RegistryApi, ASoftRuleAsksForAnExplanation) {
  const auto id = world_.create(RegistryWorld::device("a"));
  const Json jump = {{"set", {{"max_sessions", 5000}}}};
  const Json problem = world_.json(world_.patch(at(id), jump, "\"1\""), 422);
  EXPECT_THAT(rules(problem), ElementsAre("max_sessions jump"));
  EXPECT_EQ(problem["faults"][0]["severity"], "soft");
  EXPECT_FALSE(problem["faults"][0]["explained"].get<bool>());
  EXPECT_EQ(problem["faults"][0]["object"]["id"], id);
  Json explained = jump;
  explained["reason"] = "new card";
  explained["explanation"] = "two chassis became one";
  EXPECT_EQ(world_.json(world_.patch(at(id), explained, "\"1\""))["fields"]["max_sessions"], 5000);
  const Json history = world_.json(world_.get(at(id, "/history?field=max_sessions")));
  EXPECT_EQ(history["data"][0]["reason"], "new card · two chassis became one");
}

TEST_F(RegistryApi, AChangeNeedsTheVersionThatWasRead) {
  const auto id = world_.create(RegistryWorld::device("a"));
  const Json change = {{"set", {{"max_sessions", 1100}}}};
  EXPECT_EQ(world_.patch(at(id), change, "").status, 428);
  for (const char* const none : {"1", "\"1", "x, \"1\"", "\"1\" \"2\"", "\"1\"x"}) {
    const auto refused = world_.patch(at(id), change, none);
    EXPECT_EQ(refused.status, 400) << none;
    EXPECT_THAT(refused.body, HasSubstr("a list of entity tags"));
  }
  for (const char* const others : {"W/\"1\"", "\"9\"", "\"9\", W/\"1\"", "\"11\""}) {
    EXPECT_EQ(world_.patch(at(id), change, others).status, 412) << others;
  }
  EXPECT_THAT(world_.patch(at(id), change, "W/\"1\"").body, HasSubstr("weak"));
  const auto changed = world_.patch(at(id), change, "\"9\",\"1\"");
  EXPECT_EQ(world_.json(changed)["version"], 2);
  EXPECT_EQ(changed.headers.get("ETag").value_or(""), "\"2\"");
  EXPECT_EQ(world_.patch(at(99), change, "*").status, 404) << "* names what is there";
  EXPECT_EQ(world_.json(world_.patch(at(id), {{"set", {{"remark", "x"}}}}, " * "))["version"], 3);
  EXPECT_EQ(world_.json(world_.patch(at(id), {{"set", {{"remark", nullptr}}}},
                                     "\"8\" , \"3-gzip\""))["version"],
            4)
      << "the tag of a packed answer";
  const auto stale = world_.patch(at(id), change, "\"1\"");
  EXPECT_EQ(stale.status, 412);
  EXPECT_THAT(stale.body, HasSubstr("at version 4"));
  EXPECT_EQ(world_.json(world_.patch(at(id), change, "\"4\""))["version"], 4) << "nothing differs";
  EXPECT_EQ(world_.patch(at(99), change, "\"1\"").status, 404);
}

TEST_F(RegistryApi, OfTwoChangesAtOnceOneIsToldSo) {
  const auto id = world_.create(RegistryWorld::device("a"));
  for (int round = 1; round <= 5; ++round) {
    const std::string tag = "\"" + std::to_string(round) + "\"";
    std::array<int, 2> statuses{};
    {
      std::vector<std::jthread> both;
      for (std::size_t i = 0; i < 2; ++i) {
        both.emplace_back([&, i] {
          statuses.at(i) =
              world_
                  .patch(at(id),
                         {{"set", {{"remark", std::to_string(round) + "-" + std::to_string(i)}}}},
                         tag)
                  .status;
        });
      }
    }
    EXPECT_THAT(statuses, UnorderedElementsAre(200, 412));
  }
  EXPECT_EQ(world_.json(world_.get(at(id)))["version"], 6);
}

TEST_F(RegistryApi, FieldsAreClearedAndObjectsRemovedAndBroughtBack) {
  const auto id = world_.create(RegistryWorld::device("a"));
  const Json cleared =
      world_.json(world_.patch(at(id), {{"set", {{"management_address", nullptr}}}}, "\"1\""));
  EXPECT_FALSE(cleared["fields"].contains("management_address"));
  const auto empty = world_.patch(at(id), {{"set", {{"name", ""}}}}, "\"2\"");
  EXPECT_THAT(rules(world_.json(empty, 422)), ElementsAre("name required"));
  EXPECT_TRUE(
      world_.json(world_.patch(at(id), {{"removed", true}}, "\"2\""))["removed"].get<bool>());
  EXPECT_EQ(world_.json(world_.get(kDevices))["total"], 0);
  EXPECT_EQ(world_.json(world_.get(std::string(kDevices) + "?removed=true"))["total"], 1);
  EXPECT_FALSE(
      world_.json(world_.patch(at(id), {{"removed", false}}, "\"3\""))["removed"].get<bool>());
}

TEST_F(RegistryApi, ManyAreChangedInOneCommitOrNot) {
  for (const char* name : {"a", "b", "c"}) {
    world_.create(RegistryWorld::device(name));
  }
  ASSERT_EQ(world_.patch(at(2), {{"set", {{"remark", "x"}}}}, "\"1\"").status, 200);
  const std::string bulk = std::string(kDevices) + "/bulk";
  Json body = {
      {"objects",
       {{{"id", 1}, {"version", 1}}, {{"id", 2}, {"version", 1}}, {{"id", 3}, {"version", 9}}}},
      {"set", {{"max_sessions", 1200}}},
      {"reason", "cards"}};
  const auto stale = world_.post(bulk, body);
  EXPECT_EQ(stale.status, 412);
  EXPECT_THAT(stale.body, HasSubstr("object 2 "));
  EXPECT_THAT(stale.body, HasSubstr("object 3 "));
  const Json moved = Json::parse(stale.body)["objects"];
  ASSERT_EQ(moved.size(), 2U);
  EXPECT_EQ(moved[0]["id"], 2);
  EXPECT_EQ(moved[0]["version"], 2);
  EXPECT_EQ(moved[1]["version"], 1);
  EXPECT_EQ(world_.json(world_.get(at(1)))["version"], 1) << "nothing was changed";

  body["objects"][1]["version"] = 2;
  body["objects"][2]["version"] = 1;
  body["reason"] = " ";
  const auto silent = world_.post(bulk, body);
  EXPECT_EQ(silent.status, 400);
  EXPECT_THAT(silent.body, HasSubstr("without a reason"));
  EXPECT_EQ(world_.json(world_.get(at(1)))["version"], 1) << "nothing was changed";
  body["reason"] = "cards";
  const Json done = world_.json(world_.post(bulk, body));
  EXPECT_EQ(done["commit"], 5);
  EXPECT_EQ(
      done["objects"][1],
      Json({{"id", 2}, {"key", "china_mobile / 440100 / b"}, {"version", 3}, {"changed", true}}));
  body["objects"] = {{{"id", 1}, {"version", 2}}, {{"id", 77}, {"version", 1}}};
  EXPECT_EQ(world_.post(bulk, body).status, 404);
  body["objects"] = {{{"id", 1}, {"version", 2}}};
  body["set"] = {{"max_sessions", 0}};
  const Json faults = world_.json(world_.post(bulk, body), 422);
  EXPECT_EQ(faults["faults"][0]["object"]["key"], "china_mobile / 440100 / a");
  for (const Json& objects : {Json::array(), Json({{{"id", 1}}}), Json(7), Json::array({1})}) {
    body["objects"] = objects;
    EXPECT_EQ(world_.post(bulk, body).status, 400) << objects;
  }
}

TEST_F(RegistryApi, APageIsFilteredOrderedAndCut) {
  int sessions = 5000;
  for (const char* name : {"d", "b", "a", "c"}) {
    Fields fields =
        RegistryWorld::device(name, name == std::string("a") ? "450100" : "440100",
                              name == std::string("b") ? "china_telecom" : "china_mobile");
    fields["max_sessions"] = sessions -= 1000;
    world_.create(fields);
  }
  const std::string list = kDevices;
  const auto of = [&](const std::string& more) {
    return names(world_.json(world_.get(list + more)));
  };
  EXPECT_THAT(of(""), ElementsAre("d", "b", "a", "c"));
  EXPECT_THAT(of("?order=name"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(of("?order=-max_sessions"), ElementsAre("d", "b", "a", "c"));
  EXPECT_THAT(of("?order=max_sessions"), ElementsAre("c", "a", "b", "d"));
  EXPECT_THAT(of("?region=440000"), ElementsAre("d", "b", "c"));
  EXPECT_THAT(of("?where=operator%3Dchina_telecom"), ElementsAre("b"));
  EXPECT_THAT(of("?where=name%3Da%7Cc"), ElementsAre("a", "c"));
  EXPECT_THAT(of("?where=name%3Da%7Cc%3Bmax_sessions%3D1000.0"), ElementsAre("c"));
  EXPECT_THAT(of("?where=organisation%3D"), ElementsAre("d", "b", "a", "c")) << "holds nothing";
  EXPECT_THAT(of("?q=TELECOM"), ElementsAre("b"));
  const Json some = world_.json(world_.get(list + "?fields=name&limit=1"));
  EXPECT_EQ(some["data"][0]["fields"], Json({{"name", "d"}}));
  EXPECT_EQ(some["total"], 4);
  EXPECT_EQ(some["commit"], 4);

  // What comes between two pages is on none of them.
  std::string query = "?order=name&limit=2";
  const Json first = world_.json(world_.get(list + query));
  world_.create(RegistryWorld::device("aa"));
  const Json second =
      world_.json(world_.get(list + query + "&cursor=" + first["next_cursor"].get<std::string>()));
  EXPECT_THAT(names(first), ElementsAre("a", "b"));
  EXPECT_THAT(names(second), ElementsAre("c", "d"));
  EXPECT_TRUE(second["next_cursor"].is_null());
  EXPECT_EQ(second["commit"], 4);
  EXPECT_EQ(world_.get(list + "?cursor=" + first["next_cursor"].get<std::string>()).status, 400)
      << "of another question";
}

TEST_F(RegistryApi, AQuestionThatIsWrongIsRefusedWithAllThatIs) {
  const Json problem = world_.json(
      world_.get(std::string(kDevices) +
                 "?where=nothing%3D1%3Bname&fields=x&order=y&limit=0&format=pdf&language=fr&"
                 "removed=maybe&as_of=June&commit=-1&region=44&cursor=zz"),
      400);
  std::vector<std::string> wrong;
  for (const Json& fault : problem["errors"]) {
    wrong.push_back(fault["parameter"].get<std::string>());
  }
  EXPECT_THAT(wrong,
              UnorderedElementsAre("where", "where", "fields", "order", "limit", "format",
                                   "language", "removed", "as_of", "commit", "region", "cursor"));
}

TEST_F(RegistryApi, AFilterThatNoValueCanPassIsRefused) {
  world_.create(RegistryWorld::device("a"));
  const std::string list = std::string(kDevices) + "?where=";
  EXPECT_EQ(
      world_.json(world_.get(list + "operator%3D%E4%B8%AD%E5%9B%BD%E7%A7%BB%E5%8A%A8"))["total"], 1)
      << "as people type it";
  EXPECT_EQ(world_.json(world_.get(list + "region%3D440106%7C440100"))["total"], 1)
      << "a county that is not listed is one all the same";
  const Json problem = world_.json(
      world_.get(list + "max_sessions%3Dmany%3Bstatus%3Dasleep%3Bin_service_since%3DJune%3B"
                        "name%3Danything%3Bstatus%3D"),
      400);
  std::vector<std::string> details;
  for (const Json& fault : problem["errors"]) {
    EXPECT_EQ(fault["parameter"], "where");
    details.push_back(fault["detail"].get<std::string>());
  }
  EXPECT_THAT(details, ElementsAre(HasSubstr("max_sessions: 'many': it is not a number"),
                                   HasSubstr("status: 'asleep': it is not in the code list"),
                                   HasSubstr("in_service_since: 'June': it is not a date")));
}

TEST_F(RegistryApi, UnknownNamesAreToldWithWhatElseIsWrong) {
  const auto id = world_.create(RegistryWorld::device("a"));
  const auto wrong = [&](const std::string& target) {
    std::vector<std::string> names;
    const Json problem = world_.json(world_.get(target), 400);
    for (const Json& fault : problem["errors"]) {
      names.push_back(fault["parameter"].get<std::string>());
    }
    return names;
  };
  EXPECT_THAT(wrong(std::string(kDevices) + "?nope=1&other=2&limit=0&where=size%3D1"),
              UnorderedElementsAre("nope", "other", "limit", "where"));
  EXPECT_THAT(wrong("/registry/receipts?nope=1&limit=0&other=2"),
              UnorderedElementsAre("nope", "other", "limit"));
  EXPECT_THAT(wrong(at(id, "/history?nope=1&limit=0&field=x")),
              UnorderedElementsAre("nope", "limit", "field"));
  EXPECT_THAT(wrong(at(id, "/attachments?nope=1&removed=maybe")),
              UnorderedElementsAre("nope", "removed"));
}

TEST_F(RegistryApi, WhatLooksAlikeIsOneAndWhatHidesIsRefused) {
  const auto id = world_.create(RegistryWorld::device("Cafe\xCC\x81"));
  EXPECT_EQ(world_.json(world_.get(at(id)))["key"], "china_mobile / 440100 / Caf\xC3\xA9");
  EXPECT_EQ(world_.post(kDevices, {{"fields", RegistryWorld::device("Caf\xC3\xA9")}}).status, 409)
      << "it is the same key";
  for (const char* const form : {"Cafe%CC%81", "Caf%C3%A9"}) {
    EXPECT_EQ(world_.json(world_.get(std::string(kDevices) + "?where=name%3D" + form))["total"], 1);
    EXPECT_EQ(world_.json(world_.get(std::string(kDevices) + "?q=" + form))["total"], 1);
  }
  const Json problem =
      world_.json(world_.post(kDevices, {{"fields", RegistryWorld::device("a\xE2\x80\xAE"
                                                                          "b")}}),
                  422);
  EXPECT_THAT(rules(problem), ElementsAre("name direction_mark"));
  EXPECT_THAT(
      rules(world_.json(world_.post(kDevices, {{"fields", RegistryWorld::device("a\xE2\x80\x8B"
                                                                                "b")}}),
                        422)),
      ElementsAre("name zero_width"));
}

TEST_F(RegistryApi, ThePastIsRead) {
  const auto id = world_.create(RegistryWorld::device("a"));
  world_.clock.advance(std::chrono::hours(48));
  const Json change = {{"set", {{"max_sessions", 1400}}}};
  ASSERT_EQ(world_.patch(at(id), change, "\"1\"").status, 200);
  EXPECT_EQ(
      world_.json(world_.get(at(id, "?as_of=2026-07-02T00:00:00Z")))["fields"]["max_sessions"],
      1000);
  EXPECT_EQ(world_.json(world_.get(at(id, "?commit=1")))["version"], 1);
  EXPECT_EQ(world_.get(at(id, "?as_of=2026-06-01T00:00:00Z")).status, 404) << "not there yet";
  const Json page = world_.json(world_.get(std::string(kDevices) + "?as_of=2026-07-02T00:00:00Z"));
  EXPECT_EQ(page["data"][0]["fields"]["max_sessions"], 1000);
  EXPECT_EQ(page["as_of"], "2026-07-02T00:00:00Z");
  // A correction of the past: it had always been 1,300.
  const Json corrected = {{"set", {{"max_sessions", 1300}}},
                          {"effective", "2026-07-01T00:00:00Z"},
                          {"nature", "correction"}};
  ASSERT_EQ(world_.patch(at(id), corrected, "\"2\"").status, 200);
  EXPECT_EQ(world_.json(world_.get(at(id)))["fields"]["max_sessions"], 1400);
  EXPECT_EQ(
      world_.json(world_.get(at(id, "?as_of=2026-07-02T00:00:00Z")))["fields"]["max_sessions"],
      1300);
}

TEST_F(RegistryApi, TheHistoryIsReadInPieces) {
  const auto id = world_.create(RegistryWorld::device("a"));
  for (int i = 1; i <= 3; ++i) {
    const Json change = {{"set", {{"remark", "n" + std::to_string(i)}}}, {"reason", "why"}};
    ASSERT_EQ(world_
                  .patch(at(id), change, "\"" + std::to_string(i) + "\"",
                         {.headers = {{"X-Request-Id", "req-" + std::to_string(i)}}})
                  .status,
              200);
  }
  const Json newest = world_.json(world_.get(at(id, "/history?limit=1")));
  ASSERT_EQ(newest["data"].size(), 1U);
  EXPECT_EQ(newest["data"][0]["field"], "remark");
  EXPECT_EQ(newest["data"][0]["before"], "n2");
  EXPECT_EQ(newest["data"][0]["after"], "n3");
  EXPECT_EQ(newest["data"][0]["who"], "local");
  EXPECT_EQ(newest["data"][0]["request_id"], "req-3");
  std::size_t all = 1;
  std::string cursor = newest["next_cursor"].get<std::string>();
  for (int pages = 0; pages < 9 && !cursor.empty(); ++pages) {
    const Json page = world_.json(world_.get(at(id, "/history?limit=1&cursor=" + cursor)));
    all += page["data"].size();
    cursor = page["next_cursor"].is_null() ? "" : page["next_cursor"].get<std::string>();
  }
  EXPECT_EQ(all, 3U + RegistryWorld::device("a").size());
  EXPECT_EQ(world_.json(world_.get(at(id, "/history?field=remark")))["data"].size(), 3U);
  EXPECT_EQ(world_.json(world_.get(at(id, "/history?field=removed")))["data"].size(), 0U);
  const Json problem = world_.json(world_.get(at(id, "/history?field=nope&limit=0")), 400);
  EXPECT_EQ(problem["errors"].size(), 2U);
  EXPECT_THAT(problem["detail"].get<std::string>(), HasSubstr("max_sessions"));
  EXPECT_EQ(world_.get(at(id, "/history?cursor=x")).status, 400);
  EXPECT_EQ(world_.get(at(99, "/history")).status, 404);
}

TEST_F(RegistryApi, AListIsExportedAsItIsFiltered) {
  world_.create(RegistryWorld::device("a"));
  world_.create(RegistryWorld::device("b"));
  const auto csv =
      world_.get(std::string(kDevices) + "?format=csv&where=name%3Db&language=en&limit=1");
  EXPECT_EQ(csv.status, 200);
  const auto sheets = apps::read_sheets(csv.body, "");
  ASSERT_TRUE(sheets) << describe(sheets.error());
  EXPECT_THAT(csv.body, HasSubstr(",b,"));
  EXPECT_THAT(csv.body, ::testing::Not(HasSubstr(",a,")));
  const auto xlsx = world_.get(std::string(kDevices) + "?format=xlsx");
  EXPECT_TRUE(xlsx.body.starts_with("PK"));
  ASSERT_TRUE(apps::read_sheets(xlsx.body, ""));
}

}  // namespace
}  // namespace sixscope::tests
