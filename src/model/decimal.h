#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sixscope::model {

__extension__ using Int128 = __int128;

/// An exact decimal number with six places: what people type, and what sums have to close on.
/// Magnitudes up to 10^15 can be parsed; sums of 10^16 such numbers are still exact.
class Decimal {
 public:
  static constexpr int kPlaces = 6;

  constexpr Decimal() = default;
  [[nodiscard]] static constexpr Decimal whole(std::int64_t number) {
    return of_millionths(Int128{number} * kOne);
  }
  [[nodiscard]] static constexpr Decimal of_millionths(Int128 millionths) {
    Decimal decimal;
    decimal.millionths_ = millionths;
    return decimal;
  }

  /// Reads "-12", "0.25" or "+3.": digits, at most one point, at most six places that are not 0.
  /// `malformed` for anything else, `out_of_range` past 10^15.
  [[nodiscard]] static Result<Decimal> parse(std::string_view text);

  [[nodiscard]] constexpr Int128 millionths() const { return millionths_; }
  /// As few digits as say it: "12", "-0.5".
  [[nodiscard]] std::string to_string() const;
  /// Nearest double, for shares and charts.
  [[nodiscard]] double to_double() const;

  constexpr Decimal& operator+=(Decimal other) {
    millionths_ += other.millionths_;
    return *this;
  }
  constexpr Decimal& operator-=(Decimal other) {
    millionths_ -= other.millionths_;
    return *this;
  }
  friend constexpr Decimal operator+(Decimal a, Decimal b) { return a += b; }
  friend constexpr Decimal operator-(Decimal a, Decimal b) { return a -= b; }
  friend constexpr Decimal operator-(Decimal a) { return of_millionths(-a.millionths_); }
  friend constexpr bool operator==(Decimal, Decimal) = default;
  friend constexpr std::strong_ordering operator<=>(Decimal a, Decimal b) {
    return a.millionths_ < b.millionths_   ? std::strong_ordering::less
           : a.millionths_ > b.millionths_ ? std::strong_ordering::greater
                                           : std::strong_ordering::equal;
  }

 private:
  static constexpr std::int64_t kOne = 1'000'000;
  Int128 millionths_ = 0;
};

}  // namespace sixscope::model
