#include "registry/read_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>

#include "registry/cell_text.h"

namespace sixscope::registry {
namespace {

constexpr int kYearMin = 1970;
constexpr int kYearMax = 2199;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// The numbers of a date in their order, and where a month was named.
struct Parts {
  struct Number {
    int value = 0;
    std::size_t digits = 0;
  };
  std::array<Number, 3> numbers{};
  std::size_t count = 0;
  int named_month = 0;
};

int month_named(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (name.size() >= 3 && (kMonths[i].starts_with(name) || (i == 8 && name == "sept"))) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

// Lower case and half width, with the Chinese words as separators and without a time of day.
std::string plain_date(std::string_view text) {
  std::string plain = half_width(text);
  for (const std::string_view word : {"年", "月", "日", "号"}) {
    for (auto at = plain.find(word); at != std::string::npos; at = plain.find(word)) {
      plain.replace(at, word.size(), word == "日" || word == "号" ? " " : "-");
    }
  }
  std::ranges::transform(plain, plain.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (const auto colon = plain.find(':'); colon != std::string::npos) {
    const auto before = plain.find_last_of(" t", colon);
    plain.erase(before == std::string::npos ? 0 : before);
  }
  const auto end = plain.find_last_not_of(" -");
  plain.erase(end == std::string::npos ? 0 : end + 1);
  return plain;
}

// Nothing if there is more than numbers, one named month and separators between.
std::optional<Parts> parts_of(std::string_view plain) {
  Parts parts;
  std::size_t separators = 0;
  for (std::size_t at = 0; at < plain.size();) {
    const auto run = [&](auto is_one) {
      const auto from = plain.begin() + static_cast<std::ptrdiff_t>(at);
      return static_cast<std::size_t>(std::find_if_not(from, plain.end(), is_one) - from);
    };
    if (is_digit(plain[at])) {
      const std::size_t size = run(is_digit);
      if (parts.count == parts.numbers.size() || size > 8) {
        return std::nullopt;
      }
      auto& number = parts.numbers[parts.count++];
      number.digits = size;
      std::from_chars(plain.data() + at, plain.data() + at + size, number.value);
      at += size;
      separators = 0;
    } else if (is_letter(plain[at])) {
      const std::size_t size = run(is_letter);
      const int month = month_named(plain.substr(at, size));
      if (month == 0 || parts.named_month != 0) {
        return std::nullopt;
      }
      parts.named_month = month;
      at += size;
      separators = 0;
    } else if (std::string_view("-/., ").find(plain[at]) != std::string_view::npos) {
      separators += plain[at] == ' ' ? 0 : 1;
      if (separators > 1) {
        return std::nullopt;
      }
      ++at;
    } else {
      return std::nullopt;
    }
  }
  return parts;
}

std::variant<std::string, Rule> date_of(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (year < kYearMin || year > kYearMax || !date.ok()) {
    return Rule::date_impossible;
  }
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::variant<std::string, Rule> date_of(const Parts& parts) {
  const auto& [a, b, c] = parts.numbers;
  if (parts.named_month != 0 && parts.count == 2 && (a.digits == 4 || b.digits == 4)) {
    return a.digits == 4 ? date_of(a.value, parts.named_month, b.value)
                         : date_of(b.value, parts.named_month, a.value);
  }
  if (parts.named_month != 0 || parts.count == 2) {
    return Rule::date_form;
  }
  if (parts.count == 3) {
    return a.digits == 4 ? date_of(a.value, b.value, c.value)
                         : std::variant<std::string, Rule>(Rule::date_order);
  }
  if (parts.count == 1 && a.digits == 8) {
    return date_of(a.value / 10'000, a.value / 100 % 100, a.value % 100);
  }
  return parts.count == 1 && a.digits == 5 ? Rule::date_serial : Rule::date_form;
}

}  // namespace

std::variant<std::string, Rule> read_date(const table::Cell& cell) {
  const auto parts = parts_of(plain_date(cell.text));
  return parts ? date_of(*parts) : Rule::date_form;
}

std::variant<std::string, Rule> read_month(const table::Cell& cell) {
  const auto parts = parts_of(plain_date(cell.text));
  if (!parts) {
    return Rule::month_form;
  }
  const auto& [a, b, c] = parts->numbers;
  std::variant<std::string, Rule> date = Rule::month_form;
  if (parts->named_month != 0 && parts->count == 1 && a.digits == 4) {
    date = date_of(a.value, parts->named_month, 1);
  } else if (parts->named_month == 0 && parts->count == 2 && a.digits == 4) {
    // 2026.10 stored as a number is 2026.1.
    if (cell.type == table::CellType::number && b.value == 1 && b.digits == 1) {
      return Rule::month_number;
    }
    date = date_of(a.value, b.value, 1);
  } else if (parts->count == 1 && a.digits == 6) {
    date = date_of(a.value / 100, a.value % 100, 1);
  } else {
    date = date_of(*parts);
    if (const Rule* const rule = std::get_if<Rule>(&date)) {
      return *rule == Rule::date_form ? Rule::month_form : *rule;
    }
  }
  if (const std::string* const text = std::get_if<std::string>(&date)) {
    return text->substr(0, 7);
  }
  return std::get<Rule>(date);
}

}  // namespace sixscope::registry
