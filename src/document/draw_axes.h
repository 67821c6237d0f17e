#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "document/chart.h"
#include "document/document.h"

namespace sixscope::document {

/// Width of a line of text by the rule of thumb of `draw`: a wide character is 1 em, another one
/// 0.55. `size` in points; so is the answer. What is no UTF-8 counts by the byte.
[[nodiscard]] double text_width(std::string_view text, double size);

/// `text` where it fits into `width`, else its beginning and an ellipsis. Whole characters only.
[[nodiscard]] std::string fitted(std::string_view text, double size, double width);

/// `text` in at most `lines_max` lines of `width`, broken at blanks and between wide characters;
/// the last line ends with an ellipsis where there is more.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, double size, double width,
                                               std::size_t lines_max);

/// Where an axis begins and ends, and its steps: 1, 2 or 5 times a power of ten.
struct Ticks {
  double first = 0;
  double last = 1;
  double step = 1;
  [[nodiscard]] std::size_t count() const;  ///< Of marks, both ends included.
  [[nodiscard]] double at(std::size_t n) const;
};

/// Ticks that take in `low` and `high`, at most `most` (3 or more) marks. `whole`: no step below 1.
[[nodiscard]] Ticks ticks_over(double low, double high, std::size_t most, bool whole = false);

/// By what the numbers of an axis are divided, and the word for it before the unit.
struct Magnitude {
  double divisor = 1;
  std::string_view word = {};  ///< 万, 亿; thousand stays as it is; M, bn.
};

/// For numbers up to `highest` in size: 万 and 亿 in Chinese, M and bn in English.
[[nodiscard]] Magnitude magnitude_of(double highest, Language language);

/// The number of a mark: as many decimals as `step` has; percent of shares with its sign.
[[nodiscard]] std::string tick_text(double value, double step, Scale scale,
                                    const Magnitude& magnitude);

/// A value as it stands beside its bar: two decimals in percent; 万, 亿, M, bn; whole numbers
/// whole. Without the unit.
[[nodiscard]] std::string value_text(double value, Scale scale, Language language);

/// Every how manieth of equally wide labels can be written so that none touches the next: 1, 2, 3,
/// 4, 6, 12 and so on. `slot` is the width of one. At least 1.
[[nodiscard]] std::size_t label_stride(const std::vector<std::string>& labels, double size,
                                       double slot);

}  // namespace sixscope::document
