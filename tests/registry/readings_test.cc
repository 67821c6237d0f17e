#include <tuple>

#include "adapters/sql_readings/sql_reading_store.h"
#include "counting_database.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using adapters::SqlReadingStore;
using polling::Gap;
using polling::Polled;
using polling::PollState;
using polling::Quantity;
using polling::Reading;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Reading reading(Quantity quantity, std::int64_t value) {
  Reading one;
  one.quantity = quantity;
  one.value = Decimal::whole(value);
  one.object = "someObject";
  return one;
}

Polled answer(std::vector<Reading> readings, std::vector<Gap> gaps = {}) {
  Polled polled{.state = PollState::answers, .words = {"有应答", "it answers"}, .profile = "h3c"};
  polled.sys_object_id = "1.3.6.1.4.1.25506.1";
  polled.sys_descr = "Comware";
  polled.readings = {std::move(readings), std::move(gaps)};
  return polled;
}

Polled silence() { return {.state = PollState::silent, .words = {"超时", "no answer"}}; }

class Readings : public RegistryContract {
 protected:
  void SetUp() override {
    RegistryContract::SetUp();
    if (database_ != nullptr) {
      readings_ = std::make_unique<SqlReadingStore>(*database_);
    }
  }
  void record(polling::DeviceId device, Instant at, const Polled& polled) {
    const auto done = readings_->record(device, at, polled);
    ASSERT_TRUE(done) << describe(done.error());
  }
  std::vector<polling::KeptReading> kept(std::optional<polling::DeviceId> device = 7) {
    const auto all = readings_->readings(device);
    EXPECT_TRUE(all) << describe(all.error());
    return all.value_or(std::vector<polling::KeptReading>{});
  }
  std::vector<polling::KeptReading> kept_by(model::Day until) {
    const auto all = readings_->readings_by(until);
    EXPECT_TRUE(all) << describe(all.error());
    return all.value_or(std::vector<polling::KeptReading>{});
  }
  polling::Attempt attempt() {
    const auto all = readings_->attempts();
    EXPECT_TRUE(all && all->size() == 1);
    return all && all->size() == 1 ? all->front() : polling::Attempt{};
  }
  std::vector<polling::ReadingDay> days() {
    const auto all = readings_->days(7, {});
    EXPECT_TRUE(all) << describe(all.error());
    return all.value_or(std::vector<polling::ReadingDay>{});
  }
  const Instant at_ = kNow;
  std::unique_ptr<SqlReadingStore> readings_;
};

TEST_P(Readings, WhatGoesInComesOut) {
  Reading pools = reading(Quantity::public_addresses, 64);
  pools.provenance = polling::Provenance::configured;
  pools.ranges = {{*net::IpAddress::parse("192.0.2.0"), *net::IpAddress::parse("192.0.2.63")}};
  record(7, at_,
         answer({reading(Quantity::sessions, 1000), pools},
                {{Quantity::max_sessions, "limit", {"未启用（0）", "switched off (0)"}}}));
  ASSERT_THAT(kept(), SizeIs(2));
  EXPECT_EQ(kept()[0].reading.quantity, Quantity::public_addresses);
  EXPECT_EQ(kept()[0].reading.provenance, polling::Provenance::configured);
  EXPECT_EQ(kept()[0].reading.ranges, pools.ranges);
  EXPECT_EQ(kept()[1].reading.value, Decimal::whole(1000));
  EXPECT_EQ(kept()[1].reading.object, "someObject");
  EXPECT_EQ(kept()[1].at, at_);
  const auto gaps = readings_->gaps(7);
  ASSERT_TRUE(gaps && gaps->size() == 1);
  EXPECT_EQ(gaps->front().gap.why, (polling::Words{"未启用（0）", "switched off (0)"}));
  EXPECT_EQ(attempt().state, PollState::answers);
  EXPECT_EQ(attempt().last_ok, at_);
  EXPECT_EQ(attempt().profile, "h3c");
  EXPECT_EQ(attempt().sys_descr, "Comware");
  EXPECT_EQ(attempt().words.zh, "有应答");
  EXPECT_THAT(kept(8), IsEmpty());
}

TEST_P(Readings, AFailureChangesTheAttemptAlone) {
  record(7, at_, answer({reading(Quantity::sessions, 1000)}));
  const auto before = days();
  record(7, at_ + std::chrono::minutes(5), silence());
  EXPECT_EQ(attempt().state, PollState::silent);
  EXPECT_EQ(attempt().last_ok, at_);
  EXPECT_EQ(attempt().last_try, at_ + std::chrono::minutes(5));
  EXPECT_EQ(attempt().profile, "h3c");
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept()[0].reading.value, Decimal::whole(1000));
  EXPECT_EQ(kept()[0].at, at_) << "a stale figure keeps its time";
  ASSERT_THAT(days(), SizeIs(1));
  EXPECT_EQ(days()[0].polls, before[0].polls) << "silence is no zero in a day's mean";
}

TEST_P(Readings, NeverAnsweredIsNotZero) {
  record(7, at_, silence());
  EXPECT_THAT(kept(), IsEmpty());
  EXPECT_THAT(days(), IsEmpty());
  EXPECT_FALSE(attempt().last_ok);
}

TEST_P(Readings, ADayHasLeastMostAndSum) {
  for (const int value : {500, 100, 300}) {
    record(7, at_, answer({reading(Quantity::sessions, value)}));
  }
  ASSERT_THAT(days(), SizeIs(1));
  EXPECT_EQ(days()[0].least, Decimal::whole(100));
  EXPECT_EQ(days()[0].most, Decimal::whole(500));
  EXPECT_EQ(days()[0].sum, Decimal::whole(900));
  EXPECT_EQ(days()[0].polls, 3U);
  // 16:00 UTC is midnight in China.
  record(7, at_ + std::chrono::hours(16), answer({reading(Quantity::sessions, 7)}));
  ASSERT_THAT(days(), SizeIs(2));
  EXPECT_EQ(days()[0].day, days()[1].day + std::chrono::days(1));
  EXPECT_EQ(days()[0].least, Decimal::whole(7));
}

TEST_P(Readings, AMonthEndKnowsWhatStoodThen) {
  const model::Day day = model::day_in_china(at_);
  const auto later = std::chrono::days(40);
  record(7, at_, answer({reading(Quantity::max_sessions, 900)}));
  record(7, at_, answer({reading(Quantity::max_sessions, 1000)}));
  record(7, at_ + later, answer({reading(Quantity::max_sessions, 2000)}));
  record(8, at_ + later, answer({reading(Quantity::max_sessions, 5)}));
  EXPECT_THAT(kept_by(day - std::chrono::days(1)), IsEmpty());
  const auto then = kept_by(day + std::chrono::days(30));
  ASSERT_THAT(then, SizeIs(1)) << "what was first read later did not stand then";
  EXPECT_EQ(then[0].device, 7U);
  EXPECT_EQ(then[0].reading.value, Decimal::whole(1000));
  EXPECT_EQ(model::day_in_china(then[0].at), day);
  const auto now = kept_by(day + later);
  ASSERT_THAT(now, SizeIs(2));
  EXPECT_EQ(now[0].reading.value, Decimal::whole(2000));
  EXPECT_EQ(now[0].reading.object, "someObject");
}

// Zeros after it do not take back that a device was busy.
TEST_P(Readings, TheLastBusyDayStays) {
  const model::Day day = model::day_in_china(at_);
  const auto on = [&](int days, polling::DeviceId device, std::vector<Reading> all) {
    record(device, at_ + std::chrono::days(days), answer(std::move(all)));
  };
  const auto busy_by = [&](int days) {
    std::vector<std::tuple<polling::DeviceId, Quantity, std::int64_t>> all;
    const auto found = readings_->last_busy_days(day + std::chrono::days(days));
    EXPECT_TRUE(found) << describe(found.error());
    for (const auto& [device, quantity, at] : found.value_or(std::vector<polling::BusyDay>{})) {
      all.emplace_back(device, quantity, (at - day).count());
    }
    return all;
  };
  on(1, 7, {reading(Quantity::sessions, 500), reading(Quantity::ports, 9)});
  on(2, 7, {reading(Quantity::sessions, 0), reading(Quantity::sessions, 500)});
  on(3, 7, {reading(Quantity::sessions, 0)});
  on(4, 8, {reading(Quantity::active_subscribers, 1), reading(Quantity::sessions, 0)});
  on(5, 8, {reading(Quantity::active_subscribers, 0)});
  EXPECT_THAT(busy_by(0), IsEmpty());
  EXPECT_THAT(busy_by(1), ElementsAre(std::tuple(7, Quantity::sessions, 1)));
  EXPECT_THAT(busy_by(9), ElementsAre(std::tuple(7, Quantity::sessions, 2),
                                      std::tuple(8, Quantity::active_subscribers, 4)));
}

TEST_P(Readings, ACountersDayHasWhatItRoseBy) {
  const auto refusals = [](std::int64_t value, const char* since) {
    Reading one = reading(Quantity::refusals, value);
    one.discontinuity = since;
    return one;
  };
  record(7, at_, answer({refusals(1000, "5;")}));
  EXPECT_THAT(days(), IsEmpty()) << "one level of a counter says nothing";
  record(7, at_, answer({refusals(1007, "5;")}));
  record(7, at_, answer({refusals(3, "9;")}));    // Began anew.
  record(7, at_, answer({refusals(900, "8;")}));  // And again, above what it was.
  record(7, at_, answer({refusals(902, "8;")}));
  ASSERT_THAT(days(), SizeIs(1));
  EXPECT_EQ(days()[0].sum, Decimal::whole(9));
  EXPECT_EQ(days()[0].polls, 2U);
}

TEST_P(Readings, GapsAreOfTheLastAnswer) {
  record(7, at_, answer({}, {{Quantity::sessions, "o", {"没有应答", "not answered"}}}));
  record(7, at_, answer({reading(Quantity::sessions, 5)}));
  EXPECT_THAT(*readings_->gaps(7), IsEmpty());
  record(7, at_, answer({}, {{Quantity::sessions, "o", {"没有应答", "not answered"}}}));
  EXPECT_THAT(*readings_->gaps(7), SizeIs(1));
  EXPECT_THAT(kept(), SizeIs(1)) << "the last figure stays, with its time";
}

// RFC 3418: sysUpTime. A counter that was started since the last poll may stand above what it was.
TEST_P(Readings, ARestartIsNoRise) {
  const auto refusals = [](std::int64_t value, std::chrono::milliseconds up) {
    Reading one = reading(Quantity::refusals, value);
    one.up_time = up;
    return one;
  };
  constexpr std::chrono::hours kHour{1};
  record(7, at_, answer({refusals(100, 24 * kHour)}));
  record(7, at_ + kHour, answer({refusals(5000, std::chrono::minutes(20))}));
  EXPECT_THAT(days(), IsEmpty()) << "4,900 is what nobody counted";
  record(7, at_ + 2 * kHour, answer({refusals(5007, std::chrono::minutes(80))}));
  ASSERT_THAT(days(), SizeIs(1));
  EXPECT_EQ(days()[0].sum, Decimal::whole(7));
}

TEST_P(Readings, AnotherObjectIdIsAnotherDevice) {
  record(7, at_, answer({reading(Quantity::sessions, 5), reading(Quantity::ports, 9)}));
  record(7, at_, silence());
  EXPECT_EQ(attempt().sys_descr, "Comware") << "who is silent is who it was";
  auto other = answer({reading(Quantity::sessions, 6)});
  other.profile = "zte";
  other.sys_object_id = "1.3.6.1.4.1.3902.1";
  record(7, at_, other);
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept()[0].reading.value, Decimal::whole(6));
  ASSERT_THAT(days(), SizeIs(2));
  for (const polling::ReadingDay& day : days()) {
    EXPECT_EQ(day.polls, 1U) << "the hours of the one before are not this one's";
  }
  const auto now = kept_by(model::day_in_china(at_));
  ASSERT_THAT(now, SizeIs(1)) << "the ports of the one before confirm nothing";
  EXPECT_EQ(now[0].reading.quantity, Quantity::sessions);
}

TEST_P(Readings, ADeviceThatNoProfileFitsIsAnotherOneToo) {
  record(7, at_, answer({reading(Quantity::sessions, 5), reading(Quantity::ports, 9)}));
  record(
      7, at_,
      {.state = PollState::no_profile, .words = {"", ""}, .sys_object_id = "1.3.6.1.4.1.3902.1"});
  EXPECT_THAT(kept(), IsEmpty());
  auto other = answer({reading(Quantity::sessions, 6)});
  other.sys_object_id = "1.3.6.1.4.1.3902.1";
  record(7, at_, other);
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept()[0].reading.value, Decimal::whole(6));
}

TEST_P(Readings, TheOneBeforeStoodWhenItStood) {
  const model::Day day = model::day_in_china(at_);
  record(7, at_, answer({reading(Quantity::ports, 9)}));
  auto other = answer({reading(Quantity::sessions, 6)});
  other.sys_object_id = "1.3.6.1.4.1.3902.1";
  record(7, at_ + std::chrono::days(3), other);
  const auto then = kept_by(day);
  ASSERT_THAT(then, SizeIs(1));
  EXPECT_EQ(then[0].reading.value, Decimal::whole(9));
  EXPECT_THAT(kept_by(day + std::chrono::days(3)), SizeIs(1));
}

TEST_P(Readings, AnotherProfileOfOneDeviceKeepsItsReadings) {
  record(7, at_, answer({reading(Quantity::sessions, 5), reading(Quantity::ports, 9)}));
  auto standard = answer({reading(Quantity::sessions, 6)});
  standard.profile = "natv2";
  record(7, at_, standard);
  EXPECT_THAT(kept(), SizeIs(2)) << "its own tables did not answer this time";
}

TEST_P(Readings, AFigureBeyondAllDevicesIsAGap) {
  record(7, at_,
         answer({reading(Quantity::sessions, polling::kReadingMost),
                 reading(Quantity::ports, polling::kReadingMost + 1)}));
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_THAT(*readings_->gaps(7), SizeIs(1));
}

TEST_P(Readings, OldDaysAreDropped) {
  record(7, at_, answer({reading(Quantity::sessions, 5)}));
  record(7, at_ + std::chrono::hours(48), answer({reading(Quantity::sessions, 6)}));
  ASSERT_THAT(days(), SizeIs(2));
  ASSERT_TRUE(readings_->forget_days_before(days()[0].day));
  ASSERT_THAT(days(), SizeIs(1));
  EXPECT_EQ(days()[0].least, Decimal::whole(6));
  EXPECT_THAT(kept(), SizeIs(1));
}

struct Stop {};

// A death before any statement of a poll leaves the poll before, whole.
TEST_P(Readings, APollIsWholeOrNotThere) {
  record(7, at_, answer({reading(Quantity::sessions, 1), reading(Quantity::ports, 1)}));
  for (int last = 1;; ++last) {
    int count = 0;
    CountingDatabase counting(*database_, [&] {
      if (++count == last) {
        throw Stop{};
      }
    });
    SqlReadingStore store(counting);
    const auto next = answer({reading(Quantity::sessions, 2), reading(Quantity::ports, 2)});
    bool done = true;
    try {
      ASSERT_TRUE(store.record(7, at_ + std::chrono::minutes(1), next));
    } catch (const Stop&) {
      done = false;
    }
    ASSERT_THAT(kept(), SizeIs(2));
    const Decimal expected = Decimal::whole(done ? 2 : 1);
    EXPECT_EQ(kept()[0].reading.value, expected) << last;
    EXPECT_EQ(kept()[1].reading.value, expected) << last;
    if (done) {
      EXPECT_GT(last, 5);
      break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Contract, Readings, testing::Values(Dialect::sqlite, Dialect::postgres),
                         dialect_name);

}  // namespace
}  // namespace sixscope::tests
