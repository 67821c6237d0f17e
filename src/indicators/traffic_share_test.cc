#include "indicators/traffic_share.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace sixscope::indicators {
namespace {

model::Volume unsampled(std::uint64_t v4, std::uint64_t v6) {
  return {.v4 = {.bytes = v4, .packets = v4 / 1000, .flows = 1},
          .v6 = {.bytes = v6, .packets = v6 / 1000, .flows = 1}};
}

// `n4` and `n6` packets of 1000 bytes sampled 1 in `rate`, each a record of its own, as an exporter
// would: model/volume.h says how the variance adds up.
model::Volume sampled(std::uint64_t n4, std::uint64_t n6, std::uint64_t rate) {
  const auto family = [rate](std::uint64_t n) {
    const auto r = static_cast<double>(rate);
    return model::FamilyVolume{.bytes = n * 1000 * rate,
                               .packets = n * rate,
                               .flows = n,
                               .samples = n,
                               .variance = static_cast<double>(n) * r * (r - 1) * 1e6};
  };
  return {.v4 = family(n4), .v6 = family(n6)};
}

TEST(TrafficShare, ExplainsAGapInsteadOfReportingZero) {
  EXPECT_EQ(traffic_share({}, {}).error(), Gap::no_observations);
  EXPECT_EQ(traffic_share(sampled(60, 39, 1000), {}).error(), Gap::too_few_samples);
  EXPECT_EQ(packet_share({}, {}).error(), Gap::no_observations);
  EXPECT_EQ(packet_share(sampled(60, 39, 1000), {}).error(), Gap::too_few_samples);
}

TEST(TrafficShare, OfUnsampledVolumesIsExactHoweverFew) {
  const auto share = traffic_share(unsampled(3000, 1000), {});
  ASSERT_TRUE(share);
  EXPECT_EQ(share->value.value(), 0.25);
  EXPECT_EQ(share->low, share->value);
  EXPECT_EQ(share->high, share->value);
  EXPECT_EQ(share->samples, 0U);
}

TEST(TrafficShare, OfNoIpv6AtAllIsAMeasuredZero) {
  const auto share = traffic_share(unsampled(5000, 0), {});
  ASSERT_TRUE(share);
  EXPECT_EQ(share->value.value(), 0.0);
}

TEST(TrafficShare, IntervalFollowsTheDeltaMethod) {
  const auto share = traffic_share(sampled(7500, 2500, 1000), {});
  ASSERT_TRUE(share);
  // Packets of one size: var(s) = s(1-s)/n x (r-1)/r.
  const double expected = 1.959963984540054 * std::sqrt(0.25 * 0.75 / 10000 * 999 / 1000);
  EXPECT_NEAR(share->high.value() - share->value.value(), expected, 1e-9);
  EXPECT_NEAR(share->value.value() - share->low.value(), expected, 1e-9);
}

TEST(TrafficShare, NoIpv6PacketAmongSampledOnesStillHasAWidth) {
  const auto share = traffic_share(sampled(500, 0, 1000), {});
  ASSERT_TRUE(share);
  EXPECT_EQ(share->low.value(), 0.0);
  EXPECT_NEAR(share->high.value(), 0.00762, 1e-4);  // Wilson, 0 of 500.
}

TEST(TrafficShare, SamplesMinIsTheCallersToSet) {
  EXPECT_TRUE(traffic_share(sampled(20, 20, 1000), {.samples_min = 40}));
  EXPECT_FALSE(traffic_share(sampled(20, 20, 1000), {.samples_min = 41}));
}

// A property: over many draws of a known population, about 95 of 100 intervals hold the truth.
TEST(TrafficShare, IntervalHoldsTheTruthAsOftenAsItSays) {
  std::mt19937_64 random(20260301);
  constexpr double kTruth = 0.3;
  constexpr int kDraws = 2000;
  int held = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    std::binomial_distribution<std::uint64_t> packets(4000, kTruth);
    const std::uint64_t n6 = packets(random);
    const auto share = traffic_share(sampled(4000 - n6, n6, 1000), {});
    ASSERT_TRUE(share);
    held += share->low.value() <= kTruth && kTruth <= share->high.value() ? 1 : 0;
  }
  EXPECT_NEAR(held / static_cast<double>(kDraws), 0.95, 0.02);
}

// 500 sampled packets of IPv4 stand for a third of the cell: the doubt about the IPv6 they missed
// is a third of that of 500 packets, whatever else was counted beside them.
TEST(TrafficShare, UnsampledVolumeBesideFewSampledPacketsLendsNoTrials) {
  model::Volume volume = sampled(500, 0, 1000);
  volume += unsampled(1'000'000'000, 0);
  const auto share = traffic_share(volume, {});
  ASSERT_TRUE(share);
  EXPECT_EQ(share->samples, 500U);
  EXPECT_EQ(share->value.value(), 0.0);
  EXPECT_NEAR(share->high.value(), 0.00762 / 3, 1e-5);
}

TEST(TrafficShare, AFewSampledPacketsDoNotSilenceAnUnsampledCell) {
  model::Volume volume = sampled(6, 3, 100);
  EXPECT_EQ(traffic_share(volume, {}).error(), Gap::too_few_samples);
  volume += unsampled(600'000, 400'000);  // Half the cell: 25 sampled packets would do, 9 do not.
  EXPECT_EQ(traffic_share(volume, {}).error(), Gap::too_few_samples);
  volume += unsampled(6'000'000'000, 4'000'000'000);
  const auto share = traffic_share(volume, {});
  ASSERT_TRUE(share);
  EXPECT_LT(share->high.value() - share->low.value(), 1e-4);
  EXPECT_GT(share->high.value() - share->low.value(), 1e-5);
}

// A property: cells of an unsampled exporter and a thinly sampled one, the latter with little IPv6.
TEST(TrafficShare, IntervalOfAMixedCellHoldsTheTruth) {
  std::mt19937_64 random(20260302);
  constexpr int kDraws = 2000;
  for (const double sampled_truth : {0.01, 0.03, 0.5, 0.98}) {
    SCOPED_TRACE(sampled_truth);
    const model::Volume counted = unsampled(300'000'000, 700'000'000);
    const double truth = (700'000 + sampled_truth * 300'000) / 1'300'000;
    int held = 0;
    for (int draw = 0; draw < kDraws; ++draw) {
      std::binomial_distribution<std::uint64_t> packets(300, sampled_truth);
      const std::uint64_t n6 = packets(random);
      model::Volume volume = sampled(300 - n6, n6, 1000);
      volume += counted;
      const auto share = traffic_share(volume, {});
      ASSERT_TRUE(share);
      held += share->low.value() <= truth && truth <= share->high.value() ? 1 : 0;
    }
    EXPECT_GE(held / static_cast<double>(kDraws), 0.93);
  }
}

TEST(PacketShare, CountsPacketsNotBytes) {
  const model::Volume volume{.v4 = {.bytes = 15000, .packets = 10, .flows = 1},
                             .v6 = {.bytes = 1000, .packets = 10, .flows = 1}};
  EXPECT_EQ(packet_share(volume, {})->value.value(), 0.5);
  EXPECT_EQ(packet_share(volume, {})->low.value(), 0.5);
}

TEST(PacketShare, SampledHasTheWilsonInterval) {
  const auto share = packet_share(sampled(750, 250, 100), {});
  ASSERT_TRUE(share);
  EXPECT_NEAR(share->low.value(), 0.2242, 1e-4);
  EXPECT_NEAR(share->high.value(), 0.2778, 1e-4);
}

// A large unsampled exporter must not lend its certainty to a thinly sampled one beside it.
TEST(PacketShare, OfMixedRatesIsAsWideAsTheCoarsestAllows) {
  model::Volume volume = sampled(50, 50, 1000);
  volume += unsampled(700'000'000, 300'000'000);
  const auto share = packet_share(volume, {});
  ASSERT_TRUE(share);
  // 100 sampled packets stand for 100'000 of 1'100'000.
  EXPECT_GT(share->high.value() - share->low.value(), 2 * 1.96 * 0.05 / 11 * 0.8);
}

TEST(Share, StaysInsideZeroAndOne) {
  for (const std::uint64_t n6 : {0U, 1U, 29U, 399U, 400U}) {
    SCOPED_TRACE(n6);
    const auto share = traffic_share(sampled(400 - n6, n6, 8192), {});
    ASSERT_TRUE(share);
    EXPECT_GE(share->low.value(), 0.0);
    EXPECT_LE(share->low, share->value);
    EXPECT_LE(share->value, share->high);
    EXPECT_LE(share->high.value(), 1.0);
  }
}

TEST(Gap, HasItsNames) {
  EXPECT_EQ(to_string(Gap::no_observations), "no_observations");
  EXPECT_EQ(to_string(Gap::too_few_samples), "too_few_samples");
  EXPECT_EQ(to_string(Gap::not_measurable), "not_measurable");
}

}  // namespace
}  // namespace sixscope::indicators
