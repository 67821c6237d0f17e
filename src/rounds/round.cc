#include "rounds/round.h"

#include <algorithm>

namespace sixscope::rounds {
namespace {

constexpr std::int32_t kHalfYear = 6;

std::int32_t months_of(const registry::FormRules& rules) {
  return rules.cadence == "half_year" ? kHalfYear : 1;
}

}  // namespace

std::string Period::name() const {
  return first == last ? last.to_string()
                       : std::to_string(last.year()) + (last.month() <= kHalfYear ? "-H1" : "-H2");
}

std::optional<Period> period_ending(const registry::FormRules& rules, model::Month last) {
  const std::int32_t months = months_of(rules);
  if (last.month() % months != 0) {
    return std::nullopt;
  }
  return Period{.first = last - (months - 1), .last = last};
}

Period before(const Period& period) {
  const std::int32_t months = period.last - period.first + 1;
  return {.first = period.first - months, .last = period.last - months};
}

Calendar calendar_of(const registry::FormRules& rules, const Period& period) {
  if (rules.due_day == 0) {
    return {.opens = period.last.first_day(), .due = period.last.last_day()};
  }
  const model::Day opens = (period.last + 1).first_day();
  return {.opens = opens, .due = opens + std::chrono::days(rules.due_day - 1)};
}

Period newest_open(const registry::FormRules& rules, model::Day today) {
  model::Month last = model::Month::of(today);
  for (;;) {  // Ends: a period of the year before is open.
    const auto period = period_ending(rules, last);
    if (period && calendar_of(rules, *period).opens <= today) {
      return *period;
    }
    last = last - 1;
  }
}

std::string round_id(std::string_view form, const Period& period) {
  return std::string(form) + "-" + period.name();
}

int days_late(const Calendar& calendar, Instant at) {
  const auto days = (model::day_in_china(at) - calendar.due).count();
  return static_cast<int>(std::max<decltype(days)>(days, 0));
}

}  // namespace sixscope::rounds
