#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/groups.h"
#include "ledger/states.h"
#include "model/month.h"

namespace sixscope::ledger {

/// What became of a device's plan.
enum class PlanOutcome : std::uint8_t {
  pending,      ///< Its month has not ended yet, and it is not done.
  kept,         ///< Done by its month; a freeze: never above what it had at its month's end.
  late,         ///< Done after its month.
  overdue,      ///< Its month has ended and it is not done.
  broken,       ///< A freeze that grew.
  cannot_tell,  ///< No target, or a figure that is a gap.
};
inline constexpr std::array<std::string_view, 6> kPlanOutcomeNames = {
    "pending", "kept", "late", "overdue", "broken", "cannot_tell"};

/// A device's plan against what it did.
struct PlanProgress {
  ObjectId device = {};
  Plan plan = {};    ///< As it stood when it was first made: the promise.
  Place place = {};  ///< Where the device stood then.
  PlanOutcome outcome = PlanOutcome::pending;
  /// When it was done; a freeze: broken. A retirement has its date, others the first month end.
  std::optional<model::Month> done = {};
  /// The month end at which the ledger first has it as done. Later than `done` where it was typed
  /// late, which is no slip.
  std::optional<model::Month> recorded = {};
  /// Months late: below 0 early; nothing where not done and not due, and for a freeze. Where
  /// overdue, how many it is late at least: 1 at the end of its month.
  std::optional<std::int32_t> slip = {};
};

/// Plans against the states, one a month, that came after them.
///
/// The promise of a device is the first plan, action and month, that the states have of it while it
/// is counted; one that changes later does not change its slip. Done is: retire, the device is out
/// of service; shrink, it has no more than its target in each component that has one; replace, it
/// is out of service, or has just its target in each component that has one and something of it
/// changed since the promise. What a device has is what it can draw on, shared or not. A known
/// figure that misses its target says so whatever other figures are gaps, and the last month
/// speaks. A freeze is judged over the figures given at its start.
/// In order of identifier.
[[nodiscard]] std::vector<PlanProgress> plan_progress(std::span<const State> states);

/// One component of one group at a month end.
struct PlannedLevel {
  model::Month month = {};
  model::Decimal planned = {};  ///< The baseline's level with all plans done that are due by then.
  Sum actual = {};
  std::uint32_t unknown = 0;  ///< Plans due by then whose effect no figure says.
  friend bool operator==(const PlannedLevel&, const PlannedLevel&) = default;
};
/// Total capacity of the devices of `states.front()` with the promises done that fall due, and as
/// it became, by group and component. New devices are in nobody's plan: they are in `actual` alone.
/// A target of addresses or blocks is one of the pools a device names: a pool that several cards
/// share is counted once, and of several targets the least holds.
[[nodiscard]] std::map<Group, ByComponent<std::vector<PlannedLevel>>> planned_levels(
    std::span<const State> states, const Grouping& grouping);

/// The month in which a device that is seen had the first plan, action and month, as known at that
/// commit; nothing: none had.
[[nodiscard]] std::optional<model::Month> first_plan(const History& history,
                                                     registry::CommitNumber known,
                                                     const SeenPlace& seen);

/// How many counted devices have a plan: action and month.
struct Coverage {
  std::uint32_t planned = 0;
  std::uint32_t devices = 0;
  friend bool operator==(const Coverage&, const Coverage&) = default;
};
[[nodiscard]] std::map<Group, Coverage> plan_coverage(const State& state, const Grouping& grouping);

/// What a device was measured to carry, over zero, and the last day on which it was.
struct Activity {
  ObjectId device = {};
  Load load{};
  model::Day day = {};
};

/// A device that carried something after it was retired: in a month after that one as it was typed,
/// or on a day after as it was measured.
struct LoadAfterRetirement {
  ObjectId device = {};
  model::Day retired_on = {};  ///< As `retirement` says.
  model::Month load_month = {};
  std::vector<Load> loads = {};  ///< Those over zero.
  std::optional<model::Day> measured_on =
      {};  ///< The last day of `loads`; nothing: they were typed.
};
/// Of all classes, in order of identifier, what was measured behind what was typed: loads of the
/// state's month, whenever they were typed, or the last ones before; and of `measured` those up to
/// the state's month end.
[[nodiscard]] std::vector<LoadAfterRetirement> loads_after_retirement(
    const State& state, std::span<const Activity> measured = {});

}  // namespace sixscope::ledger
