#include "table/cell_values.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <system_error>

namespace sixscope::table {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int kSecondsADay = 86'400;
constexpr sys_days kEpoch1900{days{-25'569}};  // 1899-12-30: right from day 61 on.
constexpr sys_days kEpoch1904{days{-24'107}};  // 1904-01-01.
constexpr sys_days kEnd{days{2'932'897}};      // 10000-01-01.
constexpr int kNeverWas = 60;                  // Day 60 of the 1900 system.

std::string two_digits(unsigned number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::string day_text(sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  return two_digits(year / 100) + two_digits(year % 100) + '-' +
         two_digits(static_cast<unsigned>(date.month())) + '-' +
         two_digits(static_cast<unsigned>(date.day()));
}

std::string time_text(unsigned seconds) {
  return two_digits(seconds / 3600) + ':' + two_digits(seconds / 60 % 60) + ':' +
         two_digits(seconds % 60);
}

// The number that `text` has at `at` in just `size` digits; nothing for anything else.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  int number = 0;
  for (std::size_t i = at; i < at + size; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    }
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

// hh:mm:ss as a part of a day.
std::optional<double> part_of_day(std::string_view text) {
  const auto hours = digits(text, 0, 2);
  const auto minutes = digits(text, 3, 2);
  const auto seconds = digits(text, 6, 2);
  if (text.size() != 8 || text[2] != ':' || text[5] != ':' || !hours || !minutes || !seconds ||
      *hours > 23 || *minutes > 59 || *seconds > 59) {
    return std::nullopt;
  }
  return (*hours * 3600 + *minutes * 60 + *seconds) / double{kSecondsADay};
}

// Digits of a number without sign, first digit not 0 -> decimals with the point after `before`.
std::string with_point(std::string_view all, int before) {
  if (before <= 0) {
    return "0." + std::string(static_cast<std::size_t>(-before), '0') + std::string(all);
  }
  const auto whole = static_cast<std::size_t>(before);
  if (whole >= all.size()) {
    return std::string(all) + std::string(whole - all.size(), '0');
  }
  return std::string(all.substr(0, whole)) + '.' + std::string(all.substr(whole));
}

// A format without what it only shows as it is: quotations, escapes, paddings and [brackets].
std::string letters_of(std::string_view format) {
  std::string letters;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '"' || c == '[') {
      i = format.find(c == '[' ? ']' : '"', i + 1);
      if (i == std::string_view::npos) {
        break;
      }
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else {
      letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
  }
  return letters;
}

bool has_elapsed_time(std::string_view format) {
  for (const std::string_view elapsed : {"[h", "[m", "[s", "[H", "[M", "[S"}) {
    const std::size_t at = format.find(elapsed);
    if (at != std::string_view::npos) {
      // [mm] is a time, [magenta] a colour.
      const std::string_view inside = format.substr(at + 1, format.find(']', at) - at - 1);
      if (inside.find_first_not_of(inside[0]) == std::string_view::npos) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

std::string number_text(double number) {
  constexpr double kExactMax = 9'007'199'254'740'992;  // 2^53
  constexpr int kDigits = 15;
  constexpr int kPlainMax = 21;
  constexpr int kPlainMin = -15;
  std::array<char, 32> buffer;
  if (std::abs(number) < kExactMax && number == std::trunc(number)) {
    const auto whole = static_cast<std::int64_t>(number);
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), whole).ptr;
    return {buffer.data(), end};
  }
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                 std::chars_format::scientific, kDigits - 1)
                       .ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  if (e == std::string_view::npos) {
    return std::string(text);  // Not finite.
  }
  const std::string sign(number < 0 ? "-" : "");
  int exponent = 0;
  const std::size_t plus = text[e + 1] == '+' ? 1 : 0;
  std::from_chars(text.data() + e + 1 + plus, text.data() + text.size(), exponent);
  text.remove_prefix(sign.size());
  std::string all(1, text[0]);
  all += text.substr(2, kDigits - 1);
  all.erase(all.find_last_not_of('0') + 1);
  if (exponent >= kPlainMax || exponent < kPlainMin) {
    return sign + with_point(all, 1) + 'e' + std::to_string(exponent);
  }
  return sign + with_point(all, exponent + 1);
}

bool is_date_format(std::string_view format) {
  const std::string letters = letters_of(format.substr(0, format.find(';')));
  return !letters.starts_with("general") && !has_elapsed_time(format) &&
         letters.find_first_of("ymdhs") != std::string::npos;
}

bool is_date_format(unsigned built_in) {
  // ECMA-376 part 1, 18.8.30: 14-22 and 45-47 everywhere, 27-36 and 50-58 in Chinese, Japanese and
  // Korean Excel. 46 is [h]:mm:ss, an elapsed time.
  return (built_in >= 14 && built_in <= 22) || (built_in >= 27 && built_in <= 36) ||
         built_in == 45 || built_in == 47 || (built_in >= 50 && built_in <= 58);
}

std::optional<std::string> date_of_serial(double serial, DateSystem system) {
  if (!(serial >= 0) || serial >= 3'000'000) {
    return std::nullopt;
  }
  auto day = static_cast<int>(serial);
  auto seconds = static_cast<int>(std::lround((serial - day) * kSecondsADay));
  if (seconds == kSecondsADay) {
    seconds = 0;
    ++day;
  }
  const std::string time = seconds == 0 ? "" : time_text(static_cast<unsigned>(seconds));
  if (day == 0 && (system == DateSystem::from_1900 || seconds > 0)) {
    return time_text(static_cast<unsigned>(seconds));
  }
  std::string date;
  if (system == DateSystem::from_1900 && day == kNeverWas) {
    date = "1900-02-29";
  } else {
    const sys_days epoch = system == DateSystem::from_1904 ? kEpoch1904 : kEpoch1900;
    const bool before = system == DateSystem::from_1900 && day < kNeverWas;
    const sys_days found = epoch + days{day + (before ? 1 : 0)};
    if (found >= kEnd) {
      return std::nullopt;
    }
    date = day_text(found);
  }
  return time.empty() ? date : date + 'T' + time;
}

std::optional<double> serial_of_date(std::string_view date) {
  if (const auto time = part_of_day(date)) {
    return time;
  }
  const auto year = digits(date, 0, 4);
  const auto month = digits(date, 5, 2);
  const auto day = digits(date, 8, 2);
  if (date.size() < 10 || date[4] != '-' || date[7] != '-' || !year || !month || !day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day parts(std::chrono::year{*year},
                                          std::chrono::month{static_cast<unsigned>(*month)},
                                          std::chrono::day{static_cast<unsigned>(*day)});
  if (!parts.ok()) {
    return std::nullopt;
  }
  const auto serial = (sys_days(parts) - kEpoch1900).count();
  const auto time = date.size() == 10 ? std::optional(0.0)
                    : date[10] == 'T' ? part_of_day(date.substr(11))
                                      : std::nullopt;
  if (serial <= kNeverWas || !time) {
    return std::nullopt;
  }
  return static_cast<double>(serial) + *time;
}

}  // namespace sixscope::table
