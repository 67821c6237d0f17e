#include "polling/readings.h"

#include <gtest/gtest.h>

namespace sixscope::polling {
namespace {

using model::Decimal;

const Oid kColumn{1, 3, 6, 1, 9, 1};
const Oid kOther{1, 3, 6, 1, 9, 2};
const Oid kThird{1, 3, 6, 1, 9, 3};

Oid row(const Oid& column, std::initializer_list<std::uint32_t> index) {
  std::vector<std::uint32_t> parts(column.parts().begin(), column.parts().end());
  parts.insert(parts.end(), index);
  return Oid(std::move(parts));
}

QuantitySource source(Quantity quantity) {
  QuantitySource one;
  one.quantity = quantity;
  one.object = "testObject";
  one.oid = kColumn;
  return one;
}

Readings read(const QuantitySource& one, const Answers& answers) {
  Profile profile;
  profile.quantities = {one};
  return interpret(profile, answers);
}

std::string octets(std::initializer_list<unsigned char> bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(Oid, ReadsAndWrites) {
  EXPECT_EQ(Oid::parse(".1.3.6.1")->to_string(), "1.3.6.1");
  for (const char* bad : {"", ".", "1..2", "1.", "a", "1.4294967296", "1.-2", "1 .2"}) {
    EXPECT_FALSE(Oid::parse(bad)) << bad;
  }
  std::string long_one = "1";
  for (std::size_t i = 1; i <= Oid::kPartsMax; ++i) {
    long_one += ".1";
  }
  EXPECT_FALSE(Oid::parse(long_one));
  EXPECT_TRUE(row(kColumn, {7}).starts_with(kColumn));
  EXPECT_FALSE(kOther.starts_with(kColumn));
}

TEST(Profile, TheMostSpecialOneIsChosen) {
  std::vector<Profile> profiles(3);
  profiles[0] = {.id = "vendor", .sys_object_ids = {Oid{1, 3, 6, 1, 4, 1, 2011}}};
  profiles[1] = {.id = "model", .sys_object_ids = {Oid{1, 3, 6, 1, 4, 1, 2011, 2, 62}}};
  profiles[2] = {.id = "software",
                 .sys_object_ids = {Oid{1, 3, 6, 1, 4, 1, 2011}},
                 .description_contains = "V8"};
  const auto chosen = [&](const Oid& oid, const char* words) {
    const Profile* one = choose(profiles, oid, words);
    return one == nullptr ? std::string("none") : one->id;
  };
  EXPECT_EQ(chosen(Oid{1, 3, 6, 1, 4, 1, 2011, 2, 62, 9}, "V8"), "model");
  EXPECT_EQ(chosen(Oid{1, 3, 6, 1, 4, 1, 2011, 3}, "NE40E V8"), "software");
  EXPECT_EQ(chosen(Oid{1, 3, 6, 1, 4, 1, 2011, 3}, "NE40E"), "vendor");
  EXPECT_EQ(chosen(Oid{1, 3, 6, 1, 4, 1, 9}, "V8"), "none");
}

TEST(Readings, ColumnsBecomeOneFigure) {
  const Answers answers = {{row(kColumn, {1}), std::int64_t{5}},
                           {row(kColumn, {2}), std::uint64_t{7}},  // A level typed as a counter.
                           {row(kColumn, {3}), std::string("11")},
                           {row(kOther, {1}), std::int64_t{1}}};
  auto one = source(Quantity::sessions);
  EXPECT_EQ(read(one, answers).find(Quantity::sessions)->value, Decimal::whole(23));
  one.combine = Combine::max;
  EXPECT_EQ(read(one, answers).find(Quantity::sessions)->value, Decimal::whole(11));
}

TEST(Readings, WhatIsNotAnsweredIsAGapAndNeverZero) {
  const auto nothing = read(source(Quantity::sessions), {});
  EXPECT_TRUE(nothing.readings.empty());
  ASSERT_EQ(nothing.gaps.size(), 1U);
  EXPECT_EQ(nothing.gaps[0].why.en, "not answered");
  const auto text = read(source(Quantity::sessions), {{row(kColumn, {1}), std::string("many")}});
  EXPECT_TRUE(text.readings.empty());
}

// RFC 7659: a limit of 0 is switched off. With one card unbounded, the sum of the others would be
// too low a capacity.
TEST(Readings, ALimitThatIsOffIsNoCapacity) {
  auto one = source(Quantity::max_sessions);
  one.off = 0;
  one.provenance = Provenance::configured;
  const auto off =
      read(one, {{row(kColumn, {1}), std::int64_t{1000}}, {row(kColumn, {2}), std::int64_t{0}}});
  EXPECT_TRUE(off.readings.empty());
  EXPECT_EQ(off.gaps.at(0).why.en, "switched off (0): no limit, not no capacity");
  const auto on = read(one, {{row(kColumn, {1}), std::int64_t{1000}}});
  EXPECT_EQ(on.find(Quantity::max_sessions)->value, Decimal::whole(1000));
  EXPECT_EQ(on.find(Quantity::max_sessions)->provenance, Provenance::configured);
}

TEST(Readings, UsedAndFreeMakeCapacityAndHalfOfItMakesNothing) {
  auto one = source(Quantity::ports);
  one.plus = {kOther};
  EXPECT_EQ(read(one, {{row(kColumn, {1}), std::int64_t{3}}, {row(kOther, {1}), std::int64_t{4}}})
                .find(Quantity::ports)
                ->value,
            Decimal::whole(7));
  EXPECT_TRUE(read(one, {{row(kColumn, {1}), std::int64_t{3}}}).readings.empty());
}

TEST(Readings, HighAndLowWordsMakeOneNumber) {
  auto one = source(Quantity::sessions);
  one.high = kOther;
  EXPECT_EQ(read(one, {{row(kColumn, {1}), std::int64_t{5}}, {row(kOther, {1}), std::int64_t{2}}})
                .find(Quantity::sessions)
                ->value,
            Decimal::whole((std::int64_t{2} << 32) + 5));
}

TEST(Readings, OnlyTheRowsOfAName) {
  auto one = source(Quantity::max_sessions);
  one.only = RowFilter{kOther, "flows"};
  const Answers answers = {{row(kColumn, {1}), std::int64_t{5}},
                           {row(kOther, {1}), std::string("flows")},
                           {row(kColumn, {2}), std::int64_t{9}},
                           {row(kOther, {2}), std::string("fragments")}};
  EXPECT_EQ(read(one, answers).find(Quantity::max_sessions)->value, Decimal::whole(5));
}

TEST(Readings, APoolSharedByTwoCardsCountsOnce) {
  auto one = source(Quantity::public_addresses);
  one.combine = Combine::range_union;
  one.to = kOther;
  const Answers answers = {{row(kColumn, {1}), octets({192, 0, 2, 0})},
                           {row(kOther, {1}), octets({192, 0, 2, 15})},
                           {row(kColumn, {2}), octets({192, 0, 2, 8})},
                           {row(kOther, {2}), octets({192, 0, 2, 31})}};
  const auto read_back = read(one, answers);
  EXPECT_EQ(read_back.find(Quantity::public_addresses)->value, Decimal::whole(32));
  EXPECT_EQ(read_back.find(Quantity::public_addresses)->ranges.size(), 2U);
  const auto wrong = read(one, {{row(kColumn, {1}), octets({192, 0, 2, 9})},
                                {row(kOther, {1}), octets({192, 0, 2, 8})}});
  EXPECT_EQ(wrong.gaps.at(0).why.en, "a range of addresses is not one");
}

// Of each instance the most-mapped protocol, and instances added: TCP and UDP share the ports.
TEST(Readings, ProtocolsAreNotAdded) {
  auto one = source(Quantity::used_ports);
  one.combine = Combine::protocol_max;
  const auto used = read(one, {{row(kColumn, {1, 6}), std::int64_t{700}},
                               {row(kColumn, {1, 17}), std::int64_t{300}},
                               {row(kColumn, {2, 6}), std::int64_t{100}},
                               {row(kColumn, {2, 17}), std::int64_t{900}}});
  EXPECT_EQ(used.find(Quantity::used_ports)->value, Decimal::whole(1600));
  auto columns = source(Quantity::used_ports);
  columns.or_more = {kOther};
  EXPECT_EQ(read(columns, {{row(kColumn, {1}), std::int64_t{7}},
                           {row(kOther, {1}), std::int64_t{9}},
                           {row(kColumn, {2}), std::int64_t{5}},
                           {row(kOther, {2}), std::int64_t{1}}})
                .find(Quantity::used_ports)
                ->value,
            Decimal::whole(14));
  EXPECT_TRUE(read(columns, {{row(kColumn, {1}), std::int64_t{7}}}).readings.empty());
}

TEST(Readings, ANumberThatRanOverIsNoLevel) {
  EXPECT_EQ(
      read(source(Quantity::sessions), {{row(kColumn, {0}), std::int64_t{-5}}}).gaps.at(0).why.en,
      "a negative number");
}

TEST(Readings, OnlyTheRowsThatHoldAPartOfAName) {
  auto one = source(Quantity::port_blocks);
  one.only = RowFilter{.column = kOther, .text = "port-ranges used", .part = true};
  const Answers answers = {{row(kColumn, {1}), std::int64_t{5}},
                           {row(kOther, {1}), std::string("LSN Port-Ranges used (total)")},
                           {row(kColumn, {2}), std::int64_t{9}},
                           {row(kOther, {2}), std::string("port-ranges configured")}};
  EXPECT_EQ(read(one, answers).find(Quantity::port_blocks)->value, Decimal::whole(5));
}

// RFC 7659: ports owned are addresses times the pool's ports; TCP and UDP are not added.
TEST(Readings, PortsOfAPool) {
  auto one = source(Quantity::ports);
  one.combine = Combine::range_ports;
  one.to = kOther;
  one.ports_from = kThird;
  one.ports_to = Oid{1, 3, 6, 1, 9, 4};
  one.pool_index = 1;
  const Answers answers = {{row(kColumn, {1, 1}), octets({192, 0, 2, 0})},
                           {row(kOther, {1, 1}), octets({192, 0, 2, 1})},
                           {row(kThird, {1}), std::int64_t{1024}},
                           {row(one.ports_to, {1}), std::int64_t{65535}}};
  EXPECT_EQ(read(one, answers).find(Quantity::ports)->value, Decimal::whole(2 * 64512));
}

TEST(Readings, ACounterThatBeganAnewHasNotRisen) {
  auto one = source(Quantity::refusals);
  one.discontinuity = kThird;
  const auto at = [&](std::uint64_t count, std::uint64_t began) {
    return *read(one, {{row(kColumn, {1}), count}, {row(kThird, {1}), began}})
                .find(Quantity::refusals);
  };
  constexpr std::chrono::minutes kBetween{5};
  EXPECT_EQ(risen(at(10, 1), at(15, 1), kBetween), Decimal::whole(5));
  EXPECT_FALSE(risen(at(10, 1), at(15, 2), kBetween));
  EXPECT_FALSE(risen(at(10, 1), at(9, 1), kBetween));
  auto elsewhere = at(15, 1);
  elsewhere.object = "another";
  EXPECT_FALSE(risen(at(10, 1), elsewhere, kBetween)) << "another object counts";
}

TEST(Readings, ACounterOfAnAgentThatWasStartedHasNotRisen) {
  const auto at = [](std::int64_t count, std::optional<std::chrono::seconds> up) {
    Reading one;
    one.quantity = Quantity::refusals;
    one.value = Decimal::whole(count);
    one.up_time = up;
    return one;
  };
  using std::chrono::hours;
  using std::chrono::minutes;
  EXPECT_EQ(risen(at(1, hours(10)), at(4, hours(11)), hours(1)), Decimal::whole(3));
  EXPECT_EQ(risen(at(1, hours(10)), at(4, minutes(659)), hours(1)), Decimal::whole(3))
      << "an answer takes its time";
  EXPECT_FALSE(risen(at(1, hours(10)), at(4, minutes(30)), hours(1)));
  EXPECT_FALSE(risen(at(1, minutes(5)), at(4, hours(2)), hours(24)));
  EXPECT_EQ(risen(at(1, std::nullopt), at(4, hours(2)), hours(24)), Decimal::whole(3))
      << "not told, not known";
}

TEST(Readings, TheFirstSourceThatAnswersIsTaken) {
  auto newer = source(Quantity::sessions);
  auto older = source(Quantity::sessions);
  older.oid = kOther;
  Profile profile;
  profile.quantities = {newer, older};
  const auto got = interpret(profile, {{row(kOther, {0}), std::int64_t{4}}});
  EXPECT_EQ(got.find(Quantity::sessions)->value, Decimal::whole(4));
  EXPECT_TRUE(got.gaps.empty());
  EXPECT_EQ(columns_of(profile), (std::vector<Oid>{kColumn, kOther}));
}

TEST(Readings, AddressesOfHugeRangesAreBounded) {
  const AddressRange all{net::IpAddress(), net::IpAddress::from_halves(~0ULL, ~0ULL)};
  EXPECT_EQ(addresses_in({all, all}), Decimal::whole(1'000'000'000'000'000));
  EXPECT_EQ(addresses_in({}), Decimal());
}

}  // namespace
}  // namespace sixscope::polling
