#include "adapters/paper/column_widths.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>

#include "document/draw_axes.h"
#include "document/marks.h"

namespace sixscope::adapters {
namespace {

constexpr double kWordMost = 0.3;  // Of the table's width: longer words are broken.
constexpr double kWeightLeast = 0.01;
constexpr int kRounds = 60;
constexpr double kSlack = 1.08;  // Real letters are at times wider than the thumb says.

// The longest part that is not broken at a blank or between wide characters.
double longest_word(std::string_view text, double size) {
  double longest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    std::string_view word = text.substr(0, end);
    while (!word.empty()) {
      std::size_t narrow = 0;
      while (narrow < word.size() && static_cast<unsigned char>(word[narrow]) < 0x80) {
        ++narrow;
      }
      longest = std::max(longest, document::text_width(word.substr(0, narrow), size));
      word.remove_prefix(narrow);
      while (!word.empty() && static_cast<unsigned char>(word.front()) >= 0x80) {
        word.remove_prefix(1);
        longest = std::max(longest, size);
      }
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return longest;
}

double longest_line(std::string_view text, double size) {
  double longest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    longest = std::max(longest, document::text_width(text.substr(0, end), size));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return longest;
}

struct Needs {
  double least = 0;
  double whole = 0;  // On one line.
};

Needs needs_of(const document::Table& table, std::size_t column, double size) {
  const document::Column& head = table.columns[column];
  Needs needs{longest_word(head.title, size), longest_line(head.title, size)};
  needs.least = std::max(needs.least, document::text_width(head.unit, size) + 2 * size);
  for (const auto& row : table.rows) {
    const document::Cell& cell = row[column];
    const double sign = document::prints_sign(cell) ? 1.6 * size : 0;
    // A number is one word: a figure in two lines is misread.
    needs.least = std::max(needs.least, longest_word(cell.text, size) + sign);
    needs.whole = std::max(needs.whole, longest_line(cell.text, size) + sign);
  }
  needs.whole = std::max(needs.whole, needs.least);
  return needs;
}

}  // namespace

double least_width(const document::Table& table, double size, double padding) {
  double width = 0;
  for (std::size_t n = 0; n < table.columns.size(); ++n) {
    width += needs_of(table, n, size).least * kSlack + 2 * padding;
  }
  return width;
}

std::vector<double> column_widths(const document::Table& table, double width, double size,
                                  double padding) {
  const std::size_t count = table.columns.size();
  std::vector<double> least(count);
  std::vector<double> most(count);
  std::vector<double> weights(count);
  for (std::size_t n = 0; n < count; ++n) {
    const Needs needs = needs_of(table, n, size);
    least[n] = std::min(needs.least * kSlack, kWordMost * width) + 2 * padding;
    most[n] = std::max(least[n], needs.whole * kSlack + 2 * padding);
    weights[n] = std::max(table.columns[n].weight, kWeightLeast);
  }
  const auto sum = [](const std::vector<double>& all) {
    return std::accumulate(all.begin(), all.end(), 0.0);
  };
  std::vector<double> widths = least;
  if (sum(least) < width) {
    // By weight within the bounds of each: the share for which the sum is the table's width.
    double low = 0;
    double high = width / kWeightLeast;
    for (int round = 0; round < kRounds; ++round) {
      const double share = (low + high) / 2;
      for (std::size_t n = 0; n < count; ++n) {
        widths[n] = std::clamp(share * weights[n], least[n], most[n]);
      }
      (sum(widths) < width ? low : high) = share;
    }
  }
  // Too wide in any case, or no text needs that much: all alike.
  const double all = sum(widths);
  for (double& one : widths) {
    one *= width / all;
  }
  return widths;
}

}  // namespace sixscope::adapters
