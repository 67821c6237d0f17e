#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "ledger/plan.h"
#include "ledger/standings.h"

namespace sixscope::ledger {

/// `plan_progress` month by month: of each device with a promise it keeps what the promise is held
/// against, and of the states it was shown nothing. So ten years need no more memory than one.
class PlanWalk {
 public:
  /// Takes the next month's state; all have the same devices.
  void add(const State& state);
  /// What became of each promise by the last month taken.
  [[nodiscard]] std::vector<PlanProgress> progress() const;
  /// The promise of a device, by its index in the states; nothing: none was made.
  [[nodiscard]] const Plan* promise(std::size_t device) const;

 private:
  enum class Done : std::uint8_t { no, yes, cannot_tell };
  struct Promise {
    ObjectId device = {};
    Plan plan = {};
    Place place = {};
    std::optional<model::Day> in_service_since = {};
    Standing had = {};                         ///< As it stood when the promise was made.
    std::optional<Standing> frozen = {};       ///< Of a freeze: as it stood at its month's end.
    bool renewed = false;                      ///< Something of it is other than when it was made.
    Done now = Done::no;                       ///< Done; of a freeze: grown.
    std::optional<model::Month> reached = {};  ///< The month end that first had it so.
    std::optional<model::Day> retired_then = {};  ///< Its retirement as that month end had it.
    std::optional<model::Day> retired_last = {};  ///< The same as the last month end had it.
  };

  static Done target_reached(const Plan& plan, const Capacity& capacity);
  static Done above(const Standing& had, const Standing& has);
  static Done done(const Promise& promise, const Standing& has);
  static void hold(Promise& promise, const Device& device, const Standing& has, model::Month month);
  [[nodiscard]] PlanProgress judge(const Promise& promise) const;

  std::optional<std::size_t> devices_;  // How many all states have; nothing: none was taken.
  model::Month last_ = {};
  std::map<std::size_t, Promise> promises_;  // By index of the device.
};

/// `planned_levels` month by month: keeps the first state, the baseline, and sums of the others.
class LevelWalk {
 public:
  explicit LevelWalk(Grouping grouping) : grouping_(std::move(grouping)) {}
  void add(const State& state);
  /// `promises` has taken the same states.
  [[nodiscard]] std::map<Group, ByComponent<std::vector<PlannedLevel>>> levels(
      const PlanWalk& promises) const;

 private:
  Grouping grouping_;
  State baseline_;
  std::vector<model::Month> months_;
  std::vector<std::map<Group, Sums>> actual_;  // By month.
};

}  // namespace sixscope::ledger
