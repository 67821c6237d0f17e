#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "registry/account_store.h"
#include "registry/kind.h"
#include "rounds/round.h"
#include "rounds/state_machine.h"
#include "rounds/submission.h"

namespace sixscope::rounds {

/// To whom a reminder goes.
enum class Addressee : std::uint8_t {
  filler,  ///< Who fills in for the respondent.
  leader,  ///< Who answers for it.
  parent,  ///< Its company's parent, and who reviews it.
};
inline constexpr std::array<std::string_view, 3> kAddresseeNames = {"filler", "leader", "parent"};

/// When who is reminded: settings rounds.remind_*.
struct ReminderPlan {
  std::vector<int> before_days = {3, 1};  ///< The filler, so many days before it is due.
  int leader_from = 1;  ///< After it is due the filler daily, from this day late the leader too,
  int parent_from = 3;  ///< and from this one the parent.
  int days_max = 30;    ///< Then nobody any more.
};

/// One message of the outbox.
struct Reminder {
  std::string round;
  std::uint32_t number = 0;
  std::string step;  ///< "before-3", "late-2".
  Addressee addressee = Addressee::filler;
  Instant at;
  std::vector<std::string> accounts;  ///< That are the addressee, as far as accounts tell.
  registry::Words words;
  std::optional<Instant> sent;  ///< Nothing: not handed to the command or folder yet.
};

/// Who is to be reminded of a submission on a day; nobody once it is in. Of several steps before it
/// is due that have passed, only the last is due. `accounts`: all there are. Pure.
[[nodiscard]] std::vector<Reminder> due_reminders(const Round& round, const Submission& submission,
                                                  const registry::Words& form,
                                                  const ReminderPlan& plan,
                                                  const std::vector<registry::Account>& accounts,
                                                  Instant now);

}  // namespace sixscope::rounds
