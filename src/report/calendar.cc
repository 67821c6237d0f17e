#include "report/calendar.h"

#include <algorithm>
#include <chrono>

namespace sixscope::report {
namespace {

constexpr std::int32_t kYear = 12;

std::optional<DueDay> due_in(const Definition& definition, model::Month month) {
  if (!definition.schedule || std::ranges::find(definition.schedule->months, month.month()) ==
                                  definition.schedule->months.end()) {
    return std::nullopt;
  }
  return DueDay{.definition = &definition,
                .day = month.first_day() + std::chrono::days(definition.schedule->day - 1),
                .period = period_due(definition, month)};
}

}  // namespace

figures::Period period_due(const Definition& definition, model::Month due) {
  const std::int32_t length = figures::months_of(definition.period);
  const bool still_runs = definition.schedule && definition.schedule->of_period == 1;
  const model::Month begin = due - (due.month() - 1) % length - (still_runs ? 0 : length);
  return {begin, begin + (length - 1)};
}

std::vector<DueDay> due_days(const Definitions& definitions, model::Day first, model::Day last) {
  std::vector<DueDay> all;
  for (model::Month month = model::Month::of(first); month <= model::Month::of(last);
       month = month + 1) {
    for (const Definition& one : definitions.reports) {
      const auto due = due_in(one, month);
      if (due && due->day >= first && due->day <= last) {
        all.push_back(*due);
      }
    }
  }
  std::ranges::stable_sort(all, {}, &DueDay::day);
  return all;
}

std::optional<DueDay> next_due(const Definition& definition, model::Day today) {
  const model::Month now = model::Month::of(today);
  for (std::int32_t ahead = 0; ahead <= kYear; ++ahead) {
    const auto due = due_in(definition, now + ahead);
    if (due && due->day >= today) {
      return due;
    }
  }
  return std::nullopt;
}

std::optional<DueDay> last_due(const Definition& definition, model::Day today) {
  const model::Month now = model::Month::of(today);
  for (std::int32_t back = 0; back <= kYear; ++back) {
    const auto due = due_in(definition, now - back);
    if (due && due->day <= today) {
      return due;
    }
  }
  return std::nullopt;
}

}  // namespace sixscope::report
