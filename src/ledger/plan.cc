#include "ledger/plan.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <utility>

#include "ledger/plan_walk.h"
#include "ledger/standings.h"

namespace sixscope::ledger {
namespace {

using model::Decimal;

std::vector<Standing> standings_of(const State& state) {
  return standings(state.devices, state.pools, state.point.month.last_day());
}

// Gives pools the figures that make them `target` together: the first keep what they have as far as
// it goes, the last has the rest. Where several cards aim at a pool, the least holds.
class PoolTargets {
 public:
  PoolTargets(State& planned, const PoolIndex& index) : planned_(planned), index_(index) {}

  void aim(const std::vector<std::uint32_t>& pools, Component component, Decimal target) {
    const auto field =
        component == Component::public_addresses ? &Pool::public_addresses : &Pool::port_blocks;
    const auto had = component == Component::public_addresses ? &PoolFigures::public_addresses
                                                              : &PoolFigures::port_blocks;
    for (std::size_t i = 0; i < pools.size(); ++i) {
      const std::uint32_t pool = pools[i];
      const Decimal most = (index_.figures(pool).*had).value_or(target);
      const Decimal share = i + 1 == pools.size() ? target : std::min(most, target);
      target = target - share;
      Figure& figure = planned_.pools[pool].*field;
      const bool first = aimed_.insert({pool, component}).second;
      figure = first || !figure ? share : std::min(*figure, share);
    }
  }

 private:
  State& planned_;
  const PoolIndex& index_;
  std::set<std::pair<std::uint32_t, Component>> aimed_;
};

// Sets what a device is to have by its plan.
void aim(Device& device, const PoolIndex& index, PoolTargets& targets) {
  const auto pools = index.of(device);
  const bool of_pools = !device.pools.empty() && pools;
  for (const Component component : kAllComponents) {
    const Figure& target = device.plan.target[component];
    const bool pooled =
        component == Component::public_addresses || component == Component::port_blocks;
    if (target && of_pools && pooled) {
      targets.aim(*pools, component, *target);
    } else if (target) {
      device.capacity[component] = target;
    } else if (!device.pools.empty() && !pools && pooled) {
      device.capacity[component] = std::nullopt;
    }
  }
  if (!pools) {
    device.pools.clear();  // It names one that is not there: what it is to have is its own.
  }
}

// The baseline's capacity with the plans done that are due by `month`. Devices have their promise.
void add_planned(const State& baseline, const Grouping& grouping, std::size_t at,
                 model::Month month,
                 std::map<Group, ByComponent<std::vector<PlannedLevel>>>& levels) {
  State planned = baseline;
  const auto stood = standings_of(baseline);
  const PoolIndex index(baseline.pools, baseline.point.month.last_day());
  PoolTargets targets(planned, index);
  std::vector<bool> targeted(stood.size());
  std::vector<bool> retired(stood.size());
  for (std::size_t i = 0; i < stood.size(); ++i) {
    Device& device = planned.devices[i];
    if (!stood[i].counted || !has_plan(device) || *device.plan.month > month) {
      continue;
    }
    retired[i] = device.plan.action == PlanAction::retire;
    targeted[i] = !retired[i] && device.plan.action != PlanAction::freeze;
    if (retired[i]) {
      device.status = Status::retired;
    } else if (targeted[i]) {
      aim(device, index, targets);
    }
  }
  const auto stands = standings_of(planned);
  for (std::size_t i = 0; i < stood.size(); ++i) {
    const auto group = stood[i].counted ? group_of(place_of(planned.devices[i]), grouping)
                                        : std::optional<Group>();
    if (!group) {
      continue;
    }
    for (const Component component : kAllComponents) {
      PlannedLevel& level = levels[*group][component][at];
      level.planned += stands[i].capacity[component].value_or(Decimal{});
      const bool unknown = targeted[i] && !planned.devices[i].plan.target[component];
      const bool gap = retired[i] && !stood[i].capacity[component];
      level.unknown += unknown || gap ? 1U : 0U;
    }
  }
}

}  // namespace

std::vector<PlanProgress> plan_progress(std::span<const State> states) {
  PlanWalk walk;
  for (const State& state : states) {
    walk.add(state);
  }
  return walk.progress();
}

std::map<Group, ByComponent<std::vector<PlannedLevel>>> planned_levels(
    std::span<const State> states, const Grouping& grouping) {
  LevelWalk levels(grouping);
  PlanWalk promises;
  for (const State& state : states) {
    levels.add(state);
    promises.add(state);
  }
  return levels.levels(promises);
}

void LevelWalk::add(const State& state) {
  if (months_.empty()) {
    baseline_ = state;
  }
  months_.push_back(state.point.month);
  actual_.push_back(capacity_by_group(state, grouping_));
}

std::map<Group, ByComponent<std::vector<PlannedLevel>>> LevelWalk::levels(
    const PlanWalk& promises) const {
  std::map<Group, ByComponent<std::vector<PlannedLevel>>> levels;
  for (const auto& sums_by_group : actual_) {
    for (const auto& [group, sums] : sums_by_group) {
      levels.try_emplace(group);
    }
  }
  for (auto& [group, by_component] : levels) {
    for (const Component component : kAllComponents) {
      auto& months = by_component[component];
      for (std::size_t i = 0; i < months_.size(); ++i) {
        const auto found = actual_[i].find(group);
        months.push_back({.month = months_[i],
                          .actual = found == actual_[i].end() ? Sum{} : found->second[component]});
      }
    }
  }
  State baseline = baseline_;
  for (std::size_t i = 0; i < baseline.devices.size(); ++i) {
    if (const Plan* promise = promises.promise(i)) {
      baseline.devices[i].plan = *promise;
    }
  }
  for (std::size_t i = 0; i < months_.size(); ++i) {
    add_planned(baseline, grouping_, i, months_[i], levels);
  }
  return levels;
}

std::optional<model::Month> first_plan(const History& history, registry::CommitNumber known,
                                       const SeenPlace& seen) {
  std::vector<Device> devices(history.devices().size());
  std::optional<model::Month> first;
  for (const LedgerEdit& edit : history.edits()) {
    const DeviceField field = edit.device_field;
    const bool of_plan = field == DeviceField::plan_action || field == DeviceField::plan_month;
    if (edit.of_pool || (!of_plan && field > DeviceField::ledger_class) ||
        (known != registry::CommitNumber{} && edit.change->commit > known)) {
      continue;
    }
    Device& device = devices[edit.object];
    set(device, field, edit.change->after);
    if (of_plan && has_plan(device) && seen(place_of(device))) {
      const auto month = model::Month::of(model::day_in_china(edit.change->effective));
      first = std::min(first.value_or(month), month);
    }
  }
  return first;
}

std::map<Group, Coverage> plan_coverage(const State& state, const Grouping& grouping) {
  std::map<Group, Coverage> groups;
  const model::Day day = state.point.month.last_day();
  for (const Device& device : state.devices) {
    const auto group =
        in_service(device, day) ? group_of(place_of(device), grouping) : std::optional<Group>();
    if (group) {
      Coverage& coverage = groups[*group];
      ++coverage.devices;
      coverage.planned += has_plan(device) ? 1U : 0U;
    }
  }
  return groups;
}

namespace {

// What was measured of a device after the day it was retired on; nothing if nothing was.
std::optional<LoadAfterRetirement> measured_after(ObjectId device, model::Day retired_on,
                                                  model::Day until,
                                                  std::span<const Activity> measured) {
  LoadAfterRetirement error{.device = device, .retired_on = retired_on};
  for (const Activity& one : measured) {
    if (one.device == device && one.day > retired_on && one.day <= until) {
      error.loads.push_back(one.load);
      error.measured_on = std::max(error.measured_on.value_or(one.day), one.day);
    }
  }
  if (!error.measured_on) {
    return std::nullopt;
  }
  error.load_month = model::Month::of(*error.measured_on);
  return error;
}

}  // namespace

std::vector<LoadAfterRetirement> loads_after_retirement(const State& state,
                                                        std::span<const Activity> measured) {
  std::vector<LoadAfterRetirement> errors;
  const model::Day day = state.point.month.last_day();
  for (std::size_t i = 0; i < state.devices.size(); ++i) {
    const Device& device = state.devices[i];
    const auto retired_on = device.exists() ? retirement(device, day) : std::nullopt;
    if (!retired_on) {
      continue;
    }
    for (const Loads* loads : {&state.loads[i], &device.loads}) {
      if (!loads->month || *loads->month <= model::Month::of(*retired_on)) {
        continue;
      }
      LoadAfterRetirement error{
          .device = device.id, .retired_on = *retired_on, .load_month = *loads->month};
      for (std::size_t load = 0; load < kLoadNames.size(); ++load) {
        if (loads->figures.at(load).value_or(Decimal{}) > Decimal{}) {
          error.loads.push_back(static_cast<Load>(load));
        }
      }
      if (!error.loads.empty()) {
        errors.push_back(std::move(error));
        break;
      }
    }
    if (auto error = measured_after(device.id, *retired_on, day, measured)) {
      errors.push_back(*std::move(error));
    }
  }
  return errors;
}

}  // namespace sixscope::ledger
