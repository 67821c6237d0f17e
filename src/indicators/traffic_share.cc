#include "indicators/traffic_share.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "indicators/interval.h"

namespace sixscope::indicators {
namespace {

/// Below it, the usual rule of thumb goes, a normal approximation of a share is not to be trusted.
constexpr double kFewSamples = 30;
// No packet is smaller.
constexpr double kIpv4HeaderOctets = 20;
constexpr double kIpv6HeaderOctets = 40;

// One family of a cell, in octets or in packets.
struct Part {
  double amount = 0;    ///< All of it, sampled or not.
  double samples = 0;   ///< Packets that sampling picked.
  double variance = 0;  ///< Of `amount`.

  /// How much of `amount` the sampled packets stand for, at the most: n packets of one size at one
  /// rate r stand for sqrt(n x variance), but for the factor (r-1)/r by which a finite population
  /// narrows an interval; of several sizes or rates, for less (Cauchy-Schwarz).
  [[nodiscard]] double sampled() const { return std::min(amount, std::sqrt(samples * variance)); }
};

Part octets(const model::FamilyVolume& volume) {
  return {.amount = static_cast<double>(volume.bytes),
          .samples = static_cast<double>(volume.samples),
          .variance = volume.variance};
}

// Nothing says how large the sampled packets were where a cell has unsampled ones too: they are
// taken to be as many as they can be, so that the interval is never too narrow.
Part packets(const model::FamilyVolume& volume, double header_octets) {
  const Part bytes = octets(volume);
  Part part{.amount = static_cast<double>(volume.packets), .samples = bytes.samples};
  const double sampled = bytes.sampled();
  if (sampled > 0) {
    const double per_octet = std::min(part.amount, sampled / header_octets) / sampled;
    part.variance = bytes.variance * per_octet * per_octet;
  }
  return part;
}

// What an interval is made from.
struct Cell {
  Cell(Part v4_part, Part v6_part)
      : v4(v4_part), v6(v6_part), total(v4.amount + v6.amount), samples(v4.samples + v6.samples) {}

  [[nodiscard]] double share() const { return v6.amount / total; }
  /// What the sampled packets stand for, of everything.
  [[nodiscard]] double weight() const { return (v4.sampled() + v6.sampled()) / total; }
  /// The share among the sampled.
  [[nodiscard]] double sampled_share() const {
    return v6.sampled() / (v4.sampled() + v6.sampled());
  }

  Part v4;
  Part v6;
  double total;
  double samples;
};

double variance_of_share(const Cell& cell, double share) {
  return (1 - share) * (1 - share) * cell.v6.variance + share * share * cell.v4.variance;
}

// Wilson's interval for the sampled part, the unsampled part being certain.
Interval binomial(const Cell& cell, double trials) {
  const double s = cell.sampled_share();
  const auto [low, high] = wilson(s, trials);
  return {cell.share() - cell.weight() * (s - low), cell.share() + cell.weight() * (high - s)};
}

Interval octet_interval(const Cell& cell) {
  const double s = cell.share();
  const double half = kZ95 * std::sqrt(variance_of_share(cell, s)) / cell.total;
  if (std::min(cell.v4.samples, cell.v6.samples) >= kFewSamples) {
    return {s - half, s + half};
  }
  const Interval few = binomial(cell, cell.samples);
  return {std::min(s - half, few.low), std::max(s + half, few.high)};
}

Interval packet_interval(const Cell& cell) {
  // As many trials as a single sample of that variance would have had, and never more than there
  // were.
  const double s = cell.sampled_share();
  const double sampled = cell.weight() * cell.total;
  const double spread = s * (1 - s) * sampled * sampled;
  const double variance = variance_of_share(cell, s);
  return binomial(
      cell, variance > 0 && spread > 0 ? std::min(cell.samples, spread / variance) : cell.samples);
}

Measured<Share> share_of(const Cell& cell, ShareRules rules, Interval (*interval)(const Cell&)) {
  if (cell.total <= 0) {
    return tl::unexpected(Gap::no_observations);
  }
  const Ratio share = Ratio::of(cell.v6.amount, cell.total);
  Share answer{.value = share,
               .low = share,
               .high = share,
               .samples = static_cast<std::uint64_t>(cell.samples)};
  const double weight = cell.weight();
  if (weight <= 0) {
    return answer;
  }
  if (cell.samples < static_cast<double>(rules.samples_min) * weight * weight) {
    return tl::unexpected(Gap::too_few_samples);
  }
  const auto [low, high] = interval(cell);
  // Rounding must not push the interval past the value it is of.
  answer.low = std::min(share, Ratio::clamped(low));
  answer.high = std::max(share, Ratio::clamped(high));
  return answer;
}

}  // namespace

Measured<Share> traffic_share(const model::Volume& volume, ShareRules rules) {
  return share_of({octets(volume.v4), octets(volume.v6)}, rules, octet_interval);
}

Measured<Share> packet_share(const model::Volume& volume, ShareRules rules) {
  return share_of({packets(volume.v4, kIpv4HeaderOctets), packets(volume.v6, kIpv6HeaderOctets)},
                  rules, packet_interval);
}

}  // namespace sixscope::indicators
