#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "rounds/reminder.h"
#include "rounds/round.h"
#include "rounds/submission.h"

namespace sixscope::rounds {

/// A respondent and where it stands when its round opens.
struct Opening {
  Respondent unit;
  State state = State::not_opened;
};

/// Which rounds.
struct RoundQuery {
  std::string form = {};                   ///< Empty: any.
  std::optional<model::Month> month = {};  ///< Whose period has that month; nothing: any.
  std::size_t limit = 1000;
};

/// Where rounds are kept. It knows no scope: the desk bounds what it hands on. Safe from any
/// thread. `unavailable` where the database is away.
class RoundStore {
 public:
  virtual ~RoundStore() = default;

  /// Keeps a round with its respondents, numbered in their order. Whether it was new: one that is
  /// there stays as it is.
  virtual Result<bool> open(const Round& round, const std::vector<Opening>& respondents) = 0;
  /// Newest period first, then by form.
  [[nodiscard]] virtual Result<std::vector<Round>> rounds(const RoundQuery& query) const = 0;
  /// `not_found` if there is none.
  [[nodiscard]] virtual Result<Round> round(std::string_view id) const = 0;
  /// By number.
  [[nodiscard]] virtual Result<std::vector<Submission>> submissions(
      std::string_view round) const = 0;

  /// Writes one transition and what the submission is behind it (its turn is the transition's),
  /// with the receipt if there is one. `conflict` if somebody else was there in between.
  virtual Result<void> record(const Submission& after, const Transition& transition,
                              const std::optional<SubmissionReceipt>& receipt) = 0;
  /// Oldest first.
  [[nodiscard]] virtual Result<std::vector<Transition>> transitions(std::string_view round,
                                                                    std::uint32_t number) const = 0;
  [[nodiscard]] virtual Result<std::vector<SubmissionReceipt>> receipts(
      std::string_view round, std::uint32_t number) const = 0;
  /// `not_found` if there is none.
  [[nodiscard]] virtual Result<SubmissionReceipt> receipt(std::string_view id) const = 0;

  /// Puts reminders into the outbox. Those that were not there yet: a step is noted once for ever.
  virtual Result<std::vector<Reminder>> note(const std::vector<Reminder>& reminders) = 0;
  /// Of a round, by time; of all rounds where it is empty.
  [[nodiscard]] virtual Result<std::vector<Reminder>> reminders(std::string_view round,
                                                                bool only_unsent) const = 0;
  /// Marks a reminder as sent, ahead of sending it: of several that would, one is told true. One
  /// that was claimed when the program died is not sent again: late is better than twice.
  virtual Result<bool> claim(const Reminder& reminder, Instant at) = 0;
  /// It was not sent after all.
  virtual Result<void> release(const Reminder& reminder) = 0;
};

}  // namespace sixscope::rounds
