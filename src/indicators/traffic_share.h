#pragma once

#include <cstdint>

#include "indicators/measured.h"
#include "indicators/ratio.h"
#include "model/volume.h"

namespace sixscope::indicators {

/// Version of the two methods below; it rises when the same volumes would give another answer.
inline constexpr const char* kTrafficShareVersion = "1";

/// A share with its 95 % interval.
struct Share {
  Ratio value;
  Ratio low;
  Ratio high;
  std::uint64_t samples = 0;  ///< Packets really looked at, both families.
  friend bool operator==(const Share&, const Share&) = default;
};

/// Rules that are ours, not an official paper's.
struct ShareRules {
  /// Fewest sampled packets that a published share may rest on. At 100 the 95 % interval of a share
  /// of packets is at most 10 points either side; a share of bytes varies more, so it is a floor.
  /// Unsampled volumes are counts, not estimates, and have no floor.
  std::uint64_t samples_min = 100;
};

/// True if sampling took part in `volume`: it then has an error, however small.
[[nodiscard]] bool is_sampled(const model::Volume& volume);

/// IPv6 share of IP traffic by bytes; catalogue entry `traffic.v6_share`.
///
///   s = v6 / (v4 + v6)
///   var(s) = ((1 - s)^2 var6 + s^2 var4) / (v4 + v6)^2      (delta method; families independent)
///
/// The interval is s -+ 1.96 sqrt(var(s)) inside [0, 1]; the point itself where nothing was
/// sampled. Where one family has fewer than 30 sampled packets the normal approximation is poor (no
/// IPv6 packet among 500 would give no width at all), so the interval is then at least that of
/// Wilson (1927) for s with the packets as trials.
[[nodiscard]] Measured<Share> traffic_share(const model::Volume& volume, ShareRules rules);

/// IPv6 share of IP traffic by packets; catalogue entry `traffic.v6_packet_share`. A sampled one
/// has the Wilson interval of the binomial share. Its trials are the packets looked at, or the
/// fewer that the sampling variance speaks for: exporters of very different rates are not one
/// sample.
[[nodiscard]] Measured<Share> packet_share(const model::Volume& volume, ShareRules rules);

}  // namespace sixscope::indicators
