#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sixscope::simulate {

/// A small generator (SplitMix64) whose numbers are the same on every machine, which those of the
/// standard distributions are not. Not thread safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  /// Uniform in [0, end); 0 if `end` is 0.
  std::uint64_t below(std::uint64_t end) {
    return end == 0 ? 0 : static_cast<std::uint64_t>(unit() * static_cast<double>(end));
  }
  bool chance(double probability) { return unit() < probability; }
  /// Exponential with this mean.
  double exponential(double mean) { return -mean * std::log1p(-unit()); }
  /// Trials up to and with the first success at `1/interval` each: at least 1.
  std::uint64_t trials_to_success(std::uint32_t interval) {
    if (interval <= 1) {
      return 1;
    }
    const double p = 1.0 / interval;
    return 1 + static_cast<std::uint64_t>(std::floor(std::log1p(-unit()) / std::log1p(-p)));
  }
  /// An index of `weights`, each as likely as its weight says; the last one if rounding leaves
  /// over.
  std::size_t weighted(std::span<const double> weights) {
    double total = 0;
    for (const double weight : weights) {
      total += weight;
    }
    double left = unit() * total;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
      if (left < weights[i]) {
        return i;
      }
      left -= weights[i];
    }
    return weights.size() - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace sixscope::simulate
