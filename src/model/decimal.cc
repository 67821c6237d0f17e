#include "model/decimal.h"

#include <algorithm>

namespace sixscope::model {

Result<Decimal> Decimal::parse(std::string_view text) {
  constexpr std::string_view kRule = "a number: digits, and at most six places behind one point";
  constexpr Int128 kMost = Int128{1'000'000'000'000'000} * kOne;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  Int128 millionths = 0;
  int places = -1;  // Behind the point; -1: no point yet.
  bool any = false;
  for (const char c : text) {
    if (c == '.' && places < 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9' || (places >= kPlaces && c != '0')) {
      return fail(Errc::malformed, kRule);
    }
    any = true;
    if (places >= kPlaces) {
      continue;
    }
    millionths = millionths * 10 + (c - '0');
    places += places >= 0 ? 1 : 0;
    if (millionths > kMost) {
      return fail(Errc::out_of_range, "a number is at most 10^15");
    }
  }
  if (!any) {
    return fail(Errc::malformed, kRule);
  }
  for (int i = std::max(places, 0); i < kPlaces; ++i) {
    millionths *= 10;
  }
  if (millionths > kMost) {
    return fail(Errc::out_of_range, "a number is at most 10^15");
  }
  return of_millionths(negative ? -millionths : millionths);
}

std::string Decimal::to_string() const {
  const Int128 magnitude = millionths_ < 0 ? -millionths_ : millionths_;
  std::string whole;  // From the last digit to the first.
  for (Int128 rest = magnitude / kOne; rest > 0 || whole.empty(); rest /= 10) {
    whole += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  std::ranges::reverse(whole);
  std::string places = std::to_string(kOne + static_cast<std::int64_t>(magnitude % kOne));
  places.front() = '.';
  places.erase(places.find_last_not_of('0') + 1);
  return (millionths_ < 0 ? "-" : "") + whole + (places == "." ? "" : places);
}

double Decimal::to_double() const {
  return static_cast<double>(millionths_) / static_cast<double>(kOne);
}

}  // namespace sixscope::model
