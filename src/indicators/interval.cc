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

Interval sampled_share(double share, double variance, double samples) {
  constexpr double kDoubtOfVariance = 6;
  const double simple = share * (1 - share);
  if (samples <= 0 || (simple > 0 && variance <= 0)) {
    return {.low = share, .high = share};
  }
  if (simple <= 0) {
    return wilson(share, samples);
  }
  const double trials = simple / variance;
  return wilson(share, trials / (1 + kDoubtOfVariance / trials));
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

namespace {

constexpr double kBorrowed = 2;  // Tests that a stratum is lent, which go as everywhere.

// The variance of a stratum's share that an interval may rest on. `everywhere`: the share of all.
double careful_variance(const Stratum& one, double everywhere) {
  const double share = one.successes / one.trials;
  const double lent = (one.successes + kBorrowed * everywhere) / (one.trials + kBorrowed);
  const double unbiased = one.trials > 1 ? share * (1 - share) / (one.trials - 1) : 0;
  return std::max(unbiased, lent * (1 - lent) / one.trials);
}

// Not everybody is asked: the part of a stratum that was not.
double left_of(const Stratum& one) { return std::max(0.0, 1 - one.trials / one.population); }

}  // namespace

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
    all.share += weight * share;
    all.variance += weight * weight * share * (1 - share) / one.trials * left_of(one);
  }
  all.share = std::clamp(all.share, 0.0, 1.0);
  double careful = 0;
  for (const Stratum& one : strata) {
    const double weight = one.population / tested;
    careful +=
        one.trials > 0 ? weight * weight * careful_variance(one, all.share) * left_of(one) : 0;
  }
  const double simple = all.share * (1 - all.share);
  all.design_effect = simple > 0 ? trials * all.variance / simple : 0;
  all.interval = wilson(all.share, simple > 0 && careful > 0 ? simple / careful : trials);
  return all;
}

}  // namespace sixscope::indicators
