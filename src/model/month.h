#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sixscope::model {

/// A day of the calendar. Where an instant becomes one, it is the day in China.
using Day = std::chrono::sys_days;

/// Reads "2026-06-30". `malformed` for another form, `out_of_range` for a day there is not.
[[nodiscard]] Result<Day> parse_day(std::string_view text);
/// As "2026-06-30".
[[nodiscard]] std::string to_string(Day day);
/// The day it is in China (UTC+8; no summer time since 1991).
[[nodiscard]] Day day_in_china(Instant at);
/// The first instant of `day` in China.
[[nodiscard]] Instant begin_in_china(Day day);

/// A month of the calendar in China, of the years 1970 to 9999.
class Month {
 public:
  constexpr Month() = default;  ///< 1970-01.
  /// `month` is 1 to 12.
  [[nodiscard]] static constexpr Month of(std::int32_t year, std::int32_t month) {
    return Month(year * kMonths + month - 1);
  }
  [[nodiscard]] static Month of(Day day);
  /// Reads "2026-06". `malformed` for another form, `out_of_range` for another year or month.
  [[nodiscard]] static Result<Month> parse(std::string_view text);

  [[nodiscard]] constexpr std::int32_t year() const { return index_ / kMonths; }
  [[nodiscard]] constexpr std::int32_t month() const { return index_ % kMonths + 1; }
  /// As "2026-06".
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] Day first_day() const;
  [[nodiscard]] Day last_day() const;
  [[nodiscard]] Instant begin() const;  ///< First instant of the month in China.
  [[nodiscard]] Instant end() const;    ///< First instant of the month after.

  friend constexpr Month operator+(Month month, std::int32_t months) {
    return Month(month.index_ + months);
  }
  friend constexpr Month operator-(Month month, std::int32_t months) {
    return Month(month.index_ - months);
  }
  /// How many months `a` is later than `b`.
  friend constexpr std::int32_t operator-(Month a, Month b) { return a.index_ - b.index_; }
  friend constexpr auto operator<=>(Month, Month) = default;

 private:
  static constexpr std::int32_t kMonths = 12;
  constexpr explicit Month(std::int32_t index) : index_(index) {}
  std::int32_t index_ = 1970 * kMonths;  // Months since year 0.
};

}  // namespace sixscope::model
