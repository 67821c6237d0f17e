// The OpenAPI document held against the handlers, both ways.
#include <gmock/gmock.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "api/indicator_calls.h"
#include "api/polling_calls.h"
#include "api/registry_calls.h"
#include "api/report_calls.h"
#include "api/round_calls.h"
#include "api/world_test.h"
#include "registry/sql_account_store.h"
#include "registry/sql_attachment_store.h"
#include "registry/sql_object_store.h"
#include "registry/sql_saved_view_store.h"
#include "testing/schema_check.h"

namespace sixscope::api {
namespace {

using testing::is_of_registry;
using testing::Json;
using testing::openapi_document;
using testing::path_of;
using testing::SchemaCheck;

// A world in which every part of every answer has something in it.
class BusyWorld : public World {
 public:
  BusyWorld() {
    put({{.minutes_before_noon = 10, .v4 = 3'000'000, .v6 = 1'000'000},
         {.minutes_before_noon = 9,
          .access = "mobile",
          .v4 = 1'000'000,
          .v6 = 4'000'000,
          .rate = 10},
         {.minutes_before_noon = 9, .region = "310000", .v4 = 500'000, .coverage = "v6_blind"},
         {.minutes_before_noon = 8, .region = "310000", .v4 = 70'000, .coverage = "rate_unknown"},
         {.minutes_before_noon = 70, .v4 = 2'000'000, .v6 = 500'000}});
    live.known = {exporter("192.0.2.1"), exporter("2001:db8::1")};
    live.known[0].counters["malformed_truncated"] = 3;
    live.known[0].counters["adjusted_srv6"] = 5;
    live.known[1].sees_v6 = false;
    live.known[1].coverage = model::Coverage::v6_blind;
    live.known[1].v6_sight = model::V6Sight::no_template;
    static_cast<void>(volumes.append(store::LedgerBatch{
        .id = "ledger/1",
        .rows = {{kNoon - std::chrono::minutes(3), "192.0.2.1", {{"datagrams", 10}}}}}));
    heard = {{.name = "www.example",
              .application = "douyin",
              .asked_v4 = 1,
              .has_a = true,
              .last = kNoon}};
    live.now.last_second.all = row({.v4 = 30'000, .v6 = 10'000}).volume;
    live.now.last_second.measured = live.now.last_second.all;
    live.now.last_second_by_access["fixed"] = live.now.last_second;
    live.now.counters = {{"received_datagrams", 100}, {"spool_bytes", 0}};
  }
};

std::set<std::string> query_parameters(const Json& call) {
  std::set<std::string> names;
  for (const Json& parameter : call["parameters"]) {
    if (parameter["in"] == "query") {
      names.insert(parameter["name"].get<std::string>());
    }
  }
  return names;
}

// The JSON of an answer: of the first event where it is a stream, nothing where it is text.
std::optional<Json> json_of(const http::Response& response) {
  std::string text = response.body;
  if (response.stream) {
    const std::string event = response.stream->next().value_or("");
    text = event.substr(event.find("data: ") + 6);
  } else if (response.content_type.find("json") == std::string::npos) {
    return std::nullopt;
  }
  return Json::parse(text);
}

/// The registry's calls over a database that is away: they are routed, and answer nothing.
class AbsentRegistry {
 public:
  explicit AbsentRegistry(const Clock& clock) : clock_(clock), sign_in_(accounts_, clock, {}, {}) {}

  void add_to(http::Router& router) {
    const RegistryDependencies away = {.store = *store_,
                                       .kinds = kinds_,
                                       .clock = clock_,
                                       .scope_of = nobody_known,
                                       .read_sheets = {},
                                       .write_book = {},
                                       .sign_in = &sign_in_,
                                       .attachments = &attachments_,
                                       .blobs = &blobs_,
                                       .views = &views_};
    add_registry_calls(router, away);
    add_indicator_calls(router, {.registry = away, .catalogue = indicators_, .expectation = {}});
    add_round_calls(router, {.registry = away, .desk = nullptr});  // Nobody gets as far.
    add_polling_calls(router, {.store = *store_,
                               .readings = readings_,
                               .clock = clock_,
                               .scope_of = nobody_known,
                               .poll_now = {}});
    const ReportDependencies reports = {
        .press = press_, .clock = clock_, .scope_of = nobody_known, .find_marker = {}};
    add_report_calls(router, reports);
    add_public_report_calls(router, reports);
  }

 private:
  static Result<registry::Scope> nobody_known(const http::Request&) {
    return fail(Errc::unavailable, "away");
  }

  class NoDatabase final : public registry::SqlDatabase {
   public:
    Result<std::unique_ptr<registry::SqlConnection>> connect() override {
      return fail(Errc::unavailable, "away");
    }
  };
  class NoBlobs final : public registry::BlobStore {
   public:
    Result<void> put(std::string_view, std::string_view) override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::string> get(std::string_view) const override {
      return fail(Errc::unavailable, "away");
    }
  };

  class NoReports final : public report::ReportStore {
   public:
    [[nodiscard]] Result<std::vector<report::Issue>> list(const report::IssueQuestion&,
                                                          const registry::Scope&) const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<report::Issue> get(std::string_view, std::optional<std::uint32_t>,
                                            const registry::Scope&) const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<report::Issue> get_public(std::string_view,
                                                   std::optional<std::uint32_t>) const override {
      return fail(Errc::unavailable, "away");
    }
    Result<report::Issue> create(const report::Issue&, const registry::Scope&) override {
      return fail(Errc::unavailable, "away");
    }
    Result<report::Issue> update(const report::Issue&, const registry::Scope&) override {
      return fail(Errc::unavailable, "away");
    }
    Result<void> keep_file(std::string_view, std::uint32_t, const report::PrintedFile&) override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<report::PrintedFile>> files(std::string_view,
                                                                 std::uint32_t) const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<report::Issue>> printed_as(
        std::string_view, const registry::Scope&) const override {
      return fail(Errc::unavailable, "away");
    }
  };

  class NoReadings final : public polling::ReadingStore {
   public:
    Result<void> record(polling::DeviceId, Instant, const polling::Polled&) override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<polling::Attempt>> attempts() const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<polling::KeptReading>> readings(
        std::optional<polling::DeviceId>) const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<polling::KeptReading>> readings_by(model::Day) const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<polling::KeptGap>> gaps(polling::DeviceId) const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<polling::ReadingDay>> days(polling::DeviceId,
                                                                model::Day) const override {
      return fail(Errc::unavailable, "away");
    }
    [[nodiscard]] Result<std::vector<polling::BusyDay>> last_busy_days(model::Day) const override {
      return fail(Errc::unavailable, "away");
    }
    Result<void> forget_days_before(model::Day) override { return fail(Errc::unavailable, "away"); }
  };

  const Clock& clock_;
  NoReadings readings_;
  std::shared_ptr<const registry::Kinds> kinds_ = std::make_shared<const registry::Kinds>();
  std::shared_ptr<const indicators::IndicatorCatalogue> indicators_ =
      std::make_shared<const indicators::IndicatorCatalogue>();
  NoDatabase database_;
  NoBlobs blobs_;
  std::unique_ptr<registry::SqlObjectStore> store_ =
      registry::SqlObjectStore::over(database_, *kinds_);
  registry::SqlAccountStore accounts_{database_};
  registry::SqlAttachmentStore attachments_{database_};
  registry::SqlSavedViewStore views_{database_};
  SignIn sign_in_;
  NoReports reports_;
  report::Workshop workshop_{.definitions = std::make_shared<const report::Definitions>(),
                             .figures = {.catalogue = *indicators_,
                                         .kinds = *kinds_,
                                         .registry = *store_,
                                         .traffic = nullptr},
                             .expectation = {},
                             .printers = {},
                             .sha256 = {}};
  report::Press press_{workshop_, reports_, clock_};
};

// Every call as (method, path), as the document writes methods.
std::set<std::pair<std::string, std::string>> documented_calls(const Json& api) {
  std::set<std::pair<std::string, std::string>> calls;
  for (const auto& [path, methods] : api["paths"].items()) {
    for (const auto& [method, call] : methods.items()) {
      calls.emplace(method, path);
    }
  }
  return calls;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

TEST(OpenApi, ListsExactlyTheRoutesThereAre) {
  const World world;
  const Json api = openapi_document();
  AbsentRegistry registry(world.clock);
  http::Router router = make_router(world.dependencies());
  registry.add_to(router);
  std::set<std::pair<std::string, std::string>> routes;
  const auto documented = documented_calls(api);
  for (const auto& route : router.routes()) {
    const std::string method = lower_case(http::to_string(route.method));
    routes.emplace(method, route.pattern);
    ASSERT_TRUE(documented.contains({method, route.pattern}))
        << method << " " << route.pattern << " is not documented";
    EXPECT_EQ(query_parameters(api["paths"][route.pattern][method]),
              (std::set<std::string>(route.parameters.begin(), route.parameters.end())))
        << method << " " << route.pattern;
  }
  for (const auto& [method, path] : documented) {
    EXPECT_TRUE(routes.contains({method, path}))
        << method << " " << path << " is documented but not there";
  }
}

TEST(OpenApi, EveryAnswerIsAsItsSchemaSays) {
  const BusyWorld world;
  const Json api = openapi_document();
  SchemaCheck check(api);
  for (const auto& [pattern, methods] : api["paths"].items()) {
    if (is_of_registry(pattern)) {
      continue;  // tests/unit/registry_api_test.cc holds those, over a real store.
    }
    SCOPED_TRACE(pattern);
    const Json& call = methods["get"];
    std::string target = path_of(pattern, call);
    std::vector<std::string> targets = {target};
    if (pattern == "/api/v1/traffic") {
      targets.push_back(target + "?step=minute&by=region,access&compare=previous&limit=1");
      targets.push_back(target + "?by=coverage&order=share");
    } else if (pattern == "/api/v1/exporters") {
      targets.push_back(target + "?limit=1");
    }
    for (const std::string& one : targets) {
      SCOPED_TRACE(one);
      const http::Response response = world.get(one);
      ASSERT_EQ(response.status, 200) << response.body;
      const Json& content = call["responses"]["200"]["content"];
      const std::string media = response.content_type.substr(0, response.content_type.find(';'));
      ASSERT_TRUE(content.contains(media)) << media;
      if (const auto json = json_of(response)) {
        EXPECT_THAT(check.faults(*json, content[media]["schema"]), ::testing::IsEmpty());
      }
    }
  }
}

TEST(OpenApi, EveryDocumentedParameterIsAccepted) {
  const BusyWorld world;
  const Json api = openapi_document();
  for (const auto& [pattern, methods] : api["paths"].items()) {
    if (is_of_registry(pattern)) {
      continue;
    }
    const Json& call = methods["get"];
    for (const Json& parameter : call["parameters"]) {
      if (parameter["in"] != "query" || !parameter.contains("example")) {
        continue;
      }
      const std::string target = path_of(pattern, call) + "?" +
                                 parameter["name"].get<std::string>() + "=" +
                                 http::percent_encode(parameter["example"].get<std::string>());
      SCOPED_TRACE(target);
      EXPECT_EQ(world.get(target).status, 200) << world.get(target).body;
    }
  }
}

TEST(OpenApi, EveryEnumeratedValueIsAcceptedAndOthersAreNot) {
  const BusyWorld world;
  const Json api = openapi_document();
  for (const std::string path : {"/api/v1/traffic", "/api/v1/exporters"}) {
    for (const Json& parameter : api["paths"][path]["get"]["parameters"]) {
      if (!parameter["schema"].contains("enum")) {
        continue;
      }
      const std::string name = parameter["name"].get<std::string>();
      for (const Json& value : parameter["schema"]["enum"]) {
        EXPECT_EQ(world.get(path + "?" + name + "=" + value.get<std::string>()).status, 200)
            << path << " " << name << "=" << value;
      }
      EXPECT_EQ(world.get(path + "?" + name + "=nonsense").status, 400) << path << " " << name;
    }
  }
}

TEST(OpenApi, UnknownParametersAreRefusedEverywhereAsProblems) {
  const BusyWorld world;
  const Json api = openapi_document();
  AbsentRegistry registry(world.clock);
  http::Router router = make_router(world.dependencies());
  registry.add_to(router);
  SchemaCheck check(api);
  for (const auto& [method, pattern] : documented_calls(api)) {
    SCOPED_TRACE(method + " " + pattern);
    const Json& call = api["paths"][pattern][method];
    http::Request request;
    for (const auto one : {http::Method::get, http::Method::post, http::Method::put,
                           http::Method::patch, http::Method::delete_}) {
      request.method = lower_case(http::to_string(one)) == method ? one : request.method;
    }
    request.target = http::parse_target(path_of(pattern, call) + "?no_such_thing=1").value();
    const http::Response response = router.handle(request);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const Json& schema = call["responses"]["400"]["content"]["application/problem+json"]["schema"];
    EXPECT_THAT(check.faults(Json::parse(response.body), schema), ::testing::IsEmpty());
  }
}

TEST(SchemaCheck, FindsWhatIsWrong) {
  const Json api = openapi_document();
  SchemaCheck check(api);
  const Json share = {{"$ref", "#/components/schemas/Share"}};
  const Json good = {{"value", nullptr}, {"gap", "no_observations"}};
  EXPECT_THAT(check.faults(good, share), ::testing::IsEmpty());
  EXPECT_FALSE(check.faults({{"value", 0.5}}, share).empty());
  EXPECT_FALSE(check.faults({{"value", nullptr}, {"gap", "lazy"}}, share).empty());
  EXPECT_FALSE(
      check
          .faults({{"value", 1.5}, {"low", 1}, {"high", 1}, {"samples", 1}, {"gap", nullptr}},
                  share)
          .empty());
  EXPECT_FALSE(check.faults(Json(1), {{"type", "integer"}, {"multipleOf", 2}}).empty());
}

}  // namespace
}  // namespace sixscope::api
