#include "api/polling_answers.h"

#include <gmock/gmock.h>

#include "testing/json.h"

namespace sixscope::api {
namespace {

using ledger::Component;
using ledger::Confirmation;
using model::Decimal;
using polling::KeptReading;
using polling::Quantity;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// 2026-06-30T20:00:00Z: it is July in China already.
constexpr Instant kEvening{std::chrono::seconds(1'782'849'600)};

KeptReading kept(polling::DeviceId device, Quantity quantity, std::int64_t value) {
  KeptReading one{.device = device, .at = kEvening};
  one.reading.quantity = quantity;
  one.reading.value = Decimal::whole(value);
  return one;
}

TEST(PollingAnswers, CapacitiesBecomeMeasurements) {
  const auto all = measurements_of(
      {kept(7, Quantity::max_sessions, 1000), kept(7, Quantity::public_addresses, 64),
       kept(7, Quantity::port_blocks, 8), kept(7, Quantity::subscribers_max, 9),
       kept(7, Quantity::sessions, 500), kept(7, Quantity::utilisation_percent, 50)});
  ASSERT_THAT(all, SizeIs(4)) << "levels and percentages are no capacity";
  EXPECT_EQ(all[0].component, Component::max_sessions);
  EXPECT_EQ(all[0].device, registry::ObjectId(7));
  EXPECT_EQ(all[0].value, Decimal::whole(1000));
  EXPECT_EQ(model::to_string(all[0].day), "2026-07-01");
}

TEST(PollingAnswers, PortsAreThoseOfPortBlocks) {
  const auto all =
      measurements_of({kept(7, Quantity::ports, 65536), kept(7, Quantity::used_ports, 9)});
  ASSERT_THAT(all, SizeIs(1)) << "used ports are a level";
  EXPECT_EQ(all[0].component, Component::port_blocks);
  EXPECT_TRUE(all[0].in_ports);
  EXPECT_EQ(all[0].value, Decimal::whole(65536));
}

// The words a reader sees: typed against measured.
TEST(PollingAnswers, TypedIsHeldAgainstMeasured) {
  const auto measured = measurements_of({kept(7, Quantity::max_sessions, 1000)}).front();
  const auto says = [&](ledger::Figure typed, model::Day today) {
    return ledger::confirm(typed, measured, today, {});
  };
  EXPECT_EQ(says(Decimal::whole(1050), measured.day), Confirmation::confirmed);
  EXPECT_EQ(says(Decimal::whole(950), measured.day), Confirmation::confirmed);
  EXPECT_EQ(says(Decimal::whole(1051), measured.day), Confirmation::contradicted);
  EXPECT_EQ(says(Decimal::whole(949), measured.day), Confirmation::contradicted);
  EXPECT_EQ(says(Decimal::whole(0), measured.day), Confirmation::contradicted);
  EXPECT_EQ(says(std::nullopt, measured.day), Confirmation::not_typed);
  EXPECT_EQ(says(Decimal::whole(1000), measured.day + std::chrono::days(93)), Confirmation::stale);
  EXPECT_EQ(ledger::confirm(Decimal::whole(1000), std::nullopt, measured.day, {}),
            Confirmation::never_measured);
}

TEST(PollingAnswers, ADeviceThatWasNeverAskedSaysSo) {
  registry::Object device;
  device.id = registry::ObjectId(7);
  device.key = "a / b";
  JsonWriter out;
  write_device(out, device, "", nullptr);
  const auto json = testing::Json::parse(out.text());
  EXPECT_EQ(json["state"], "never");
  EXPECT_TRUE(json["last_ok"].is_null());
  EXPECT_FALSE(json.contains("address"));
}

TEST(PollingAnswers, FiguresAreExactAndMeansRounded) {
  registry::Object device;
  device.id = registry::ObjectId(7);
  polling::Attempt attempt{.device = 7,
                           .state = polling::PollState::answers,
                           .words = {"有应答", "it answers"},
                           .last_try = kEvening,
                           .last_ok = kEvening,
                           .profile = "h3c"};
  DeviceReadings all;
  all.attempt = &attempt;
  all.readings = {kept(7, Quantity::sessions, 9'007'199'254'740)};
  all.gaps = {{kEvening, {Quantity::max_sessions, "limit", {"未启用（0）", "switched off (0)"}}}};
  all.days = {{.quantity = Quantity::sessions,
               .day = model::Day(std::chrono::days(20000)),
               .least = Decimal::whole(1),
               .most = Decimal::whole(2),
               .sum = Decimal::whole(5),
               .polls = 3}};
  JsonWriter out;
  write_readings(out, device, "192.0.2.1", all);
  EXPECT_NE(out.text().find("\"value\":9007199254740,"), std::string::npos) << out.text();
  EXPECT_NE(out.text().find("\"mean\":1.666667"), std::string::npos) << out.text();
  const auto json = testing::Json::parse(out.text());
  EXPECT_EQ(json["last_ok"], "2026-06-30T20:00:00Z");
  EXPECT_EQ(json["gaps"][0]["why"]["en"], "switched off (0)");
  EXPECT_EQ(json["address"], "192.0.2.1");
}

}  // namespace
}  // namespace sixscope::api
