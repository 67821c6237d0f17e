#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "indicators/measured.h"

namespace sixscope::indicators {

/// The 97.5 % point of the standard normal: two-sided 95 %.
inline constexpr double kZ95 = 1.959963984540054;

/// Both ends of a 95 % interval; of a share within [0, 1].
struct Interval {
  double low = 0;
  double high = 1;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// Wilson's interval for a share of `trials` (JASA 22, 1927; Newcombe 1998, method 3). `share` is
/// within [0, 1], `trials` over zero and not necessarily whole: an effective sample is not.
[[nodiscard]] Interval wilson(double share, double trials);

/// The fewest successes of `trials` whose interval lies at or above `share`; more than `trials`:
/// so small a sample cannot show it.
[[nodiscard]] std::uint64_t successes_needed(std::uint64_t trials, double share);

/// How many tests give an interval of half width `half_width` around a share that is expected to be
/// `share`; both within (0, 1).
[[nodiscard]] std::uint64_t sample_size(double half_width, double share);
/// The same where only `population` can be asked.
[[nodiscard]] std::uint64_t sample_size(double half_width, double share, std::uint64_t population);

/// One part of a population and what tests in it gave.
struct Stratum {
  double population = 0;
  double successes = 0;
  double trials = 0;  ///< 0: nobody was tested.
};

/// A share of a whole that was sampled part by part.
struct Stratified {
  double share = 0;
  Interval interval;
  double variance = 0;
  double design_effect = 0;  ///< Against a simple sample of as many tests; 0: the share is 0 or 1.
  double covered = 0;        ///< Share of the population that lives in tested strata.
  std::vector<std::size_t> untested;  ///< Strata without tests: listed, never imputed.
};

/// Share by the weights of the populations, with finite-population correction:
///
///   p = sum W_h p_h,   Var = sum W_h^2 p_h (1 - p_h) / n_h (1 - n_h / N_h)
///
/// over the strata that were tested, whose weights add up to 1. The interval is Wilson's for the
/// sample that would have this variance, so it stays within [0, 1] and has a width where every
/// test of a small sample went well. `no_observations` if no stratum was tested.
[[nodiscard]] Measured<Stratified> stratified(std::span<const Stratum> strata);

}  // namespace sixscope::indicators
