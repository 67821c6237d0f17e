#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "adapters/object_kinds/kind_files.h"
#include "apps/registry_service.h"
#include "apps/sheet_files.h"
#include "http/router.h"
#include "testing/fake_clock.h"
#include "testing/source_dir.h"
#include "testing/temporary_folder.h"

namespace sixscope::tests {

using Json = nlohmann::ordered_json;
using Fields = std::map<std::string, Json>;

/// 2026-07-01T00:00:00Z, when these tests begin.
inline constexpr Instant kNow{std::chrono::seconds(1'782'864'000)};

inline std::shared_ptr<const registry::Kinds> shipped_kinds() {
  static const auto kinds = adapters::load_kinds(testing::source_dir() / "catalogue");
  EXPECT_TRUE(kinds) << describe(kinds.error());
  return *kinds;
}

/// What a request is made of beside method, target and body.
struct Ask {
  std::string token = {};
  std::string peer = "127.0.0.1";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string host = "127.0.0.1:8666";
};

/// A server's registry, without the server: requests go in by hand.
class RegistryWorld {
 public:
  explicit RegistryWorld(std::shared_ptr<const registry::Kinds> kinds = shipped_kinds(),
                         apps::RegistryServiceOptions options = {})
      : service_(with_folder(std::move(options)), std::move(kinds), clock,
                 [this](const std::string& line) { log.push_back(line); }) {
    service_.start();
    api::add_registry_calls(router_, service_.dependencies());
    api::add_round_calls(router_, service_.round_dependencies());
    calls_ =
        service_.guard([this](const http::Request& request) { return router_.handle(request); });
  }

  http::Response ask(http::Method method, const std::string& target, const std::string& body = "",
                     const Ask& with = {}) {
    http::Request request;
    request.method = method;
    request.target = http::parse_target("/api/v1" + target).value();
    request.body = body;
    request.peer = with.peer;
    if (!with.host.empty()) {
      request.headers.add("Host", with.host);
    }
    if (!with.token.empty()) {
      request.headers.add("Authorization", "Bearer " + with.token);
    }
    for (const auto& [name, value] : with.headers) {
      request.headers.add(name, value);
    }
    return calls_(request);
  }
  http::Response get(const std::string& target, const Ask& with = {}) {
    return ask(http::Method::get, target, "", with);
  }
  http::Response post(const std::string& target, const Json& body, const Ask& with = {}) {
    return ask(http::Method::post, target, body.dump(), with);
  }
  http::Response patch(const std::string& target, const Json& body, const std::string& tag,
                       Ask with = {}) {
    if (!tag.empty()) {
      with.headers.emplace_back("If-Match", tag);
    }
    return ask(http::Method::patch, target, body.dump(), with);
  }
  /// The JSON of an answer with that status.
  Json json(const http::Response& response, int status = 200) {
    EXPECT_EQ(response.status, status) << response.body;
    return Json::parse(response.body, nullptr, false);
  }

  static Fields device(const std::string& name, const std::string& region = "440100",
                       const std::string& owner = "china_mobile") {
    return {{"operator", owner},      {"region", region},
            {"name", name},           {"ledger_class", "nat444"},
            {"status", "in_service"}, {"max_sessions", 1000},
            {"public_addresses", 64}, {"management_address", "192.0.2.10"}};
  }
  /// Identifier of an object just made, by everybody's leave.
  std::uint64_t create(const Fields& fields, const std::string& kind = "nat44_device",
                       const Ask& with = {}) {
    const Json made = json(post("/registry/objects/" + kind, {{"fields", fields}}, with), 201);
    return made.is_object() ? made["id"].get<std::uint64_t>() : 0;
  }

  /// A token of an account, made with it.
  std::string account(const registry::Account& account, registry::Token token = {}) {
    registry::SqlAccountStore accounts(service_.database());
    const std::string text = "6s_" + account.id;
    EXPECT_TRUE(accounts.add(account));
    token.id = account.id + "-token";
    token.account = account.id;
    EXPECT_TRUE(accounts.add_token(token, apps::sha256_of(text)));
    return text;
  }
  /// For calls beside the registry's own, which are guarded with them.
  http::Router& router() { return router_; }
  api::RegistryDependencies dependencies() { return service_.dependencies(); }
  registry::SqlDatabase& database() { return service_.database(); }
  const rounds::RoundStore& rounds() { return service_.rounds(); }
  registry::SqlAccountStore accounts() { return registry::SqlAccountStore(service_.database()); }
  /// One of all rights, one of China Mobile in Guangdong, one that only reads there.
  void make_accounts() {
    admin = {.token =
                 account({.id = "admin", .all = true, .may_write = true, .sees_sensitive = true})};
    guangdong = {
        .token = account(
            {.id = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true})};
    reader = {.token =
                  account({.id = "reader", .regions = {"440000"}, .owners = {"china_mobile"}})};
  }

  const testing::TemporaryFolder folder;
  testing::FakeClock clock{kNow};
  std::vector<std::string> log;
  Ask admin;
  Ask guangdong;
  Ask reader;

 private:
  apps::RegistryServiceOptions with_folder(apps::RegistryServiceOptions options) const {
    options.data_dir = folder.path().string();
    return options;
  }

  apps::RegistryService service_;
  http::Router router_;
  http::Handler calls_;
};

/// The same, listening on loopback alone and without accounts: whoever asks may do everything.
inline apps::RegistryServiceOptions loopback_options() {
  apps::RegistryServiceOptions options;
  options.sign_in.only_loopback = true;
  return options;
}

class RegistryApi : public ::testing::Test {
 protected:
  RegistryWorld world_{shipped_kinds(), loopback_options()};
};

}  // namespace sixscope::tests
