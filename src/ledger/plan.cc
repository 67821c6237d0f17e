#include "ledger/plan.h"

#include <algorithm>
#include <cstddef>

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

// Whether what stands is what the plan says, for each component that has a target.
Done target_reached(const Plan& plan, const Standing& standing) {
  bool any = false;
  bool reached = true;
  bool gap = false;
  for (const Component component : kAllComponents) {
    const Figure& target = plan.target[component];
    const Figure& has = standing.capacity[component];
    if (!target) {
      continue;
    }
    any = true;
    gap = gap || !has;
    reached =
        reached && has && (plan.action == PlanAction::replace ? *has == *target : *has <= *target);
  }
  return gap ? Done::cannot_tell : any && reached ? Done::yes : Done::no;
}

Done done(const Plan& plan, const Standing& standing) {
  if (!standing.counted) {
    return Done::yes;
  }
  return plan.action == PlanAction::retire ? Done::no : target_reached(plan, standing);
}

bool has_target(const Plan& plan) {
  return std::ranges::any_of(
      kAllComponents, [&](Component component) { return plan.target[component].has_value(); });
}

// Whether a frozen device has more than it had.
Done above(const Standing& had, const Standing& has) {
  Done answer = Done::no;
  for (const Component component : kAllComponents) {
    const Figure& before = had.capacity[component];
    const Figure& after = has.capacity[component];
    if (before && after && *after > *before) {
      return Done::yes;
    }
    if (!before || !after) {
      answer = Done::cannot_tell;
    }
  }
  return has.counted ? answer : Done::no;
}

// A device's standings through the states.
using Course = std::vector<const Standing*>;

void judge_freeze(PlanProgress& progress, std::span<const State> states, const Course& course) {
  const Standing* frozen = nullptr;
  bool gap = false;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const model::Month month = states[i].point.month;
    if (month < *progress.plan.month) {
      continue;
    }
    if (frozen == nullptr) {
      frozen = course[i];
      continue;
    }
    const Done grown = frozen->counted ? above(*frozen, *course[i]) : Done::no;
    if (grown == Done::yes) {
      progress.outcome = PlanOutcome::broken;
      progress.done = month;
      return;
    }
    gap = gap || grown == Done::cannot_tell;
  }
  if (frozen != nullptr) {
    progress.outcome = gap ? PlanOutcome::cannot_tell : PlanOutcome::kept;
  }
}

void judge_change(PlanProgress& progress, std::span<const State> states, const Course& course) {
  const Plan& plan = progress.plan;
  bool gap = plan.action == PlanAction::shrink && !has_target(plan);
  for (std::size_t i = 0; i < states.size() && !progress.done; ++i) {
    const Done now = done(plan, *course[i]);
    gap = gap || now == Done::cannot_tell;
    if (now == Done::yes) {
      progress.done = states[i].point.month;
    }
  }
  const model::Month last = states.back().point.month;
  if (progress.done) {
    progress.slip = *progress.done - *plan.month;
    progress.outcome = *progress.slip > 0 ? PlanOutcome::late : PlanOutcome::kept;
  } else if (gap) {
    progress.outcome = PlanOutcome::cannot_tell;
  } else if (last >= *plan.month) {
    progress.slip = last - *plan.month + 1;
    progress.outcome = PlanOutcome::overdue;
  }
}

// The baseline's capacity with the plans done that are due by `month`.
void add_planned(const State& baseline, const Grouping& grouping, std::size_t at,
                 model::Month month,
                 std::map<Group, ByComponent<std::vector<PlannedLevel>>>& levels) {
  State planned = baseline;
  const auto stood = standings_of(baseline);
  const auto due = [&](std::size_t i) {
    return stood[i].counted && has_plan(planned.devices[i]) &&
           *planned.devices[i].plan.month <= month;
  };
  for (std::size_t i = 0; i < stood.size(); ++i) {
    if (due(i) && planned.devices[i].plan.action == PlanAction::retire) {
      planned.devices[i].status = Status::retired;
    }
  }
  const auto stands = standings_of(planned);
  for (std::size_t i = 0; i < stood.size(); ++i) {
    const auto group = stood[i].counted ? group_of(place_of(planned.devices[i]), grouping)
                                        : std::optional<Group>();
    if (!group) {
      continue;
    }
    const Plan& plan = planned.devices[i].plan;
    const bool targeted = due(i) && plan.action != PlanAction::freeze && stands[i].counted;
    for (const Component component : kAllComponents) {
      PlannedLevel& level = levels[*group][component][at];
      const Figure& target = plan.target[component];
      const Figure& figure = targeted && target ? target : stands[i].capacity[component];
      level.planned += figure.value_or(Decimal{});
      const bool unknown = targeted && !target;
      const bool gap = due(i) && plan.action == PlanAction::retire && !stood[i].capacity[component];
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
  std::vector<std::vector<Standing>> by_state;
  for (const State& state : states) {
    SIXSCOPE_CHECK(state.devices.size() == states.front().devices.size());
    by_state.push_back(standings_of(state));
  }
  const auto& devices = states.front().devices;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (!by_state.front()[i].counted || !has_plan(devices[i])) {
      continue;
    }
    Course course;
    for (const auto& state : by_state) {
      course.push_back(&state[i]);
    }
    PlanProgress progress{.device = devices[i].id, .plan = devices[i].plan};
    if (progress.plan.action == PlanAction::freeze) {
      judge_freeze(progress, states, course);
    } else {
      judge_change(progress, states, course);
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
  for (std::size_t i = 0; i < states.size(); ++i) {
    add_planned(states.front(), grouping, i, states[i].point.month, levels);
  }
  return levels;
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

std::vector<LoadAfterRetirement> loads_after_retirement(const State& state) {
  std::vector<LoadAfterRetirement> errors;
  const model::Day day = state.point.month.last_day();
  for (const Device& device : state.devices) {
    const bool retired = device.exists() && device.retired_on && *device.retired_on <= day;
    if (!retired || !device.loads.month ||
        *device.loads.month <= model::Month::of(*device.retired_on)) {
      continue;
    }
    LoadAfterRetirement error{
        .device = device.id, .retired_on = *device.retired_on, .load_month = *device.loads.month};
    for (std::size_t i = 0; i < kLoadNames.size(); ++i) {
      if (device.loads.figures.at(i).value_or(Decimal{}) > Decimal{}) {
        error.loads.push_back(static_cast<Load>(i));
      }
    }
    if (!error.loads.empty()) {
      errors.push_back(std::move(error));
    }
  }
  return errors;
}

}  // namespace sixscope::ledger
