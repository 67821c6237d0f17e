// An account without rights sees and changes nothing outside its regions and organisations, through
// whatever call.
#include "registry_world.h"

namespace sixscope::tests {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two devices: one of Guangzhou and China Mobile, one of Nanning and China Telecom, each with an
/// attachment; and a model of gateway, which is everybody's.
class RegistryApiScope : public RegistryApi {
 protected:
  void SetUp() override {
    world_.make_accounts();
    ours_ = world_.create(RegistryWorld::device("gz"), "nat44_device", world_.admin);
    theirs_ = world_.create(RegistryWorld::device("nn", "450100", "china_telecom"), "nat44_device",
                            world_.admin);
    model_ = world_.create({{"vendor", "v"}, {"model", "m"}, {"class", "gateway"}},
                           "home_gateway_model", world_.admin);
    for (const std::uint64_t id : {ours_, theirs_}) {
      ASSERT_EQ(world_
                    .ask(http::Method::post, at(id, "/attachments?name=a.txt"),
                         "scan of " + std::to_string(id), world_.admin)
                    .status,
                201);
    }
  }
  static std::string at(std::uint64_t id, const std::string& more = "") {
    return "/registry/objects/nat44_device/" + std::to_string(id) + more;
  }

  std::uint64_t ours_ = 0;
  std::uint64_t theirs_ = 0;
  std::uint64_t model_ = 0;
};

TEST_F(RegistryApiScope, WhatLiesOutsideIsNotThere) {
  const Ask& gd = world_.guangdong;
  EXPECT_EQ(world_.get(at(ours_), gd).status, 200);
  for (const std::string& more :
       {std::string(), std::string("?commit=2"), std::string("/history"),
        std::string("/attachments"), std::string("/attachments?removed=true")}) {
    const auto answer = world_.get(at(theirs_, more), gd);
    EXPECT_EQ(answer.status, 404) << more;
    EXPECT_THAT(answer.body, Not(HasSubstr("450100"))) << more;
  }
  EXPECT_EQ(world_.get("/registry/attachments/1", gd).status, 200);
  EXPECT_EQ(world_.get("/registry/attachments/2", gd).status, 404);
  const std::string list = "/registry/objects/nat44_device";
  for (const char* more : {"", "?q=nn", "?region=450000", "?where=operator%3Dchina_telecom",
                           "?removed=true", "?commit=2", "?format=csv"}) {
    const auto answer = world_.get(list + more, gd);
    EXPECT_EQ(answer.status, 200) << more;
    EXPECT_THAT(answer.body, Not(HasSubstr("nn"))) << more;
  }
  EXPECT_EQ(world_.json(world_.get(list, gd))["total"], 1);
  const Json kinds = world_.json(world_.get("/registry/kinds", gd));
  for (const Json& kind : kinds["data"]) {
    if (kind["id"] == "nat44_device") {
      EXPECT_EQ(kind["count"], 1);
    }
  }
}

TEST_F(RegistryApiScope, WhatLiesOutsideIsNotChanged) {
  const Ask& gd = world_.guangdong;
  const std::string list = "/registry/objects/nat44_device";
  EXPECT_EQ(world_.patch(at(theirs_), {{"set", {{"remark", "x"}}}}, "\"1\"", gd).status, 404);
  EXPECT_EQ(
      world_
          .post(list + "/bulk",
                {{"objects", {{{"id", ours_}, {"version", 1}}, {{"id", theirs_}, {"version", 1}}}},
                 {"set", {{"remark", "x"}}}},
                gd)
          .status,
      404);
  EXPECT_EQ(world_.ask(http::Method::post, at(theirs_, "/attachments?name=a.txt"), "x", gd).status,
            404);
  EXPECT_EQ(world_.ask(http::Method::delete_, "/registry/attachments/2?reason=x", "", gd).status,
            404);
  EXPECT_EQ(world_
                .post(list,
                      {{"fields", Fields{{"operator", "china_telecom"},
                                         {"region", "450100"},
                                         {"name", "x"},
                                         {"ledger_class", "nat444"},
                                         {"status", "in_service"}}}},
                      gd)
                .status,
            403);
  EXPECT_EQ(world_.patch(at(ours_), {{"set", {{"region", "450100"}}}}, "\"1\"", gd).status, 403)
      << "nor moved out";
  const std::string model = "/registry/objects/home_gateway_model/" + std::to_string(model_);
  EXPECT_EQ(world_.get(model, gd).status, 200);
  EXPECT_EQ(world_.patch(model, {{"set", {{"remark", "x"}}}}, "\"1\"", gd).status, 403)
      << "everybody's to see";
  EXPECT_EQ(world_
                .ask(http::Method::post,
                     "/registry/objects/home_gateway_model/" + std::to_string(model_) +
                         "/attachments?name=a.txt",
                     "x", gd)
                .status,
            403);
  const Json theirs = world_.json(world_.get(at(theirs_), world_.admin));
  EXPECT_EQ(theirs["version"], 1);
  EXPECT_EQ(world_.json(world_.get(at(ours_), world_.admin))["version"], 1);
  EXPECT_EQ(world_.json(world_.get(at(theirs_, "/attachments"), world_.admin))["data"].size(), 1U);
}

TEST_F(RegistryApiScope, WhatWasNotItsOwnThenIsNamed) {
  const Ask& gd = world_.guangdong;
  world_.clock.advance(std::chrono::hours(24 * 40));
  const auto move = [&](const char* region, const char* day, const char* tag) {
    return world_.patch(at(ours_), {{"set", {{"region", region}}}, {"effective", day}}, tag,
                        world_.admin);
  };
  ASSERT_EQ(move("450100", "2026-07-10", "\"1\"").status, 200);
  ASSERT_EQ(move("440100", "2026-07-20", "\"2\"").status, 200);
  const Json change = {{"set", {{"remark", "x"}}}, {"effective", "2026-07-15"}};
  const Json problem = world_.json(world_.patch(at(ours_), change, "\"3\"", gd), 403);
  ASSERT_EQ(problem["faults"].size(), 1U);
  const Json& fault = problem["faults"][0];
  EXPECT_EQ(fault["rule"], "out_of_scope_then");
  EXPECT_EQ(fault["object"]["id"], ours_);
  EXPECT_EQ(fault["field"], "region");
  EXPECT_THAT(fault["what"]["en"].get<std::string>(), HasSubstr("2026-07-15"));
  EXPECT_THAT(problem.dump(), Not(HasSubstr("450100"))) << "not where it was";
  Json bulk = change;
  bulk["objects"] = {{{"id", ours_}, {"version", 3}}};
  EXPECT_EQ(world_.json(world_.post("/registry/objects/nat44_device/bulk", bulk, gd),
                        403)["faults"][0]["rule"],
            "out_of_scope_then");
  const auto name = world_.json(world_.get(at(ours_), gd))["fields"]["name"].get<std::string>();
  const std::string sheet =
      "运营商,区域,设备名称,台账类别,状态,备注\n中国移动,440100," + name + ",nat444,在用,x\n";
  Ask csv = gd;
  csv.headers.emplace_back("Content-Type", "text/csv");
  for (const std::string dry : {"true", "false"}) {
    const Json answer = world_.json(
        world_.ask(http::Method::post,
                   "/registry/imports?kind=nat44_device&effective=2026-07-15&dry_run=" + dry, sheet,
                   csv),
        dry == "true" ? 200 : 422);
    EXPECT_FALSE(answer["can_apply"].get<bool>());
    ASSERT_EQ(answer["faults"].size(), 1U) << answer;
    EXPECT_EQ(answer["faults"][0]["rule"], "out_of_scope_then");
    EXPECT_EQ(answer["faults"][0]["row"], 2);
    EXPECT_EQ(answer["faults"][0]["column"], "B");
    EXPECT_EQ(answer["refused"], 1);
  }
  EXPECT_EQ(world_.json(world_.get(at(ours_), gd))["version"], 3);
  EXPECT_EQ(
      world_.json(world_.patch(at(ours_), {{"set", {{"remark", "x"}}}, {"effective", "2026-07-21"}},
                               "\"3\"", gd))["version"],
      4);
}

TEST_F(RegistryApiScope, AnImportOfSomebodyElsesRowsIsSaidInTheLog) {
  Ask csv = world_.guangdong;
  csv.headers.emplace_back("Content-Type", "text/csv");
  const std::string sheet = "运营商,区域,设备名称,台账类别,状态\n中国移动,450100,b,nat444,在用\n";
  world_.log.clear();
  EXPECT_EQ(
      world_
          .ask(http::Method::post, "/registry/imports?kind=nat44_device&dry_run=false", sheet, csv)
          .status,
      422);
  EXPECT_THAT(world_.log,
              ::testing::ElementsAre("refused with 422 out_of_scope to gd at 127.0.0.1: POST "
                                     "/api/v1/registry/imports"));
}

TEST_F(RegistryApiScope, WhoOnlyReadsChangesNothing) {
  const Ask& reader = world_.reader;
  EXPECT_EQ(world_.get(at(ours_), reader).status, 200);
  const std::string list = "/registry/objects/nat44_device";
  EXPECT_EQ(world_.post(list, {{"fields", RegistryWorld::device("x")}}, reader).status, 403);
  EXPECT_EQ(world_.patch(at(ours_), {{"set", {{"remark", "x"}}}}, "\"1\"", reader).status, 403);
  EXPECT_EQ(world_
                .post(list + "/bulk",
                      {{"objects", {{{"id", ours_}, {"version", 1}}}}, {"set", {{"remark", "x"}}}},
                      reader)
                .status,
            403);
  EXPECT_EQ(
      world_.ask(http::Method::post, at(ours_, "/attachments?name=a.txt"), "x", reader).status,
      403);
  EXPECT_EQ(
      world_.ask(http::Method::delete_, "/registry/attachments/1?reason=x", "", reader).status,
      403);
  EXPECT_EQ(world_.json(world_.get(at(ours_), reader))["version"], 1);
}

TEST_F(RegistryApiScope, SensitiveFieldsAreAbsent) {
  const Ask& gd = world_.guangdong;
  EXPECT_THAT(world_.get(at(ours_), world_.admin).body, HasSubstr("192.0.2.10"));
  const std::string list = "/registry/objects/nat44_device";
  for (const std::string& target :
       {at(ours_), at(ours_, "?commit=1"), at(ours_, "/history"),
        at(ours_, "/history?field=management_address"), list,
        list + "?where=management_address%3D192.0.2.10", list + "?order=management_address",
        list + "?format=csv&language=en", std::string("/registry/kinds/nat44_device")}) {
    const auto answer = world_.get(target, gd);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_THAT(answer.body, Not(HasSubstr("192.0.2.10"))) << target;
  }
  EXPECT_EQ(world_.json(world_.get(list + "?where=management_address%3D192.0.2.10", gd))["total"],
            0);
  EXPECT_EQ(world_.patch(at(ours_), {{"set", {{"management_address", "192.0.2.11"}}}}, "\"1\"", gd)
                .status,
            403);
  EXPECT_EQ(world_.patch(at(ours_), {{"set", {{"remark", "x"}}}}, "\"1\"", gd).status, 200);
  EXPECT_THAT(world_.get(at(ours_), world_.admin).body, HasSubstr("192.0.2.10"))
      << "what is not seen stays";
}

TEST_F(RegistryApiScope, NobodyGetsNothing) {
  for (const char* target :
       {"/registry/kinds", "/registry/kinds/nat44_device", "/registry/kinds/nat44_device/template",
        "/registry/objects/nat44_device", "/registry/objects/nat44_device/1",
        "/registry/objects/nat44_device/1/history", "/registry/objects/nat44_device/1/attachments",
        "/registry/attachments/1"}) {
    EXPECT_EQ(world_.get(target).status, 401) << target;
  }
}

}  // namespace
}  // namespace sixscope::tests
