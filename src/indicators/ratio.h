#pragma once

#include <algorithm>
#include <compare>

namespace sixscope::indicators {

/// A number in [0, 1]; percent is the page's business. Not a number cannot become one.
class Ratio {
 public:
  constexpr Ratio() = default;
  /// `part / whole` clamped into [0, 1]; `whole` is over zero.
  [[nodiscard]] static constexpr Ratio of(double part, double whole) {
    return Ratio(std::clamp(part / whole, 0.0, 1.0));
  }
  /// `value` clamped into [0, 1]: for the ends of an interval.
  [[nodiscard]] static constexpr Ratio clamped(double value) {
    return Ratio(std::clamp(value, 0.0, 1.0));
  }
  [[nodiscard]] constexpr double value() const { return value_; }
  friend constexpr auto operator<=>(Ratio, Ratio) = default;

 private:
  constexpr explicit Ratio(double value) : value_(value) {}
  double value_ = 0;
};

}  // namespace sixscope::indicators
