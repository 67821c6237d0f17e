#include "adapters/sql_rounds/sql_round_store.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "adapters/sql_rounds/round_rows.h"
#include "registry/sql_rows.h"

namespace sixscope::adapters {
namespace {

using registry::in_transaction;
using registry::insert_rows;
using registry::sql_of;
using registry::SqlRow;
using registry::SqlValue;

constexpr std::size_t kReminderKeys = 4;
constexpr std::string_view kMarkSent =
    "UPDATE round_reminder SET sent_ms = ?5 WHERE round = ?1 AND number = ?2 AND step = ?3 "
    "AND addressee = ?4";

std::string select(std::string_view columns, std::string_view table, std::string_view behind) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(table) + " " +
         std::string(behind);
}

std::string insert(std::string_view table, std::string_view columns) {
  return "INSERT INTO " + std::string(table) + " (" + std::string(columns) + ")";
}

template <class T>
Result<T> only_one(Result<std::vector<T>> found, std::string_view id, std::string_view rule) {
  if (!found) {
    return fail_like(found);
  }
  if (found->empty()) {
    return fail_because(std::string(id), Errc::not_found, rule);
  }
  return std::move(found->front());
}

}  // namespace

template <class T>
Result<std::vector<T>> SqlRoundStore::all(std::string_view sql, std::vector<SqlValue> parameters,
                                          Result<T> (*read)(const SqlRow&)) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const auto rows = (*connection)->run(sql, parameters);
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<T> found;
  found.reserve(rows->size());
  for (const SqlRow& row : *rows) {
    auto one = read(row);
    if (!one) {
      return fail_like(one);
    }
    found.push_back(*std::move(one));
  }
  return found;
}

Result<bool> SqlRoundStore::open(const rounds::Round& round,
                                 const std::vector<rounds::Opening>& respondents) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  std::vector<SqlRow> units;
  units.reserve(respondents.size());
  for (const rounds::Opening& one : respondents) {
    rounds::Submission submission;
    submission.round = round.id;
    submission.number = static_cast<std::uint32_t>(units.size() + 1);
    submission.unit = one.unit;
    submission.state = one.state;
    units.push_back(row_of(submission));
  }
  return in_transaction(**connection, [&]() -> Result<bool> {
    const auto there =
        (*connection)
            ->run("SELECT id FROM round_round WHERE id = ?1", std::array<SqlValue, 1>{round.id});
    if (!there) {
      return fail_like(there);
    }
    if (!there->empty()) {
      return false;
    }
    const std::vector<SqlRow> one = {row_of(round)};
    if (const auto done = insert_rows(**connection, insert("round_round", kRoundColumns), "", one);
        !done) {
      return fail_like(done);
    }
    const auto done =
        insert_rows(**connection, insert("round_submission", kSubmissionColumns), "", units);
    return done ? Result<bool>(true) : fail_like(done);
  });
}

Result<std::vector<rounds::Round>> SqlRoundStore::rounds(const rounds::RoundQuery& query) const {
  const std::string month = query.month ? query.month->to_string() : "";
  return all<rounds::Round>(select(kRoundColumns, "round_round",
                                   "WHERE (form = ?1 OR ?1 = '') AND "
                                   "(?2 = '' OR (first_month <= ?2 AND last_month >= ?2)) "
                                   "ORDER BY last_month DESC, first_month DESC, form LIMIT ?3"),
                            {query.form, month, sql_of(std::uint64_t{query.limit})}, round_at);
}

Result<rounds::Round> SqlRoundStore::round(std::string_view id) const {
  return only_one(all<rounds::Round>(select(kRoundColumns, "round_round", "WHERE id = ?1"),
                                     {std::string(id)}, round_at),
                  id, "no such round");
}

Result<std::vector<rounds::Submission>> SqlRoundStore::submissions(std::string_view round) const {
  return all<rounds::Submission>(
      select(kSubmissionColumns, "round_submission", "WHERE round = ?1 ORDER BY number"),
      {std::string(round)}, submission_at);
}

Result<void> SqlRoundStore::record(const rounds::Submission& after,
                                   const rounds::Transition& transition,
                                   const std::optional<rounds::SubmissionReceipt>& receipt) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<void> {
    auto done = write_transition(**connection, after, transition);
    if (!done || !receipt) {
      return done;
    }
    const std::vector<SqlRow> row = {row_of(*receipt)};
    return insert_rows(**connection, insert("round_receipt", kRoundReceiptColumns), "", row);
  });
}

Result<std::vector<rounds::Transition>> SqlRoundStore::transitions(std::string_view round,
                                                                   std::uint32_t number) const {
  return all<rounds::Transition>(select(kTransitionColumns, "round_transition",
                                        "WHERE round = ?1 AND number = ?2 ORDER BY turn"),
                                 {std::string(round), std::int64_t{number}}, transition_at);
}

Result<std::vector<rounds::SubmissionReceipt>> SqlRoundStore::receipts(std::string_view round,
                                                                       std::uint32_t number) const {
  return all<rounds::SubmissionReceipt>(
      select(kRoundReceiptColumns, "round_receipt",
             "WHERE round = ?1 AND number = ?2 ORDER BY at_ms, version"),
      {std::string(round), std::int64_t{number}}, round_receipt_at);
}

Result<rounds::SubmissionReceipt> SqlRoundStore::receipt(std::string_view id) const {
  return only_one(
      all<rounds::SubmissionReceipt>(select(kRoundReceiptColumns, "round_receipt", "WHERE id = ?1"),
                                     {std::string(id)}, round_receipt_at),
      id, "no such receipt");
}

Result<std::vector<rounds::Reminder>> SqlRoundStore::note(
    const std::vector<rounds::Reminder>& reminders) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<std::vector<rounds::Reminder>> {
    std::vector<rounds::Reminder> fresh;
    std::vector<SqlRow> rows;
    for (const rounds::Reminder& one : reminders) {
      SqlRow row = row_of(one);
      const auto there = (*connection)
                             ->run(
                                 "SELECT number FROM round_reminder WHERE round = ?1 AND "
                                 "number = ?2 AND step = ?3 AND addressee = ?4",
                                 std::span(row).first(kReminderKeys));
      if (!there) {
        return fail_like(there);
      }
      if (there->empty()) {
        rows.push_back(std::move(row));
        fresh.push_back(one);
      }
    }
    const auto done =
        rows.empty()
            ? Result<void>()
            : insert_rows(**connection, insert("round_reminder", kReminderColumns), "", rows);
    return done ? Result<std::vector<rounds::Reminder>>(std::move(fresh)) : fail_like(done);
  });
}

Result<std::vector<rounds::Reminder>> SqlRoundStore::reminders(std::string_view round,
                                                               bool only_unsent) const {
  return all<rounds::Reminder>(select(kReminderColumns, "round_reminder",
                                      "WHERE (round = ?1 OR ?1 = '') AND (sent_ms = -1 OR ?2 = 0) "
                                      "ORDER BY at_ms, round, number, addressee"),
                               {std::string(round), std::int64_t{only_unsent ? 1 : 0}},
                               reminder_at);
}

Result<bool> SqlRoundStore::claim(const rounds::Reminder& reminder, Instant at) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  SqlRow which = row_of(reminder);
  which.resize(kReminderKeys);
  const auto is_unsent = [&] {
    return (*connection)
        ->run(
            "SELECT number FROM round_reminder WHERE round = ?1 AND number = ?2 AND step = ?3 "
            "AND addressee = ?4 AND sent_ms = -1",
            which);
  };
  return in_transaction(**connection, [&]() -> Result<bool> {
    const auto waiting = is_unsent();
    if (!waiting || waiting->empty()) {
      return waiting ? Result<bool>(false) : fail_like(waiting);
    }
    SqlRow marked = which;
    marked.push_back(sql_of(at));
    const auto done = (*connection)->run(kMarkSent, marked);
    return done ? Result<bool>(true) : fail_like(done);
  });
}

Result<void> SqlRoundStore::release(const rounds::Reminder& reminder) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  SqlRow which = row_of(reminder);
  which.resize(kReminderKeys);
  which.emplace_back(std::int64_t{-1});
  const auto done = (*connection)->run(kMarkSent, which);
  return done ? Result<void>() : fail_like(done);
}

}  // namespace sixscope::adapters
