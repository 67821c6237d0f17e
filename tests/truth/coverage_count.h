#pragma once

#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "indicators/interval.h"

namespace sixscope::tests {

/// How many seeds each suite plays.
inline constexpr std::uint64_t kSeeds = 200;
/// What a right program fails a check by chance with.
inline constexpr double kByChance = 1e-4;
inline constexpr double kMissed = 0.05;  ///< Of 95 % intervals.

/// Intervals of one kind, and how many of them did not hold the truth.
struct CoverageCount {
  std::size_t intervals = 0;
  std::size_t missed = 0;

  void add(const indicators::Interval& interval, double truth) {
    ++intervals;
    missed += interval.low <= truth && truth <= interval.high ? 0 : 1;
  }
  [[nodiscard]] double covered() const {
    return 1 - static_cast<double>(missed) / static_cast<double>(intervals);
  }
  /// Probability that so many or more of so many independent intervals miss, if each does with
  /// `kMissed`.
  [[nodiscard]] double probability() const {
    const auto count = static_cast<double>(intervals);
    double below = 0;  // P(fewer miss), in logarithms: the terms are too small for a product.
    for (std::size_t k = 0; k < missed; ++k) {
      const auto some = static_cast<double>(k);
      below +=
          std::exp(std::lgamma(count + 1) - std::lgamma(some + 1) - std::lgamma(count - some + 1) +
                   some * std::log(kMissed) + (count - some) * std::log(1 - kMissed));
    }
    return std::max(0.0, 1 - below);
  }
};

/// By what the intervals are of: those of one name are of disjoint parts, hence independent.
using CoverageCounts = std::map<std::string, CoverageCount>;

/// "nation", "province" or "province and operator".
[[nodiscard]] inline std::string level_of(const std::string& region, const std::string& operator_) {
  const std::string where = region == "100000" ? "nation" : "province";
  return operator_.empty() ? where : where + " and operator";
}

}  // namespace sixscope::tests
