#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/router.h"
#include "ledger/plan.h"
#include "ledger/quality.h"
#include "model/month.h"
#include "registry/scope.h"
#include "registry/value.h"
#include "testing/fake_clock.h"
#include "testing/json.h"
#include "testing/temporary_folder.h"

namespace sixscope::adapters {
class SqliteDatabase;
}  // namespace sixscope::adapters
namespace sixscope::api {
struct RegistryDependencies;
}  // namespace sixscope::api
namespace sixscope::registry {
struct Kinds;
class SqlObjectStore;
}  // namespace sixscope::registry

namespace sixscope {

/// The calls of the ledger over a real registry, whose commits a test writes by hand.
class LedgerWorld : public ::testing::Test {
 protected:
  using Json = testing::Json;

  LedgerWorld();
  ~LedgerWorld() override;

  [[nodiscard]] api::RegistryDependencies dependencies();

  static Instant noon(std::string_view day);
  static registry::Value number(std::int64_t value) { return model::Decimal::whole(value); }

  /// One commit that creates (0) or changes an object; its number.
  std::uint64_t write(std::string_view day, const char* kind, std::uint64_t id,
                      registry::Document set, bool correction = false,
                      std::string_view recorded = "");
  /// A NAT44 device in service; its number.
  std::uint64_t enters(std::string_view day, const std::string& name, const std::string& region,
                       std::int64_t sessions, registry::Document more = {},
                       const std::string& operator_ = "china_mobile");

  http::Response ask(http::Method method, const std::string& target, const std::string& body = "");
  Json get(const std::string& target, int status = 200);
  Json freeze(const std::string& month, const std::string& reason, int status = 201);

  testing::TemporaryFolder folder_;
  testing::FakeClock clock_{noon("2026-03-20")};
  std::shared_ptr<const registry::Kinds> kinds_;
  std::unique_ptr<adapters::SqliteDatabase> database_;
  std::unique_ptr<registry::SqlObjectStore> store_;
  registry::Scope scope_ = registry::Scope::everything("tester");
  std::vector<ledger::Measurement> measurements_;
  std::vector<ledger::Activity> activity_;
  http::Router router_;
};

}  // namespace sixscope
