#include "report/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace sixscope::report {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_name(c); });
}

template <std::size_t N>
std::optional<std::size_t> place_in(const std::array<std::string_view, N>& names,
                                    std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? std::nullopt
                              : std::optional(static_cast<std::size_t>(found - names.begin()));
}

template <std::size_t N>
std::string listed(const std::array<std::string_view, N>& names) {
  std::string all;
  for (const std::string_view name : names) {
    all += all.empty() ? "" : ", ";
    all += name;
  }
  return all;
}

constexpr std::string_view kRule = "a text of a report is words with facts in braces";

tl::unexpected<Error> at(std::size_t column, const std::string& what) {
  return fail_because(fmt::format("column {}: {}", column + 1, what), Errc::malformed, kRule);
}

Result<Piece> parse_fact(std::string_view text, std::size_t column) {
  if (const auto setting = place_in(kSettingNames, text)) {
    return Piece(static_cast<Setting>(*setting));
  }
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || !is_name(text.substr(0, dot))) {
    return at(column, fmt::format("'{{{}}}' is none of {} and no indicator with an attribute, such "
                                  "as {{T1.value}}",
                                  text, listed(kSettingNames)));
  }
  FactName fact{.indicator = std::string(text.substr(0, dot))};
  std::string_view attribute = text.substr(dot + 1);
  if (const std::size_t source = attribute.find('@'); source != std::string_view::npos) {
    fact.source = std::string(attribute.substr(source + 1));
    attribute = attribute.substr(0, source);
    if (!is_name(fact.source)) {
      return at(column, fmt::format("'{}' names no source behind the @", text));
    }
  }
  const auto known = place_in(kAttributeNames, attribute);
  if (!known) {
    return at(column, fmt::format("'{}' is none of {}", attribute, listed(kAttributeNames)));
  }
  fact.attribute = static_cast<Attribute>(*known);
  return Piece(std::move(fact));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What makes digits a date, an issue or the name of a figure rather than a number of the text.
constexpr std::array<std::string_view, 9> kAfter = {"年", "月", "日", "号", "期",
                                                    "〕", "、", "th", "版"};
constexpr std::array<std::string_view, 9> kBefore = {"第",     "表",      "图",  "〔",   "IPv",
                                                     "Table ", "Figure ", "NAT", "GB/T "};

bool is_named(std::string_view text, std::size_t first, std::size_t last) {
  const std::string_view before = text.substr(0, first);
  const std::string_view after = text.substr(last);
  const auto ends = [&](std::string_view one) { return before.ends_with(one); };
  const auto begins = [&](std::string_view one) { return after.starts_with(one); };
  // Part of a word: 5G, HTTP2, T1.
  const bool in_word =
      (!before.empty() && is_name(before.back())) || (!after.empty() && is_name(after.front()));
  return in_word || std::ranges::any_of(kBefore, ends) || std::ranges::any_of(kAfter, begins);
}

void add_numbers(std::string_view text, std::vector<std::string>& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() &&
           (is_digit(text[end]) || ((text[end] == '.' || text[end] == ',' || text[end] == '-') &&
                                    end + 1 < text.size() && is_digit(text[end + 1])))) {
      ++end;
    }
    const std::string_view number = text.substr(at, end - at);
    // 2025-06-30 is a date.
    if (!is_named(text, at, end) && number.find('-') == std::string_view::npos) {
      const bool percent = end < text.size() && text[end] == '%';
      found.emplace_back(text.substr(at, end - at + (percent ? 1 : 0)));
    }
    at = end;
  }
}

}  // namespace

std::string FactName::to_string() const {
  return fmt::format("{}.{}{}{}", indicator,
                     kAttributeNames.at(static_cast<std::size_t>(attribute)),
                     source.empty() ? "" : "@", source);
}

Result<Template> parse_template(std::string_view text) {
  if (text.size() > kTemplateBytesMax) {
    return fail_because(
        fmt::format("{} bytes; a text has at most {}: make it two", text.size(), kTemplateBytesMax),
        Errc::malformed, kRule);
  }
  Template pieces;
  std::string literal;
  const auto keep = [&] {
    if (!literal.empty()) {
      pieces.emplace_back(std::exchange(literal, {}));
    }
  };
  for (std::size_t at_byte = 0; at_byte < text.size();) {
    const char c = text[at_byte];
    if ((c == '{' || c == '}') && at_byte + 1 < text.size() && text[at_byte + 1] == c) {
      literal += c;
      at_byte += 2;
    } else if (c == '}') {
      return at(at_byte, "a } without its {; write }} for the sign itself");
    } else if (c == '{') {
      const std::size_t end = text.find('}', at_byte);
      if (end == std::string_view::npos) {
        return at(at_byte, "a { without its }; write {{ for the sign itself");
      }
      auto piece = parse_fact(text.substr(at_byte + 1, end - at_byte - 1), at_byte);
      if (!piece) {
        return fail_like(piece);
      }
      keep();
      pieces.push_back(std::move(*piece));
      at_byte = end + 1;
    } else {
      literal += c;
      ++at_byte;
    }
  }
  keep();
  return pieces;
}

std::vector<std::string> typed_numbers(const Template& text) {
  std::vector<std::string> found;
  for (const Piece& piece : text) {
    if (const auto* const literal = std::get_if<std::string>(&piece)) {
      add_numbers(*literal, found);
    }
  }
  return found;
}

}  // namespace sixscope::report
