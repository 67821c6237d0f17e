#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/router.h"
#include "registry/account_store.h"
#include "testing/fake_clock.h"
#include "testing/json.h"
#include "testing/source_dir.h"
#include "testing/temporary_folder.h"

namespace sixscope::api {
struct RegistryDependencies;
}  // namespace sixscope::api
namespace sixscope::apps {
class RegistryService;
struct RegistryServiceOptions;
}  // namespace sixscope::apps
namespace sixscope::registry {
struct Kinds;
class SqlAccountStore;
class SqlDatabase;
}  // namespace sixscope::registry
namespace sixscope::rounds {
class RoundStore;
}  // namespace sixscope::rounds

namespace sixscope::tests {

using testing::Json;
using Fields = std::map<std::string, Json>;

/// 2026-07-01T00:00:00Z, when these tests begin.
inline constexpr Instant kNow{std::chrono::seconds(1'782'864'000)};

std::shared_ptr<const registry::Kinds> shipped_kinds();

/// A registry that listens on loopback alone, without accounts: whoever asks may do everything.
apps::RegistryServiceOptions loopback_options();

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
  RegistryWorld();
  explicit RegistryWorld(std::shared_ptr<const registry::Kinds> kinds);
  RegistryWorld(std::shared_ptr<const registry::Kinds> kinds, apps::RegistryServiceOptions options);
  ~RegistryWorld();
  RegistryWorld(const RegistryWorld&) = delete;
  RegistryWorld& operator=(const RegistryWorld&) = delete;

  http::Response ask(http::Method method, const std::string& target, const std::string& body = "",
                     const Ask& with = {});
  http::Response get(const std::string& target, const Ask& with = {});
  http::Response post(const std::string& target, const Json& body, const Ask& with = {});
  http::Response patch(const std::string& target, const Json& body, const std::string& tag,
                       Ask with = {});
  /// The JSON of an answer with that status.
  Json json(const http::Response& response, int status = 200);

  static Fields device(const std::string& name, const std::string& region = "440100",
                       const std::string& owner = "china_mobile");
  /// Identifier of an object just made, by everybody's leave.
  std::uint64_t create(const Fields& fields, const std::string& kind = "nat44_device",
                       const Ask& with = {});

  /// A token of an account, made with it.
  std::string account(const registry::Account& account, registry::Token token = {});
  /// For calls beside the registry's own, which are guarded with them.
  http::Router& router() { return router_; }
  api::RegistryDependencies dependencies();
  registry::SqlDatabase& database();
  const rounds::RoundStore& rounds();
  registry::SqlAccountStore accounts();
  /// One of all rights, one of China Mobile in Guangdong, one that only reads there.
  void make_accounts();

  const testing::TemporaryFolder folder;
  testing::FakeClock clock{kNow};
  std::vector<std::string> log;
  Ask admin;
  Ask guangdong;
  Ask reader;

 private:
  std::unique_ptr<apps::RegistryService> service_;
  http::Router router_;
  http::Handler calls_;
};

class RegistryApi : public ::testing::Test {
 protected:
  RegistryApi();
  ~RegistryApi() override;

  RegistryWorld world_;
};

}  // namespace sixscope::tests
