#include "simulate/run_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace sixscope::simulate {
namespace {

constexpr std::string_view kDurationRule = "a duration is a number with ms, s, m, h or d: 2h";
constexpr std::string_view kSpeedRule =
    "a speed is `realtime` or a factor from 0.001 to 100000: 60x";
constexpr std::string_view kMomentRule =
    "a moment is a UTC date, 2026-11-22, or a date with time, 2026-11-22T08:30:00Z";

// The unsigned number at the start of `text`, which moves past it.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<std::uint32_t> take_field(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) {
    return std::nullopt;
  }
  std::string_view field = text.substr(0, digits);
  const auto value = take_number(field);
  if (!value || !field.empty()) {
    return std::nullopt;
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::milliseconds> take_time_of_day(std::string_view text) {
  if (text.empty()) {
    return std::chrono::milliseconds{0};
  }
  if (!take(text, 'T')) {
    return std::nullopt;
  }
  const auto hour = take_field(text, 2);
  const bool first = take(text, ':');
  const auto minute = take_field(text, 2);
  const bool second_colon = take(text, ':');
  const auto second = take_field(text, 2);
  if (!hour || !minute || !second || !first || !second_colon || !take(text, 'Z') || !text.empty() ||
      *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
  };
  constexpr std::array<Unit, 5> kUnits = {
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  constexpr std::int64_t kMost = 366LL * 86'400'000;
  std::string_view rest = text;
  const auto number = take_number(rest);
  for (const Unit& unit : kUnits) {
    if (number && rest == unit.name) {
      const std::int64_t value = std::int64_t{*number} * unit.milliseconds;
      if (value > kMost) {
        return fail_because(std::string(text), Errc::out_of_range, "a duration is a year at most");
      }
      return std::chrono::milliseconds{value};
    }
  }
  return fail_because(std::string(text), Errc::malformed, kDurationRule);
}

Result<double> parse_speed(std::string_view text) {
  if (text == "realtime") {
    return 1.0;
  }
  std::string_view digits = text;
  if (!digits.empty() && digits.back() == 'x') {
    digits.remove_suffix(1);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() ||
      !(value >= 0.001 && value <= 100'000)) {
    return fail_because(std::string(text), Errc::malformed, kSpeedRule);
  }
  return value;
}

Result<Instant> parse_moment(std::string_view text, Instant now) {
  if (text == "now") {
    return now;
  }
  std::string_view rest = text;
  const auto year = take_field(rest, 4);
  const bool first = take(rest, '-');
  const auto month = take_field(rest, 2);
  const bool second = take(rest, '-');
  const auto day = take_field(rest, 2);
  if (!year || !month || !day || !first || !second) {
    return fail_because(std::string(text), Errc::malformed, kMomentRule);
  }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{*month}, std::chrono::day{*day}};
  const auto time = take_time_of_day(rest);
  if (!date.ok() || !time) {
    return fail_because(std::string(text), Errc::malformed, kMomentRule);
  }
  return Instant(std::chrono::sys_days(date)) + *time;
}

std::string format_moment(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace sixscope::simulate
