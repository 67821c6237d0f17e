// The answers of the ledger held against the OpenAPI document.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "ledger_world.h"
#include "testing/schema_check.h"

namespace sixscope {
namespace {

/// A ledger in which every part of every answer has something in it.
class LedgerSchema : public LedgerWorld {
 protected:
  LedgerSchema() {
    write("2025-06-01", "nat_address_pool", 0,
          {{"name", std::string("P-1")},
           {"region", std::string("440100")},
           {"operator", std::string("china_mobile")},
           {"public_addresses", number(8)}});
    write("2025-06-01", "nat_address_pool", 0,
          {{"name", std::string("P-2")},
           {"region", std::string("440100")},
           {"operator", std::string("china_mobile")},
           {"prefixes", std::vector<std::string>{"1.2.3.0/24", "1.2.3.0/25", "10.0.0.0/8"}}});
    device_ = enters("2025-06-01", "GZ-1", "440100", 100,
                     {{"pools", std::vector<std::string>{"china_mobile / 440100 / P-1"}},
                      {"plan_action", std::string("retire")},
                      {"plan_month", std::string("2025-08")},
                      {"peak_sessions", number(70)},
                      {"active_subscribers", number(7)},
                      {"load_month", std::string("2025-12")}});
    const std::uint64_t gone =
        enters("2025-06-01", "GZ-2", "440100", 40,
               {{"design_throughput", model::Decimal::parse("1.5").value()}});
    write("2025-09-10", "nat44_device", gone,
          {{"status", std::string("retired")},
           {"retired_on", std::string("2025-09-10")},
           {"load_month", std::string("2025-12")},
           {"peak_sessions", number(1)}});
    enters("2025-09-12", "GZ-3", "440100", 300);
    const std::uint64_t moved = enters("2025-06-01", "SH-1", "310100", 60);
    write("2025-09-15", "nat44_device", moved, {{"region", std::string("440100")}});
    write("2025-06-01", "network_segment", 0,
          {{"operator", std::string("china_mobile")},
           {"region", std::string("440100")},
           {"name", std::string("metro")},
           {"domain", std::string("metro")},
           {"subscribers", number(40)}});
    write("2025-12-01", "home_gateway_stock", 0,
          {{"month", std::string("2025-12")},
           {"operator", std::string("china_mobile")},
           {"region", std::string("440100")},
           {"class", std::string("gateway")},
           {"origin", std::string("operator")},
           {"model", std::string("all")},
           {"stock", number(10)},
           {"upgraded", number(4)}});
    measurements_ = {{.device = registry::ObjectId(device_),
                      .component = ledger::Component::max_sessions,
                      .value = model::Decimal::whole(300),
                      .day = model::parse_day("2025-12-20").value()}};
    freeze("2025-09", "");
    write("2025-06-02", "nat44_device", device_, {{"max_sessions", number(110)}}, true,
          "2026-02-01");
    freeze("2025-09", "a survey found otherwise");
  }

  std::vector<std::string> faults(const std::string& target, const Json& response, int status) {
    const auto answer = ask(http::Method::get, target);
    EXPECT_EQ(answer.status, status) << target << ": " << answer.body;
    testing::SchemaCheck check(document_);
    return check.faults(Json::parse(answer.body), response["content"].front()["schema"]);
  }

  const Json document_ = testing::openapi_document();
  std::uint64_t device_ = 0;
};

TEST_F(LedgerSchema, EveryAnswerIsAsItSaysWhateverIsAsked) {
  int calls = 0;
  for (const auto& [pattern, methods] : document_["paths"].items()) {
    if (!pattern.starts_with("/api/v1/ledger/") || !methods.contains("get")) {
      continue;
    }
    ++calls;
    const Json& call = methods["get"];
    std::string path = testing::path_of(pattern, call).substr(std::string("/api/v1/ledger").size());
    if (path.starts_with("/devices/")) {
      path = "/devices/" + std::to_string(device_);
    }
    SCOPED_TRACE(path);
    EXPECT_THAT(faults(path, call["responses"]["200"], 200), ::testing::IsEmpty());
    for (const Json& parameter : call["parameters"]) {
      if (parameter["in"] != "query") {
        continue;
      }
      const auto name = parameter["name"].get<std::string>();
      const std::string asked =
          path + "?" + name + "=" + http::percent_encode(parameter["example"].get<std::string>());
      SCOPED_TRACE(asked);
      EXPECT_THAT(faults(asked, call["responses"]["200"], 200), ::testing::IsEmpty());
      for (const Json& word : parameter["schema"].value("enum", Json::array())) {
        EXPECT_EQ(ask(http::Method::get, path + "?" + name + "=" + word.get<std::string>()).status,
                  200);
      }
      EXPECT_EQ(ask(http::Method::get, path + "?" + name + "=@").status,
                name == "operator" ? 200 : 400)
          << "an operator may be called anything";
    }
  }
  EXPECT_EQ(calls, 9);
}

TEST_F(LedgerSchema, AFreezeIsAsItSays) {
  const auto answer = ask(http::Method::post, "/freezes", R"({"month": "2025-10"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.headers.get("Location"), "/api/v1/ledger/freezes/2025-10/1");
  testing::SchemaCheck check(document_);
  const Json& responses = document_["paths"]["/api/v1/ledger/freezes"]["post"]["responses"];
  EXPECT_THAT(check.faults(Json::parse(answer.body),
                           responses["201"]["content"]["application/json"]["schema"]),
              ::testing::IsEmpty());
  for (const auto& [body, status] :
       {std::pair(R"({"month": "2025-10"})", "400"), std::pair(R"({"month": "2999-10"})", "409")}) {
    const auto refusal = ask(http::Method::post, "/freezes", body);
    EXPECT_EQ(std::to_string(refusal.status), status);
    EXPECT_THAT(check.faults(Json::parse(refusal.body),
                             responses[status]["content"]["application/problem+json"]["schema"]),
                ::testing::IsEmpty());
  }
}

}  // namespace
}  // namespace sixscope
