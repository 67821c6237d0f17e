#include "model/month.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>

namespace sixscope::model {
namespace {

constexpr std::chrono::hours kChina{8};  // Ahead of UTC.
constexpr std::int32_t kYearMin = 1970;

// All digits, or nothing.
std::optional<std::int32_t> number(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.starts_with('-')) {
    return std::nullopt;
  }
  return value;
}

// `value` with leading zeros.
std::string digits(std::int32_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

Result<Day> parse_day(std::string_view text) {
  constexpr std::string_view kRule = "a date is year-month-day: 2026-06-30";
  constexpr std::size_t kLength = 10;
  if (text.size() != kLength || text[4] != '-' || text[7] != '-') {
    return fail(Errc::malformed, kRule);
  }
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8));
  if (!year || !month || !day) {
    return fail(Errc::malformed, kRule);
  }
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *year < kYearMin) {
    return fail(Errc::out_of_range, "no such day since 1970");
  }
  return Day{date};
}

std::string to_string(Day day) {
  const std::chrono::year_month_day date{day};
  return digits(static_cast<std::int32_t>(date.year()), 4) + '-' +
         digits(static_cast<std::int32_t>(static_cast<unsigned>(date.month())), 2) + '-' +
         digits(static_cast<std::int32_t>(static_cast<unsigned>(date.day())), 2);
}

Day day_in_china(Instant at) { return std::chrono::floor<std::chrono::days>(at + kChina); }

Instant begin_in_china(Day day) { return Instant{day} - kChina; }

Month Month::of(Day day) {
  const std::chrono::year_month_day date{day};
  return of(static_cast<std::int32_t>(date.year()),
            static_cast<std::int32_t>(static_cast<unsigned>(date.month())));
}

Result<Month> Month::parse(std::string_view text) {
  constexpr std::size_t kLength = 7;
  constexpr std::string_view kRule = "a month is year-month: 2026-06";
  if (text.size() != kLength || text[4] != '-') {
    return fail(Errc::malformed, kRule);
  }
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5));
  if (!year || !month) {
    return fail(Errc::malformed, kRule);
  }
  if (*year < kYearMin || *month < 1 || *month > kMonths) {
    return fail(Errc::out_of_range, "no such month since 1970");
  }
  return of(*year, *month);
}

std::string Month::to_string() const { return digits(year(), 4) + '-' + digits(month(), 2); }

Day Month::first_day() const {
  return Day{std::chrono::year_month_day{std::chrono::year{year()},
                                         std::chrono::month{static_cast<unsigned>(month())},
                                         std::chrono::day{1}}};
}

Day Month::last_day() const { return (*this + 1).first_day() - std::chrono::days{1}; }

Instant Month::begin() const { return begin_in_china(first_day()); }

Instant Month::end() const { return (*this + 1).begin(); }

}  // namespace sixscope::model
