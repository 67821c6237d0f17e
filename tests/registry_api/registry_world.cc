#include "registry_world.h"

#include "adapters/object_kinds/kind_files.h"
#include "api/registry_calls.h"
#include "api/round_calls.h"
#include "apps/registry_service.h"
#include "apps/sheet_files.h"
#include "registry/sql_account_store.h"

namespace sixscope::tests {

std::shared_ptr<const registry::Kinds> shipped_kinds() {
  static const auto kinds = adapters::load_kinds(testing::source_dir() / "catalogue");
  EXPECT_TRUE(kinds) << describe(kinds.error());
  return *kinds;
}

apps::RegistryServiceOptions loopback_options() {
  apps::RegistryServiceOptions options;
  options.sign_in.only_loopback = true;
  return options;
}

RegistryWorld::RegistryWorld() : RegistryWorld(shipped_kinds()) {}
RegistryWorld::RegistryWorld(std::shared_ptr<const registry::Kinds> kinds)
    : RegistryWorld(std::move(kinds), {}) {}
RegistryWorld::RegistryWorld(std::shared_ptr<const registry::Kinds> kinds,
                             apps::RegistryServiceOptions options) {
  options.data_dir = folder.path().string();
  service_ = std::make_unique<apps::RegistryService>(
      std::move(options), std::move(kinds), clock,
      [this](const std::string& line) { log.push_back(line); });
  service_->start();
  api::add_registry_calls(router_, service_->dependencies());
  api::add_round_calls(router_, service_->round_dependencies());
  calls_ =
      service_->guard([this](const http::Request& request) { return router_.handle(request); });
}
RegistryWorld::~RegistryWorld() = default;

http::Response RegistryWorld::ask(http::Method method, const std::string& target,
                                  const std::string& body, const Ask& with) {
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
http::Response RegistryWorld::get(const std::string& target, const Ask& with) {
  return ask(http::Method::get, target, "", with);
}
http::Response RegistryWorld::post(const std::string& target, const Json& body, const Ask& with) {
  return ask(http::Method::post, target, body.dump(), with);
}
http::Response RegistryWorld::patch(const std::string& target, const Json& body,
                                    const std::string& tag, Ask with) {
  if (!tag.empty()) {
    with.headers.emplace_back("If-Match", tag);
  }
  return ask(http::Method::patch, target, body.dump(), with);
}
Json RegistryWorld::json(const http::Response& response, int status) {
  EXPECT_EQ(response.status, status) << response.body;
  return Json::parse(response.body);
}

Fields RegistryWorld::device(const std::string& name, const std::string& region,
                             const std::string& owner) {
  return {{"operator", owner},      {"region", region},
          {"name", name},           {"ledger_class", "nat444"},
          {"status", "in_service"}, {"max_sessions", 1000},
          {"public_addresses", 64}, {"management_address", "192.0.2.10"}};
}
std::uint64_t RegistryWorld::create(const Fields& fields, const std::string& kind,
                                    const Ask& with) {
  const Json made = json(post("/registry/objects/" + kind, {{"fields", fields}}, with), 201);
  return made.value("id", std::uint64_t{0});
}

std::string RegistryWorld::account(const registry::Account& account, registry::Token token) {
  registry::SqlAccountStore store = accounts();
  const std::string text = "6s_" + account.id;
  EXPECT_TRUE(store.add(account));
  token.id = account.id + "-token";
  token.account = account.id;
  EXPECT_TRUE(store.add_token(token, apps::sha256_of(text)));
  return text;
}
api::RegistryDependencies RegistryWorld::dependencies() { return service_->dependencies(); }
registry::SqlDatabase& RegistryWorld::database() { return service_->database(); }
const rounds::RoundStore& RegistryWorld::rounds() { return service_->rounds(); }
registry::SqlAccountStore RegistryWorld::accounts() {
  return registry::SqlAccountStore(service_->database());
}
void RegistryWorld::make_accounts() {
  admin = {.token =
               account({.id = "admin", .all = true, .may_write = true, .sees_sensitive = true})};
  guangdong = {
      .token = account(
          {.id = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true})};
  reader = {.token = account({.id = "reader", .regions = {"440000"}, .owners = {"china_mobile"}})};
}

RegistryApi::RegistryApi() : world_(shipped_kinds(), loopback_options()) {}
RegistryApi::~RegistryApi() = default;

}  // namespace sixscope::tests
