#include "document/issue_day.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace sixscope::document {

std::optional<std::chrono::sys_days> issue_day(const Document& document) {
  constexpr std::string_view kShape = "0000-00-00";
  const std::string_view text = document.date;
  if (text.size() != kShape.size()) {
    return std::nullopt;
  }
  std::array<unsigned, 3> parts = {};
  std::size_t part = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (is_digit != (kShape[i] == '0') || (!is_digit && text[i] != '-')) {
      return std::nullopt;
    }
    if (is_digit) {
      parts[part] = parts[part] * 10 + static_cast<unsigned>(text[i] - '0');
    } else {
      ++part;
    }
  }
  const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(parts[0])),
                                        std::chrono::month(parts[1]), std::chrono::day(parts[2]));
  return day.ok() ? std::optional(std::chrono::sys_days(day)) : std::nullopt;
}

}  // namespace sixscope::document
