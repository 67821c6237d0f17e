#include "api/round_render.h"

#include <array>
#include <cstddef>

#include "api/registry_route.h"
#include "api/time_text.h"

namespace sixscope::api {
namespace {

template <std::size_t Count, class Enum>
std::string_view name_in(const std::array<std::string_view, Count>& names, Enum one) {
  return names.at(static_cast<std::size_t>(one));
}

// The field if the scope sees it.
const registry::Field* seen(const registry::Kind& kind, const std::string& name,
                            const registry::Scope& scope) {
  const registry::Field* const field = kind.field(name);
  return field == nullptr || (field->sensitive && !scope.sees_sensitive) ? nullptr : field;
}

void write_field(JsonWriter& out, const registry::Field& field) {
  out.member("field", field.name);
  write_words(out.key("field_title"), field.title);
}

}  // namespace

int days_late_of(const rounds::Submission& submission, const rounds::Round& round, Instant now) {
  const bool is_in = rounds::is_in(submission.state) && submission.submitted;
  return rounds::days_late(round.calendar, is_in ? *submission.submitted : now);
}

void write_round(JsonWriter& out, const rounds::Round& round, const registry::Kinds& kinds,
                 model::Day today) {
  const registry::Kind* const kind = kinds.kind(round.form);
  out.member("id", round.id).member("form", round.form);
  write_words(out.key("title"),
              kind == nullptr ? registry::Words{round.form, round.form} : kind->title);
  out.member("period", round.period.name())
      .member("first", round.period.first.to_string())
      .member("last", round.period.last.to_string())
      .member("opens", model::to_string(round.calendar.opens))
      .member("due", model::to_string(round.calendar.due))
      .member("days_left", (round.calendar.due - today).count())
      .member("opened_by", round.opened_by)
      .member("opened_at", format_instant(round.opened_at));
}

void write_coverage(JsonWriter& out, const std::vector<rounds::Submission>& submissions,
                    const registry::Kinds& kinds) {
  const rounds::Coverage coverage = rounds::coverage_of(submissions);
  out.key("coverage").begin_object();
  out.member("expected", coverage.expected).member("in", coverage.in);
  out.key("missing").begin_array();
  for (const rounds::Respondent& unit : coverage.missing) {
    out.value(unit.name());
  }
  out.end_array();
  write_words(out.key("words"), rounds::words_of(coverage, kinds));
  std::array<std::uint64_t, rounds::kStateNames.size()> counts{};
  for (const rounds::Submission& one : submissions) {
    ++counts.at(static_cast<std::size_t>(one.state));
  }
  out.key("states").begin_object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    out.member(rounds::kStateNames.at(i), counts.at(i));
  }
  out.end_object().end_object();
}

void write_submission(JsonWriter& out, const rounds::Submission& submission,
                      const rounds::Round& round, const registry::Kinds& kinds, Instant now) {
  out.begin_object()
      .member("round", submission.round)
      .member("number", submission.number)
      .member("unit", submission.unit.name())
      .member("region", submission.unit.region)
      .member("operator", submission.unit.operator_)
      .member("enterprise", submission.unit.enterprise);
  write_words(out.key("title"), rounds::title_of(submission.unit, kinds));
  out.member("state", name_in(rounds::kStateNames, submission.state));
  write_words(out.key("state_title"), rounds::title_of(submission.state));
  out.member("version", submission.version)
      .member("turn", submission.turn)
      .member("in", rounds::is_in(submission.state))
      .member("rows", submission.rows)
      .member("commit", submission.commit.value())
      .member("sha256", submission.sha256)
      .member("receipt", submission.receipt);
  out.key("submitted");
  submission.submitted ? out.value(format_instant(*submission.submitted)) : out.null();
  out.member("days_late", days_late_of(submission, round, now)).end_object();
}

void write_transition(JsonWriter& out, const rounds::Transition& transition) {
  out.begin_object()
      .member("turn", transition.turn)
      .member("event", name_in(rounds::kEventNames, transition.event))
      .member("from", name_in(rounds::kStateNames, transition.from))
      .member("to", name_in(rounds::kStateNames, transition.to))
      .member("version", transition.version)
      .member("who", transition.who)
      .member("role", name_in(rounds::kRoleNames, transition.role))
      .member("at", format_instant(transition.at))
      .member("reason", transition.reason)
      .member("request_id", transition.request_id)
      .member("commit", transition.commit.value())
      .member("sha256", transition.sha256)
      .end_object();
}

void write_round_receipt(JsonWriter& out, const rounds::SubmissionReceipt& receipt) {
  out.begin_object()
      .member("id", receipt.id)
      .member("round", receipt.round)
      .member("number", receipt.number)
      .member("version", receipt.version)
      .member("at", format_instant(receipt.at))
      .member("who", receipt.who)
      .member("rows", receipt.rows)
      .member("cells", receipt.cells)
      .member("cells_expected", receipt.cells_expected)
      .member("remarks", receipt.remarks)
      .member("explanation", receipt.explanation)
      .member("commit", receipt.commit.value())
      .member("sha256", receipt.sha256)
      .member("days_late", receipt.days_late)
      .end_object();
}

void write_reminder(JsonWriter& out, const rounds::Reminder& reminder) {
  out.begin_object()
      .member("round", reminder.round)
      .member("number", reminder.number)
      .member("step", reminder.step)
      .member("addressee", name_in(rounds::kAddresseeNames, reminder.addressee))
      .member("at", format_instant(reminder.at));
  out.key("accounts").begin_array();
  for (const std::string& account : reminder.accounts) {
    out.value(account);
  }
  out.end_array();
  write_words(out.key("words"), reminder.words);
  out.key("sent");
  reminder.sent ? out.value(format_instant(*reminder.sent)) : out.null();
  out.end_object();
}

void write_check(JsonWriter& out, const rounds::RowCheck& check, const registry::Kind& kind,
                 const registry::Scope& scope) {
  out.begin_object()
      .member("commit", check.commit.value())
      .member("sha256", check.sha256)
      .member("rows", check.rows)
      .member("rows_before", check.rows_before)
      .member("cells", check.cells)
      .member("cells_expected", check.cells_expected)
      .member("hard", check.hard)
      .member("soft", check.soft);
  out.key("remarks").begin_array();
  for (const rounds::Remark& remark : check.remarks) {
    if (const registry::Field* const field = seen(kind, remark.found.field, scope)) {
      out.begin_object().member("key", remark.key);
      write_field(out, *field);
      out.member("rule", remark.found.fault.rule)
          .member("severity", registry::to_string(remark.found.fault.severity));
      write_words(out.key("what"), remark.found.fault.what);
      write_words(out.key("remedy"), remark.found.fault.remedy);
      out.end_object();
    }
  }
  out.end_array().key("missing").begin_array();
  for (const std::string& key : check.missing) {
    out.value(key);
  }
  out.end_array().key("differences").begin_array();
  for (const rounds::Difference& one : check.differences) {
    if (const registry::Field* const field = seen(kind, one.field, scope)) {
      out.begin_object().member("key", one.key);
      write_field(out, *field);
      out.member("unit", field->unit);
      out.key("before").raw(registry::to_json(one.before));
      out.key("after").raw(registry::to_json(one.after));
      out.end_object();
    }
  }
  out.end_array().end_object();
}

void write_conflicts(JsonWriter& out, const std::vector<rounds::Conflict>& conflicts,
                     const registry::Kind& kind, const registry::Scope& scope) {
  out.begin_array();
  for (const rounds::Conflict& one : conflicts) {
    const registry::Field* const field = seen(kind, one.field, scope);
    if (field == nullptr) {
      continue;
    }
    out.begin_object().member("key", one.key);
    write_field(out, *field);
    out.key("said").begin_array();
    for (const rounds::Said& said : one.said) {
      out.begin_object()
          .member("who", said.who)
          .member("at", format_instant(said.at))
          .member("commit", said.commit.value());
      out.key("value").raw(registry::to_json(said.value));
      out.end_object();
    }
    out.end_array().end_object();
  }
  out.end_array();
}

}  // namespace sixscope::api
