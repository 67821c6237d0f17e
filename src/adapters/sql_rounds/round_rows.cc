#include "adapters/sql_rounds/round_rows.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

#include "registry/sql_rows.h"
#include "registry/value.h"

namespace sixscope::adapters {
namespace {

using registry::id_at;
using registry::instant_at;
using registry::number_at;
using registry::sql_of;
using registry::SqlRow;
using registry::SqlValue;
using registry::text_at;
using registry::texts_at;

constexpr std::int64_t kNever = -1;

template <class Enum, std::size_t Count>
Result<Enum> named(const std::array<std::string_view, Count>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    return fail_because(std::string(name), Errc::malformed, "a round of a newer program");
  }
  return static_cast<Enum>(found - names.begin());
}

template <class Enum, std::size_t Count>
SqlValue name_of(const std::array<std::string_view, Count>& names, Enum which) {
  return std::string(names.at(static_cast<std::size_t>(which)));
}

std::optional<Instant> optional_instant_at(const SqlRow& row, std::size_t column) {
  return number_at(row, column) == kNever ? std::nullopt : std::optional(instant_at(row, column));
}
SqlValue sql_of_optional(const std::optional<Instant>& at) {
  return at ? sql_of(*at) : SqlValue(kNever);
}

std::uint64_t count_at(const SqlRow& row, std::size_t column) {
  return static_cast<std::uint64_t>(number_at(row, column));
}
std::uint32_t small_at(const SqlRow& row, std::size_t column) {
  return static_cast<std::uint32_t>(number_at(row, column));
}

model::Day day_at(const SqlRow& row, std::size_t column) {
  return model::Day(std::chrono::days(number_at(row, column)));
}
SqlValue sql_of_day(model::Day day) { return std::int64_t{day.time_since_epoch().count()}; }

}  // namespace

Result<rounds::Round> round_at(const SqlRow& row) {
  const auto first = model::Month::parse(text_at(row, 2));
  const auto last = model::Month::parse(text_at(row, 3));
  if (!first || !last) {
    return fail_because(text_at(row, 0), Errc::malformed, "a round without its months");
  }
  return rounds::Round{.id = text_at(row, 0),
                       .form = text_at(row, 1),
                       .period = {.first = *first, .last = *last},
                       .calendar = {.opens = day_at(row, 4), .due = day_at(row, 5)},
                       .opened_by = text_at(row, 6),
                       .opened_at = instant_at(row, 7)};
}

Result<rounds::Submission> submission_at(const SqlRow& row) {
  const auto state = named<rounds::State>(rounds::kStateNames, text_at(row, 5));
  if (!state) {
    return fail_like(state);
  }
  return rounds::Submission{.round = text_at(row, 0),
                            .number = small_at(row, 1),
                            .unit = {.region = text_at(row, 2),
                                     .operator_ = text_at(row, 3),
                                     .enterprise = text_at(row, 4)},
                            .state = *state,
                            .version = small_at(row, 6),
                            .turn = count_at(row, 7),
                            .commit = id_at<registry::CommitNumber>(row, 8),
                            .sha256 = text_at(row, 9),
                            .rows = count_at(row, 10),
                            .receipt = text_at(row, 11),
                            .submitted = optional_instant_at(row, 12)};
}

Result<rounds::Transition> transition_at(const SqlRow& row) {
  const auto event = named<rounds::Event>(rounds::kEventNames, text_at(row, 1));
  const auto from = named<rounds::State>(rounds::kStateNames, text_at(row, 2));
  const auto to = named<rounds::State>(rounds::kStateNames, text_at(row, 3));
  const auto role = named<rounds::Role>(rounds::kRoleNames, text_at(row, 6));
  if (!event || !from || !to || !role) {
    return fail(Errc::malformed, "a transition of a newer program");
  }
  return rounds::Transition{.turn = count_at(row, 0),
                            .event = *event,
                            .from = *from,
                            .to = *to,
                            .version = small_at(row, 4),
                            .who = text_at(row, 5),
                            .role = *role,
                            .at = instant_at(row, 7),
                            .reason = text_at(row, 8),
                            .request_id = text_at(row, 9),
                            .commit = id_at<registry::CommitNumber>(row, 10),
                            .sha256 = text_at(row, 11)};
}

Result<rounds::SubmissionReceipt> round_receipt_at(const SqlRow& row) {
  return rounds::SubmissionReceipt{.id = text_at(row, 0),
                                   .round = text_at(row, 1),
                                   .number = small_at(row, 2),
                                   .version = small_at(row, 3),
                                   .at = instant_at(row, 4),
                                   .who = text_at(row, 5),
                                   .rows = count_at(row, 6),
                                   .cells = count_at(row, 7),
                                   .cells_expected = count_at(row, 8),
                                   .remarks = count_at(row, 9),
                                   .explanation = text_at(row, 10),
                                   .commit = id_at<registry::CommitNumber>(row, 11),
                                   .sha256 = text_at(row, 12),
                                   .days_late = static_cast<int>(number_at(row, 13))};
}

Result<rounds::Reminder> reminder_at(const SqlRow& row) {
  const auto addressee = named<rounds::Addressee>(rounds::kAddresseeNames, text_at(row, 3));
  auto accounts = texts_at(row, 5);
  if (!addressee || !accounts) {
    return fail(Errc::malformed, "a reminder of a newer program");
  }
  return rounds::Reminder{.round = text_at(row, 0),
                          .number = small_at(row, 1),
                          .step = text_at(row, 2),
                          .addressee = *addressee,
                          .at = instant_at(row, 4),
                          .accounts = *std::move(accounts),
                          .words = {text_at(row, 6), text_at(row, 7)},
                          .sent = optional_instant_at(row, 8)};
}

SqlRow row_of(const rounds::Round& round) {
  return {round.id,
          round.form,
          round.period.first.to_string(),
          round.period.last.to_string(),
          sql_of_day(round.calendar.opens),
          sql_of_day(round.calendar.due),
          round.opened_by,
          sql_of(round.opened_at)};
}

SqlRow row_of(const rounds::Submission& one) {
  return {one.round,
          std::int64_t{one.number},
          one.unit.region,
          one.unit.operator_,
          one.unit.enterprise,
          name_of(rounds::kStateNames, one.state),
          std::int64_t{one.version},
          sql_of(one.turn),
          sql_of(one.commit),
          one.sha256,
          sql_of(one.rows),
          one.receipt,
          sql_of_optional(one.submitted)};
}

SqlRow row_of(const rounds::Submission& of, const rounds::Transition& one) {
  return {of.round,
          std::int64_t{of.number},
          sql_of(one.turn),
          name_of(rounds::kEventNames, one.event),
          name_of(rounds::kStateNames, one.from),
          name_of(rounds::kStateNames, one.to),
          std::int64_t{one.version},
          one.who,
          name_of(rounds::kRoleNames, one.role),
          sql_of(one.at),
          one.reason,
          one.request_id,
          sql_of(one.commit),
          one.sha256};
}

SqlRow row_of(const rounds::SubmissionReceipt& one) {
  return {one.id,
          one.round,
          std::int64_t{one.number},
          std::int64_t{one.version},
          sql_of(one.at),
          one.who,
          sql_of(one.rows),
          sql_of(one.cells),
          sql_of(one.cells_expected),
          sql_of(one.remarks),
          one.explanation,
          sql_of(one.commit),
          one.sha256,
          std::int64_t{one.days_late}};
}

SqlRow row_of(const rounds::Reminder& one) {
  return {one.round,
          std::int64_t{one.number},
          one.step,
          name_of(rounds::kAddresseeNames, one.addressee),
          sql_of(one.at),
          registry::to_json(registry::Value(one.accounts)),
          one.words.zh,
          one.words.en,
          sql_of_optional(one.sent)};
}

Result<void> write_transition(registry::SqlConnection& connection, const rounds::Submission& after,
                              const rounds::Transition& transition) {
  const std::array<SqlValue, 2> which = {after.round, std::int64_t{after.number}};
  const auto now =
      connection.run("SELECT turn FROM round_submission WHERE round = ?1 AND number = ?2", which);
  if (!now) {
    return fail_like(now);
  }
  if (now->empty() || count_at(now->front(), 0) + 1 != transition.turn) {
    return fail_because(after.round + " " + std::to_string(after.number), Errc::conflict,
                        registry::kMovedOn);
  }
  const auto written = connection.run(
      "UPDATE round_submission SET state = ?3, version = ?4, turn = ?5, commit_number = ?6, "
      "sha256 = ?7, row_count = ?8, receipt = ?9, submitted_ms = ?10 "
      "WHERE round = ?1 AND number = ?2",
      std::array<SqlValue, 10>{which[0], which[1], name_of(rounds::kStateNames, after.state),
                               std::int64_t{after.version}, sql_of(after.turn),
                               sql_of(after.commit), after.sha256, sql_of(after.rows),
                               after.receipt, sql_of_optional(after.submitted)});
  if (!written) {
    return fail_like(written);
  }
  const std::vector<SqlRow> row = {row_of(after, transition)};
  return registry::insert_rows(
      connection,
      "INSERT INTO round_transition (round, number, " + std::string(kTransitionColumns) + ")", "",
      row);
}

}  // namespace sixscope::adapters
