#pragma once

#include <cstdint>

#include "indicators/measured.h"
#include "indicators/ratio.h"
#include "model/volume.h"

namespace sixscope::indicators {

/// Version of the two methods below; it rises when the same volumes would give another answer.
inline constexpr const char* kTrafficShareVersion = "2";

/// A share with its 95 % interval.
struct Share {
  Ratio value;
  Ratio low;
  Ratio high;
  std::uint64_t samples = 0;  ///< Packets that sampling picked, both families; 0: all were counted.
  friend bool operator==(const Share&, const Share&) = default;
};

/// Rules that are ours, not an official paper's.
struct ShareRules {
  /// Fewest sampled packets that a published share may rest on. At 100 the 95 % interval of a share
  /// of packets is at most 10 points either side; a share of bytes varies more, so it is a floor.
  /// Unsampled volumes are counts, not estimates, and have no floor: beside them, where the sampled
  /// part is only w of the whole, its doubt weighs w and samples_min x w^2 packets are as good.
  std::uint64_t samples_min = 100;
};

/// IPv6 share of IP traffic by bytes; catalogue entry `traffic.v6_share`.
///
///   s = v6 / (v4 + v6)
///   var(s) = ((1 - s)^2 var6 + s^2 var4) / (v4 + v6)^2      (delta method; families independent)
///
/// The interval is s -+ 1.96 sqrt(var(s)) inside [0, 1]; the point itself where nothing was
/// sampled. Where one family has fewer than 30 sampled packets the normal approximation is poor (no
/// IPv6 packet among 500 would give no width at all), so the interval is then at least that of
/// Wilson (1927) for the sampled part with its packets as trials, times the part it is of the
/// whole.
[[nodiscard]] Measured<Share> traffic_share(const model::Volume& volume, ShareRules rules);

/// IPv6 share of IP traffic by packets; catalogue entry `traffic.v6_packet_share`. A sampled one
/// has the Wilson interval of the binomial share, times the part that was sampled. Its trials are
/// the packets sampled, or the fewer that the sampling variance speaks for: exporters of very
/// different rates are not one sample.
[[nodiscard]] Measured<Share> packet_share(const model::Volume& volume, ShareRules rules);

}  // namespace sixscope::indicators
