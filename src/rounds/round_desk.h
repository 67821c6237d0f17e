#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/account_store.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "rounds/respondent.h"
#include "rounds/round_store.h"
#include "rounds/row_check.h"
#include "rounds/state_machine.h"

namespace sixscope::rounds {

/// What the desk works with. Borrowed things outlive it.
struct DeskParts {
  const registry::ObjectStore& store;
  std::shared_ptr<const registry::Kinds> kinds;
  RoundStore& rounds;
  /// All accounts; empty where there are none.
  std::function<Result<std::vector<registry::Account>>()> accounts;
  Sha256 sha256;
  Answerers answerers;
  ReminderPlan reminders;
  /// Whether who asks keeps the registry: see Role::keeper.
  std::function<bool(const registry::Scope&)> is_keeper;
};

/// What somebody wants done to a submission.
struct Act {
  Event event = Event::check;
  std::string reason;  ///< Comment, explanation or reason; kept for ever.
  std::string request_id;
  Instant at;
};
/// What was done.
struct Acted {
  Submission submission;
  std::optional<SubmissionReceipt> receipt;  ///< Of a submission.
  bool is_duplicate = false;  ///< The same rows were in already: the first receipt, nothing done.
  std::optional<RowCheck> check;  ///< Of what was checked or submitted.
};

/// A submission with what surrounds it.
struct Opened {
  Round round;
  Submission submission;
  Role role = Role::viewer;
  bool has_province = false;
};

/// How far a round is, by units: what lacks is named, and never filled in.
struct Coverage {
  std::uint64_t expected = 0;
  std::uint64_t in = 0;
  std::vector<Respondent> missing;
};
[[nodiscard]] Coverage coverage_of(const std::vector<Submission>& submissions);
/// "28 of 31 in, missing 440000, 450000": at most `named` are named. Regions and operators by their
/// titles.
[[nodiscard]] registry::Words words_of(const Coverage& coverage, const registry::Kinds& kinds,
                                       std::size_t named = 10);
/// A respondent by titles: "广东 · 中国移动".
[[nodiscard]] registry::Words title_of(const Respondent& unit, const registry::Kinds& kinds);

/// Rounds as people meet them: opened, filled in, reviewed. Safe from any thread; keeps nothing.
class RoundDesk {
 public:
  explicit RoundDesk(DeskParts parts) : parts_(std::move(parts)) {}

  /// Opens a round of a form and period. `names`: who must answer; empty: as the form's rules say.
  /// Whether it was new.
  Result<bool> open(std::string_view form, const Period& period,
                    const std::vector<std::string>& names, std::string_view who, Instant at);
  /// Opens what is due by the calendar of every form. How many were new.
  Result<std::size_t> open_due(Instant at);

  /// The submission as far as the scope sees it; `not_found` otherwise.
  [[nodiscard]] Result<Opened> find(std::string_view round, std::uint32_t number,
                                    const registry::Scope& scope) const;
  /// Those of a round that the scope sees, by number.
  [[nodiscard]] Result<std::vector<Submission>> submissions(std::string_view round,
                                                            const registry::Scope& scope) const;
  /// Its rows checked as they are now.
  [[nodiscard]] Result<RowCheck> check(const Opened& opened) const;
  [[nodiscard]] Result<std::vector<Conflict>> conflicts(const Opened& opened) const;
  /// What the scope may do to it now, words left to be given.
  [[nodiscard]] static std::vector<Event> possible(const Opened& opened);

  /// Does it, or says why not. `conflict` where others were quicker a few times.
  Result<std::variant<Acted, Refusal>> act(std::string_view round, std::uint32_t number,
                                           const Act& act, const registry::Scope& scope);

  /// Notes in the outbox who is to be reminded of a round now (of all rounds where it is empty).
  /// Those that are new.
  Result<std::vector<Reminder>> remind(std::string_view round, Instant now,
                                       const registry::Scope& scope);

  [[nodiscard]] const DeskParts& parts() const { return parts_; }

 private:
  Result<std::variant<Acted, Refusal>> try_act(const Opened& opened, const Act& act,
                                               const registry::Scope& scope);
  [[nodiscard]] Result<std::vector<std::string>> listed_of(const FormShape& shape) const;
  [[nodiscard]] Result<FormShape> shape(std::string_view form) const;

  const DeskParts parts_;
};

}  // namespace sixscope::rounds
