#include "ledger/verdict.h"

#include <algorithm>
#include <cstddef>

namespace sixscope::ledger {
namespace {

using model::Decimal;
using MonthFalls = std::map<Group, ByComponent<Waterfall>>;

// One comparison of a level with an earlier one.
struct Comparison {
  Decimal rise;
  bool gap = false;          // Some device's figure is not given at one of the two.
  bool hidden_fall = false;  // One without a figure left between them.
};

Answer answer_of(const Comparison& comparison) {
  if (comparison.rise > Decimal{}) {
    return comparison.hidden_fall ? Answer::cannot_tell : Answer::not_met;
  }
  return comparison.gap ? Answer::cannot_tell : Answer::met;
}

// Of several comparisons that all have to hold.
void also(Answer& whole, Answer part) {
  if (whole == Answer::no_data || whole == Answer::met || part == Answer::not_met) {
    whole = part;
  }
}

bool is_hidden_fall(const Movement& movement) {
  const bool left = movement.bucket == Bucket::retired || movement.bucket == Bucket::moved;
  return left && !movement.before;
}

// What the two readings need as they go from month to month.
class Judge {
 public:
  Judge(const Decomposition& decomposition, Verdict& verdict)
      : decomposition_(decomposition), verdict_(verdict) {}

  void take(std::uint32_t period, const Waterfall& waterfall) {
    if (verdict_.months.empty()) {
      first_ = waterfall.opening;
    }
    const auto& movements = decomposition_.periods[period].movements;
    bool hidden_fall = false;
    for (const std::uint32_t i : waterfall.movements) {
      hidden_fall = hidden_fall || is_hidden_fall(movements[i]);
      if (movements[i].bucket == Bucket::corrected) {
        verdict_.corrections.push_back({.period = period, .movement = i});
      } else if (movements[i].delta > Decimal{}) {
        risen_.push_back({.period = period, .movement = i});
      }
    }
    hidden_falls_ = hidden_falls_ || hidden_fall;
    growth_ += waterfall.growth();
    verdict_.months.push_back({.month = decomposition_.periods[period].close.month,
                               .level = waterfall.closing,
                               .growth = waterfall.growth(),
                               .corrected = waterfall.corrected,
                               .comparable = first_.value + growth_});
    seen_ = seen_ || waterfall.closing.given + waterfall.closing.missing > 0;

    const bool gap = waterfall.opening.missing + waterfall.closing.missing > 0;
    judge(verdict_.month_on_month,
          {.rise = waterfall.growth(), .gap = gap, .hidden_fall = hidden_fall},
          waterfall.closing.value - waterfall.opening.value);
    const bool gap_since = first_.missing + waterfall.closing.missing > 0;
    judge(verdict_.above_reference,
          {.rise = growth_, .gap = gap_since, .hidden_fall = hidden_falls_},
          waterfall.closing.value - first_.value);
  }

  void finish() {
    if (!seen_ && first_.given + first_.missing == 0) {
      verdict_.month_on_month = {};
      verdict_.above_reference = {};
      return;
    }
    if (verdict_.begins) {
      verdict_.above_reference = {};
      for (Answer* answer :
           {&verdict_.month_on_month.answer, &verdict_.month_on_month.with_corrections}) {
        *answer = *answer == Answer::not_met ? Answer::not_met : Answer::no_data;
      }
    } else {
      verdict_.reference = first_;
    }
    const auto& on_month = verdict_.month_on_month.broken;
    const auto& above = verdict_.above_reference.broken;
    for (const Breaker& breaker : risen_) {
      const model::Month month = decomposition_.periods[breaker.period].close.month;
      if (std::ranges::find(on_month, month) != on_month.end()) {
        verdict_.month_on_month.breakers.push_back(breaker);
      }
      if (!above.empty() && month <= above.back()) {
        verdict_.above_reference.breakers.push_back(breaker);
      }
    }
    greatest_first(verdict_.month_on_month.breakers);
    greatest_first(verdict_.above_reference.breakers);
  }

 private:
  void judge(Reading& reading, Comparison comparison, Decimal rise_with_corrections) {
    const Answer answer = answer_of(comparison);
    also(reading.answer, answer);
    if (answer == Answer::not_met) {
      reading.broken.push_back(verdict_.months.back().month);
    }
    comparison.rise = rise_with_corrections;
    also(reading.with_corrections, answer_of(comparison));
  }

  void greatest_first(std::vector<Breaker>& breakers) const {
    const auto delta = [this](const Breaker& breaker) {
      return decomposition_.periods[breaker.period].movements[breaker.movement].delta;
    };
    std::ranges::stable_sort(
        breakers, [&](const Breaker& a, const Breaker& b) { return delta(a) > delta(b); });
  }

  const Decomposition& decomposition_;
  Verdict& verdict_;
  std::vector<Breaker> risen_;
  Sum first_;  // Level that the first month is compared with.
  Decimal growth_;
  bool hidden_falls_ = false;
  bool seen_ = false;
};

}  // namespace

std::map<Group, ByComponent<Verdict>> stopped_growing(const Decomposition& decomposition,
                                                      const Grouping& grouping,
                                                      model::Month reference) {
  std::vector<std::pair<std::uint32_t, MonthFalls>> months;
  const auto& points = decomposition.points;
  const bool known = std::ranges::find(points, reference, &Point::month) != points.end();
  const auto begins =
      known && decomposition.begins > reference ? decomposition.begins : std::nullopt;
  const model::Month from = begins.value_or(reference);
  if (known) {
    for (std::uint32_t period = 0; period < decomposition.periods.size(); ++period) {
      if (decomposition.periods[period].close.month > from) {
        months.emplace_back(period, waterfalls(decomposition, period, grouping));
      }
    }
  }
  std::map<Group, ByComponent<Verdict>> verdicts;
  for (const Place& place : decomposition.places) {
    const auto group = group_of(place, grouping);
    if (!group || verdicts.contains(*group)) {
      continue;
    }
    auto& by_component = verdicts[*group];
    for (const Component component : kAllComponents) {
      Verdict& verdict = by_component[component];
      verdict.begins = begins;
      Judge judge(decomposition, verdict);
      for (const auto& [period, falls] : months) {
        judge.take(period, falls.at(*group)[component]);
      }
      judge.finish();
    }
  }
  return verdicts;
}

}  // namespace sixscope::ledger
