// The import desk as a program or a browser has it: over time, with mended cells, as an account.
#include "api/registry_calls.h"
#include "apps/sheet_files.h"
#include "registry_world.h"
#include "table/sheet.h"

namespace sixscope::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHead = "运营商,区域,设备名称,台账类别,状态,最大会话数\n";

std::string row(const std::string& name, const std::string& sessions,
                const std::string& region = "440100") {
  return "中国移动," + region + "," + name + ",nat444,在用," + sessions + "\n";
}

class ImportApi : public RegistryApi {
 protected:
  http::Response send(const std::string& parameters, const std::string& body, Ask with = {},
                      const std::string& type = "text/csv") {
    with.headers.emplace_back("Content-Type", type);
    world_.clock.advance(std::chrono::seconds(1));  // A receipt is named by its time and content.
    return world_.ask(http::Method::post, "/registry/imports" + parameters, body, with);
  }
  // A form as a browser sends it.
  http::Response send_form(const std::string& parameters, const std::string& file,
                           const std::string& mends, const std::string& file_type = "") {
    std::string body = "--b\r\nContent-Disposition: form-data; name=\"mends\"\r\n\r\n" + mends +
                       "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"" +
                       (file_type.empty() ? "" : "\r\nContent-Type: " + file_type) + "\r\n\r\n" +
                       file + "\r\n--b--\r\n";
    return send(parameters, body, {}, "multipart/form-data; boundary=b");
  }
  Json sessions_on(std::uint64_t id, const std::string& day) {
    const Json object = world_.json(world_.get(
        "/registry/objects/nat44_device/" + std::to_string(id) + "?as_of=" + day + "T12:00:00Z"));
    return object.value("fields", Json::object()).value("max_sessions", Json());
  }
  // "F3 jump" for each fault.
  static std::vector<std::string> places(const Json& answer) {
    std::vector<std::string> found;
    for (const Json& fault : answer["faults"]) {
      found.push_back(fault["column"].get<std::string>() + fault["row"].dump() + " " +
                      fault["rule"].get<std::string>());
    }
    return found;
  }
  std::uint64_t device_since_january(int sessions) {
    const Json made =
        world_.json(world_.post("/registry/objects/nat44_device", {{"fields",
                                                                    {{"operator", "china_mobile"},
                                                                     {"region", "440100"},
                                                                     {"name", "a"},
                                                                     {"ledger_class", "nat444"},
                                                                     {"status", "in_service"},
                                                                     {"max_sessions", sessions}}},
                                                                   {"effective", "2026-01-01"}}),
                    201);
    return made["id"].get<std::uint64_t>();
  }
};

// The sheets of two months come in the wrong order: each is a change of its own month.
TEST_F(ImportApi, ASheetOfAnEarlierMonthIsToldFromThatMonth) {
  const auto id = device_since_january(100);
  const std::string sheet = kHead + row("a", "150");
  ASSERT_EQ(send("?dry_run=false&effective=2026-05-31", sheet).status, 201);
  const Json april = world_.json(send("?dry_run=false&effective=2026-04-30", sheet), 201);
  EXPECT_EQ(april["changed"], 1) << "though today has it already";
  EXPECT_EQ(april["changes"][0]["fields"][0]["before"], 100);
  EXPECT_EQ(sessions_on(id, "2026-04-29"), 100);
  EXPECT_EQ(sessions_on(id, "2026-04-30"), 150);
  // Soft rules look at what held then, not at today's 150.
  const std::string more = kHead + row("a", "170");
  EXPECT_THAT(places(world_.json(send("?effective=2026-02-28", more))), ElementsAre("F2 jump"));
  EXPECT_EQ(world_.json(send("?effective=2026-05-01", more))["can_apply"], true);
  EXPECT_EQ(world_.json(send("?effective=2026-02-28", kHead + row("a", "100")))["unchanged"], 1);
  // Before anybody knew of it: then it was there with what the sheet says.
  const Json before = world_.json(send("?dry_run=false&effective=2025-12-31", sheet), 201);
  EXPECT_EQ(before["changed"], 1);
  EXPECT_EQ(sessions_on(id, "2025-12-31"), 150);
  EXPECT_EQ(sessions_on(id, "2026-01-02"), 100) << "what was recorded for later stays";
}

// Today's name and that of the time both mean the object.
TEST_F(ImportApi, ASheetOfAnEarlierMonthMayHaveTheNameOfThen) {
  const auto id = device_since_january(100);
  const std::string object = "/registry/objects/nat44_device/" + std::to_string(id);
  ASSERT_EQ(
      world_.patch(object, {{"set", {{"name", "b"}}}, {"effective", "2026-05-01"}}, "\"1\"").status,
      200);
  for (const char* name : {"a", "b"}) {
    const Json told = world_.json(send("?effective=2026-03-01", kHead + row(name, "120")));
    EXPECT_EQ(told["changed"], 1) << name;
    ASSERT_EQ(told["changes"][0]["fields"].size(), 1U) << name;
    EXPECT_EQ(told["changes"][0]["fields"][0]["field"], "max_sessions");
  }
}

// A sheet of a month before it was known has the name it had: the first one, not today's.
TEST_F(ImportApi, ASheetBeforeItWasKnownHasItsFirstName) {
  const auto id = device_since_january(100);
  const std::string object = "/registry/objects/nat44_device/" + std::to_string(id);
  ASSERT_EQ(
      world_.patch(object, {{"set", {{"name", "b"}}}, {"effective", "2026-05-01"}}, "\"1\"").status,
      200);
  const std::string sheet = kHead + row("a", "90");
  const Json told = world_.json(send("?dry_run=false&effective=2025-12-01", sheet), 201);
  EXPECT_EQ(told["changed"], 1) << told.dump();
  const Json then = world_.json(world_.get(object + "?as_of=2025-12-15T12:00:00Z"));
  EXPECT_EQ(then["fields"]["name"], "a");
  EXPECT_EQ(then["fields"]["max_sessions"], 90);
  EXPECT_EQ(world_.json(world_.get(object))["fields"]["name"], "b");
}

// Both names in one sheet are one object twice, and the dry run says in which row.
TEST_F(ImportApi, TheNamesOfThenAndTodayAreOneObject) {
  const auto id = device_since_january(100);
  const std::string object = "/registry/objects/nat44_device/" + std::to_string(id);
  ASSERT_EQ(
      world_.patch(object, {{"set", {{"name", "b"}}}, {"effective", "2026-05-01"}}, "\"1\"").status,
      200);
  const std::string sheet = kHead + row("a", "110") + row("b", "120");
  EXPECT_THAT(places(world_.json(send("?effective=2026-03-01", sheet))),
              ElementsAre("C3 key_twice"));
  EXPECT_THAT(places(world_.json(send("?dry_run=false&effective=2026-03-01", sheet), 422)),
              ElementsAre("C3 key_twice"));
}

TEST_F(ImportApi, AnEditOfAnEarlierDayIsToldFromThatDay) {
  const auto id = device_since_january(100);
  const std::string objects = "/registry/objects/nat44_device";
  const std::string object = objects + "/" + std::to_string(id);
  const Json set = {{"max_sessions", 150}};
  ASSERT_EQ(world_.patch(object, {{"set", set}, {"effective", "2026-05-31"}}, "\"1\"").status, 200);
  const Json late = {{"set", set}, {"effective", "2026-04-30"}};
  EXPECT_EQ(world_.patch(object, late, "\"1\"").status, 412) << "the version is today's";
  EXPECT_EQ(world_.json(world_.patch(object, late, "\"2\""))["version"], 3);
  EXPECT_EQ(sessions_on(id, "2026-04-30"), 150);
  const auto jump = world_.patch(
      object, {{"set", {{"max_sessions", 170}}}, {"effective", "2026-02-28"}}, "\"3\"");
  EXPECT_EQ(world_.json(jump, 422)["faults"][0]["rule"], "jump");
  const Json many = {
      {"objects", {{{"id", id}, {"version", 3}}}}, {"set", set}, {"effective", "2026-03-31"}};
  EXPECT_EQ(world_.json(world_.post(objects + "/bulk", many))["objects"][0]["changed"], true);
  EXPECT_EQ(sessions_on(id, "2026-03-31"), 150);
  EXPECT_EQ(sessions_on(id, "2026-03-30"), 100);
}

// A peak that fits March's capacity and not May's, and goes on to hold in May, is asked about.
TEST_F(ImportApi, ARuleBetweenFieldsIsAskedAsLongAsTheSheetHolds) {
  device_since_january(100);
  ASSERT_EQ(send("?dry_run=false&effective=2026-05-01", kHead + row("a", "90")).status, 201);
  const auto sheet = [](const char* peak) {
    return std::string("运营商,区域,设备名称,台账类别,状态,测量月份,峰值会话数\n") +
           "中国移动,440100,a,nat444,在用,2026-03," + peak + "\n";
  };
  const Json told = world_.json(send("?effective=2026-03-01", sheet("95")));
  ASSERT_THAT(places(told), ElementsAre("G2 at_most"));
  EXPECT_THAT(told["faults"][0]["what"]["en"].get<std::string>(),
              HasSubstr("(90), from 2026-05-01 on"));
  EXPECT_EQ(told["can_apply"], false);
  EXPECT_EQ(world_.json(send("?effective=2026-03-01", sheet("90")))["can_apply"], true);
  EXPECT_EQ(send("?dry_run=false&effective=2026-03-01&explanation=seen", sheet("95")).status, 201);
}

// Of two that had one name, one after the other, a sheet changes the one of its time, whichever was
// registered first; and a third of that name is told so by its cell.
TEST_F(ImportApi, ASheetChangesTheOneOfItsTime) {
  const auto created = [this](const char* day) {
    Fields fields = RegistryWorld::device("a");
    fields["max_sessions"] = 100;
    return world_.post("/registry/objects/nat44_device", {{"fields", fields}, {"effective", day}});
  };
  const Json later = world_.json(created("2026-05-01"), 201);
  const Json earlier = world_.json(created("2026-01-01"), 409);
  EXPECT_THAT(earlier["detail"].get<std::string>(), HasSubstr("from 2026-05-01 on"));
  const std::string objects = "/registry/objects/nat44_device/";
  const auto removed = [&](const Json& object, bool is, const char* day, const char* tag) {
    return world_.patch(objects + object["id"].dump(), {{"removed", is}, {"effective", day}}, tag)
        .status;
  };
  ASSERT_EQ(removed(later, true, "2026-05-01", "\"1\""), 200);
  const Json first = world_.json(created("2026-01-01"), 201);
  EXPECT_EQ(removed(later, false, "2026-06-01", "\"2\""), 409);
  ASSERT_EQ(removed(first, true, "2026-04-01", "\"1\""), 200);
  ASSERT_EQ(removed(later, false, "2026-05-01", "\"2\""), 200);
  const auto changed = [&](const char* day) {
    return world_.json(
        send(std::string("?dry_run=false&effective=") + day, kHead + row("a", "110")), 201);
  };
  EXPECT_EQ(changed("2026-03-01")["changed"], 1);
  EXPECT_EQ(sessions_on(first["id"].get<std::uint64_t>(), "2026-03-02"), 110);
  EXPECT_EQ(sessions_on(later["id"].get<std::uint64_t>(), "2026-05-02"), 100);
  EXPECT_EQ(changed("2026-04-15")["changed"], 1) << "it was there earlier than was known";
  EXPECT_EQ(sessions_on(later["id"].get<std::uint64_t>(), "2026-04-16"), 110);
}

// As an import does: what was there then may be referred to then.
TEST_F(ImportApi, AnEditRefersToWhatWasThereThen) {
  const auto id = device_since_january(100);
  const std::string object = "/registry/objects/nat44_device/" + std::to_string(id);
  const std::string pools = "/registry/objects/nat_address_pool";
  const Json pool = world_.json(
      world_.post(
          pools, {{"fields", {{"operator", "china_mobile"}, {"region", "440100"}, {"name", "OLD"}}},
                  {"effective", "2026-01-15"}}),
      201);
  const std::string old = pools + "/" + std::to_string(pool["id"].get<std::uint64_t>());
  const Json early = {{"removed", true}, {"effective", "2026-01-01"}};
  const Json told = world_.json(world_.patch(old, early, "\"1\""), 422);
  ASSERT_EQ(told["faults"].size(), 1U);
  EXPECT_EQ(told["faults"][0]["rule"], "not_known_yet");
  EXPECT_THAT(told["faults"][0]["what"]["en"].get<std::string>(),
              HasSubstr("it is known since 2026-01-15"));
  EXPECT_EQ(world_.patch(old, {{"removed", true}, {"effective", "2026-05-01"}}, "\"1\"").status,
            200);

  Json edit = {{"set", {{"pools", {pool["key"]}}}}};
  EXPECT_EQ(world_.json(world_.patch(object, edit, "\"1\""), 422)["faults"][0]["rule"],
            "reference_unknown");
  edit["effective"] = "2026-02-01";
  EXPECT_EQ(world_.json(world_.patch(object, edit, "\"1\""))["fields"]["pools"][0], pool["key"]);
}

// And of an edit of one object, and of many.
TEST_F(ImportApi, ARuleBetweenFieldsIsAskedAsLongAsAnEditHolds) {
  const auto id = device_since_january(100);
  const std::string objects = "/registry/objects/nat44_device";
  const std::string object = objects + "/" + std::to_string(id);
  const Json less = {{"set", {{"max_sessions", 90}}}, {"effective", "2026-05-01"}};
  ASSERT_EQ(world_.patch(object, less, "\"1\"").status, 200);
  Json edit = {{"set", {{"peak_sessions", 95}, {"load_month", "2026-03"}}},
               {"effective", "2026-03-01"}};
  const Json told = world_.json(world_.patch(object, edit, "\"2\""), 422);
  EXPECT_EQ(told["faults"][0]["rule"], "at_most");
  EXPECT_THAT(told["faults"][0]["what"]["en"].get<std::string>(), HasSubstr("from 2026-05-01 on"));
  Json many = edit;
  many["objects"] = {{{"id", id}, {"version", 2}}};
  EXPECT_EQ(world_.post(objects + "/bulk", many).status, 422);
  edit["explanation"] = "counted before the reduction";
  EXPECT_EQ(world_.patch(object, edit, "\"2\"").status, 200);
}

// What the file knows of its other cells is not lost by mending one.
TEST_F(ImportApi, AnEditBeforeTheObjectWasThereMakesItWhole) {
  const std::uint64_t id = device_since_january(100);
  const std::string at = "/registry/objects/nat44_device/" + std::to_string(id);
  Json edit = {{"set", {{"max_sessions", 10}}}, {"effective", "2025-06-01"}};
  const auto half = world_.patch(at, edit, "\"1\"");
  EXPECT_EQ(half.status, 422) << half.body;
  EXPECT_THAT(half.body, HasSubstr("ledger_class"));
  edit["set"] = {{"operator", "china_mobile"}, {"region", "440100"},     {"name", "a"},
                 {"ledger_class", "nat444"},   {"status", "in_service"}, {"max_sessions", 10}};
  EXPECT_EQ(world_.patch(at, edit, "\"1\"").status, 200);
  EXPECT_EQ(sessions_on(id, "2025-07-01"), 10);
}

TEST_F(ImportApi, MendedCellsGoBesideTheFile) {
  table::SheetPlan plan{.name = "台账"};
  const auto text = [](const char* words) {
    return table::Cell{.type = table::CellType::text, .text = words};
  };
  plan.rows = {{.number = 1,
                .cells = {text("运营商"), text("区域"), text("设备名称"), text("台账类别"),
                          text("状态"), text("测量月份"), text("峰值会话数"), text("备注")}},
               {.number = 3,
                .hidden = true,
                .cells = {text("中国移动"),
                          text("广东"),
                          text("a"),
                          text("nat444"),
                          text("很多"),
                          {.type = table::CellType::number, .text = "2026.1"},
                          text("1"),
                          text("#REF!")}}};
  const std::string file = apps::write_book({{plan}}, "xlsx").value();
  EXPECT_THAT(places(world_.json(send("", file))),
              ElementsAre("3 hidden_row", "E3 code_unknown", "F3 month_number", "H3 cell_error"));
  const std::string status = R"({"row":3,"column":"E","text":"在用"})";
  const Json mended = world_.json(send_form("?with_sheet=true", file, "[" + status + "]"));
  EXPECT_THAT(places(mended), ElementsAre("3 hidden_row", "F3 month_number", "H3 cell_error"));
  EXPECT_EQ(mended["sheet"]["rows"][1]["cells"][4], "在用");
  const std::string rest = R"(,{"row":3,"column":"F","text":"2026-01"},)"
                           R"({"row":3,"column":"H","text":""}])";
  const Json done =
      world_.json(send_form("?dry_run=false&explanation=x", file, "[" + status + rest), 201);
  EXPECT_EQ(done["sha256"], apps::sha256_of(file)) << "of the sender's file";
  EXPECT_EQ(done["receipt"]["sha256"], apps::sha256_of(file));
  EXPECT_EQ(done["receipt"]["mended"], 3);
  const Json pasted = world_.json(send_form("",
                                            "运营商\t区域\t设备名称\t台账类别\t状态\n"
                                            "中国移动\t广东\ta\tnat444\t很多\n",
                                            R"([{"row":2,"column":"E","text":"在用"}])",
                                            "text/plain;charset=utf-8"));
  EXPECT_EQ(pasted["unchanged"], 1);
}

TEST_F(ImportApi, AFormThatIsNoneIsRefused) {
  const std::string good = kHead + row("a", "1");
  EXPECT_EQ(send_form("", good, "[").status, 400);
  EXPECT_EQ(send_form("", good, R"([{"row":2}])").status, 400);
  const auto part = [&](const std::string& name) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + good + "\r\n";
  };
  const std::string type = "multipart/form-data; boundary=b";
  EXPECT_THAT(send("", part("file") + part("file") + "--b--", {}, type).body,
              HasSubstr("one file at a time: file"));
  EXPECT_THAT(send("", part("sheet") + "--b--", {}, type).body, HasSubstr("no other: sheet"));
  EXPECT_THAT(send("", "--b--", {}, type).body, HasSubstr("has no part `file`"));
  EXPECT_THAT(send("", part("file"), {}, type).body, HasSubstr("cut short: part 1"));
  EXPECT_THAT(send("", part("file"), {}, "multipart/form-data").body,
              HasSubstr("does not say its boundary"));
  EXPECT_THAT(send_form("", good, "[").body, HasSubstr("part `mends`"));
  EXPECT_EQ(send("", good, {}, "multipart/form-data; boundary=b").status, 400);
  EXPECT_EQ(send("", "--b\r\nContent-Disposition: form-data; name=mends\r\n\r\n[]\r\n--b--", {},
                 "multipart/form-data; boundary=b")
                .status,
            400)
      << "no file";
}

TEST_F(ImportApi, AMendOutsideTheSheetSaysWhereAndWhatTheSheetHas) {
  const std::string good = kHead + row("a", "1");  // A1 to F2.
  std::string many = "[";
  for (int i = 1; i <= 100'001; ++i) {
    many += R"({"row":)" + std::to_string(i) + R"(,"column":"A","text":""},)";
  }
  many.back() = ']';
  const struct {
    std::string mends;
    const char* rule;
    const char* where;
  } cases[] = {
      {R"([{"row":0,"column":"D","text":"x"}])", "mend_outside_rows", "D0 (1-2)"},
      {R"([{"row":3,"column":"D","text":"x"}])", "mend_outside_rows", "D3 (1-2)"},
      {R"([{"row":2,"column":"G","text":"x"}])", "mend_outside_columns", "G2 (A-F)"},
      {R"([{"row":2,"column":"XFD","text":"x"}])", "mend_outside_columns", "XFD2 (A-F)"},
      {many, "too_many_mends", "100001 > 100000"},
      {std::string((8U << 20U) + 1, ' '), "mends_too_large", "8388609 > 8388608"},
  };
  for (const auto& [mends, rule, where] : cases) {
    const Json refused = world_.json(send_form("?dry_run=false", good, mends), 422);
    EXPECT_EQ(refused["rule"], rule);
    EXPECT_EQ(refused["where"], where);
    EXPECT_FALSE(refused["what"]["zh"].get<std::string>().empty()) << rule;
  }
  EXPECT_THAT(send_form("", good, R"([{"row":2,"column":"XFE","text":"x"}])").body,
              HasSubstr("A to XFD"));
  EXPECT_EQ(world_.json(world_.get("/registry/objects/nat44_device"))["total"], 0)
      << "nothing was imported";
}

// Asked in the midst of it: nothing stays behind when it ended.
TEST_F(ImportApi, HowFarAnImportIsCanBeAskedFor) {
  api::RegistryDependencies dependencies = world_.dependencies();
  http::Router router;
  const auto ask = [&router](http::Method method, const std::string& target,
                             const std::string& body) {
    http::Request request;
    request.method = method;
    request.target = http::parse_target("/api/v1/registry/imports" + target).value();
    request.body = body;
    request.peer = "127.0.0.1";
    request.headers.add("Host", "127.0.0.1:8666");
    return router.handle(request);
  };
  std::vector<std::string> told;
  dependencies.sha256 = [&](std::string_view bytes) {
    told.push_back(ask(http::Method::get, "/june-1", "").body);
    EXPECT_EQ(ask(http::Method::get, "/june-2", "").status, 404);
    return apps::sha256_of(bytes);
  };
  api::add_import_calls(router, dependencies);
  EXPECT_EQ(ask(http::Method::post, "?watch=june-1", kHead + row("a", "1")).status, 200);
  EXPECT_THAT(told, ElementsAre("{\"rows\":0,\"checked\":0,\"written\":0}\n"));
  EXPECT_EQ(ask(http::Method::get, "/june-1", "").status, 404);
  EXPECT_EQ(ask(http::Method::post, "?watch=..", kHead + row("a", "1")).status, 400);
}

// What was said of one column is not forgotten when another is spoken of; and the kind is found by
// titles that only this sender uses.
TEST_F(ImportApi, ColumnsAreRememberedBesideOthers) {
  const std::string sheet = "公司,地方,盒子,类,态\n中国移动,440100,a,nat444,在用\n";
  EXPECT_EQ(send("", sheet).status, 422) << "no kind has such titles";
  const auto columns = [](const Json& said) {
    return "&columns=" + http::percent_encode(said.dump());
  };
  const Json said = {
      {"公司", "operator"}, {"地方", "region"}, {"盒子", "name"}, {"类", "ledger_class"}};
  ASSERT_EQ(send("?dry_run=false&kind=nat44_device" + columns(said),
                 "公司,地方,盒子,类,状态\n中国移动,440100,b,nat444,在用\n")
                .status,
            201);
  const Json told = world_.json(send("?dry_run=false" + columns({{"态", "status"}}), sheet), 201);
  EXPECT_EQ(told["kind"], "nat44_device");
  EXPECT_EQ(world_.json(world_.get("/registry/columns/nat44_device")).size(), 5U);
  EXPECT_EQ(world_.json(send("", sheet))["unchanged"], 1);
}

class ImportAsAccount : public ::testing::Test {
 protected:
  ImportAsAccount() { world_.make_accounts(); }
  http::Response send(const std::string& parameters, const std::string& body, const Ask& with) {
    return world_.ask(http::Method::post, "/registry/imports" + parameters, body, with);
  }
  RegistryWorld world_;
};

// The key alone tells devices apart, and one of another region has it: no more is said than that.
TEST_F(ImportAsAccount, AKeyThatIsTakenElsewhereIsAFaultOfItsCell) {
  const Fields link = {{"operator", "china_mobile"},
                       {"name", "京津 1"},
                       {"link_kind", "backbone"},
                       {"region", "320100"},
                       {"bandwidth", 100}};
  world_.create(link, "link", world_.admin);
  const std::string sheet =
      "operator,name,link_kind,region,bandwidth\nchina_mobile,京津 1,backbone,440100,100\n";
  const Json told = world_.json(send("?kind=link", sheet, world_.guangdong));
  bool is_taken = false;
  for (const Json& fault : told["faults"]) {
    is_taken |= fault["rule"] == "key_taken" && fault["row"] == 2 && fault["column"] != "";
    EXPECT_THAT(fault.dump(), Not(HasSubstr("320100")));
  }
  EXPECT_TRUE(is_taken) << told.dump();
  EXPECT_EQ(told["can_apply"], false);
}

// Removed in May and back in late June: in between its key was its own all the same.
TEST_F(ImportAsAccount, AnObjectThatCameBackDoesNotTakeItsOwnKey) {
  const Fields fields = {{"operator", "china_mobile"},
                         {"name", "京津 1"},
                         {"link_kind", "backbone"},
                         {"region", "440100"},
                         {"bandwidth", 100}};
  const std::string links = "/registry/objects/link";
  const Json made = world_.json(
      world_.post(links, {{"fields", fields}, {"effective", "2026-01-01"}}, world_.admin), 201);
  const std::string link = links + "/" + made["id"].dump();
  const auto set_removed = [&](bool removed, const char* day, const char* tag) {
    const Json body = {{"removed", removed}, {"effective", day}};
    EXPECT_EQ(world_.patch(link, body, tag, world_.admin).status, 200);
  };
  set_removed(true, "2026-05-10", "\"1\"");
  set_removed(false, "2026-06-20", "\"2\"");
  const std::string sheet =
      "operator,name,link_kind,region,bandwidth\nchina_mobile,京津 1,backbone,440100,110\n";
  const Json told = world_.json(
      send("?kind=link&dry_run=false&effective=2026-06-15", sheet, world_.guangdong), 201);
  EXPECT_EQ(told["changed"], 1) << told.dump();
}

TEST_F(ImportAsAccount, ATemplateAsksForWhatTheAccountMayFillIn) {
  const std::string path = "/registry/kinds/nat44_device/template?format=csv";
  const std::string all = world_.get(path, world_.admin).body;
  const std::string own = world_.get(path, world_.guangdong).body;
  EXPECT_THAT(all, HasSubstr("管理地址"));
  EXPECT_THAT(own, Not(HasSubstr("管理地址")));
  for (const std::string& form : {all, own}) {
    const Json told = world_.json(send("", form, world_.guangdong));
    EXPECT_EQ(told["faults_all"], 0) << told["faults"].dump();
    EXPECT_EQ(told["rows"], 0);
  }
}

// A slip of the pen is told, whether the kind is named or found by the titles, and is not
// remembered.
TEST_F(ImportApi, AMappingToNoFieldIsRefused) {
  const std::string columns = "&columns=" + http::percent_encode(R"({"最大会话数":"max_sesions"})");
  const std::string sheet =
      "运营商,区域,设备名称,台账类别,状态,最大会话数\n中国移动,440100,K,NAT44,在用,10\n";
  for (const char* kind : {"?dry_run=false", "?kind=nat44_device&dry_run=false"}) {
    const auto refused = send(kind + columns, sheet);
    EXPECT_EQ(refused.status, 400) << kind;
    EXPECT_THAT(refused.body, HasSubstr("no field 'max_sesions'"));
  }
  EXPECT_EQ(world_.json(world_.get("/registry/columns/nat44_device")), Json::object());
}

TEST_F(ImportApi, AFormsFileHasItsName) {
  const Json answer = world_.json(send_form("?kind=nat44_device", "运营商\n火星\n", "[]"));
  EXPECT_EQ(answer["file"], "x");
}

}  // namespace
}  // namespace sixscope::tests
