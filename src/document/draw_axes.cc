#include "document/draw_axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/utf8.h"

namespace sixscope::document {
namespace {

constexpr double kNarrow = 0.55;
constexpr double kLabelGap = 6;  // Between neighbours on an axis, in points.
constexpr double kShortFrom = 1e5;
constexpr std::size_t kTicksLeast = 3;  // Both sides of zero, and zero.
constexpr std::size_t kTicksMost = 1000;

// The character at `at` and how many bytes it has; a byte that is no UTF-8 is one of its own.
std::pair<char32_t, std::size_t> character_at(std::string_view text, std::size_t at) {
  const std::size_t length = utf8_sequence(text, at);
  if (length <= 1) {
    return {static_cast<unsigned char>(text[at]), 1};
  }
  char32_t code = static_cast<unsigned char>(text[at]) & (0xFFU >> (length + 1));
  for (std::size_t n = 1; n < length; ++n) {
    code = (code << 6U) | (static_cast<unsigned char>(text[at + n]) & 0x3FU);
  }
  return {code, length};
}

// Typefaces for Chinese draw general punctuation (dashes, quotes, ellipsis) as wide as characters.
bool is_wide(char32_t code) {
  return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2010 && code <= 0x2BFF) ||
         (code >= 0x2E80 && code <= 0xD7FF) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF01 && code <= 0xFF60) ||
         (code >= 0xFFE0 && code <= 0xFFE6) || code >= 0x1F000;
}

double em_of(char32_t code) { return is_wide(code) ? 1 : kNarrow; }

int decimals_of(double step) {
  int decimals = 0;
  for (double scaled = step; decimals < 9 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled;
       scaled *= 10) {
    ++decimals;
  }
  return decimals;
}

// No minus before nothing.
std::string written(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !is_zero ? "-" + text : text;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double ems = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, length] = character_at(text, at);
    ems += em_of(code);
    at += length;
  }
  return ems * size;
}

std::string fitted(std::string_view text, double size, double width) {
  if (text_width(text, size) <= width) {
    return std::string(text);
  }
  double used = size;  // The ellipsis.
  std::size_t end = 0;
  while (end < text.size()) {
    const auto [code, length] = character_at(text, end);
    if (used + em_of(code) * size > width) {
      break;
    }
    used += em_of(code) * size;
    end += length;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, double size, double width,
                                 std::size_t lines_max) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    if (lines.size() + 1 >= lines_max || text_width(text, size) <= width) {
      lines.push_back(fitted(text, size, width));
      break;
    }
    std::size_t end = 0;     // How far the line goes.
    std::size_t broken = 0;  // The last place where it may end.
    double used = 0;
    while (end < text.size()) {
      const auto [code, length] = character_at(text, end);
      if (code == ' ' || (is_wide(code) && end > 0)) {
        broken = end;
      }
      if (used + em_of(code) * size > width) {
        break;
      }
      used += em_of(code) * size;
      end += length;
    }
    const std::size_t cut =
        std::max<std::size_t>(broken > 0 ? broken : end, character_at(text, 0).second);
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  return lines;
}

std::size_t Ticks::count() const {
  return static_cast<std::size_t>(std::llround((last - first) / step)) + 1;
}

double Ticks::at(std::size_t n) const {
  const double value = first + static_cast<double>(n) * step;
  return std::abs(value) < step * 1e-9 ? 0 : value;
}

Ticks ticks_over(double low, double high, std::size_t most, bool whole) {
  if (!std::isfinite(low) || !std::isfinite(high)) {
    return {};
  }
  most = std::clamp<std::size_t>(most, kTicksLeast, kTicksMost);
  if (high - low <= std::max(std::abs(high), std::abs(low)) * 1e-9) {  // One value: from zero.
    low = std::min(low, 0.0);
    high = low < 0 ? 0 : high > 0 ? high : 1;
  }
  double power = std::pow(10, std::floor(std::log10((high - low) / static_cast<double>(most))));
  constexpr std::array<double, 3> kSteps = {1, 2, 5};
  for (std::size_t n = 0;; ++n) {
    if (n == kSteps.size()) {
      n = 0;
      power *= 10;
    }
    const double step = kSteps[n] * power;
    if (whole && step < 1) {
      continue;
    }
    // A value that lies on a mark but for rounding needs no further one.
    const Ticks ticks{.first = std::floor(low / step + 1e-9) * step,
                      .last = std::ceil(high / step - 1e-9) * step,
                      .step = step};
    if (ticks.last > ticks.first && ticks.count() <= most) {
      return ticks;
    }
  }
}

Magnitude magnitude_of(double highest, Language language) {
  highest = std::abs(highest);
  if (language == Language::zh) {
    return highest >= 1e8   ? Magnitude{1e8, "亿"}
           : highest >= 1e4 ? Magnitude{1e4, "万"}
                            : Magnitude{};
  }
  return highest >= 1e9 ? Magnitude{1e9, "bn"} : highest >= 1e6 ? Magnitude{1e6, "M"} : Magnitude{};
}

std::string tick_text(double value, double step, Scale scale, const Magnitude& magnitude) {
  if (scale == Scale::percent) {
    return written(value * 100, decimals_of(step * 100)) + "%";
  }
  return written(value / magnitude.divisor, decimals_of(step / magnitude.divisor));
}

std::string value_text(double value, Scale scale, Language language) {
  if (scale == Scale::percent) {
    return written(value * 100, 2) + "%";
  }
  // Up to five figures are read as they are: 10030 is no "1.00万".
  const Magnitude magnitude =
      std::abs(value) < kShortFrom ? Magnitude{} : magnitude_of(value, language);
  const double shown = value / magnitude.divisor;
  const bool is_whole = magnitude.divisor == 1 && std::abs(value - std::round(value)) < 1e-9;
  return written(shown, is_whole ? 0 : 2) + std::string(magnitude.word);
}

std::size_t label_stride(const std::vector<std::string>& labels, double size, double slot) {
  double widest = 0;
  for (const std::string& label : labels) {
    widest = std::max(widest, text_width(label, size));
  }
  constexpr std::array<std::size_t, 5> kFirst = {1, 2, 3, 4, 6};
  for (const std::size_t stride : kFirst) {
    if (static_cast<double>(stride) * slot >= widest + kLabelGap) {
      return stride;
    }
  }
  std::size_t stride = 12;
  while (stride < labels.size() && static_cast<double>(stride) * slot < widest + kLabelGap) {
    stride += 12;
  }
  return stride;
}

}  // namespace sixscope::document
