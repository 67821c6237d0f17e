#include "indicators/interval.h"

#include <algorithm>
#include <cmath>

namespace sixscope::indicators {

Interval wilson(double share, double trials) {
  const double z2 = kZ95 * kZ95;
  const double centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const double half = kZ95 * std::sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials)) /
                      (1 + z2 / trials);
  return {.low = std::max(0.0, centre - half), .high = std::min(1.0, centre + half)};
}

std::uint64_t successes_needed(std::uint64_t trials, double share) {
  const auto shows = [&](std::uint64_t successes) {
    const auto n = static_cast<double>(trials);
    return wilson(static_cast<double>(successes) / n, n).low >= share;
  };
  if (trials == 0 || !shows(trials)) {
    return trials + 1;
  }
  std::uint64_t low = 0;  // The lower bound rises with the successes: halve.
  std::uint64_t high = trials;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (shows(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

std::uint64_t sample_size(double half_width, double share) {
  return static_cast<std::uint64_t>(
      std::ceil(kZ95 * kZ95 * share * (1 - share) / (half_width * half_width)));
}

std::uint64_t sample_size(double half_width, double share, std::uint64_t population) {
  const double n = kZ95 * kZ95 * share * (1 - share) / (half_width * half_width);
  return static_cast<std::uint64_t>(std::ceil(n / (1 + (n - 1) / static_cast<double>(population))));
}

Measured<Stratified> stratified(std::span<const Stratum> strata) {
  double everybody = 0;
  double tested = 0;
  double trials = 0;
  for (const Stratum& one : strata) {
    everybody += one.population;
    tested += one.trials > 0 ? one.population : 0;
    trials += one.trials;
  }
  if (tested <= 0) {
    return tl::unexpected(Gap::no_observations);
  }
  Stratified all;
  all.covered = tested / everybody;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const Stratum& one = strata[i];
    if (one.trials <= 0) {
      all.untested.push_back(i);
      continue;
    }
    const double weight = one.population / tested;
    const double share = one.successes / one.trials;
    const double left = std::max(0.0, 1 - one.trials / one.population);  // Not everybody is asked.
    all.share += weight * share;
    all.variance += weight * weight * share * (1 - share) / one.trials * left;
  }
  all.share = std::clamp(all.share, 0.0, 1.0);
  const double simple = all.share * (1 - all.share);
  all.design_effect = simple > 0 ? trials * all.variance / simple : 0;
  all.interval = wilson(all.share, all.variance > 0 ? simple / all.variance : trials);
  return all;
}

}  // namespace sixscope::indicators
