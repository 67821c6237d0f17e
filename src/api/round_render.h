#pragma once

#include <vector>

#include "base/json_writer.h"
#include "model/month.h"
#include "registry/kind.h"
#include "registry/scope.h"
#include "rounds/round_desk.h"

namespace sixscope::api {

/// The members of a round, into an object that is open; `days_left` is below 0 once it is late.
void write_round(JsonWriter& out, const rounds::Round& round, const registry::Kinds& kinds,
                 model::Day today);
/// "coverage": expected, in, missing by name, words, and how many stand in which state.
void write_coverage(JsonWriter& out, const std::vector<rounds::Submission>& submissions,
                    const registry::Kinds& kinds);
/// One submission as an object. `days_late`: of what was handed in, or up to `now` of what was not.
void write_submission(JsonWriter& out, const rounds::Submission& submission,
                      const rounds::Round& round, const registry::Kinds& kinds, Instant now);
void write_transition(JsonWriter& out, const rounds::Transition& transition);
void write_round_receipt(JsonWriter& out, const rounds::SubmissionReceipt& receipt);
void write_reminder(JsonWriter& out, const rounds::Reminder& reminder);
/// Fields that the scope does not see are left out.
void write_check(JsonWriter& out, const rounds::RowCheck& check, const registry::Kind& kind,
                 const registry::Scope& scope);
void write_conflicts(JsonWriter& out, const std::vector<rounds::Conflict>& conflicts,
                     const registry::Kind& kind, const registry::Scope& scope);

/// Days that a submission is late, as `write_submission` has it.
[[nodiscard]] int days_late_of(const rounds::Submission& submission, const rounds::Round& round,
                               Instant now);

}  // namespace sixscope::api
