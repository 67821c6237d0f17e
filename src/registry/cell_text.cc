#include "registry/cell_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/normal_form.h"
#include "base/utf8.h"

namespace sixscope::registry {
namespace {

// The code point of a well-formed sequence.
std::uint32_t code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i]));
  };
  switch (sequence.size()) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
    case 3:
      return (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    default:
      return (byte(0) & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U | (byte(2) & 0x3FU) << 6U |
             (byte(3) & 0x3FU);
  }
}

// Marks of direction and width that cling to pasted texts.
bool is_invisible(std::uint32_t point) {
  return (point >= 0x200B && point <= 0x200F) || point == 0x2060 || point == 0xFEFF;
}

// They turn the direction of what follows, so that a text reads as another.
bool is_direction_mark(std::uint32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool is_blank(std::uint32_t point) {
  return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xA0 || point == 0x3000 ||
         (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
         point == 0x202F || point == 0x205F;
}

bool is_dash(std::uint32_t point) {
  return (point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0xFE63;
}

// The ASCII twin of a character; 0 if there is none.
char ascii_of(std::uint32_t point) {
  if (point < 0x80) {
    return static_cast<char>(point);
  }
  if (point >= 0xFF01 && point <= 0xFF5E) {
    return static_cast<char>(point - 0xFF01 + '!');
  }
  return is_dash(point) ? '-' : is_blank(point) ? ' ' : '\0';
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string half_width(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = std::max<std::size_t>(utf8_sequence(text, at), 1);
    const std::string_view sequence = text.substr(at, size);
    const auto first = static_cast<unsigned char>(sequence.front());
    const bool is_broken = size == 1 && first >= 0x80;
    const std::uint32_t point = is_broken ? 0xFFFD : code_point(sequence);
    const char twin = is_broken ? '\0' : ascii_of(point);
    if (twin != '\0') {
      out += twin;
    } else if (!is_invisible(point)) {
      out += sequence;
    }
    at += size;
  }
  return out;
}

std::string folded(std::string_view text) {
  std::string half = half_width(text);
  std::erase_if(half, [](char c) { return is_blank(static_cast<unsigned char>(c)) && c > 0; });
  std::ranges::transform(half, half.begin(), lower);
  return half;
}

CleanText clean_text(std::string_view text, bool keeps_lines) {
  CleanText clean;
  bool hidden = false;  // Something of no width stands behind the last character.
  char blank = '\0';    // Stands between what was and what comes; none before the first.
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) {
      clean.is_utf8 = false;
      ++at;
      continue;
    }
    const std::string_view sequence = text.substr(at, size);
    const std::uint32_t point = code_point(sequence);
    at += size;
    if (is_blank(point)) {
      blank = keeps_lines && (point == '\n' || blank == '\n') ? '\n' : ' ';
      continue;
    }
    if (is_invisible(point)) {
      hidden = hidden || ((point == 0x200B || point == 0xFEFF) && !clean.text.empty());
      continue;
    }
    clean.has_zero_width |= hidden;  // At the ends it clings to what was pasted.
    clean.has_direction_marks |= is_direction_mark(point);
    clean.has_controls |= point < 0x20 || (point >= 0x7F && point < 0xA0);
    if (blank != '\0' && !clean.text.empty()) {
      clean.text += blank;
    }
    blank = '\0';
    clean.text += sequence;
  }
  clean.text = normal_form_c(clean.text);
  clean.characters = static_cast<std::size_t>(std::ranges::count_if(
      clean.text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  return clean;
}

bool is_clearing(std::string_view clean) {
  return clean.size() <= 9 && (clean == "清空" || half_width(clean) == "-");
}

bool is_explanation_title(std::string_view folded_title) {
  constexpr std::array<std::string_view, 4> kTitles = {"说明", "情况说明", "explanation",
                                                       "explanations"};
  return std::ranges::find(kTitles, folded_title) != kTitles.end();
}

}  // namespace sixscope::registry
