#include "rounds/round_desk.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace sixscope::rounds {
namespace {

constexpr int kTriesMax = 3;
constexpr std::string_view kCalendar = "calendar";

using Answer = std::variant<Acted, Refusal>;

// What rows must be like before they are checked or submitted; nothing if they are.
std::optional<Refusal> faults_of(const Opened& opened, const Act& act, const RowCheck& check) {
  if (check.rows == 0) {
    return Refusal{"no_rows",
                   {"本期没有本单位的数据：请先导入", "there is no row of it: import it first"}};
  }
  if (check.hard > 0) {
    return Refusal{"hard_faults",
                   {std::to_string(check.hard) + " 处硬性错误，请改正后再核对",
                    std::to_string(check.hard) + " hard faults: mend them, then check again"}};
  }
  if (act.event != Event::submit) {
    return std::nullopt;
  }
  if (act.at < model::begin_in_china(opened.round.calendar.opens)) {
    const std::string day = model::to_string(opened.round.calendar.opens);
    return Refusal{"not_open_yet", {"本期于 " + day + " 开始报送", "the round opens on " + day}};
  }
  if (check.soft > 0 && act.reason.empty()) {
    return Refusal{
        "explanation",
        {"有 " + std::to_string(check.soft) + " 处软性提示，请写明原因后再报送",
         std::to_string(check.soft) + " remarks of soft rules: explain them in `reason`"}};
  }
  if (opened.submission.sha256 == check.sha256 && act.reason.empty()) {
    return Refusal{
        "unchanged",
        {"与上次报送的完全相同：请先修改，或写明为何不改",
         "the rows are as they were submitted before: change them, or say in `reason` why not"}};
  }
  return std::nullopt;
}

SubmissionReceipt receipt_of(const Opened& opened, const Act& act, const RowCheck& check,
                             std::string_view who) {
  const Submission& now = opened.submission;
  return {.id = now.round + "-" + std::to_string(now.number) + "-" + std::to_string(now.turn + 1),
          .round = now.round,
          .number = now.number,
          .version = now.version,
          .at = act.at,
          .who = std::string(who),
          .rows = check.rows,
          .cells = check.cells,
          .cells_expected = check.cells_expected,
          .remarks = check.soft,
          .explanation = act.reason,
          .commit = check.commit,
          .sha256 = check.sha256,
          .days_late = days_late(opened.round.calendar, act.at)};
}

using NotedStep = std::tuple<std::uint32_t, std::string, Addressee>;

// What the outbox has of a round: most looks find nothing new, and need not write.
Result<std::set<NotedStep>> noted(const RoundStore& rounds, std::string_view round) {
  const auto all = rounds.reminders(round, false);
  if (!all) {
    return fail_like(all);
  }
  std::set<NotedStep> steps;
  for (const Reminder& one : *all) {
    steps.emplace(one.number, one.step, one.addressee);
  }
  return steps;
}

}  // namespace

Result<FormShape> RoundDesk::shape(std::string_view form) const {
  const registry::Kind* const kind = parts_.kinds->kind(form);
  if (kind == nullptr) {
    return fail_because(std::string(form), Errc::not_found, "no such form");
  }
  return shape_of(*kind);
}

// Keys of the objects that the form's enterprises are.
Result<std::vector<std::string>> RoundDesk::listed_of(const FormShape& shape) const {
  const registry::Field* const field =
      shape.enterprise.empty() ? nullptr : shape.kind->field(shape.enterprise);
  if (field == nullptr) {
    return std::vector<std::string>();
  }
  auto keys = parts_.store.keys(field->refers, registry::Scope::everything("rounds"));
  if (keys) {
    std::ranges::sort(*keys);
    keys->resize(std::min(keys->size(), kRespondentsMax));
  }
  return keys;
}

Result<bool> RoundDesk::open(std::string_view form, const Period& period,
                             const std::vector<std::string>& names, std::string_view who,
                             Instant at) {
  const auto of = shape(form);
  if (!of) {
    return fail_like(of);
  }
  const auto listed = listed_of(*of);
  if (!listed) {
    return fail_like(listed);
  }
  auto units = names.empty()
                   ? Result<std::vector<Respondent>>(respondents_of(*of, parts_.answerers, *listed))
                   : parse_respondents(*of, *parts_.kinds, names);
  if (!units) {
    return fail_like(units);
  }
  const auto newest = parts_.store.newest_commit();
  const auto rows = newest ? read_rows(parts_.store, *of, period, *newest)
                           : Result<PeriodRows>(fail_like(newest));
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<Opening> respondents;
  for (Respondent& unit : *units) {
    const bool is_there = std::ranges::any_of(
        rows->rows, [&](const registry::Object& row) { return is_row_of(*of, row.fields, unit); });
    respondents.push_back(
        {.unit = std::move(unit), .state = is_there ? State::draft : State::not_opened});
  }
  return parts_.rounds.open({.id = round_id(form, period),
                             .form = std::string(form),
                             .period = period,
                             .calendar = calendar_of(*of->kind->form, period),
                             .opened_by = std::string(who),
                             .opened_at = at},
                            respondents);
}

Result<std::size_t> RoundDesk::open_due(Instant at) {
  std::size_t opened = 0;
  for (const registry::Kind& kind : parts_.kinds->kinds) {
    if (!kind.form) {
      continue;
    }
    const Period period = newest_open(*kind.form, model::day_in_china(at));
    if (parts_.rounds.round(round_id(kind.id, period))) {
      continue;  // There already: its rows need not be read.
    }
    const auto is_new = open(kind.id, period, {}, kCalendar, at);
    if (!is_new) {
      return fail_like(is_new);
    }
    opened += *is_new ? 1U : 0U;
  }
  return opened;
}

Result<std::vector<Submission>> RoundDesk::submissions(std::string_view round,
                                                       const registry::Scope& scope) const {
  auto all = parts_.rounds.submissions(round);
  if (all) {
    std::erase_if(*all, [&](const Submission& one) { return !sees(scope, one.unit); });
  }
  return all;
}

Result<Opened> RoundDesk::find(std::string_view round, std::uint32_t number,
                               const registry::Scope& scope) const {
  auto found = parts_.rounds.round(round);
  if (!found) {
    return fail_like(found);
  }
  const auto all = submissions(round, scope);
  if (!all) {
    return fail_like(all);
  }
  const auto one = std::ranges::find(*all, number, &Submission::number);
  if (one == all->end()) {
    return fail_because(std::string(round) + " has no submission " + std::to_string(number) +
                            " that this account sees",
                        Errc::not_found, "no such submission");
  }
  const auto accounts = parts_.accounts();
  if (!accounts) {
    return fail_like(accounts);
  }
  return Opened{.round = *std::move(found),
                .submission = *one,
                .role = role_of(scope, one->unit, parts_.is_keeper(scope)),
                .has_province = has_province(*accounts, one->unit)};
}

Result<RowCheck> RoundDesk::check(const Opened& opened) const {
  const auto of = shape(opened.round.form);
  if (!of) {
    return fail_like(of);
  }
  const auto newest = parts_.store.newest_commit();
  if (!newest) {
    return fail_like(newest);
  }
  // What is frozen is looked at as it was published.
  const bool is_pinned = is_in(opened.submission.state);
  const registry::CommitNumber known = is_pinned ? opened.submission.commit : *newest;
  const auto rows = read_rows(parts_.store, *of, opened.round.period, known);
  const auto earlier = rows ? read_rows(parts_.store, *of, before(opened.round.period), known)
                            : Result<PeriodRows>(fail_like(rows));
  if (!earlier) {
    return fail_like(earlier);
  }
  RowCheck check = check_rows(*of, rows_of(*of, *rows, opened.submission.unit),
                              rows_of(*of, *earlier, opened.submission.unit), parts_.sha256);
  check.commit = known;
  return check;
}

Result<std::vector<Conflict>> RoundDesk::conflicts(const Opened& opened) const {
  const auto of = shape(opened.round.form);
  if (!of) {
    return fail_like(of);
  }
  const auto newest = parts_.store.newest_commit();
  const auto rows = newest ? read_rows(parts_.store, *of, opened.round.period, *newest)
                           : Result<PeriodRows>(fail_like(newest));
  return rows ? conflicts_of(parts_.store, *of, rows_of(*of, *rows, opened.submission.unit))
              : Result<std::vector<Conflict>>(fail_like(rows));
}

std::vector<Event> RoundDesk::possible(const Opened& opened) {
  std::vector<Event> events;
  for (const Event event : {Event::check, Event::submit, Event::return_, Event::approve,
                            Event::freeze, Event::restate}) {
    const auto answer = next({.state = opened.submission.state,
                              .event = event,
                              .role = opened.role,
                              .has_province = opened.has_province,
                              .has_reason = true});
    if (std::holds_alternative<State>(answer)) {
      events.push_back(event);
    }
  }
  return events;
}

Result<Answer> RoundDesk::act(std::string_view round, std::uint32_t number, const Act& act,
                              const registry::Scope& scope) {
  for (int tries = 1;; ++tries) {
    const auto opened = find(round, number, scope);
    if (!opened) {
      return fail_like(opened);
    }
    auto answer = try_act(*opened, act, scope);
    if (answer || answer.error().code != Errc::conflict || tries == kTriesMax) {
      return answer;
    }
  }
}

Result<Answer> RoundDesk::try_act(const Opened& opened, const Act& act,
                                  const registry::Scope& scope) {
  Acted acted{.submission = opened.submission, .receipt = {}, .is_duplicate = false, .check = {}};
  const bool is_fillers = act.event == Event::check || act.event == Event::submit;
  const bool may_fill = opened.role == Role::filler || opened.role == Role::keeper;
  if (is_fillers && may_fill) {
    auto checked = check(opened);
    if (!checked) {
      return fail_like(checked);
    }
    acted.check = *std::move(checked);
    // Its rows are as they were: anything written since would have made it a draft.
    if (act.event == Event::submit && is_in(opened.submission.state)) {
      auto first = parts_.rounds.receipt(opened.submission.receipt);
      if (!first) {
        return fail_like(first);
      }
      acted.receipt = *std::move(first);
      acted.is_duplicate = true;
      return Answer(std::move(acted));
    }
  }
  const auto judged = next({.state = opened.submission.state,
                            .event = act.event,
                            .role = opened.role,
                            .has_province = opened.has_province,
                            .has_reason = !act.reason.empty()});
  if (const auto* const refused = std::get_if<Refusal>(&judged)) {
    return Answer(*refused);
  }
  if (acted.check) {
    if (auto fault = faults_of(opened, act, *acted.check)) {
      return Answer(*std::move(fault));
    }
  }
  Submission& after = acted.submission;
  after.state = std::get<State>(judged);
  after.turn += 1;
  after.version += act.event == Event::restate ? 1U : 0U;
  if (act.event == Event::submit) {
    acted.receipt = receipt_of(opened, act, *acted.check, scope.account);
    after.commit = acted.check->commit;
    after.sha256 = acted.check->sha256;
    after.rows = acted.check->rows;
    after.receipt = acted.receipt->id;
    after.submitted = act.at;
  }
  const Transition transition{.turn = after.turn,
                              .event = act.event,
                              .from = opened.submission.state,
                              .to = after.state,
                              .version = after.version,
                              .who = scope.account,
                              .role = opened.role,
                              .at = act.at,
                              .reason = act.reason,
                              .request_id = act.request_id,
                              .commit = after.commit,
                              .sha256 = after.sha256};
  const auto done = parts_.rounds.record(after, transition, acted.receipt);
  return done ? Result<Answer>(Answer(std::move(acted))) : fail_like(done);
}

Result<std::vector<Reminder>> RoundDesk::remind(std::string_view round, Instant now,
                                                const registry::Scope& scope) {
  std::vector<Round> rounds;
  if (round.empty()) {
    auto all = parts_.rounds.rounds({});
    if (!all) {
      return fail_like(all);
    }
    rounds = *std::move(all);
  } else {
    auto one = parts_.rounds.round(round);
    if (!one) {
      return fail_like(one);
    }
    rounds.push_back(*std::move(one));
  }
  const auto accounts = parts_.accounts();
  if (!accounts) {
    return fail_like(accounts);
  }
  std::vector<Reminder> due;
  for (const Round& one : rounds) {
    if (days_late(one.calendar, now) > parts_.reminders.days_max) {
      continue;  // Long over: nobody is reminded any more.
    }
    const registry::Kind* const kind = parts_.kinds->kind(one.form);
    const auto all = submissions(one.id, scope);
    const auto known =
        all ? noted(parts_.rounds, one.id) : Result<std::set<NotedStep>>(fail_like(all));
    if (!known) {
      return fail_like(known);
    }
    for (const Submission& submission : *all) {
      if (role_of(scope, submission.unit, parts_.is_keeper(scope)) == Role::viewer) {
        continue;
      }
      for (Reminder& reminder : due_reminders(
               one, submission, kind == nullptr ? registry::Words{one.form, one.form} : kind->title,
               parts_.reminders, *accounts, now)) {
        if (!known->contains({reminder.number, reminder.step, reminder.addressee})) {
          due.push_back(std::move(reminder));
        }
      }
    }
  }
  return due.empty() ? Result<std::vector<Reminder>>(std::move(due)) : parts_.rounds.note(due);
}

}  // namespace sixscope::rounds
