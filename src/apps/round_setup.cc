#include "apps/round_setup.h"

#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/catalogue/catalogue_files.h"
#include "api/round_render.h"
#include "apps/places.h"
#include "apps/program_run.h"
#include "apps/sheet_files.h"
#include "base/json_writer.h"
#include "base/whole_file.h"

namespace sixscope::apps {
namespace {

constexpr int kBeforeDaysMax = 60;
/// What waited longer is not handed on any more: who sets a command is not flooded with the past.
constexpr std::chrono::days kWorthSending{2};
/// How long one call hands on; the rest is for the next.
constexpr std::chrono::seconds kPatience{60};

std::vector<std::string> provinces() {
  std::vector<std::string> codes;
  const auto directory = find_directory("catalogue");
  if (!directory) {
    return codes;
  }
  const auto catalogue = adapters::load_catalogue(*directory);
  if (!catalogue) {
    return codes;
  }
  for (const api::Region& region : (*catalogue)->regions) {
    if (region.counted) {
      codes.push_back(region.code);
    }
  }
  return codes;
}

std::string json_of(const rounds::Reminder& reminder) {
  JsonWriter out;
  api::write_reminder(out, reminder);
  return std::move(out).take() + "\n";
}

// Written beside and renamed: who watches the folder sees whole files only.
Result<void> write_to(const std::string& folder, const rounds::Reminder& reminder) {
  const std::string name =
      reminder.round + "-" + std::to_string(reminder.number) + "-" + reminder.step + "-" +
      std::string(rounds::kAddresseeNames.at(static_cast<std::size_t>(reminder.addressee))) +
      ".json";
  return write_whole(std::filesystem::path(folder) / name, json_of(reminder),
                     {.rule = "a reminder cannot be written"});
}

Result<void> hand_on(const ReminderOutlet& outlet, const rounds::Reminder& reminder) {
  if (!outlet.folder.empty()) {
    if (auto written = write_to(outlet.folder, reminder); !written) {
      return written;
    }
  }
  return outlet.command.empty() ? Result<void>()
                                : run_program(outlet.command, json_of(reminder), outlet.patience);
}

}  // namespace

Result<std::vector<int>> remind_before_days(const std::vector<std::string>& texts) {
  std::vector<int> all;
  for (const std::string& text : texts) {
    int days = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (wrong != std::errc{} || end != text.data() + text.size() || days < 0 ||
        days > kBeforeDaysMax) {
      return fail_because(text, Errc::malformed, "days are whole numbers of 0 to 60");
    }
    all.push_back(days);
  }
  return all;
}

RoundOptions round_options(const settings::Settings& settings) {
  RoundOptions options;
  options.answerers.regions = provinces();
  for (const std::string& more : settings.list("rounds.regions_more")) {
    options.answerers.regions.push_back(more);
  }
  options.answerers.operators = settings.list("indicators.operators");
  options.answerers.enterprises = settings.list("rounds.enterprises");
  // What are no days was refused before (settings_check).
  options.reminders.before_days =
      remind_before_days(settings.list("rounds.remind_before_days")).value_or(std::vector<int>{});
  options.reminders.leader_from = static_cast<int>(settings.integer("rounds.remind_leader_days"));
  options.reminders.parent_from = static_cast<int>(settings.integer("rounds.remind_parent_days"));
  options.reminders.days_max = static_cast<int>(settings.integer("rounds.remind_days_max"));
  options.outlet.command = settings.list("rounds.reminder_command");
  options.outlet.folder = settings.text("rounds.reminder_folder");
  options.opens = settings.flag("rounds.open_by_calendar");
  options.period = std::chrono::seconds(settings.integer("rounds.look_seconds"));
  return options;
}

std::shared_ptr<rounds::RoundDesk> make_round_desk(
    const registry::ObjectStore& store, std::shared_ptr<const registry::Kinds> kinds,
    rounds::RoundStore& rounds, const registry::AccountStore& accounts, const RoundOptions& options,
    std::function<bool(const registry::Scope&)> is_keeper) {
  return std::make_shared<rounds::RoundDesk>(
      rounds::DeskParts{.store = store,
                        .kinds = std::move(kinds),
                        .rounds = rounds,
                        .accounts = [&accounts] { return accounts.accounts(); },
                        .sha256 = sha256_of,
                        .answerers = options.answerers,
                        .reminders = options.reminders,
                        .is_keeper = std::move(is_keeper)});
}

Result<std::size_t> deliver(rounds::RoundStore& rounds, const ReminderOutlet& outlet,
                            const Clock& clock) {
  if (outlet.command.empty() && outlet.folder.empty()) {
    return std::size_t{0};
  }
  const auto waiting = rounds.reminders("", true);
  if (!waiting) {
    return fail_like(waiting);
  }
  const auto until = std::chrono::steady_clock::now() + kPatience;
  std::size_t sent = 0;
  for (const rounds::Reminder& one : *waiting) {
    if (std::chrono::steady_clock::now() >= until) {
      break;
    }
    if (one.at < clock.now() - kWorthSending) {
      continue;
    }
    const auto is_ours = rounds.claim(one, clock.now());
    if (!is_ours) {
      return fail_like(is_ours);
    }
    if (!*is_ours) {
      continue;  // Somebody else hands it on.
    }
    if (const auto done = hand_on(outlet, one); !done) {
      static_cast<void>(rounds.release(one));
      return fail_like(done);
    }
    ++sent;
  }
  return sent;
}

}  // namespace sixscope::apps
