#include "flow/sampling.h"

#include <gtest/gtest.h>

namespace sixscope::flow {
namespace {

using model::Direction;
using model::SamplingRate;
using net::Family;

constexpr std::uint64_t kRateMax = 10'000'000;

SamplingFacts facts(void (*fill)(SamplingFacts&)) {
  SamplingFacts result;
  fill(result);
  return result;
}

struct Case {
  const char* name;
  SamplingFacts facts;
  std::optional<SamplingRate> rate;
};

SamplingRate one_in(std::uint64_t numerator, std::uint64_t denominator = 1) {
  return {.numerator = numerator, .denominator = denominator};
}

TEST(AnnouncedRate, ReadsEveryWayToSayIt) {
  const Case cases[] = {
      {"nothing", {}, std::nullopt},
      {"34", facts([](SamplingFacts& f) { f.interval = 1000; }), one_in(1000)},
      {"34 of 1: unsampled", facts([](SamplingFacts& f) { f.interval = 1; }), one_in(1)},
      {"34 of 0", facts([](SamplingFacts& f) { f.interval = 0; }), kUnknownRate},
      {"34 of 0 by no algorithm: a probe without a sampler", facts([](SamplingFacts& f) {
         f.interval = 0;
         f.interval_kind = 0;
       }),
       one_in(1)},
      {"34 of 0, deterministic", facts([](SamplingFacts& f) {
         f.interval = 0;
         f.interval_kind = 1;
       }),
       kUnknownRate},
      {"34 by no algorithm", facts([](SamplingFacts& f) {
         f.interval = 100;
         f.interval_kind = 0;
       }),
       one_in(100)},
      {"34 absurd", facts([](SamplingFacts& f) { f.interval = kRateMax + 1; }), kUnknownRate},
      {"50", facts([](SamplingFacts& f) { f.random_interval = 512; }), one_in(512)},
      {"305 and 306: 1 of 100", facts([](SamplingFacts& f) {
         f.packet_interval = 1;
         f.packet_space = 99;
       }),
       one_in(100)},
      {"305 and 306: 3 of 10, exactly", facts([](SamplingFacts& f) {
         f.packet_interval = 3;
         f.packet_space = 7;
       }),
       one_in(10, 3)},
      {"305 and 306: all", facts([](SamplingFacts& f) {
         f.packet_interval = 1;
         f.packet_space = 0;
       }),
       one_in(1)},
      {"305 alone", facts([](SamplingFacts& f) { f.packet_interval = 4096; }), one_in(4096)},
      {"305 of 0", facts([](SamplingFacts& f) {
         f.packet_interval = 0;
         f.packet_space = 9;
       }),
       kUnknownRate},
      {"307 and 308", facts([](SamplingFacts& f) {
         f.time_interval = 10;
         f.time_space = 90;
       }),
       one_in(10)},
      {"309 and 310: 7 of 1000", facts([](SamplingFacts& f) {
         f.size = 7;
         f.population = 1000;
       }),
       one_in(1000, 7)},
      {"309 above 310", facts([](SamplingFacts& f) {
         f.size = 8;
         f.population = 4;
       }),
       kUnknownRate},
      {"311: a thousandth", facts([](SamplingFacts& f) { f.probability = 0.001; }), one_in(1000)},
      {"311: two thirds", facts([](SamplingFacts& f) { f.probability = 2.0 / 3; }), one_in(3, 2)},
      {"311 as a float", facts([](SamplingFacts& f) { f.probability = 0.01F; }), one_in(100)},
      {"311 of 0", facts([](SamplingFacts& f) { f.probability = 0; }), kUnknownRate},
      {"311 above 1", facts([](SamplingFacts& f) { f.probability = 1.5; }), kUnknownRate},
      {"an algorithm that samples, without figures",
       facts([](SamplingFacts& f) { f.algorithm = 1; }), kUnknownRate},
      {"an algorithm that filters", facts([](SamplingFacts& f) { f.algorithm = 5; }), std::nullopt},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto rate = announced_rate(one.facts, kRateMax);
    ASSERT_EQ(rate.has_value(), one.rate.has_value());
    if (rate) {
      EXPECT_EQ(*rate, *one.rate);
    }
  }
}

SamplingScope of_selector(std::uint64_t selector) {
  SamplingScope scope;
  scope.selector = selector;
  return scope;
}

SamplingQuery asking(std::optional<std::uint64_t> selector, std::uint32_t input = 0,
                     std::uint32_t output = 0, Direction direction = Direction::unknown,
                     Family family = Family::v4) {
  return {.selector = selector,
          .input = input,
          .output = output,
          .direction = direction,
          .family = family};
}

TEST(SamplingTable, KnowsNothingUntilToldAndNeverGuesses) {
  SamplingTable table;
  EXPECT_EQ(table.find(asking(std::nullopt)), std::nullopt);
  EXPECT_EQ(table.find(asking(0)), std::nullopt) << "sampler 0 is no sampler";
  EXPECT_EQ(table.find(asking(3)), kUnknownRate) << "a sampler whose rate nobody told";
  table.announce(of_selector(1), one_in(100));
  EXPECT_EQ(table.find(asking(1)), one_in(100));
  EXPECT_EQ(table.find(asking(2)), kUnknownRate);
  EXPECT_EQ(table.find(asking(std::nullopt)), one_in(100)) << "all announced rates agree";
  table.announce(of_selector(2), one_in(200));
  EXPECT_EQ(table.find(asking(std::nullopt)), kUnknownRate) << "they no longer do";
  EXPECT_FALSE(table.uniform());
}

TEST(SamplingTable, TakesTheMostSpecificAnnouncement) {
  SamplingTable table;
  table.announce({}, one_in(10));
  SamplingScope interface_5;
  interface_5.interface = 5;
  table.announce(interface_5, one_in(50));
  SamplingScope ingress_5 = interface_5;
  ingress_5.direction = Direction::ingress;
  table.announce(ingress_5, one_in(51));
  SamplingScope six;
  six.family = Family::v6;
  table.announce(six, one_in(6));
  table.announce(of_selector(9), one_in(90));

  EXPECT_EQ(table.find(asking(std::nullopt, 1, 2)), one_in(10));
  EXPECT_EQ(table.find(asking(std::nullopt, 5, 2)), one_in(50));
  EXPECT_EQ(table.find(asking(std::nullopt, 5, 2, Direction::ingress)), one_in(51));
  EXPECT_EQ(table.find(asking(std::nullopt, 2, 5, Direction::egress)), one_in(50));
  EXPECT_EQ(table.find(asking(std::nullopt, 1, 2, Direction::ingress, Family::v6)), one_in(6));
  EXPECT_EQ(table.find(asking(9, 5, 2, Direction::ingress)), one_in(90));
  EXPECT_EQ(table.find(asking(8, 1, 2)), one_in(10)) << "the exporter's rate covers sampler 8";
}

TEST(SamplingTable, IsBoundedAndVersioned) {
  SamplingTable table;
  const std::uint32_t before = table.version();
  for (std::uint64_t i = 0; i < SamplingTable::kAnnouncementsMax; ++i) {
    ASSERT_TRUE(table.announce(of_selector(i), one_in(2)));
  }
  EXPECT_NE(table.version(), before);
  const std::uint32_t full = table.version();
  EXPECT_FALSE(table.announce(of_selector(1'000'000), one_in(2)));
  EXPECT_TRUE(table.announce(of_selector(0), one_in(2)));
  EXPECT_EQ(table.version(), full) << "nothing changed";
  EXPECT_TRUE(table.announce(of_selector(0), one_in(3)));
  EXPECT_NE(table.version(), full);
}

TEST(SamplingTable, KnowsWhenSamplersAreOfOneFamilyOnly) {
  using net::Family;
  struct Samplers {
    const char* name;
    std::vector<std::pair<Family, std::uint64_t>> samplers;  // 0: a rate that cannot be.
    bool only_v4;
  };
  const Samplers cases[] = {
      {"none", {}, false},
      {"one that names no family", {{Family::none, 100}}, false},
      {"one for IPv4", {{Family::v4, 100}}, true},
      {"one for each", {{Family::v4, 100}, {Family::v6, 100}}, false},
      {"the one for IPv6 without a rate", {{Family::v4, 100}, {Family::v6, 0}}, true},
      {"one for IPv4 beside one for all", {{Family::v4, 100}, {Family::none, 100}}, false},
      {"one for IPv6", {{Family::v6, 100}}, false},
  };
  for (const Samplers& one : cases) {
    SamplingTable table;
    for (const auto& [family, rate] : one.samplers) {
      const SamplingRate announced =
          rate == 0 ? kUnknownRate : SamplingRate{.numerator = rate, .denominator = 1};
      ASSERT_TRUE(table.announce({.selector = {}, .family = family}, announced));
    }
    EXPECT_EQ(table.only(Family::v4), one.only_v4) << one.name;
  }
}

}  // namespace
}  // namespace sixscope::flow
