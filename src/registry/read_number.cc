#include "registry/read_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "registry/cell_text.h"

namespace sixscope::registry {
namespace {

constexpr int kExponentMax = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_separator(char c) { return c == ',' || c == ' ' || c == '\'' || c == '_'; }

// "1,234,567" to "1234567": one kind of separator, three digits behind each.
bool join_groups(std::string& whole) {
  const auto first = std::ranges::find_if(whole, is_separator);
  if (first == whole.end()) {
    return true;
  }
  const char separator = *first;
  std::size_t group = 0;
  bool is_first = true;
  std::string joined;
  for (const char c : whole + separator) {
    if (is_digit(c)) {
      joined += c;
      ++group;
      continue;
    }
    const bool fits = is_first ? group >= 1 && group <= 3 : group == 3;
    if (c != separator || !fits) {
      return false;
    }
    is_first = false;
    group = 0;
  }
  whole = std::move(joined);
  return true;
}

// Moves the point of "12.5" by `exponent` places.
std::string moved(const std::string& whole, const std::string& places, int exponent) {
  std::string all = whole + places;
  auto point = static_cast<int>(whole.size()) + exponent;
  if (point < 0) {
    all.insert(0, static_cast<std::size_t>(-point), '0');
    point = 0;
  }
  if (point > static_cast<int>(all.size())) {
    all.append(static_cast<std::size_t>(point) - all.size(), '0');
  }
  all.insert(static_cast<std::size_t>(point), 1, '.');
  return all;
}

// An exponent as number cells have it, "e+21"; cut off where it is one.
std::optional<int> take_exponent(std::string_view& rest) {
  if (rest.size() < 2 || (rest[0] != 'e' && rest[0] != 'E')) {
    return 0;
  }
  std::string_view digits = rest.substr(rest[1] == '+' ? 2 : 1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (error == std::errc::invalid_argument) {
    return 0;  // A unit that begins with e.
  }
  if (error != std::errc{} || exponent > kExponentMax || exponent < -kExponentMax) {
    return std::nullopt;
  }
  rest = digits.substr(static_cast<std::size_t>(end - digits.data()));
  return exponent;
}

}  // namespace

std::int64_t take_multiplier(std::string& folded) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 7> kMultipliers = {{
      {"万亿", 1'000'000'000'000},
      {"千万", 10'000'000},
      {"百万", 1'000'000},
      {"十万", 100'000},
      {"亿", 100'000'000},
      {"万", 10'000},
      {"千", 1'000},
  }};
  for (const auto& [word, times] : kMultipliers) {
    if (folded.starts_with(word)) {
      folded.erase(0, word.size());
      return times;
    }
  }
  return 1;
}

std::variant<TypedNumber, Rule> take_apart(std::string_view text) {
  const std::string half = half_width(text);
  std::string_view rest = half;
  const auto first = rest.find_first_not_of(' ');
  rest.remove_prefix(std::min(first, rest.size()));
  std::string sign;
  if (rest.starts_with('-') || rest.starts_with('+')) {
    sign = rest.front() == '-' ? "-" : "";
    rest.remove_prefix(1);
  }
  std::size_t size = 0;
  while (size < rest.size() &&
         (is_digit(rest[size]) || rest[size] == '.' ||
          (is_separator(rest[size]) && size + 1 < rest.size() && is_digit(rest[size + 1])))) {
    ++size;
  }
  std::string whole(rest.substr(0, size));
  rest.remove_prefix(size);
  std::string places;
  if (const auto point = whole.find('.'); point != std::string::npos) {
    places = whole.substr(point + 1);
    whole.erase(point);
  }
  if (!std::ranges::any_of(whole + places, is_digit)) {
    return Rule::number_form;
  }
  if (!std::ranges::all_of(places, is_digit) || !join_groups(whole)) {
    return Rule::thousands;
  }
  const auto exponent = take_exponent(rest);
  if (!exponent) {
    return Rule::too_large;
  }
  TypedNumber typed{.digits = sign + moved(whole, places, *exponent), .unit = folded(rest)};
  typed.scale = take_multiplier(typed.unit);
  const char lead = typed.unit.empty() ? 'x' : typed.unit.front();
  if (lead == '-' || lead == '+' || lead == ',' || lead == '.' || lead == '~' || is_digit(lead)) {
    return Rule::number_form;  // A range, or two numbers.
  }
  return typed;
}

std::variant<model::Decimal, Rule> value_of(const TypedNumber& typed, bool rounds) {
  const bool negative = typed.digits.starts_with('-');
  const std::string digits = typed.digits.substr(negative ? 1 : 0);
  const auto point = digits.find('.');
  const std::string whole = digits.substr(0, point);
  std::string places = digits.substr(point + 1);
  int exponent = 0;
  for (std::int64_t rest = typed.scale; rest >= 10; rest /= 10) {
    ++exponent;
  }
  std::string plain = moved(whole, places, exponent);
  const auto kept = plain.find('.') + 1 + model::Decimal::kPlaces;
  bool up = false;
  if (plain.size() > kept) {
    const bool exact = plain.find_first_not_of('0', kept) == std::string::npos;
    if (!exact && !rounds) {
      return Rule::places;
    }
    up = plain[kept] >= '5';
    plain.erase(kept);
  }
  const auto parsed = model::Decimal::parse(plain);
  if (!parsed) {
    return parsed.error().code == Errc::out_of_range ? Rule::too_large : Rule::number_form;
  }
  const model::Decimal rounded = up ? *parsed + model::Decimal::of_millionths(1) : *parsed;
  return negative ? -rounded : rounded;
}

}  // namespace sixscope::registry
