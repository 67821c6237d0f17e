#include "ingest/roll_up.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace sixscope::ingest {
namespace {

using model::FamilyVolume;
using std::chrono::milliseconds;

Instant at(std::int64_t ms) { return Instant(milliseconds(ms)); }

TEST(RollUp, SumsByCellAndFamilyLikeAnOrderedMap) {
  RollUp roll_up(100'000);
  std::map<std::pair<std::uint32_t, std::uint16_t>, model::Volume> expected;
  std::mt19937 random(1);
  for (int i = 0; i < 200'000; ++i) {
    enrich::Labels labels;
    labels.region = RegionCode(static_cast<std::uint32_t>(random() % 40));
    labels.application = static_cast<enrich::NameId>(random() % 500);
    const bool v6 = random() % 2 == 0;
    const FamilyVolume volume{
        .bytes = random() % 1500, .packets = 1, .flows = 1, .samples = 1, .variance = 0.5};
    const auto minute = static_cast<std::uint32_t>(random() % 3);
    const VolumeKey key = VolumeKey::of(labels, 3, model::Coverage::measurable).at(minute);
    ASSERT_TRUE(roll_up.add(key, v6 ? net::Family::v6 : net::Family::v4, volume));
    model::Volume& cell = expected[{minute << 16U | labels.region.value(), labels.application}];
    (v6 ? cell.v6 : cell.v4) += volume;
  }
  ASSERT_EQ(roll_up.rows().size(), expected.size());
  for (const RolledRow& row : roll_up.rows()) {
    EXPECT_EQ(row.volume,
              (expected[{row.key.minute() << 16U | row.key.region(), row.key.application()}]));
  }
  std::vector<RolledRow> drained;
  roll_up.drain(drained);
  EXPECT_EQ(drained.size(), expected.size());
  EXPECT_TRUE(roll_up.rows().empty());
  EXPECT_TRUE(roll_up.add(drained[0].key, net::Family::v6, {}));
  EXPECT_EQ(roll_up.rows().size(), 1U);
}

TEST(RollUp, KeepsEveryAxisApart) {
  const auto key_of = [](auto change) {
    enrich::Labels labels;
    change(labels);
    return VolumeKey::of(labels, 0, model::Coverage::measurable);
  };
  const VolumeKey base = key_of([](auto&) {});
  EXPECT_NE(base, key_of([](auto& l) { l.region = RegionCode(440000); }));
  EXPECT_NE(base, key_of([](auto& l) { l.operator_ = 1; }));
  EXPECT_NE(base, key_of([](auto& l) { l.application = 1; }));
  EXPECT_NE(base, key_of([](auto& l) { l.cdn = 1; }));
  EXPECT_NE(base, key_of([](auto& l) { l.access = model::Access::mobile; }));
  EXPECT_NE(base, key_of([](auto& l) { l.application_method = model::Method::dns; }));
  EXPECT_NE(base, key_of([](auto& l) { l.cdn_method = model::Method::asn; }));
  EXPECT_NE(base, key_of([](auto& l) { l.traffic_class = model::TrafficClass::router; }));
  EXPECT_NE(base, VolumeKey::of({}, 1, model::Coverage::measurable));
  EXPECT_NE(base, VolumeKey::of({}, 0, model::Coverage::v6_blind));
  EXPECT_NE(base, base.at(1));
}

TEST(RollUp, SaysWhenItIsFullAndLosesNothingItHas) {
  RollUp roll_up(2);
  const FamilyVolume one{.bytes = 1, .packets = 1, .flows = 1, .samples = 1, .variance = 0};
  EXPECT_TRUE(roll_up.add(VolumeKey{}.at(1), net::Family::v4, one));
  EXPECT_TRUE(roll_up.add(VolumeKey{}.at(2), net::Family::v4, one));
  EXPECT_FALSE(roll_up.add(VolumeKey{}.at(3), net::Family::v4, one));
  EXPECT_TRUE(roll_up.add(VolumeKey{}.at(2), net::Family::v4, one));
  EXPECT_EQ(roll_up.rows()[1].volume.v4.bytes, 2U);
}

TEST(SplitOverMinutes, PartsSumToTheWholeExactly) {
  struct Case {
    const char* name;
    std::int64_t start;
    std::int64_t end;
    std::size_t parts;
  };
  const Case cases[] = {
      {"inside a minute", 60'000, 119'999, 1}, {"a moment", 60'000, 60'000, 1},
      {"over a border", 119'000, 121'000, 2},  {"end on a border", 60'000, 120'000, 2},
      {"seven minutes", 61'111, 455'555, 7},   {"end before start", 500'000, 400'000, 1},
      {"before 1970", -500'000, 30'000, 1},    {"longer than the limit", 0, 86'400'000, 120},
  };
  std::mt19937_64 random(7);
  for (const auto& [name, start, end, parts] : cases) {
    SCOPED_TRACE(name);
    for (int turn = 0; turn < 50; ++turn) {
      const FamilyVolume whole{.bytes = random() >> (turn % 60),
                               .packets = random() % 100,
                               .flows = 1,
                               .samples = random() % 7,
                               .variance = 1e9};
      FamilyVolume sum;
      std::size_t count = 0;
      std::uint32_t last = 0;
      split_over_minutes(at(start), at(end), whole,
                         [&](std::uint32_t minute, const FamilyVolume& part) {
                           EXPECT_TRUE(count == 0 || minute == last + 1);
                           last = minute;
                           ++count;
                           sum += part;
                         });
      EXPECT_EQ(count, parts);
      EXPECT_EQ(last, end / 60'000);
      EXPECT_EQ(sum.bytes, whole.bytes);
      EXPECT_EQ(sum.packets, whole.packets);
      EXPECT_EQ(sum.samples, whole.samples);
      EXPECT_EQ(sum.flows, 1U);
      EXPECT_NEAR(sum.variance, whole.variance, 1.0);
    }
  }
}

TEST(SplitOverMinutes, GivesAMinuteItsShareOfTheTime) {
  std::vector<std::uint64_t> bytes;
  split_over_minutes(at(30'000), at(150'000),
                     {.bytes = 1200, .packets = 0, .flows = 1, .samples = 0, .variance = 0},
                     [&](std::uint32_t, const FamilyVolume& part) { bytes.push_back(part.bytes); });
  EXPECT_EQ(bytes, (std::vector<std::uint64_t>{300, 600, 300}));
}

TEST(VolumeOf, UndoesSamplingAndKeepsItsVariance) {
  model::Flow flow;
  flow.bytes = 3000;
  flow.packets = 2;
  EXPECT_EQ(volume_of(flow), (FamilyVolume{3000, 2, 1, 0, 0}));
  flow.rate = {.numerator = 100, .denominator = 1};
  EXPECT_EQ(volume_of(flow), (FamilyVolume{300'000, 200, 1, 2, 100.0 * 99 * 3000 * 3000 / 2}));
  flow.rate = {.numerator = 1, .denominator = 0};
  EXPECT_EQ(volume_of(flow), (FamilyVolume{3000, 2, 1, 0, 0})) << "unknown: as exported";
  flow.rate = {.numerator = 1, .denominator = 2};
  EXPECT_EQ(volume_of(flow).variance, 0.0) << "a rate under 1 is nobody's sampling";
}

}  // namespace
}  // namespace sixscope::ingest
