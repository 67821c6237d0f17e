#include "rounds/reminder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/month.h"

namespace sixscope::rounds {
namespace {

registry::Scope scope_of(const registry::Account& account) {
  return {.account = account.id,
          .all = account.all,
          .regions = account.regions,
          .owners = account.owners,
          .may_write = account.may_write,
          .sees_sensitive = account.sees_sensitive};
}

// Whether the account is of nobody above the respondent: its regions lie in the respondent's.
bool is_own(const registry::Account& account, const Respondent& unit) {
  return unit.region.empty() ||
         std::ranges::all_of(account.regions, [&](const std::string& region) {
           return registry::lies_in(region, unit.region);
         });
}

// Registries know no leaders: what is addressed to one goes to the fillers' accounts, marked so.
std::vector<std::string> accounts_of(Addressee addressee, const Respondent& unit,
                                     const std::vector<registry::Account>& accounts) {
  std::vector<std::string> found;
  for (const registry::Account& account : accounts) {
    const Role role = account.disabled ? Role::viewer : role_of(scope_of(account), unit, false);
    const bool is_filler = role == Role::filler && is_own(account, unit);
    const bool is_parent = role != Role::viewer && !is_filler;
    if (addressee == Addressee::parent ? is_parent : is_filler) {
      found.push_back(account.id);
    }
  }
  return found;
}

registry::Words words_of(const Round& round, const Submission& submission,
                         const registry::Words& form, std::int64_t days_left) {
  const std::string due = model::to_string(round.calendar.due);
  const std::string period = round.period.name();
  const std::string unit = submission.unit.name();
  const registry::Words& state = title_of(submission.state);
  return days_left >= 0
             ? registry::
                   Words{fmt::format(
                             "《{}》{} 期（{}）还有 {} 天到期（{}），当前为“{}”，请按时报送。",
                             form.zh, period, unit, days_left, due, state.zh),
                         fmt::format("{} of {} ({}) is due in {} days, on {}; it is {}. "
                                     "Please submit it in time.",
                                     form.en, period, unit, days_left, due, state.en)}
             : registry::Words{
                   fmt::format(
                       "《{}》{} 期（{}）已逾期 {} 天（应于 {} 报送），当前为“{}”，请立即报送。",
                       form.zh, period, unit, -days_left, due, state.zh),
                   fmt::format("{} of {} ({}) is {} days late: it was due on {}; it is "
                               "{}. Please submit it now.",
                               form.en, period, unit, -days_left, due, state.en)};
}

}  // namespace

std::vector<Reminder> due_reminders(const Round& round, const Submission& submission,
                                    const registry::Words& form, const ReminderPlan& plan,
                                    const std::vector<registry::Account>& accounts, Instant now) {
  const model::Day today = model::day_in_china(now);
  const std::int64_t left = (round.calendar.due - today).count();
  if (is_in(submission.state) || today < round.calendar.opens || -left > plan.days_max) {
    return {};
  }
  std::string step;
  std::vector<Addressee> to = {Addressee::filler};
  if (left >= 0) {
    std::optional<int> reached;
    for (const int days : plan.before_days) {
      if (left <= days && (!reached || days < *reached)) {
        reached = days;
      }
    }
    if (!reached) {
      return {};
    }
    step = fmt::format("before-{}", *reached);
  } else {
    step = fmt::format("late-{}", -left);
    if (-left >= plan.leader_from) {
      to.push_back(Addressee::leader);
    }
    if (-left >= plan.parent_from) {
      to.push_back(Addressee::parent);
    }
  }
  // A version and more: what is restated is reminded of anew.
  if (submission.version > 1) {
    step += fmt::format("-v{}", submission.version);
  }
  std::vector<Reminder> due;
  for (const Addressee addressee : to) {
    due.push_back({.round = round.id,
                   .number = submission.number,
                   .step = step,
                   .addressee = addressee,
                   .at = now,
                   .accounts = accounts_of(addressee, submission.unit, accounts),
                   .words = words_of(round, submission, form, left),
                   .sent = std::nullopt});
  }
  return due;
}

}  // namespace sixscope::rounds
