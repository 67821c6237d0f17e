#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/account_store.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "rounds/round_desk.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// Where reminders go beside the outbox: settings rounds.reminder_*.
struct ReminderOutlet {
  std::vector<std::string> command = {};  ///< Program and arguments; empty: none.
  std::string folder = {};                ///< Empty: none.
  std::chrono::milliseconds patience = std::chrono::seconds(30);  ///< Of the command.
};

/// Settings of submission rounds.
struct RoundOptions {
  rounds::Answerers answerers = {};
  rounds::ReminderPlan reminders = {};
  ReminderOutlet outlet = {};
  bool is_watched = false;  ///< Whether a thread opens rounds and reminds.
  bool opens = true;        ///< Whether it opens rounds by the calendar.
  std::chrono::seconds period{300};
};
/// Provinces from the program's catalogue; none where there is no catalogue.
[[nodiscard]] RoundOptions round_options(const settings::Settings& settings);
/// The days of setting rounds.remind_before_days. `malformed` for what is none.
[[nodiscard]] Result<std::vector<int>> remind_before_days(const std::vector<std::string>& texts);

/// A desk over them. What is borrowed outlives it.
[[nodiscard]] std::shared_ptr<rounds::RoundDesk> make_round_desk(
    const registry::ObjectStore& store, std::shared_ptr<const registry::Kinds> kinds,
    rounds::RoundStore& rounds, const registry::AccountStore& accounts, const RoundOptions& options,
    std::function<bool(const registry::Scope&)> is_keeper);

/// Hands on what waits in the outbox: a JSON object each, as a file of the folder and to the
/// command. How many were handed on; what failed stays, and is tried again.
[[nodiscard]] Result<std::size_t> deliver(rounds::RoundStore& rounds, const ReminderOutlet& outlet,
                                          const Clock& clock);

}  // namespace sixscope::apps
