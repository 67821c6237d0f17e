#include "indicators/traffic_share.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sixscope::indicators {
namespace {

constexpr double kZ = 1.959963984540054;  // 97.5 % point of the standard normal.
/// Below it, the usual rule of thumb goes, a normal approximation of a share is not to be trusted.
constexpr std::uint64_t kFewSamples = 30;

// Wilson's interval for a share `s` of `trials` (JASA 22, 1927).
std::pair<double, double> wilson(double s, double trials) {
  const double z2 = kZ * kZ;
  const double centre = (s + z2 / (2 * trials)) / (1 + z2 / trials);
  const double half =
      kZ * std::sqrt(s * (1 - s) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials);
  return {centre - half, centre + half};
}

std::uint64_t samples_of(const model::Volume& volume) {
  return volume.v4.samples + volume.v6.samples;
}

// Variance of the scaled packets, from that of the bytes: with packets of one size the two differ
// by the size squared; with packets of many sizes this is more than there is, never less.
double packet_variance(const model::FamilyVolume& volume) {
  if (volume.bytes == 0) {
    return 0;
  }
  const double per_byte = static_cast<double>(volume.packets) / static_cast<double>(volume.bytes);
  return volume.variance * per_byte * per_byte;
}

}  // namespace

bool is_sampled(const model::Volume& volume) {
  return volume.v4.variance > 0 || volume.v6.variance > 0;
}

Measured<Share> traffic_share(const model::Volume& volume, ShareRules rules) {
  const auto v4 = static_cast<double>(volume.v4.bytes);
  const auto v6 = static_cast<double>(volume.v6.bytes);
  const double total = v4 + v6;
  if (total <= 0) {
    return tl::unexpected(Gap::no_observations);
  }
  const std::uint64_t samples = samples_of(volume);
  const Ratio share = Ratio::of(v6, total);
  if (!is_sampled(volume)) {
    return Share{.value = share, .low = share, .high = share, .samples = samples};
  }
  if (samples < rules.samples_min || samples == 0) {
    return tl::unexpected(Gap::too_few_samples);
  }
  const double s = share.value();
  const double variance = (1 - s) * (1 - s) * volume.v6.variance + s * s * volume.v4.variance;
  const double half = kZ * std::sqrt(variance) / total;
  double low = s - half;
  double high = s + half;
  if (std::min(volume.v4.samples, volume.v6.samples) < kFewSamples) {
    const auto [wilson_low, wilson_high] = wilson(s, static_cast<double>(samples));
    low = std::min(low, wilson_low);
    high = std::max(high, wilson_high);
  }
  // Rounding must not push the interval past the value it is of.
  return Share{.value = share,
               .low = std::min(share, Ratio::clamped(low)),
               .high = std::max(share, Ratio::clamped(high)),
               .samples = samples};
}

Measured<Share> packet_share(const model::Volume& volume, ShareRules rules) {
  const auto v6 = static_cast<double>(volume.v6.packets);
  const double total = static_cast<double>(volume.v4.packets) + v6;
  if (total <= 0) {
    return tl::unexpected(Gap::no_observations);
  }
  const std::uint64_t samples = samples_of(volume);
  const Ratio share = Ratio::of(v6, total);
  if (!is_sampled(volume)) {
    return Share{.value = share, .low = share, .high = share, .samples = samples};
  }
  if (samples < rules.samples_min || samples == 0) {
    return tl::unexpected(Gap::too_few_samples);
  }
  const double s = share.value();
  const double variance =
      (1 - s) * (1 - s) * packet_variance(volume.v6) + s * s * packet_variance(volume.v4);
  // As many trials as a single sample of that variance would have had, and never more than there
  // were.
  const double spread = s * (1 - s) * total * total;
  const double trials = variance > 0 && spread > 0
                            ? std::min(static_cast<double>(samples), spread / variance)
                            : static_cast<double>(samples);
  const auto [low, high] = wilson(s, trials);
  return Share{.value = share,
               .low = std::min(share, Ratio::clamped(low)),
               .high = std::max(share, Ratio::clamped(high)),
               .samples = samples};
}

}  // namespace sixscope::indicators
