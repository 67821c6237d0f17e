// Who asks: tokens, sessions, and the one who needs neither.
#include "apps/registry_service.h"
#include "registry/sql_account_store.h"
#include "registry_world.h"

namespace sixscope::tests {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSession = "/session";

std::string cookie_of(const http::Response& response) {
  const std::string set(response.headers.get("Set-Cookie").value_or(""));
  return set.substr(0, set.find(';'));
}

Ask with_cookie(const std::string& cookie) { return {.headers = {{"Cookie", "a=b; " + cookie}}}; }

TEST_F(RegistryApi, WithoutAccountsLoopbackIsLocal) {
  const Json who = world_.json(world_.get(kSession));
  EXPECT_EQ(who["account"], "local");
  EXPECT_TRUE(who["local"].get<bool>() && who["all"].get<bool>() && who["may_write"].get<bool>());
  EXPECT_EQ(world_.get(kSession, {.peer = "::1", .host = "[::1]:8666"}).status, 200);
  EXPECT_EQ(world_.get(kSession, {.host = "localhost"}).status, 200);
}

TEST_F(RegistryApi, WithoutAccountsNobodyElseIsLocal) {
  const struct {
    const char* what;
    Ask ask;
  } cases[] = {
      {"another machine", {.peer = "192.0.2.1"}},
      {"a rebound name", {.host = "evil.example:8666"}},
      {"no Host at all", {.host = ""}},
      {"two Hosts", {.headers = {{"Host", "evil.example"}}}},
      {"behind a proxy", {.headers = {{"X-Forwarded-For", "192.0.2.1"}}}},
  };
  for (const auto& [what, ask] : cases) {
    SCOPED_TRACE(what);
    const auto refused = world_.get(kSession, ask);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(world_.get("/registry/kinds", ask).status, 403);
  }
  EXPECT_THAT(world_.get(kSession, {.peer = "192.0.2.1"}).body, HasSubstr("sixscope account add"));
  RegistryWorld open;  // Listens on more than loopback.
  EXPECT_EQ(open.get(kSession).status, 403);
}

TEST_F(RegistryApi, WithAccountsNobodyIsLocal) {
  world_.make_accounts();
  const auto refused = world_.get(kSession);
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.headers.get("WWW-Authenticate").value_or(""), "Bearer");
  EXPECT_EQ(world_.get("/registry/kinds").status, 401);
  const Json who = world_.json(world_.get(kSession, world_.guangdong));
  EXPECT_EQ(who["account"], "gd");
  EXPECT_EQ(who["regions"], Json::array({"440000"}));
  EXPECT_EQ(who["owners"], Json::array({"china_mobile"}));
  EXPECT_FALSE(who["local"].get<bool>() || who["all"].get<bool>());
  EXPECT_TRUE(world_.accounts().tokens("gd")->front().last_used) << "its day was noted";
}

TEST_F(RegistryApi, WhatIsNoTokenOpensNothing) {
  world_.make_accounts();
  for (const char* given : {"Bearer wrong", "Bearer ", "Bearer", "Basic Zm9v", "", "bearer 6s_"}) {
    const Ask ask{.headers = {{"Authorization", given}}};
    EXPECT_EQ(world_.get(kSession, ask).status, 401) << given;
  }
  EXPECT_EQ(world_.get(kSession, {.headers = {{"Authorization", "bEARER 6s_gd"}}}).status, 200)
      << "RFC 9110: the scheme's case does not matter";
}

TEST_F(RegistryApi, ATokenIsTradedForASession) {
  world_.make_accounts();
  const auto opened = world_.post(kSession, {{"token", world_.guangdong.token}});
  EXPECT_EQ(world_.json(opened)["account"], "gd");
  EXPECT_THAT(std::string(opened.headers.get("Set-Cookie").value_or("")),
              AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict"), HasSubstr("Path=/"),
                    HasSubstr("Max-Age=43200"), Not(HasSubstr("gd"))));
  const Ask session = with_cookie(cookie_of(opened));
  EXPECT_EQ(world_.json(world_.get(kSession, session))["account"], "gd");
  EXPECT_EQ(world_.get("/registry/kinds", session).status, 200);

  const auto closed = world_.ask(http::Method::delete_, kSession, "", session);
  EXPECT_EQ(closed.status, 204);
  EXPECT_THAT(std::string(closed.headers.get("Set-Cookie").value_or("")), HasSubstr("Max-Age=0"));
  const auto after = world_.get(kSession, session);
  EXPECT_EQ(after.status, 401);
  EXPECT_THAT(after.body, HasSubstr("session is over"));
}

TEST_F(RegistryApi, ASessionEndsByTimeAndWithItsToken) {
  world_.make_accounts();
  const auto open = [&] {
    return with_cookie(cookie_of(world_.post(kSession, {{"token", world_.guangdong.token}})));
  };
  const Ask first = open();
  world_.clock.advance(std::chrono::hours(12) - std::chrono::milliseconds(1));
  EXPECT_EQ(world_.get(kSession, first).status, 200);
  world_.clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(world_.get(kSession, first).status, 401);
  const Ask second = open();
  EXPECT_EQ(world_.get(kSession, second).status, 200);
  ASSERT_TRUE(world_.accounts().revoke("gd-token"));
  EXPECT_EQ(world_.get(kSession, second).status, 401);
  EXPECT_EQ(world_.get(kSession, world_.guangdong).status, 401);
}

TEST_F(RegistryApi, ASessionIsBoundAsItsTokenIs) {
  registry::Token token{.id = "", .account = ""};
  token.ends = kNow + std::chrono::hours(1);
  token.networks = {"192.0.2.0/24"};
  token.read_only = true;
  const std::string text =
      world_.account({.id = "gd", .regions = {"440000"}, .may_write = true}, token);
  EXPECT_EQ(world_.post(kSession, {{"token", text}}).status, 401) << "from 127.0.0.1";
  const auto opened = world_.post(kSession, {{"token", text}}, {.peer = "192.0.2.9"});
  EXPECT_FALSE(world_.json(opened)["may_write"].get<bool>());
  Ask session = with_cookie(cookie_of(opened));
  EXPECT_EQ(world_.get(kSession, session).status, 401) << "from 127.0.0.1";
  session.peer = "192.0.2.77";
  EXPECT_EQ(world_.get(kSession, session).status, 200);
  EXPECT_EQ(
      world_
          .post("/registry/objects/nat44_device", {{"fields", RegistryWorld::device("x")}}, session)
          .status,
      403)
      << "it only reads";
  world_.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(world_.get(kSession, session).status, 401) << "the token is over, so the session is";
  registry::Account disabled = world_.accounts().account("gd").value();
  disabled.disabled = true;
  ASSERT_TRUE(world_.accounts().change(disabled));
  EXPECT_THAT(world_.get(kSession, session).body, HasSubstr("disabled"));
}

TEST_F(RegistryApi, WrongTokensAreCountedByClient) {
  world_.make_accounts();
  const Ask there{.peer = "2001:db8::1"};
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(world_.post(kSession, {{"token", "6s_guess"}}, there).status, 401);
  }
  const auto refused =
      world_.post(kSession, {{"token", world_.guangdong.token}}, {.peer = "2001:db8::2"});
  EXPECT_EQ(refused.status, 429) << "the same /64, and even with a good one";
  EXPECT_EQ(refused.headers.get("Retry-After").value_or(""), "60");
  EXPECT_EQ(world_.post(kSession, {{"token", world_.guangdong.token}}).status, 200)
      << "others are not kept out";
  world_.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(world_.post(kSession, {{"token", world_.guangdong.token}}, there).status, 200);
}

TEST_F(RegistryApi, ABadSignInSaysWhatIsTaken) {
  for (const char* body : {"", "{}", "[]", R"({"token": 7})", R"({"token": "x", "more": 1})"}) {
    EXPECT_EQ(world_.ask(http::Method::post, kSession, body).status, 400) << body;
  }
}

TEST_F(RegistryApi, WhatChangesSomethingComesFromOurOwnPages) {
  const std::string target = "/registry/objects/nat44_device";
  const Json body = {{"fields", RegistryWorld::device("x")}};
  const struct {
    const char* what;
    Ask ask;
    int status;
  } cases[] = {
      {"another origin", {.headers = {{"Origin", "http://evil.example"}}}, 403},
      {"an opaque origin", {.headers = {{"Origin", "null"}}}, 403},
      {"another port", {.headers = {{"Origin", "http://127.0.0.1:9999"}}}, 403},
      {"a rebound name",
       {.headers = {{"Origin", "http://evil.example"}}, .host = "evil.example"},
       403},
      {"a name nobody gave us", {.host = "v6.example.net"}, 403},
      {"no Host", {.host = ""}, 403},
      {"our own page", {.headers = {{"Origin", "http://127.0.0.1:8666"}}}, 201},
  };
  for (const auto& [what, ask, status] : cases) {
    EXPECT_EQ(world_.post(target, body, ask).status, status) << what;
  }
  EXPECT_EQ(world_.get("/registry/kinds", {.headers = {{"Origin", "http://evil.example"}}}).status,
            200)
      << "a browser does not let that page read the answer";
}

TEST(RegistryNames, AreThoseOfTheSettings) {
  apps::RegistryServiceOptions options;
  options.names = {"V6.example.net"};
  RegistryWorld world(shipped_kinds(), options);
  world.make_accounts();
  const Json body = {{"fields", RegistryWorld::device("x")}};
  Ask ask = world.admin;
  ask.host = "v6.example.net:443";
  ask.headers = {{"Origin", "https://v6.example.net:443"}};
  EXPECT_EQ(world.post("/registry/objects/nat44_device", body, ask).status, 201);
  ask.host = "v7.example.net";
  ask.headers = {};
  EXPECT_EQ(world.post("/registry/objects/nat44_device", body, ask).status, 403);
}

TEST_F(RegistryApi, RefusalsAreSaidInTheLogWithoutSecrets) {
  world_.make_accounts();
  const auto id =
      world_.create(RegistryWorld::device("nn", "450100"), "nat44_device", world_.admin);
  world_.log.clear();
  const std::string target = "/registry/objects/nat44_device/" + std::to_string(id);
  for (int i = 0; i < 3; ++i) {
    world_.get(target, world_.guangdong);
  }
  ASSERT_EQ(world_.log.size(), 1U) << "once a minute";
  EXPECT_THAT(world_.log.front(), AllOf(HasSubstr("404"), HasSubstr("gd at 127.0.0.1"),
                                        HasSubstr("GET /api/v1" + target)));
  world_.get("/registry/kinds", {.token = "6s_secret", .peer = "192.0.2.1"});
  world_.post(kSession, {{"token", "6s_secret"}}, {.peer = "192.0.2.2"});
  world_.post("/registry/objects/nat44_device", Json::object(), world_.reader);
  EXPECT_EQ(world_.log.size(), 4U);
  EXPECT_THAT(world_.log, Each(Not(HasSubstr("secret"))));
  EXPECT_THAT(world_.log[1], HasSubstr("401 to somebody unknown at 192.0.2.1"));
  EXPECT_THAT(world_.log[3], HasSubstr("403 to reader"));
  for (int i = 0; i < 100; ++i) {
    world_.get("/registry/kinds", {.token = "no", .peer = "198.51.100." + std::to_string(i)});
  }
  EXPECT_LE(world_.log.size(), 22U) << "twenty a minute, and a word that there are more";
}

}  // namespace
}  // namespace sixscope::tests
