#include "ledger/pool_quality.h"

#include <gmock/gmock.h>

#include <random>
#include <vector>

#include "ledger/ledger_fixture.h"

namespace sixscope::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

registry::Value prefixes(std::vector<std::string> all) { return all; }

State at(const Log& log, std::string_view name = "2025-12") {
  return state_at(log.history(), {.month = month(name)});
}

// "1<2 203.0.113.0/24": pool 2, and in it pool 1's; or "1 10.0.0.0/8 private".
std::vector<std::string> said(const State& state) {
  std::vector<std::string> all;
  for (const PoolFinding& one : pool_findings(state)) {
    const auto number = [&](std::uint32_t pool) {
      return std::to_string(state.pools[pool].id.value());
    };
    const bool overlap = one.fault == PoolFault::pool_overlap;
    all.push_back(number(one.pool) + (overlap ? "<" + number(one.other) : "") + " " +
                  to_string(one.range) +
                  (overlap ? ""
                           : " " + std::string(net::kAddressClassNames.at(
                                       static_cast<std::size_t>(one.address_class)))));
  }
  return all;
}

TEST(PoolFindings, NameBothPoolsAndTheAddressesThatBothHave) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/16"})}});
  log.pool({"2025-01-01"}, 2, {{"prefixes", prefixes({"1.2.3.0/24", "1.3.0.0/24"})}});
  log.pool({"2025-01-01"}, 3,
           {{"first_address", text("1.3.0.250")}, {"last_address", text("1.3.1.9")}});
  EXPECT_THAT(said(at(log)), ElementsAre("2<1 1.2.3.0/24", "3<2 1.3.0.250-1.3.0.255"));
}

TEST(PoolFindings, NeighboursAndEqualNumbersDoNotOverlap) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/24", "1.2.2.0/24"})}});
  log.pool({"2025-01-01"}, 2, {{"prefixes", prefixes({"1.2.1.0/24"})}});
  EXPECT_THAT(said(at(log)), IsEmpty());
}

TEST(PoolFindings, APoolsOwnListMaySayAnAddressTwice) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/24", "1.2.0.0/25", "1.2.0.0/24"})}});
  EXPECT_THAT(said(at(log)), ElementsAre("1<1 1.2.0.0/24", "1<1 1.2.0.0/25"));
}

TEST(PoolFindings, FirstToLastInAPrefixSaysWhichOfItsAddressesAreUsed) {
  Log log;
  log.pool({"2025-01-01"}, 1,
           {{"prefixes", prefixes({"1.2.0.0/24"})},
            {"first_address", text("1.2.0.1")},
            {"last_address", text("1.2.0.62")}});
  EXPECT_THAT(said(at(log)), IsEmpty());
  EXPECT_THAT(ranges_of(at(log).pools.front()), SizeIs(1));
}

TEST(PoolFindings, OfThreePoolsEachRangeIsFoundOnce) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/24"})}});
  log.pool({"2025-01-01"}, 2, {{"prefixes", prefixes({"1.2.0.0/24"})}});
  log.pool({"2025-01-01"}, 3, {{"prefixes", prefixes({"1.2.0.128/25"})}});
  EXPECT_THAT(said(at(log)), ElementsAre("2<1 1.2.0.0/24", "3<1 1.2.0.128/25"));
}

TEST(PoolFindings, OnlyPoolsInServiceAtTheMonthsEnd) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/24"})}});
  log.pool({"2025-01-01"}, 2,
           {{"prefixes", prefixes({"1.2.0.0/24"})}, {"retired_on", text("2025-06-15")}});
  log.pool({"2025-01-01"}, 3,
           {{"prefixes", prefixes({"1.2.0.0/24"})}, {"in_service_since", text("2025-09-01")}});
  log.pool({"2025-03-01"}, 3, {{"removed", true}});
  EXPECT_THAT(said(at(log, "2025-05")), SizeIs(1));
  EXPECT_THAT(said(at(log, "2025-06")), IsEmpty());
  EXPECT_THAT(said(at(log, "2025-10")), IsEmpty()) << "one that was removed has no addresses";
}

TEST(PoolFindings, SayWhichAddressesCannotBePublic) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"10.1.0.0/16", "100.0.0.0/8"})}});
  log.pool({"2025-01-01"}, 2,
           {{"first_address", text("223.255.255.250")}, {"last_address", text("224.0.0.9")}});
  log.pool({"2025-01-01"}, 3, {{"prefixes", prefixes({"11.0.0.0/8", "no prefix", "::/0"})}});
  EXPECT_THAT(said(at(log)), ElementsAre("1 10.1.0.0/16 private", "1 100.64.0.0/10 shared",
                                         "2 224.0.0.0-224.0.0.9 multicast"));
}

TEST(PoolFindings, TheWholeOfIpv4IsARangeToo) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"0.0.0.0/0"})}});
  log.pool({"2025-01-01"}, 2, {{"prefixes", prefixes({"255.255.255.255"})}});
  const State state = at(log);
  EXPECT_EQ(said(state).front(), "2<1 255.255.255.255/32");
  EXPECT_EQ(size_of(ranges_of(state.pools.front()).front()), std::uint64_t{1} << 32U);
}

TEST(PoolFindings, AListThatIsMendedIsDoubtfulNoMore) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/24"})}});
  log.pool({"2025-01-01"}, 2, {{"prefixes", prefixes({"1.2.0.0/24"})}});
  log.pool({"2025-08-01"}, 2, {{"prefixes", prefixes({"1.2.1.0/24"})}});
  EXPECT_THAT(said(at(log, "2025-07")), SizeIs(1));
  EXPECT_THAT(said(at(log, "2025-08")), IsEmpty());
}

class CountedTwice : public ::testing::Test {
 protected:
  CountedTwice() {
    for (const std::uint64_t id : {1, 2, 3}) {
      log_.pool({"2025-01-01"}, id,
                {{"prefixes", prefixes({"1.2.0.0/24"})}, {"public_addresses", number(256)}});
    }
  }
  std::uint64_t twice(const Grouping& grouping = {}) {
    return addresses_counted_twice(at(log_), grouping);
  }
  Log log_;
};

TEST_F(CountedTwice, AreAddressesOfPoolsThatTheSumHas) {
  EXPECT_EQ(twice(), 0U) << "no device draws on them";
  log_.enters({"2025-01-02"}, 11, 1, {{"pools", pools({1})}});
  EXPECT_EQ(twice(), 0U);
  log_.enters({"2025-01-02"}, 12, 1, {{"pools", pools({2})}, {"region", text("310100")}});
  EXPECT_EQ(twice(), 256U);
  const auto sums = capacity_by_group(at(log_), {});
  EXPECT_EQ(sums.at(Group{})[Component::public_addresses].value, dec("512"))
      << "the sum stays what the pools say";
  log_.enters({"2025-01-02"}, 13, 1, {{"pools", pools({1, 2, 3})}});
  EXPECT_EQ(twice(), 512U) << "three have each address: one is right, two are too many";
}

TEST_F(CountedTwice, OnlyWithinWhatIsAskedFor) {
  log_.enters({"2025-01-02"}, 11, 1, {{"pools", pools({1})}});
  log_.enters({"2025-01-02"}, 12, 1, {{"pools", pools({2})}, {"region", text("310100")}});
  log_.enters({"2025-01-02"}, 13, 1, {{"pools", pools({3})}, {"ledger_class", text("ds_lite")}});
  EXPECT_EQ(twice(), 256U) << "DS-Lite is no part of a NAT44 sum";
  EXPECT_EQ(twice({.within = {"440000"}}), 0U);
  EXPECT_EQ(twice({.by_class = true}), 256U) << "a family's sum has its own pools alone";
}

TEST_F(CountedTwice, NotByAPoolThatGivesNoNumber) {
  log_.pool({"2025-01-03"}, 2, {{"public_addresses", registry::Value{}}});
  log_.enters({"2025-01-04"}, 11, 1, {{"pools", pools({1, 2})}});
  EXPECT_EQ(twice(), 0U);
}

TEST_F(CountedTwice, NotByALongListOfOnePool) {
  log_.pool({"2025-01-03"}, 1, {{"prefixes", prefixes({"1.2.0.0/24", "1.2.0.0/24"})}});
  log_.enters({"2025-01-04"}, 11, 1, {{"pools", pools({1})}});
  EXPECT_EQ(twice(), 0U) << "its number is what it says";
}

// Findings between pools add up to all addresses less those there are, whatever overlaps what.
TEST(PoolFindings, AddUpToTheSumLessTheUnion) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    State state{.point = {.month = month("2025-12")}};
    std::vector<int> count(512);
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < 12; ++i) {
      const auto first = static_cast<std::uint32_t>(random() % 480);
      const auto last = first + static_cast<std::uint32_t>(random() % 32);
      constexpr std::uint32_t kBase = 0x01020000;
      state.pools.push_back({.id = ObjectId(i + 1),
                             .created = true,
                             .first_address = kBase + first,
                             .last_address = kBase + last});
      sum += last - first + 1;
      for (std::uint32_t at = first; at <= last; ++at) {
        ++count[at];
      }
    }
    const auto there = static_cast<std::uint64_t>(
        std::ranges::count_if(count, [](int times) { return times > 0; }));
    std::uint64_t twice = 0;
    for (const PoolFinding& one : pool_findings(state)) {
      twice += size_of(one.range);
      EXPECT_NE(one.pool, one.other);
    }
    ASSERT_EQ(twice, sum - there) << "round " << round;
  }
}

}  // namespace
}  // namespace sixscope::ledger
