#include "indicators/target.h"

#include <algorithm>
#include <cmath>

namespace sixscope::indicators {
namespace {

const model::Month kLastMonth = model::Month::of(2100, 12);
constexpr double kRounding = 1e-6;  // Of a month: ten months are not eleven for a last bit.

bool fulfils(double value, Comparison comparison, double threshold) {
  switch (comparison) {
    case Comparison::at_least:
      return value >= threshold;
    case Comparison::more_than:
      return value > threshold;
    case Comparison::at_most:
      return value <= threshold;
  }
  return false;
}

double sign_of(Comparison comparison) { return comparison == Comparison::at_most ? -1 : 1; }

std::optional<model::Month> month_after(model::Month from, double months) {
  const double whole = std::ceil(months - kRounding);
  return whole > kLastMonth - from ? std::nullopt
                                   : std::optional(from + static_cast<std::int32_t>(whole));
}

}  // namespace

Verdict judge(const Value& value, Comparison comparison, double threshold) {
  if (!value.value) {
    return Verdict::no_data;
  }
  Interval may{.low = *value.value, .high = *value.value};
  if (value.interval) {
    may = *value.interval;
  }
  if (!value.is_whole()) {
    if (!value.possible) {
      return Verdict::cannot_tell;
    }
    may.low = std::min(may.low, value.possible->low);
    may.high = std::max(may.high, value.possible->high);
  }
  const bool low = fulfils(may.low, comparison, threshold);
  const bool high = fulfils(may.high, comparison, threshold);
  return low && high ? Verdict::met : low || high ? Verdict::cannot_tell : Verdict::not_met;
}

std::optional<double> gap_to(const Value& value, const Target& target) {
  return value.value ? std::optional(sign_of(target.comparison) * (target.value - *value.value))
                     : std::nullopt;
}

std::optional<double> pace_needed(const Value& value, const Target& target, model::Month month) {
  const auto gap = gap_to(value, target);
  if (!gap || *gap <= 0) {
    return gap ? std::optional(0.0) : std::nullopt;
  }
  const std::int32_t left = model::Month::of(target.due) - month;
  return left > 0 ? std::optional(*gap / left) : std::nullopt;
}

double student_975(std::size_t freedom) {
  // Exact for the first ones; then Cornish-Fisher's expansion, right to four digits from 10 on.
  constexpr std::array<double, 9> kFirst = {12.706205, 4.302653, 3.182446, 2.776445, 2.570582,
                                            2.446912,  2.364624, 2.306004, 2.262157};
  if (freedom <= kFirst.size()) {
    return kFirst.at(std::max<std::size_t>(freedom, 1) - 1);
  }
  const double z = kZ95;
  const auto n = static_cast<double>(freedom);
  const double z3 = z * z * z;
  const double z5 = z3 * z * z;
  const double z7 = z5 * z * z;
  return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n) +
         (79 * z7 * z * z + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * n * n * n * n);
}

std::optional<Forecast> forecast(std::span<const std::pair<model::Month, double>> months,
                                 const Target& target) {
  if (months.size() < kForecastMonths) {
    return std::nullopt;
  }
  const model::Month newest = months.back().first;
  const auto count = static_cast<double>(months.size());
  double mean_x = 0;
  double mean_y = 0;
  for (const auto& [month, value] : months) {
    mean_x += (month - newest) / count;
    mean_y += value / count;
  }
  double xx = 0;
  double xy = 0;
  for (const auto& [month, value] : months) {
    const double x = (month - newest) - mean_x;
    xx += x * x;
    xy += x * (value - mean_y);
  }
  const double slope = xy / xx;
  double residual = 0;
  for (const auto& [month, value] : months) {
    const double off = value - (mean_y + slope * ((month - newest) - mean_x));
    residual += off * off;
  }
  const double error = std::sqrt(residual / (count - 2) / xx);
  const double now = mean_y - slope * mean_x;  // Where the line is in the newest month.
  const double sign = sign_of(target.comparison);
  const double way = sign * (target.value - now);
  if (sign * (target.value - months.back().second) <= 0 || way <= 0 || sign * slope <= 0) {
    return std::nullopt;
  }
  const double half = student_975(months.size() - 2) * error;
  const auto crossing = month_after(newest, way / (sign * slope));
  if (!crossing) {
    return std::nullopt;
  }
  const double flattest = sign * slope - half;
  return Forecast{.slope = slope,
                  .month = *crossing,
                  .earliest = month_after(newest, way / (sign * slope + half)).value_or(*crossing),
                  .latest = flattest > 0 ? month_after(newest, way / flattest) : std::nullopt};
}

std::vector<Contribution> contributions(const Value& whole,
                                        std::span<const std::pair<Scope, Value>> parts,
                                        Comparison comparison, double threshold) {
  std::vector<Contribution> all;
  for (const auto& [scope, part] : parts) {
    if (part.value && whole.denominator > 0) {
      all.push_back({.scope = scope,
                     .value = *part.value,
                     .lack = sign_of(comparison) * (threshold * part.denominator - part.numerator) /
                             whole.denominator});
    }
  }
  std::ranges::stable_sort(all, std::greater(), &Contribution::lack);
  return all;
}

}  // namespace sixscope::indicators
