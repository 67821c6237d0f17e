#include "registry/cell_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

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

struct Range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

template <std::size_t N>
bool is_within(const std::array<Range, N>& ranges, std::uint32_t point) {
  return std::ranges::any_of(
      ranges, [point](const Range& range) { return point >= range.first && point <= range.last; });
}

// Marks of direction and width that cling to pasted texts.
bool is_clinging(std::uint32_t point) {
  return (point >= 0x200B && point <= 0x200F) || point == 0x2060 || point == 0xFEFF;
}

// They turn the direction of what follows, so that a text reads as another.
bool is_direction_mark(std::uint32_t point) {
  return point == 0x061C || point == 0x200E || point == 0x200F ||
         (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

// What shows nothing: Default_Ignorable_Code_Point of the Unicode Character Database
// (DerivedCoreProperties.txt, version 15.1), and of the category Cf (UnicodeData.txt) what is not
// among it and no visible sign. Variation selectors (U+180B to U+180D, U+180F, U+FE00 to U+FE0F,
// U+E0100 to U+E01EF) are left out: they choose the form of a character in names of people, places
// and in Mongolian.
bool is_invisible(std::uint32_t point) {
  constexpr std::array<Range, 18> kInvisible = {{{0x00AD, 0x00AD},
                                                 {0x034F, 0x034F},
                                                 {0x061C, 0x061C},
                                                 {0x115F, 0x1160},
                                                 {0x17B4, 0x17B5},
                                                 {0x180E, 0x180E},
                                                 {0x200B, 0x200F},
                                                 {0x202A, 0x202E},
                                                 {0x2060, 0x206F},
                                                 {0x3164, 0x3164},
                                                 {0xFEFF, 0xFEFF},
                                                 {0xFFA0, 0xFFA0},
                                                 {0xFFF0, 0xFFFB},
                                                 {0x13430, 0x1343F},
                                                 {0x1BCA0, 0x1BCA3},
                                                 {0x1D173, 0x1D17A},
                                                 {0xE0000, 0xE00FF},
                                                 {0xE01F0, 0xE0FFF}}};
  return is_within(kInvisible, point);
}

// U+200C and U+200D part and join letters, U+180E parts the last vowel of a Mongolian word.
bool is_joiner(std::uint32_t point) {
  return point == 0x200C || point == 0x200D || point == 0x180E;
}

// Letters that a joiner has a use between, as Unicode's chapters 9 and 12 to 16 say it: of Arabic
// (Uyghur, Kazakh), Syriac, the scripts of India, Myanmar and Khmer, and Mongolian.
bool takes_joiner(std::uint32_t letter, std::uint32_t joiner) {
  constexpr std::array<Range, 1> kMongolian = {{{0x1820, 0x18AA}}};
  constexpr std::array<Range, 8> kJoined = {{{0x0620, 0x06D3},
                                             {0x06D5, 0x06D5},
                                             {0x06EE, 0x06FF},
                                             {0x0710, 0x077F},
                                             {0x08A0, 0x08C9},
                                             {0x0900, 0x0DFF},
                                             {0x1000, 0x109F},
                                             {0x1780, 0x17D3}}};
  return is_within(kMongolian, letter) || (joiner != 0x180E && is_within(kJoined, letter));
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
    } else if (!is_clinging(point)) {
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
  std::vector<std::string_view> hidden;  // What shows nothing behind the last character.
  std::uint32_t last = 0;
  char blank = '\0';  // Stands between what was and what comes; none before the first.
  const auto reject = [&clean](std::uint32_t point) {
    std::uint32_t& first = is_direction_mark(point) ? clean.direction_mark : clean.invisible;
    first = first == 0 ? point : first;
  };
  const auto reject_all = [&reject](const std::vector<std::string_view>& sequences) {
    std::ranges::for_each(sequences, reject, code_point);
  };
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
      if (!is_clinging(point) && !is_joiner(point)) {
        reject(point);
      } else if (!clean.text.empty() || point == 0x180E) {
        hidden.push_back(sequence);
      }
      continue;
    }
    const std::uint32_t joiner = hidden.size() == 1 && blank == '\0' ? code_point(hidden[0]) : 0;
    if (is_joiner(joiner) && takes_joiner(last, joiner) && takes_joiner(point, joiner)) {
      clean.text += hidden[0];
    } else {
      reject_all(hidden);
    }
    hidden.clear();
    last = point;
    clean.has_controls |= point < 0x20 || (point >= 0x7F && point < 0xA0);
    if (blank != '\0' && !clean.text.empty()) {
      clean.text += blank;
    }
    blank = '\0';
    clean.text += sequence;
  }
  std::erase_if(hidden, [](std::string_view one) { return is_clinging(code_point(one)); });
  reject_all(hidden);
  clean.text = normal_form_c(clean.text);
  clean.characters = static_cast<std::size_t>(std::ranges::count_if(
      clean.text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  return clean;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 200;
  if (text.size() <= kShown) {
    return std::string(text);
  }
  std::size_t size = kShown;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;  // Never within a character.
  }
  return std::string(text.substr(0, size)) + "…";
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
