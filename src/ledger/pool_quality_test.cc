#include "ledger/pool_quality.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "ledger/ledger_fixture.h"

namespace sixscope::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

registry::Value prefixes(std::vector<std::string> all) { return all; }

State at(const Log& log, std::string_view name = "2025-12") {
  return state_at(log.history(), {.month = month(name)});
}

constexpr auto kAll = [](std::uint32_t /*pool*/) { return true; };

// "1<2 203.0.113.0/24": pool 2, and in it pool 1's; "1<? ": of pools not seen; or "1 10.0.0.0/8
// private".
std::vector<std::string> said(const State& state, const SeenPool& sees = kAll) {
  std::vector<std::string> all;
  for (const PoolFinding& one : pool_findings(state, sees)) {
    const auto number = [&](std::uint32_t pool) {
      return std::to_string(state.pools[pool].id.value());
    };
    const bool overlap = one.fault == PoolFault::pool_overlap;
    all.push_back(number(one.pool) + (overlap ? "<" + (one.other ? number(*one.other) : "?") : "") +
                  " " + to_string(one.range) +
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

TEST(PoolFindings, AThirdPoolThatIsNotSeenHidesNoPairThatIs) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/16"})}});
  log.pool({"2025-01-01"}, 2, {{"prefixes", prefixes({"1.2.3.0/24"})}});
  log.pool({"2025-01-01"}, 3, {{"prefixes", prefixes({"1.2.3.128/25"})}});
  const State state = at(log);
  EXPECT_THAT(said(state), ElementsAre("2<1 1.2.3.0/24", "3<1 1.2.3.128/25"));
  const auto sees = [](std::uint32_t pool) { return pool != 0; };
  EXPECT_THAT(said(state, sees),
              UnorderedElementsAre("2<? 1.2.3.0/24", "3<2 1.2.3.128/25", "3<? 1.2.3.128/25"));
}

TEST(PoolFindings, HowManyPoolsAreNotSeenIsNotTold) {
  Log log;
  log.pool({"2025-01-01"}, 1, {{"prefixes", prefixes({"1.2.0.0/24", "1.2.9.0/24"})}});
  log.pool({"2025-01-01"}, 2, {{"prefixes", prefixes({"1.2.0.16/28", "1.2.0.64/28"})}});
  log.pool({"2025-01-01"}, 3, {{"prefixes", prefixes({"1.2.0.16/28", "10.0.0.0/8"})}});
  const State state = at(log);
  const auto sees = [](std::uint32_t pool) { return pool == 0; };
  EXPECT_THAT(said(state, sees), ElementsAre("1<? 1.2.0.16-1.2.0.79")) << "nor what else they have";
  EXPECT_EQ(pool_findings(state, sees).front().addresses, 32U);
}

class CountedTwice : public ::testing::Test {
 protected:
  CountedTwice() {
    for (const std::uint64_t id : {1U, 2U, 3U}) {
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

TEST_F(CountedTwice, NoMoreThanTheFiguresThatAreSummed) {
  for (const std::uint64_t id : {1U, 2U}) {
    log_.pool({"2025-01-03"}, id, {{"public_addresses", number(10)}});
  }
  log_.enters({"2025-01-04"}, 11, 1, {{"pools", pools({1})}});
  log_.enters({"2025-01-04"}, 12, 1, {{"pools", pools({2})}});
  EXPECT_EQ(capacity_by_group(at(log_), {}).at(Group{})[Component::public_addresses].value,
            dec("20"));
  EXPECT_EQ(twice(), 10U);
  log_.enters({"2025-01-04"}, 13, 1, {{"pools", pools({3})}});
  EXPECT_EQ(twice(), 20U) << "the third says 256: these may have both tens";
  log_.pool({"2025-01-05"}, 3, {{"public_addresses", number(0)}});
  EXPECT_EQ(twice(), 10U) << "a pool of none counts none";
}

TEST_F(CountedTwice, BetweenTwoNoMoreThanTheLesserSays) {
  log_.pool({"2025-01-03"}, 1, {{"prefixes", prefixes({"1.2.0.0/25"})}});
  log_.pool({"2025-01-03"}, 2, {{"public_addresses", number(1)}});
  log_.pool({"2025-01-03"}, 3, {{"prefixes", prefixes({"1.2.0.128/25"})}});
  log_.enters({"2025-01-04"}, 11, 1, {{"pools", pools({1, 2, 3})}});
  EXPECT_EQ(twice(), 2U) << "one with each neighbour, which share nothing";
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
    for (const PoolFinding& one : pool_findings(state, kAll)) {
      twice += size_of(one.range);
      EXPECT_EQ(one.addresses, size_of(one.range));
      EXPECT_NE(one.pool, one.other);
    }
    ASSERT_EQ(twice, sum - there) << "round " << round;
  }
}

constexpr std::uint32_t kBase = 0x01020000;

// Pools of one to three ranges each among few addresses, so that most overlap some.
State random_pools(std::mt19937& random, std::uint32_t count) {
  State state{.point = {.month = month("2025-12")}};
  for (std::uint32_t i = 0; i < count; ++i) {
    Pool pool{.id = ObjectId(i + 1), .created = true};
    std::uint32_t first = kBase + static_cast<std::uint32_t>(random() % 200);
    for (auto more = random() % 3 + 1; more > 0; --more) {
      const auto last = first + static_cast<std::uint32_t>(random() % 12);
      pool.prefixes.push_back({.first = first, .last = last});
      first = last + 2 + static_cast<std::uint32_t>(random() % 9);
    }
    state.pools.push_back(std::move(pool));
  }
  return state;
}

std::set<std::uint32_t> addresses_of(const Pool& pool) {
  std::set<std::uint32_t> all;
  for (const AddressRange& range : ranges_of(pool)) {
    for (std::uint32_t at = range.first; at <= range.last; ++at) {
      all.insert(at);
    }
  }
  return all;
}

std::uint64_t in_both(const std::set<std::uint32_t>& one, const std::set<std::uint32_t>& other) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(one, [&](std::uint32_t at) { return other.contains(at); }));
}

// What is found, as a comparison of every pool with every other would have it.
void expect_as_compared(const State& state, const std::vector<bool>& seen) {
  std::vector<std::set<std::uint32_t>> have;
  std::set<std::uint32_t> unseen;
  for (std::uint32_t i = 0; i < state.pools.size(); ++i) {
    have.push_back(addresses_of(state.pools[i]));
    if (!seen[i]) {
      unseen.insert(have[i].begin(), have[i].end());
    }
  }
  std::set<std::uint32_t> named;
  std::map<std::uint32_t, std::vector<PoolFinding>> with_unseen;
  for (const PoolFinding& one :
       pool_findings(state, [&](std::uint32_t pool) { return seen[pool]; })) {
    ASSERT_TRUE(seen[one.pool]);
    if (!one.other) {
      with_unseen[one.pool].push_back(one);
      continue;
    }
    ASSERT_TRUE(seen[*one.other]);
    named.insert({one.pool, *one.other});
    for (std::uint32_t at = one.range.first; at <= one.range.last; ++at) {
      ASSERT_TRUE(have[one.pool].contains(at) && have[*one.other].contains(at));
    }
  }
  for (std::uint32_t i = 0; i < state.pools.size(); ++i) {
    bool overlaps = false;
    for (std::uint32_t j = 0; j < state.pools.size(); ++j) {
      overlaps |= i != j && seen[i] && seen[j] && in_both(have[i], have[j]) > 0;
    }
    EXPECT_EQ(named.contains(i), overlaps) << "pool " << i;
    std::vector<std::uint64_t> counts;
    for (const AddressRange& range : ranges_of(state.pools[i])) {
      const Pool part{.prefixes = {range}};
      if (const auto count = in_both(addresses_of(part), unseen); seen[i] && count > 0) {
        counts.push_back(count);
      }
    }
    std::vector<std::uint64_t> told;
    std::ranges::transform(with_unseen[i], std::back_inserter(told), &PoolFinding::addresses);
    EXPECT_EQ(told, counts) << "pool " << i;
  }
}

TEST(PoolFindings, AreThoseOfComparingEachPoolWithEachWhoeverSeesWhat) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const State state = random_pools(random, 14);
    std::vector<bool> seen;
    for (std::size_t i = 0; i < state.pools.size(); ++i) {
      seen.push_back(random() % 3 != 0);
    }
    SCOPED_TRACE(round);
    expect_as_compared(state, seen);
    if (::testing::Test::HasFailure()) {
      return;
    }
  }
}

// Whichever of the addresses they list the pools have, no more are counted twice than is said; and
// never more than pairs of pools could share by their figures, nor than the sum less the largest.
TEST(AddressesCountedTwice, AreNeverLessThanThereCanBeNorMoreThanTheSumHas) {
  std::mt19937 random(13);
  for (int round = 0; round < 300; ++round) {
    State state = random_pools(random, round % 2 == 0 ? 4 : 100);
    Device device{.id = ObjectId(1000)};
    device.created = true;
    device.region = "440100";
    device.operator_ = "china_mobile";
    device.ledger_class = LedgerClass::nat44;
    device.status = Status::in_service;
    std::vector<std::string> keys;
    std::uint64_t sum = 0;
    std::uint64_t largest = 0;
    std::vector<std::set<std::uint32_t>> have;
    std::vector<std::uint64_t> figures;
    std::multiset<std::uint32_t> used;
    for (Pool& pool : state.pools) {
      have.push_back(addresses_of(pool));
      figures.push_back(random() % (have.back().size() + 1));
      pool.public_addresses = model::Decimal::whole(static_cast<std::int64_t>(figures.back()));
      pool.keys = {{.since = {}, .text = std::to_string(pool.id.value())}};
      keys.push_back(pool.keys.back().text);
      sum += figures.back();
      largest = std::max(largest, figures.back());
      std::sample(have.back().begin(), have.back().end(), std::inserter(used, used.end()),
                  figures.back(), random);
    }
    device.pools = keys;
    state.devices = {device};
    std::uint64_t by_pairs = 0;
    for (std::size_t i = 0; i < have.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        by_pairs += std::min({figures[i], figures[j], in_both(have[i], have[j])});
      }
    }
    const std::set<std::uint32_t> distinct(used.begin(), used.end());
    const std::uint64_t said = addresses_counted_twice(state, {});
    ASSERT_GE(said, used.size() - distinct.size()) << "round " << round;
    ASSERT_LE(said, std::min(by_pairs, sum - largest)) << "round " << round;
  }
}

}  // namespace
}  // namespace sixscope::ledger
