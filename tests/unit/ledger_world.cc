#include "ledger_world.h"

#include <chrono>
#include <functional>
#include <utility>

#include "adapters/object_kinds/kind_files.h"
#include "adapters/sqlite/sqlite_database.h"
#include "api/registry_calls.h"
#include "registry/sql_object_store.h"
#include "testing/source_dir.h"

namespace sixscope {

LedgerWorld::LedgerWorld() {
  const auto kinds = adapters::load_kinds(testing::source_dir() / "catalogue");
  kinds_ = kinds.value();
  database_ = adapters::SqliteDatabase::open({.path = folder_.file("registry.sqlite")}).value();
  store_ = registry::SqlObjectStore::open(*database_, *kinds_).value();
  add_ledger_calls(router_, dependencies());
}
LedgerWorld::~LedgerWorld() = default;

api::RegistryDependencies LedgerWorld::dependencies() {
  return {.store = *store_,
          .kinds = kinds_,
          .clock = clock_,
          .scope_of = [this](const http::Request&) -> Result<registry::Scope> { return scope_; },
          .read_sheets = {},
          .write_book = {},
          // Not a real hash: the bytes are what a test looks at.
          .sha256 =
              [](std::string_view bytes) {
                return std::to_string(std::hash<std::string_view>{}(bytes));
              },
          .ledger = {},
          .measurements = [this](model::Day, const registry::Scope&)
              -> Result<std::vector<ledger::Measurement>> { return measurements_; },
          .activity = [this](model::Day) -> Result<std::vector<ledger::Activity>> {
            return activity_;
          }};
}

Instant LedgerWorld::noon(std::string_view day) {
  return model::begin_in_china(model::parse_day(day).value()) + std::chrono::hours(12);
}

std::uint64_t LedgerWorld::write(std::string_view day, const char* kind, std::uint64_t id,
                                 registry::Document set, bool correction,
                                 std::string_view recorded) {
  registry::Commit commit;
  commit.author.who = "tester";
  commit.author.reason = "a test";
  commit.nature = correction ? registry::Nature::correction : registry::Nature::change;
  commit.effective = noon(day);
  commit.at = recorded.empty() ? commit.effective : noon(recorded);
  registry::Edit& edit = commit.edits.emplace_back();
  edit.id = registry::ObjectId(id);
  edit.kind = kind;
  edit.set = std::move(set);
  const auto done = store_->commit(commit, registry::Scope::everything("tester"));
  EXPECT_TRUE(done) << describe(done.error());
  return done ? done->objects.front().value() : 0;
}
std::uint64_t LedgerWorld::enters(std::string_view day, const std::string& name,
                                  const std::string& region, std::int64_t sessions,
                                  registry::Document more, const std::string& operator_) {
  more["name"] = name;
  more["region"] = region;
  more["operator"] = operator_;
  more.try_emplace("ledger_class", std::string("nat44"));
  more.try_emplace("status", std::string("in_service"));
  more.try_emplace("max_sessions", number(sessions));
  return write(day, "nat44_device", 0, std::move(more));
}

http::Response LedgerWorld::ask(http::Method method, const std::string& target,
                                const std::string& body) {
  http::Request request;
  request.method = method;
  request.target = http::parse_target("/api/v1/ledger" + target).value();
  request.body = body;
  return router_.handle(request);
}
testing::Json LedgerWorld::get(const std::string& target, int status) {
  const auto response = ask(http::Method::get, target);
  EXPECT_EQ(response.status, status) << target << ": " << response.body;
  return Json::parse(response.body);
}
testing::Json LedgerWorld::freeze(const std::string& month, const std::string& reason, int status) {
  const auto response =
      ask(http::Method::post, "/freezes", Json{{"month", month}, {"reason", reason}}.dump());
  EXPECT_EQ(response.status, status) << response.body;
  return Json::parse(response.body);
}

}  // namespace sixscope
