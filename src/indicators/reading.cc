#include "indicators/reading.h"

#include <algorithm>
#include <cstdint>

namespace sixscope::indicators {
namespace {

constexpr std::size_t kHalfYear = 6;

}  // namespace

Reading::Reading(const Method& method, const Definitions& definitions, const Cube& cube, Span span)
    : definitions_(definitions), cube_(cube), span_(span), months_(cube.places().size()) {
  std::vector<const Selector*> once;
  for (const Expression* const side : method.sides()) {
    for (const Selector& selector : side->selectors()) {
      if (over_time(selector) == OverTime::latest) {
        once.push_back(&selector);
      }
    }
  }
  if (!once.empty()) {
    months_ = newest(once, span);
  }
}

OverTime Reading::over_time(const Selector& selector) const {
  const Quantity* const quantity = definitions_.quantity(selector.quantity);
  const OverTime how = quantity == nullptr ? OverTime::sum : quantity->over_time;
  const bool is_one = how == OverTime::half_year_sum && span_.last - span_.first < kHalfYear;
  return is_one ? OverTime::latest : how;
}

Reading::Months Reading::newest(const std::vector<const Selector*>& all, Span span) const {
  Months months(cube_.places().size());
  for (std::size_t month = span.first; month <= span.last; ++month) {
    std::vector<std::uint8_t> whole(months.size(), 1);
    for (const Selector* const selector : all) {
      const std::vector<std::uint8_t> there = cube_.has(*selector, {month, month});
      std::ranges::transform(whole, there, whole.begin(), [](auto a, auto b) { return a & b; });
    }
    for (std::size_t place = 0; place < whole.size(); ++place) {
      if (whole[place] != 0) {
        months[place] = month;
      }
    }
  }
  return months;
}

Reading::Amounts Reading::read_of(const Selector& selector, const Months& months, Span span) const {
  Amounts read(months.size());
  for (std::size_t month = span.first; month <= span.last; ++month) {
    if (std::ranges::find(months, std::optional(month)) == months.end()) {
      continue;
    }
    const Amounts then = cube_.read(selector, OverTime::last, {month, month});
    for (std::size_t place = 0; place < read.size(); ++place) {
      if (months[place] == month) {
        read[place] = then[place];
      }
    }
  }
  return read;
}

// The span is of whole half-years: longer periods begin with the calendar's.
Reading::Amounts Reading::sum_of_half_years(const Selector& selector) const {
  Amounts sum;
  for (std::size_t first = span_.first; first <= span_.last; first += kHalfYear) {
    const Span half{.first = first, .last = first + kHalfYear - 1};
    const Amounts one = read_of(selector, newest({&selector}, half), half);
    if (sum.empty()) {
      sum = one;
      continue;
    }
    for (std::size_t place = 0; place < sum.size(); ++place) {
      if (sum[place] && one[place]) {
        sum[place]->value += one[place]->value;
        sum[place]->variance += one[place]->variance;
        sum[place]->samples += one[place]->samples;
      } else {
        sum[place].reset();
      }
    }
  }
  return sum;
}

Reading::Amounts Reading::read(const Selector& selector) const {
  switch (over_time(selector)) {
    case OverTime::latest:
      return read_of(selector, months_, span_);
    case OverTime::half_year_sum:
      return sum_of_half_years(selector);
    case OverTime::sum:
    case OverTime::last:
    case OverTime::mean:
      break;
  }
  return cube_.read(selector, over_time(selector), span_);
}

}  // namespace sixscope::indicators
