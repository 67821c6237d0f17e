// Filters that accounts keep: to whom they are shown, and what is refused.
#include "registry_world.h"

namespace sixscope::tests {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kQuery = "where=status%3Din_service&order=-max_sessions";
constexpr const char* kDevices = "/views/nat44_device/";

class ViewsApi : public RegistryApi {
 protected:
  http::Response put(const std::string& name, const Json& body, Ask with = {},
                     bool only_new = false) {
    if (only_new) {
      with.headers.emplace_back("If-None-Match", "*");
    }
    return world_.ask(http::Method::put, kDevices + http::percent_encode(name), body.dump(), with);
  }
  http::Response remove(const std::string& name, const Ask& with = {}) {
    return world_.ask(http::Method::delete_, kDevices + http::percent_encode(name), "", with);
  }
  std::vector<std::string> seen(const Ask& with = {}) {
    const Json answer = world_.json(world_.get("/views?page=nat44_device", with));
    std::vector<std::string> found;
    for (const Json& one : answer["data"]) {
      found.push_back(one["account"].get<std::string>() + ": " + one["name"].get<std::string>() +
                      (one["own"].get<bool>() ? " (own)" : ""));
    }
    return found;
  }
  static Json body(bool shared = false, const std::string& content = kQuery) {
    return {{"content", content}, {"shared", shared}};
  }
};

TEST_F(ViewsApi, WithoutAccountsTheyAreOfLocal) {
  const std::string name = "\xE5\xB9\xBF\xE4\xB8\x9C/a+b";
  const auto made = put(name, body());
  const Json one = world_.json(made, 201);
  EXPECT_EQ(made.headers.get("Location").value_or(""),
            "/api/v1/views/nat44_device/%E5%B9%BF%E4%B8%9C%2Fa%2Bb");
  EXPECT_EQ(one, Json({{"account", "local"},
                       {"own", true},
                       {"page", "nat44_device"},
                       {"name", name},
                       {"content", kQuery},
                       {"shared", false},
                       {"may_delete", true},
                       {"created", "2026-07-01T00:00:00Z"},
                       {"changed", "2026-07-01T00:00:00Z"}}));
  EXPECT_EQ(world_.json(world_.get("/views"))["data"], Json::array({one}));
  EXPECT_THAT(world_.json(world_.get("/views?page=region"))["data"], IsEmpty());

  world_.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(put(name, body(), {}, true).status, 412) << "it is not to be replaced";
  const Json replaced = world_.json(put(name, body(true, "")));
  EXPECT_EQ(replaced["content"], "");
  EXPECT_EQ(replaced["created"], "2026-07-01T00:00:00Z");
  EXPECT_EQ(replaced["changed"], "2026-07-01T00:01:00Z");
  EXPECT_EQ(remove(name).status, 204);
  EXPECT_EQ(remove(name).status, 404);
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(ViewsApi, AreOfTheAccountAndShownWhereTheyAreShared) {
  world_.make_accounts();
  const Ask colleague{
      .token = world_.account(
          {.id = "gd-2", .regions = {"450000"}, .owners = {"china_mobile"}, .may_write = true})};
  const Ask telecom{.token = world_.account(
                        {.id = "telecom", .regions = {"440000"}, .owners = {"china_telecom"}})};
  ASSERT_EQ(put("private", body(), world_.guangdong).status, 201);
  ASSERT_EQ(put("ours", body(true), world_.guangdong).status, 201);
  ASSERT_EQ(put("everybody's", body(true), world_.admin).status, 201);
  EXPECT_THAT(seen(world_.guangdong),
              ElementsAre("gd: ours (own)", "gd: private (own)", "admin: everybody's"));
  EXPECT_THAT(seen(colleague), ElementsAre("admin: everybody's", "gd: ours"));
  EXPECT_THAT(seen(telecom), ElementsAre("admin: everybody's"));
  EXPECT_THAT(seen(world_.admin), ElementsAre("admin: everybody's (own)", "gd: ours"));
  EXPECT_EQ(remove("ours", colleague).status, 404) << "it is not theirs";
  EXPECT_EQ(put("ours", body(false, "q=1"), colleague).status, 201) << "one of their own";
  EXPECT_EQ(seen(world_.guangdong).size(), 3U);
  EXPECT_EQ(world_.get("/views").status, 401);
  EXPECT_EQ(put("x", body()).status, 401);
  EXPECT_EQ(remove("ours").status, 401);
}

TEST_F(ViewsApi, AnAccountThatReadsKeepsItsOwnATokenThatReadsNothing) {
  world_.make_accounts();
  EXPECT_EQ(put("mine", body(), world_.reader).status, 201);
  EXPECT_EQ(put("mine", body(true), world_.reader).status, 403) << "it shares nothing";
  EXPECT_THAT(seen(world_.reader), ElementsAre("reader: mine (own)"));
  registry::Token token{.id = "", .account = ""};
  token.read_only = true;
  const Ask screen{.token =
                       world_.account({.id = "screen", .all = true, .may_write = true}, token)};
  world_.log.clear();
  world_.clock.advance(std::chrono::minutes(1));  // One line a minute, client and status.
  EXPECT_EQ(put("mine", body(), screen).status, 403);
  EXPECT_EQ(remove("mine", screen).status, 403);
  EXPECT_THAT(seen(screen), IsEmpty());
  EXPECT_THAT(world_.log, ElementsAre(HasSubstr("403 to screen")));
}

TEST_F(ViewsApi, AnotherPageWritesNothing) {
  const Ask foreign{.headers = {{"Origin", "http://evil.example"}}};
  EXPECT_EQ(put("x", body(), foreign).status, 403);
  EXPECT_EQ(remove("x", foreign).status, 403);
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(ViewsApi, WhatCannotBeKeptIsSaidWhole) {
  const auto refused = world_.ask(http::Method::put, "/views/a.b/%20", R"({"content": "a b"})");
  const Json problem = world_.json(refused, 400);
  std::vector<std::string> parameters;
  for (const Json& one : problem["errors"]) {
    parameters.push_back(one["parameter"].get<std::string>());
  }
  EXPECT_THAT(parameters, ElementsAre("body", "page", "name"));
  for (const char* sent :
       {"", "[]", "{", R"({"content": 1, "shared": false})", R"({"content": "", "shared": 0})",
        R"({"content": ""})", R"({"content": "", "shared": false, "account": "admin"})"}) {
    EXPECT_EQ(world_.ask(http::Method::put, kDevices + std::string("a"), sent).status, 400) << sent;
  }
  EXPECT_THAT(put("a", body(false, "q=\xE5\xB9\xBF")).body, HasSubstr("content"));
  EXPECT_THAT(put("a", body(false, std::string(4097, 'x'))).body, HasSubstr("4096 bytes"));
  EXPECT_EQ(put("a", body(false, std::string(4096, 'x'))).status, 201);
  EXPECT_EQ(put(std::string(81, 'a'), body()).status, 400);
}

TEST_F(ViewsApi, ANameIsKeptAsItLooksAndFoundAgain) {
  const Json one = world_.json(put("  Cafe\xCC\x81 \xC2\xAD b\xC2\xAD"
                                   "c ",
                                   body()),
                               201);
  EXPECT_EQ(one["name"], "Caf\xC3\xA9 bc");
  const Json same = world_.json(put("Caf\xC3\xA9 bc", body(false, "q=1")));
  EXPECT_EQ(same["name"], one["name"]) << "it is the same one";
  EXPECT_THAT(put("Cafe\xCC\x81  bc", body(), {}, true).body, HasSubstr("'Caf\xC3\xA9 bc'"));
  EXPECT_EQ(remove("Cafe\xCC\x81 bc").status, 204);
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(ViewsApi, ANameThatIsNotWhatItLooksIsRefusedInWords) {
  const struct {
    std::string name;
    const char* zh;
    const char* en;
  } cases[] = {
      {"a\xE2\x80\xAE"
       "b",
       "U+202E", "direction"},
      {"a\xE2\x80\x8B"
       "b",
       "零宽", "no width"},
      {"\xC2\xAD", "看得见", "can be seen"},
      {"a\x01", "控制字符", "control characters"},
      {".", "“.”", "address"},
      {"..", "“.”", "address"},
      {std::string(81, 'a'), "80", "80"},
  };
  for (const auto& [name, zh, en] : cases) {
    const Json problem = world_.json(put(name, body(true)), 400);
    EXPECT_EQ(problem["errors"][0]["parameter"], "name") << en;
    EXPECT_THAT(problem["errors"][0]["detail"].get<std::string>(), HasSubstr(en));
    EXPECT_THAT(problem["what"]["en"].get<std::string>(), HasSubstr(en));
    EXPECT_THAT(problem["what"]["zh"].get<std::string>(), HasSubstr(zh));
  }
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(ViewsApi, ThoseOfLocalAreLeftToWhoSeesEverythingAndWrites) {
  ASSERT_EQ(put("shared", body(true)).status, 201);
  ASSERT_EQ(put("private", body()).status, 201);
  world_.make_accounts();
  registry::Token reads{.id = "", .account = ""};
  reads.read_only = true;
  const Ask screen{.token =
                       world_.account({.id = "screen", .all = true, .may_write = true}, reads)};
  EXPECT_THAT(seen(world_.admin), ElementsAre("local: private", "local: shared"));
  EXPECT_THAT(seen(screen), ElementsAre("local: shared"));
  EXPECT_THAT(seen(world_.guangdong), IsEmpty());
  const auto may_delete = [this](const Ask& with) {
    return world_.json(world_.get("/views", with))["data"][0]["may_delete"];
  };
  EXPECT_EQ(may_delete(world_.admin), true);
  EXPECT_EQ(may_delete(screen), false);

  const auto remove_of = [this](const std::string& account, const Ask& with) {
    return world_
        .ask(http::Method::delete_, kDevices + std::string("private?account=") + account, "", with)
        .status;
  };
  EXPECT_EQ(remove("private", world_.admin).status, 404) << "its own has none of that name";
  EXPECT_EQ(remove_of("local", world_.guangdong), 404);
  EXPECT_EQ(remove_of("local", screen), 403);
  EXPECT_EQ(remove_of("local", world_.admin), 204);
  EXPECT_EQ(remove_of("local", world_.admin), 404);
  EXPECT_THAT(seen(world_.admin), ElementsAre("local: shared"));
  // Nobody else's.
  ASSERT_EQ(put("private", body(true), world_.guangdong).status, 201);
  EXPECT_EQ(may_delete(world_.guangdong), true);
  EXPECT_EQ(remove_of("gd", world_.admin), 404);
  EXPECT_EQ(remove_of("gd", world_.guangdong), 204) << "its own by its name";
}

TEST_F(ViewsApi, TwoHundredAreKept) {
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(put(std::to_string(i), body()).status, 201);
  }
  const Json refused = world_.json(put("one more", body()), 409);
  EXPECT_EQ(refused["rule"], "too_many_views");
  EXPECT_THAT(refused["what"]["zh"].get<std::string>(), HasSubstr("200"));
  EXPECT_THAT(refused["detail"].get<std::string>(), AllOf(HasSubstr("200"), HasSubstr("delete")));
  EXPECT_EQ(put("7", body()).status, 200);
}

}  // namespace
}  // namespace sixscope::tests
