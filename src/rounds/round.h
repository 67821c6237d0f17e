#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "model/month.h"
#include "registry/kind.h"

namespace sixscope::rounds {

/// The months that a form speaks of at once: one, or the six of a half year.
struct Period {
  model::Month first;
  model::Month last;
  /// "2026-06", or "2026-H1".
  [[nodiscard]] std::string name() const;
  friend bool operator==(const Period&, const Period&) = default;
};

/// The period of a form that ends with `last`; nothing where none does: no half year ends in May.
[[nodiscard]] std::optional<Period> period_ending(const registry::FormRules& rules,
                                                  model::Month last);
/// The period of that many months before.
[[nodiscard]] Period before(const Period& period);

/// When a period is asked for, by days in China.
struct Calendar {
  model::Day opens;
  model::Day due;  ///< The last day in time.
  friend bool operator==(const Calendar&, const Calendar&) = default;
};
/// Of a form: opens on the first of the month after the period and is due on its `due_day`; due on
/// the period's last day (`due_day` 0) it opens on the first of the period's last month.
[[nodiscard]] Calendar calendar_of(const registry::FormRules& rules, const Period& period);
/// The newest period of a form that is open on `today`.
[[nodiscard]] Period newest_open(const registry::FormRules& rules, model::Day today);

/// A form that is asked for a period: who must answer stands in its submissions.
struct Round {
  std::string id;  ///< Of `round_id`.
  std::string form;
  Period period;
  Calendar calendar;
  std::string opened_by;
  Instant opened_at;
};
/// "traffic_by_use-2026-06": one round a form and period.
[[nodiscard]] std::string round_id(std::string_view form, const Period& period);

/// Days by which something of `at` is late; 0: it is not.
[[nodiscard]] int days_late(const Calendar& calendar, Instant at);

}  // namespace sixscope::rounds
