#include "adapters/chdb/store_request.h"

#include <algorithm>
#include <array>

namespace sixscope::adapters {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
/// Parameters of the interface that are no settings. Every answer waits for its end here anyway.
constexpr std::array<std::string_view, 5> kNotSettings = {"database", "user", "password",
                                                          "query_id", "wait_end_of_query"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

int hex_digit(char c) {
  const char l = lower(c);
  if (l >= '0' && l <= '9') {
    return l - '0';
  }
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) {
      return std::nullopt;
    }
    out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Cuts the last word off `text` and returns it.
std::string_view take_last_word(std::string_view& text) {
  text = trimmed(text);
  const std::size_t space = text.find_last_of(kSpace);
  const std::string_view word = space == std::string_view::npos ? text : text.substr(space + 1);
  text = trimmed(text.substr(0, text.size() - word.size()));
  return word;
}

}  // namespace

Result<StoreRequest> parse_target(std::string_view target) {
  constexpr std::string_view kRule = "HTTP: a percent escape has two hexadecimal digits";
  StoreRequest request;
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  std::string_view rest = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    const auto name = unescaped(pair.substr(0, equals));
    const auto value = unescaped(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!name || !value) {
      return fail(Errc::malformed, kRule);
    }
    if (*name == "query") {
      request.sql = *value;
    } else if (std::ranges::find(kNotSettings, *name) == kNotSettings.end() && !name->empty()) {
      request.settings.emplace_back(*name, *value);
    }
  }
  return request;
}

bool is_insert(std::string_view sql) {
  const std::string_view text = trimmed(sql);
  return same_word(text.substr(0, text.find_first_of(kSpace)), "insert");
}

std::optional<InsertStatement> parse_insert(std::string_view sql) {
  if (!is_insert(sql)) {
    return std::nullopt;
  }
  std::string_view head = sql;
  const std::string_view format = take_last_word(head);
  if (!same_word(take_last_word(head), "format") || head.empty()) {
    return std::nullopt;
  }
  return InsertStatement{std::string(head), std::string(format)};
}

}  // namespace sixscope::adapters
