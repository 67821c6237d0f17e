// The calls of section "Devices" over a real store: what an account sees, as documented.
#include "adapters/sql_readings/sql_reading_store.h"
#include "api/polling_calls.h"
#include "api/registry_calls.h"
#include "registry_world.h"
#include "testing/schema_check.h"

namespace sixscope::tests {
namespace {

using polling::Polled;
using polling::PollState;
using polling::Quantity;
using ::testing::IsEmpty;

class PollingApi : public ::testing::Test {
 protected:
  PollingApi() : readings_(world_.database()) {
    world_.make_accounts();
    here_ = world_.create(RegistryWorld::device("here"), "nat44_device", world_.admin);
    there_ = world_.create(RegistryWorld::device("there", "310100"), "nat44_device", world_.admin);
    Fields bare = RegistryWorld::device("bare");
    bare.erase("management_address");
    bare_ = world_.create(bare, "nat44_device", world_.admin);
    auto dependencies = world_.dependencies();
    api::add_polling_calls(router_,
                           {.store = dependencies.store,
                            .readings = readings_,
                            .clock = world_.clock,
                            .scope_of = dependencies.scope_of,
                            .poll_now = [this](registry::ObjectId id) { return poll(id); }});
    Polled answer{.state = PollState::answers, .words = {"有应答", "it answers"}, .profile = "h3c"};
    answer.readings.readings.resize(1);
    answer.readings.readings[0].quantity = Quantity::max_sessions;
    answer.readings.readings[0].value = model::Decimal::whole(1000);
    answer.readings.gaps.push_back({Quantity::port_blocks, "o", {"没有应答", "not answered"}});
    EXPECT_TRUE(readings_.record(here_, kNow, answer));
    EXPECT_TRUE(
        readings_.record(there_, kNow, {.state = PollState::silent, .words = {"无", "no"}}));
  }

  Result<void> poll(registry::ObjectId id) {
    polled_.push_back(id.value());
    if (id.value() == bare_) {
      return fail(Errc::not_found, "it has no management address to be asked at");
    }
    return busy_ ? Result<void>(fail(Errc::unavailable, "devices are being polled"))
                 : Result<void>();
  }

  http::Response ask(http::Method method, const std::string& target, const Ask& with) {
    http::Request request;
    request.method = method;
    request.target = http::parse_target("/api/v1/polling" + target).value();
    request.peer = with.peer;
    request.headers.add("Host", with.host);
    if (!with.token.empty()) {
      request.headers.add("Authorization", "Bearer " + with.token);
    }
    const auto response = router_.handle(request);
    documented(method, target, response);
    return response;
  }
  http::Response get(const std::string& target, const Ask& with) {
    return ask(http::Method::get, target, with);
  }
  Json json(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    return Json::parse(response.body);
  }

  // Every answer of these tests is as the document has it.
  void documented(http::Method method, const std::string& target, const http::Response& response) {
    const std::string path = target.substr(0, target.find('?'));
    const std::string pattern = path == "/devices"        ? "/api/v1/polling/devices"
                                : path.ends_with("/poll") ? "/api/v1/polling/devices/{id}/poll"
                                                          : "/api/v1/polling/devices/{id}";
    const Json& call = api_["paths"][pattern][method == http::Method::get ? "get" : "post"];
    const std::string status = std::to_string(response.status);
    ASSERT_TRUE(call["responses"].contains(status)) << status << " " << response.body;
    const std::string media = response.content_type.substr(0, response.content_type.find(';'));
    EXPECT_THAT(
        testing::SchemaCheck(api_).faults(Json::parse(response.body),
                                          call["responses"][status]["content"][media]["schema"]),
        IsEmpty())
        << response.body;
  }

  RegistryWorld world_;
  adapters::SqlReadingStore readings_;
  http::Router router_;
  std::uint64_t here_ = 0;
  std::uint64_t there_ = 0;
  std::uint64_t bare_ = 0;
  bool busy_ = false;
  std::vector<std::uint64_t> polled_;
  const Json api_ = testing::openapi_document();
};

TEST_F(PollingApi, DevicesAndHowTheyAnswered) {
  const Json all = json(get("/devices", world_.admin));
  ASSERT_EQ(all["data"].size(), 3U);
  EXPECT_EQ(all["counts"], (Json{{"answers", 1}, {"never", 1}, {"silent", 1}}));
  EXPECT_EQ(all["data"][0]["state"], "answers");
  EXPECT_EQ(all["data"][0]["address"], "192.0.2.10");
  EXPECT_EQ(all["data"][1]["words"]["en"], "no");
  EXPECT_EQ(json(get("/devices?state=silent", world_.admin))["data"].size(), 1U);
  EXPECT_EQ(json(get("/devices?region=310000", world_.admin))["data"].size(), 1U);
  EXPECT_EQ(get("/devices?state=asleep", world_.admin).status, 400);
  EXPECT_EQ(get("/devices?stat=silent", world_.admin).status, 400);
}

TEST_F(PollingApi, AnAccountSeesItsOwnAndNoAddress) {
  const Json all = json(get("/devices", world_.guangdong));
  ASSERT_EQ(all["data"].size(), 2U);
  for (const Json& one : all["data"]) {
    EXPECT_FALSE(one.contains("address")) << one;
    EXPECT_NE(one["device"]["id"], there_);
  }
  EXPECT_EQ(get("/devices/" + std::to_string(there_), world_.guangdong).status, 404);
  EXPECT_EQ(
      ask(http::Method::post, "/devices/" + std::to_string(there_) + "/poll", world_.guangdong)
          .status,
      404);
  EXPECT_EQ(get("/devices", {.token = "wrong"}).status, 401);
  EXPECT_THAT(polled_, IsEmpty());
}

TEST_F(PollingApi, ReadingsGapsAndDaysOfOne) {
  const Json one = json(get("/devices/" + std::to_string(here_), world_.admin))["data"];
  EXPECT_EQ(one["readings"][0]["quantity"], "max_sessions");
  EXPECT_EQ(one["readings"][0]["value"], 1000);
  EXPECT_EQ(one["gaps"][0]["why"]["zh"], "没有应答");
  EXPECT_EQ(one["days"][0]["polls"], 1);
  world_.clock.advance(std::chrono::hours(24 * 10));
  EXPECT_EQ(
      json(get("/devices/" + std::to_string(here_) + "?days=10", world_.admin))["data"]["days"],
      Json::array());
  const Json silent = json(get("/devices/" + std::to_string(there_), world_.admin))["data"];
  EXPECT_EQ(silent["readings"], Json::array()) << "silence is no zero";
  for (const char* bad : {"/devices/x", "/devices/0", "/devices/999999"}) {
    EXPECT_EQ(get(bad, world_.admin).status, 404) << bad;
  }
  EXPECT_EQ(get("/devices/" + std::to_string(here_) + "?days=0", world_.admin).status, 400);
}

TEST_F(PollingApi, PollNow) {
  const std::string poll = "/devices/" + std::to_string(here_) + "/poll";
  EXPECT_EQ(ask(http::Method::post, poll, world_.reader).status, 403);
  EXPECT_THAT(polled_, IsEmpty());
  EXPECT_EQ(ask(http::Method::post, poll, world_.guangdong).status, 200);
  EXPECT_THAT(polled_, ::testing::ElementsAre(here_));
  EXPECT_EQ(
      ask(http::Method::post, "/devices/" + std::to_string(bare_) + "/poll", world_.admin).status,
      409);
  busy_ = true;
  EXPECT_EQ(ask(http::Method::post, poll, world_.admin).status, 503);
}

}  // namespace
}  // namespace sixscope::tests
