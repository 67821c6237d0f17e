#pragma once

#include <cstdint>

namespace sixscope::model {

/// Sums of one family in one cell of a roll-up. Additive in every field, so cells of any resolution
/// merge by adding. Same names in SQL and JSON, with the family in front: v6_bytes.
struct FamilyVolume {
  std::uint64_t bytes = 0;    ///< L3 octets with sampling undone.
  std::uint64_t packets = 0;  ///< Packets with sampling undone.
  std::uint64_t flows = 0;    ///< Records, not scaled.
  std::uint64_t samples = 0;  ///< Packets that sampling picked, not scaled; 0 if all were counted.
  /// Estimated variance of `bytes` from packet sampling: sum over records of
  /// r(r-1) x bytes^2 / packets with r the rate and bytes, packets as exported; 0 if unsampled.
  double variance = 0;

  FamilyVolume& operator+=(const FamilyVolume& other) {
    bytes += other.bytes;
    packets += other.packets;
    flows += other.flows;
    samples += other.samples;
    variance += other.variance;
    return *this;
  }
  friend bool operator==(const FamilyVolume&, const FamilyVolume&) = default;
};

/// Both families of one cell. A share is always v6 / (v4 + v6) of sums, formed last.
struct Volume {
  FamilyVolume v4;
  FamilyVolume v6;
  Volume& operator+=(const Volume& other) {
    v4 += other.v4;
    v6 += other.v6;
    return *this;
  }
  friend bool operator==(const Volume&, const Volume&) = default;
};

}  // namespace sixscope::model
