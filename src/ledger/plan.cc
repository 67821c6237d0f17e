#include "ledger/plan.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <utility>

#include "base/check.h"
#include "ledger/standings.h"

namespace sixscope::ledger {
namespace {

using model::Decimal;

bool has_plan(const Device& device) { return device.plan.action && device.plan.month; }

std::vector<Standing> standings_of(const State& state) {
  return standings(state.devices, state.pools, state.point.month.last_day());
}

enum class Done : std::uint8_t { no, yes, cannot_tell };

/// A device at one of the month ends.
struct Position {
  model::Month month = {};
  const Device* device = nullptr;
  bool counted = false;    // In service, here or elsewhere: a promise is held to wherever it went.
  Capacity capacity = {};  // What it can draw on, while counted.
};
using Course = std::vector<Position>;

// Whether what stands is what the plan says, for each component that has a target.
Done target_reached(const Plan& plan, const Capacity& capacity) {
  bool any = false;
  bool gap = false;
  for (const Component component : kAllComponents) {
    const Figure& target = plan.target[component];
    const Figure& has = capacity[component];
    if (!target) {
      continue;
    }
    any = true;
    gap = gap || !has;
    if (has && (plan.action == PlanAction::replace ? *has != *target : *has > *target)) {
      return Done::no;
    }
  }
  return gap ? Done::cannot_tell : any ? Done::yes : Done::no;
}

// Whether anything of it is other than at the promise: that what it has is what it is to have does
// not say that it was replaced.
bool is_renewed(const Position& promise, const Position& now) {
  return now.device->in_service_since != promise.device->in_service_since ||
         now.capacity != promise.capacity;
}

Done done(const Plan& plan, const Position& now, bool renewed) {
  if (!now.counted) {
    return Done::yes;
  }
  if (plan.action == PlanAction::retire) {
    return Done::no;
  }
  const Done reached = target_reached(plan, now.capacity);
  return plan.action == PlanAction::replace && reached == Done::yes && !renewed ? Done::no
                                                                                : reached;
}

bool has_target(const Plan& plan) {
  return std::ranges::any_of(
      kAllComponents, [&](Component component) { return plan.target[component].has_value(); });
}

// Whether a frozen device has more than it had, over the figures it had then.
Done above(const Position& had, const Position& has) {
  if (!has.counted) {
    return Done::no;
  }
  bool any = false;
  bool gap = false;
  for (const Component component : kAllComponents) {
    const Figure& before = had.capacity[component];
    const Figure& after = has.capacity[component];
    if (before && after && *after > *before) {
      return Done::yes;
    }
    any = any || before;
    gap = gap || (before && !after);
  }
  return gap || !any ? Done::cannot_tell : Done::no;
}

void judge_freeze(PlanProgress& progress, const Course& course) {
  const Position* frozen = nullptr;
  Done grown = Done::no;
  for (const Position& now : course) {
    if (now.month < *progress.plan.month) {
      continue;
    }
    frozen = frozen == nullptr ? &now : frozen;
    grown = frozen->counted ? above(*frozen, now) : Done::no;
    if (grown == Done::yes) {
      progress.outcome = PlanOutcome::broken;
      progress.done = now.month;
      progress.recorded = now.month;
      return;
    }
  }
  if (frozen != nullptr) {
    progress.outcome = grown == Done::cannot_tell ? PlanOutcome::cannot_tell : PlanOutcome::kept;
  }
}

// The month in which it was done that stands done at `first`: a retirement has a date, which may
// have been typed later, too.
model::Month done_in(const Position& first, const Position& last) {
  for (const Position* at : {&last, &first}) {
    const auto day = at->counted ? std::nullopt : retirement(*at->device, at->month.last_day());
    if (day) {
      return std::min(model::Month::of(*day), first.month);
    }
  }
  return first.month;
}

void judge_change(PlanProgress& progress, const Course& course) {
  const Plan& plan = progress.plan;
  bool renewed = false;
  Done now = Done::no;
  for (const Position& at : course) {
    renewed = renewed || is_renewed(course.front(), at);
    now = done(plan, at, renewed);
    if (now == Done::yes) {
      progress.recorded = at.month;
      progress.done = done_in(at, course.back());
      progress.slip = *progress.done - *plan.month;
      progress.outcome = *progress.slip > 0 ? PlanOutcome::late : PlanOutcome::kept;
      return;
    }
  }
  const bool aimless = plan.action == PlanAction::shrink && !has_target(plan);
  const model::Month last = course.back().month;
  if (now == Done::cannot_tell || aimless) {
    progress.outcome = PlanOutcome::cannot_tell;
  } else if (last >= *plan.month) {
    progress.slip = last - *plan.month + 1;
    progress.outcome = PlanOutcome::overdue;
  }
}

// Index of the first state that has a plan of the device while it is counted; their number: none.
std::size_t promise_of(std::span<const State> states, std::size_t device) {
  const auto has = [device](const State& state) {
    const Device& one = state.devices[device];
    return has_plan(one) && in_service(one, state.point.month.last_day());
  };
  return static_cast<std::size_t>(std::distance(states.begin(), std::ranges::find_if(states, has)));
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
  std::vector<PlanProgress> all;
  if (states.empty()) {
    return all;
  }
  std::vector<PoolIndex> indices;
  for (const State& state : states) {
    SIXSCOPE_CHECK(state.devices.size() == states.front().devices.size());
    indices.emplace_back(state.pools, state.point.month.last_day());
  }
  for (std::size_t i = 0; i < states.front().devices.size(); ++i) {
    Course course;
    for (std::size_t at = promise_of(states, i); at < states.size(); ++at) {
      const Device& device = states[at].devices[i];
      const model::Month month = states[at].point.month;
      course.push_back(
          {.month = month, .device = &device, .counted = holds_pools(device, month.last_day())});
      if (course.back().counted) {
        course.back().capacity = drawn_on(device, indices[at]);
      }
    }
    if (course.empty()) {
      continue;
    }
    const Device& promise = *course.front().device;
    PlanProgress progress{.device = promise.id, .plan = promise.plan, .place = place_of(promise)};
    if (progress.plan.action == PlanAction::freeze) {
      judge_freeze(progress, course);
    } else {
      judge_change(progress, course);
    }
    all.push_back(progress);
  }
  return all;
}

std::map<Group, ByComponent<std::vector<PlannedLevel>>> planned_levels(
    std::span<const State> states, const Grouping& grouping) {
  std::map<Group, ByComponent<std::vector<PlannedLevel>>> levels;
  std::vector<std::map<Group, Sums>> actual;
  for (const State& state : states) {
    actual.push_back(capacity_by_group(state, grouping));
    for (const auto& [group, sums] : actual.back()) {
      levels.try_emplace(group);
    }
  }
  for (auto& [group, by_component] : levels) {
    for (const Component component : kAllComponents) {
      auto& months = by_component[component];
      for (std::size_t i = 0; i < states.size(); ++i) {
        const auto found = actual[i].find(group);
        months.push_back({.month = states[i].point.month,
                          .actual = found == actual[i].end() ? Sum{} : found->second[component]});
      }
    }
  }
  State baseline = states.empty() ? State{} : states.front();
  for (std::size_t i = 0; i < baseline.devices.size(); ++i) {
    if (const std::size_t at = promise_of(states, i); at < states.size()) {
      baseline.devices[i].plan = states[at].devices[i].plan;
    }
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    add_planned(baseline, grouping, i, states[i].point.month, levels);
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
