#include "ledger/plan_walk.h"

#include <algorithm>

#include "base/check.h"

namespace sixscope::ledger {
namespace {

bool has_target(const Plan& plan) {
  return std::ranges::any_of(
      kAllComponents, [&](Component component) { return plan.target[component].has_value(); });
}

}  // namespace

// Whether what stands is what the plan says, for each component that has a target.
PlanWalk::Done PlanWalk::target_reached(const Plan& plan, const Capacity& capacity) {
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

// Whether a frozen device has more than it had, over the figures it had then.
PlanWalk::Done PlanWalk::above(const Standing& had, const Standing& has) {
  if (!had.counted || !has.counted) {
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

PlanWalk::Done PlanWalk::done(const Promise& promise, const Standing& has) {
  if (!has.counted) {
    return Done::yes;
  }
  if (promise.plan.action == PlanAction::retire) {
    return Done::no;
  }
  const Done reached = target_reached(promise.plan, has.capacity);
  return promise.plan.action == PlanAction::replace && reached == Done::yes && !promise.renewed
             ? Done::no
             : reached;
}

// Holds the promise against how its device stands at the end of `month`.
void PlanWalk::hold(Promise& promise, const Device& device, const Standing& has,
                    model::Month month) {
  promise.retired_last = has.counted ? std::nullopt : retirement(device, month.last_day());
  if (promise.reached) {
    return;
  }
  if (promise.plan.action == PlanAction::freeze) {
    if (month < *promise.plan.month) {
      return;
    }
    promise.frozen = promise.frozen ? promise.frozen : std::optional(has);
    promise.now = above(*promise.frozen, has);
  } else {
    // That what it has is what it is to have does not say that it was replaced.
    promise.renewed = promise.renewed || device.in_service_since != promise.in_service_since ||
                      has.capacity != promise.had.capacity;
    promise.now = done(promise, has);
  }
  if (promise.now == Done::yes) {
    promise.reached = month;
    promise.retired_then = promise.retired_last;
  }
}

void PlanWalk::add(const State& state) {
  SIXSCOPE_CHECK(!devices_ || *devices_ == state.devices.size());
  devices_ = state.devices.size();
  last_ = state.point.month;
  const model::Day day = last_.last_day();
  const PoolIndex index(state.pools, day);
  for (std::size_t i = 0; i < state.devices.size(); ++i) {
    const Device& device = state.devices[i];
    auto found = promises_.find(i);
    if (found == promises_.end() && !(has_plan(device) && in_service(device, day))) {
      continue;
    }
    // A promise is held to wherever the device went.
    Standing has{.counted = holds_pools(device, day)};
    if (has.counted) {
      has.capacity = drawn_on(device, index);
    }
    if (found == promises_.end()) {
      found = promises_
                  .emplace(i, Promise{.device = device.id,
                                      .plan = device.plan,
                                      .place = place_of(device),
                                      .in_service_since = device.in_service_since,
                                      .had = has})
                  .first;
    }
    hold(found->second, device, has, last_);
  }
}

const Plan* PlanWalk::promise(std::size_t device) const {
  const auto found = promises_.find(device);
  return found == promises_.end() ? nullptr : &found->second.plan;
}

PlanProgress PlanWalk::judge(const Promise& promise) const {
  const Plan& plan = promise.plan;
  PlanProgress progress{.device = promise.device, .plan = plan, .place = promise.place};
  progress.recorded = promise.reached;
  if (plan.action == PlanAction::freeze) {
    progress.done = promise.reached;
    if (promise.reached) {
      progress.outcome = PlanOutcome::broken;
    } else if (promise.frozen) {
      progress.outcome =
          promise.now == Done::cannot_tell ? PlanOutcome::cannot_tell : PlanOutcome::kept;
    }
    return progress;
  }
  const bool aimless = plan.action == PlanAction::shrink && !has_target(plan);
  if (promise.reached) {
    // A retirement has a date, which may have been typed later, too.
    const auto day = promise.retired_last ? promise.retired_last : promise.retired_then;
    progress.done = day ? std::min(model::Month::of(*day), *promise.reached) : *promise.reached;
    progress.slip = *progress.done - *plan.month;
    progress.outcome = *progress.slip > 0 ? PlanOutcome::late : PlanOutcome::kept;
  } else if (promise.now == Done::cannot_tell || aimless) {
    progress.outcome = PlanOutcome::cannot_tell;
  } else if (last_ >= *plan.month) {
    progress.slip = last_ - *plan.month + 1;
    progress.outcome = PlanOutcome::overdue;
  }
  return progress;
}

std::vector<PlanProgress> PlanWalk::progress() const {
  std::vector<PlanProgress> all;
  for (const auto& [device, promise] : promises_) {
    all.push_back(judge(promise));
  }
  return all;
}

}  // namespace sixscope::ledger
