#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/sql_connection.h"
#include "rounds/round_store.h"

namespace sixscope::adapters {

/// Columns of each table in the order that its `..._at` reads them.
inline constexpr std::string_view kRoundColumns =
    "id, form, first_month, last_month, opens_day, due_day, opened_by, opened_ms";
inline constexpr std::string_view kSubmissionColumns =
    "round, number, region, operator, enterprise, state, version, turn, commit_number, sha256, "
    "row_count, receipt, submitted_ms";
inline constexpr std::string_view kTransitionColumns =
    "turn, event, from_state, to_state, version, who, role, at_ms, reason, request_id, "
    "commit_number, sha256";
inline constexpr std::string_view kRoundReceiptColumns =
    "id, round, number, version, at_ms, who, row_count, cells, cells_expected, remarks, "
    "explanation, commit_number, sha256, days_late";
inline constexpr std::string_view kReminderColumns =
    "round, number, step, addressee, at_ms, accounts, words_zh, words_en, sent_ms";

/// `malformed` where a newer program knows more, or the file is damaged.
[[nodiscard]] Result<rounds::Round> round_at(const registry::SqlRow& row);
[[nodiscard]] Result<rounds::Submission> submission_at(const registry::SqlRow& row);
[[nodiscard]] Result<rounds::Transition> transition_at(const registry::SqlRow& row);
[[nodiscard]] Result<rounds::SubmissionReceipt> round_receipt_at(const registry::SqlRow& row);
[[nodiscard]] Result<rounds::Reminder> reminder_at(const registry::SqlRow& row);

[[nodiscard]] registry::SqlRow row_of(const rounds::Round& round);
[[nodiscard]] registry::SqlRow row_of(const rounds::Submission& submission);
/// With the submission's round and number in front.
[[nodiscard]] registry::SqlRow row_of(const rounds::Submission& submission,
                                      const rounds::Transition& transition);
[[nodiscard]] registry::SqlRow row_of(const rounds::SubmissionReceipt& receipt);
[[nodiscard]] registry::SqlRow row_of(const rounds::Reminder& reminder);

/// Writes a transition and what is behind it, within a transaction; as `RoundStore::record`.
[[nodiscard]] Result<void> write_transition(registry::SqlConnection& connection,
                                            const rounds::Submission& after,
                                            const rounds::Transition& transition);

}  // namespace sixscope::adapters
