#include "registry/text_pattern.h"

#include <algorithm>
#include <charconv>

namespace sixscope::registry {
namespace {

constexpr std::size_t kPartsMax = 32;
constexpr std::size_t kCountMax = 10'000;
constexpr std::string_view kSigns = "[](){}+*?.|^$\\";

std::size_t byte_of(char c) { return static_cast<unsigned char>(c); }

bool take_number(std::string_view& rest, std::size_t& number) {
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return error == std::errc{} && number <= kCountMax;
}

bool take(std::string_view& rest, char c) {
  const bool is_there = rest.starts_with(c);
  rest.remove_prefix(is_there ? 1 : 0);
  return is_there;
}

}  // namespace

bool TextPattern::take_set(std::string_view& rest, Part& part) {
  const char first = rest.front();
  rest.remove_prefix(1);
  if (first != '[') {
    part.set.set(byte_of(first));
    return kSigns.find(first) == std::string_view::npos && byte_of(first) < 0x80;
  }
  const bool excludes = take(rest, '^');
  const auto end = rest.find(']');
  if (end == std::string_view::npos || end == 0) {
    return false;
  }
  const std::string_view members = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool is_range = i + 2 < members.size() && members[i + 1] == '-';
    const std::size_t last = byte_of(members[is_range ? i + 2 : i]);
    if (last >= 0x80 || last < byte_of(members[i]) || members[i] == '\\') {
      return false;
    }
    for (std::size_t c = byte_of(members[i]); c <= last; ++c) {
      part.set.set(c);
    }
    i += is_range ? 2 : 0;
  }
  if (excludes) {
    part.set.flip();
  }
  return true;
}

bool TextPattern::take_count(std::string_view& rest, Part& part) {
  if (take(rest, '+')) {
    part.most = kCountMax;
  } else if (take(rest, '*')) {
    part.least = 0;
    part.most = kCountMax;
  } else if (take(rest, '?')) {
    part.least = 0;
  } else if (take(rest, '{')) {
    if (!take_number(rest, part.least)) {
      return false;
    }
    part.most = part.least;
    if (take(rest, ',') && !take_number(rest, part.most)) {
      return false;
    }
    return take(rest, '}') && part.least <= part.most;
  }
  return true;
}

std::optional<TextPattern> TextPattern::parse(std::string_view rest) {
  TextPattern pattern;
  while (!rest.empty()) {
    Part part;
    if (pattern.parts_.size() == kPartsMax || !take_set(rest, part) || !take_count(rest, part)) {
      return std::nullopt;
    }
    pattern.parts_.push_back(part);
  }
  return pattern;
}

bool TextPattern::matches(std::string_view text) const {
  std::vector<bool> at(text.size() + 1);  // Where the parts so far may end.
  at[0] = true;
  for (const Part& part : parts_) {
    std::vector<bool> next(text.size() + 1);
    for (std::size_t begin = 0; begin <= text.size(); ++begin) {
      for (std::size_t count = 0; at[begin] && count <= part.most; ++count) {
        if (count >= part.least) {
          next[begin + count] = true;
        }
        if (begin + count == text.size() || !part.set[byte_of(text[begin + count])]) {
          break;
        }
      }
    }
    at = std::move(next);
  }
  return at.back();
}

}  // namespace sixscope::registry
