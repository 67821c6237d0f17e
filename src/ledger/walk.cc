#include "ledger/walk.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace sixscope::ledger {
namespace {

Capacity zero() {
  Capacity capacity;
  for (const Component component : kAllComponents) {
    capacity[component] = model::Decimal{};
  }
  return capacity;
}

model::Decimal or_zero(const Figure& figure) { return figure.value_or(model::Decimal{}); }

bool same_step(const LedgerEdit& a, const LedgerEdit& b) {
  return a.of_pool == b.of_pool && a.object == b.object && a.change->commit == b.change->commit &&
         a.change->effective == b.change->effective;
}

bool counts(const LedgerEdit& edit) {
  return edit.of_pool || counts_in_capacity(edit.device_field);
}

}  // namespace

std::uint32_t Walk::place_index(const Place& place) {
  const auto [found, added] =
      place_indices_.try_emplace(place, static_cast<std::uint32_t>(places_.size()));
  if (added) {
    places_.push_back(place);
  }
  return found->second;
}

Walk::Now Walk::look(std::uint32_t device, model::Day day) {
  const Device& fields = fold_.devices()[device];
  Now now{.counted = in_service(fields, day)};
  if (now.counted) {
    now.place = place_index(place_of(fields));
    now.family = family_of(fields.ledger_class);
    now.pools = index_.of(fields).value_or(std::vector<std::uint32_t>{});
  }
  return now;
}

std::optional<std::uint32_t> Walk::carrier(std::uint32_t pool, std::uint8_t family) const {
  const auto found = std::ranges::find_if(
      users_[pool], [&](std::uint32_t device) { return now_[device].family == family; });
  return found == users_[pool].end() ? std::nullopt : std::optional(*found);
}

Capacity Walk::capacity_of(std::uint32_t device) const {
  if (!now_[device].counted) {
    return {};
  }
  return carried(fold_.devices()[device], fold_.pools(), index_,
                 [&](std::uint32_t pool) { return carrier(pool, now_[device].family) == device; });
}

void Walk::begin(std::span<const LedgerEdit> edits, model::Day day) {
  for (const LedgerEdit& edit : edits) {
    fold_.apply(edit);
  }
  const auto devices = static_cast<std::uint32_t>(fold_.devices().size());
  users_.resize(fold_.pools().size());
  entered_.assign(devices, false);
  for (std::uint32_t device = 0; device < devices; ++device) {
    now_.push_back(look(device, day));
    for (const std::uint32_t pool : now_.back().pools) {
      users_[pool].push_back(device);
    }
  }
  for (std::uint32_t device = 0; device < devices; ++device) {
    now_[device].capacity = capacity_of(device);
  }
}

std::vector<Movement> Walk::advance(std::span<const LedgerEdit> edits, model::Day from,
                                    model::Day to) {
  entered_.assign(now_.size(), false);
  while (!edits.empty()) {
    const auto other = std::ranges::find_if_not(
        edits, [&](const LedgerEdit& edit) { return same_step(edits.front(), edit); });
    const auto size = static_cast<std::size_t>(std::distance(edits.begin(), other));
    const model::Day day = model::day_in_china(edits.front().change->effective);
    take(edits.first(size), std::max(day, from));
    edits = edits.subspan(size);
  }
  for (std::uint32_t device = 0; device < now_.size(); ++device) {
    come_true(device, to);
  }
  return std::exchange(movements_, {});
}

void Walk::take(std::span<const LedgerEdit> step, model::Day day) {
  const registry::Change& change = *step.front().change;
  const Cause cause{
      .commit = change.commit, .effective = change.effective, .nature = change.nature};
  if (step.front().of_pool) {
    take_pool(step, cause);
    return;
  }
  const bool matters = std::ranges::any_of(step, counts);
  if (matters) {
    come_true(step.front().object, day);
  }
  bool stands = false;
  for (const LedgerEdit& edit : step) {
    stands = fold_.apply(edit) || stands;
  }
  if (matters && stands) {
    shift(step.front().object, day, cause);
  }
}

// A date that was typed before: entering or leaving service without any commit.
void Walk::come_true(std::uint32_t device, model::Day day) {
  const Device& fields = fold_.devices()[device];
  const bool counted = in_service(fields, day);
  if (counted == now_[device].counted) {
    return;
  }
  const auto date = counted ? fields.in_service_since : fields.retired_on;
  const Instant midnight = model::begin_in_china(date.value_or(day));
  shift(device, day, {.commit = {}, .effective = midnight});
}

void Walk::take_pool(std::span<const LedgerEdit> step, const Cause& cause) {
  const std::uint32_t pool = step.front().object;
  for (const LedgerEdit& edit : step) {
    fold_.apply(edit);
  }
  for (std::uint8_t family = 0; family < kFamilies; ++family) {
    if (const auto device = carrier(pool, family)) {
      const Now before = now_[*device];
      now_[*device].capacity = capacity_of(*device);
      say(*device, before, cause);
    }
  }
}

void Walk::shift(std::uint32_t device, model::Day day, const Cause& cause) {
  Now next = look(device, day);
  // Pools whose carrier may be another afterwards, in the families it may be so in.
  std::vector<std::tuple<std::uint32_t, std::uint8_t, std::optional<std::uint32_t>>> carriers;
  for (const Now* side : {&std::as_const(now_[device]), &std::as_const(next)}) {
    for (const std::uint32_t pool : side->pools) {
      for (const std::uint8_t family : {now_[device].family, next.family}) {
        carriers.emplace_back(pool, family, carrier(pool, family));
      }
    }
  }
  std::ranges::sort(carriers);
  carriers.erase(std::unique(carriers.begin(), carriers.end()), carriers.end());

  for (const std::uint32_t pool : now_[device].pools) {
    std::erase(users_[pool], device);
  }
  for (const std::uint32_t pool : next.pools) {
    users_[pool].insert(std::ranges::lower_bound(users_[pool], device), device);
  }
  Before before{{device, std::exchange(now_[device], std::move(next))}};
  for (const auto& [pool, family, old] : carriers) {
    for (const auto side : {old, carrier(pool, family)}) {
      if (side) {
        before.try_emplace(*side, now_[*side]);
      }
    }
  }
  for (auto& [touched, stood] : before) {
    stood.capacity = stood.counted ? stood.capacity : zero();
    now_[touched].capacity = capacity_of(touched);
  }
  for (const auto& [pool, family, old] : carriers) {
    const auto now = carrier(pool, family);
    if (old && now && *old != *now) {
      hand_over(before, pool, *old, *now, cause);
    }
  }
  for (const auto& [touched, stood] : before) {
    say(touched, stood, cause);
  }
}

// The pool is counted with another of its cards: it left one place for the other, and neither card
// has more or less by it. Where a card's figure is a gap there is nothing to hand over.
void Walk::hand_over(Before& before, std::uint32_t pool, std::uint32_t from, std::uint32_t to,
                     const Cause& cause) {
  const Pool& fields = fold_.pools()[pool];
  Now& giver = before[from];
  Now& taker = before[to];
  const std::uint32_t place = taker.counted ? taker.place : now_[to].place;
  const Bucket bucket =
      cause.nature == registry::Nature::correction ? Bucket::corrected : Bucket::moved;
  for (const auto& [component, figure] :
       {std::pair(Component::public_addresses, fields.public_addresses),
        std::pair(Component::port_blocks, fields.port_blocks)}) {
    Figure& given = giver.capacity[component];
    Figure& taken = taker.capacity[component];
    if (!figure || !given || !taken || !fields.exists()) {
      continue;
    }
    const model::Decimal less = *given - *figure;
    const model::Decimal more = *taken + *figure;
    Movement out{.component = component, .bucket = bucket, .cause = cause};
    out.device = fold_.devices()[from].id;
    out.place = giver.place;
    out.other = place;
    out.before = std::exchange(given, less);
    out.after = given;
    out.delta = -*figure;
    move(out);
    Movement into{.component = component, .bucket = bucket, .cause = cause};
    into.device = fold_.devices()[to].id;
    into.place = place;
    into.other = giver.place;
    into.before = std::exchange(taken, more);
    into.after = taken;
    into.delta = *figure;
    move(into);
  }
}

// What of a device is left after pools were handed over: entering, leaving, going elsewhere.
void Walk::say(std::uint32_t device, const Now& before, const Cause& cause) {
  const Now& after = now_[device];
  if (before.counted && after.counted && before.place == after.place) {
    say_changed(device, before, cause);
    return;
  }
  const bool correction = cause.nature == registry::Nature::correction;
  const bool both = before.counted && after.counted;
  for (const Component component : kAllComponents) {
    Movement movement{.device = fold_.devices()[device].id, .component = component};
    movement.cause = cause;
    movement.before = before.capacity[component];
    if (before.counted) {
      movement.place = before.place;
      movement.other = both ? after.place : before.place;
      movement.bucket = correction ? Bucket::corrected : both ? Bucket::moved : Bucket::retired;
      movement.after = model::Decimal{};
      movement.delta = -or_zero(movement.before);
      move(movement);
    }
    if (both) {
      std::swap(movement.place, movement.other);
      std::swap(movement.before, movement.after);
      movement.delta = -movement.delta;
      move(movement);
    } else if (after.counted) {
      movement.place = after.place;
      movement.other = after.place;
      movement.bucket = correction ? Bucket::corrected : Bucket::added;
      movement.after = after.capacity[component];
      movement.delta = or_zero(movement.after) - or_zero(movement.before);
      move(movement);
    }
  }
  entered_[device] = entered_[device] || (!before.counted && after.counted && !correction);
  if (both) {
    say_changed(device, before, cause);
  }
}

// More or less in the place where it stands now.
void Walk::say_changed(std::uint32_t device, const Now& before, const Cause& cause) {
  const Now& after = now_[device];
  for (const Component component : kAllComponents) {
    const Figure& had = before.capacity[component];
    const Figure& has = after.capacity[component];
    if (had == has) {
      continue;
    }
    Movement movement{.device = fold_.devices()[device].id, .component = component};
    movement.place = after.place;
    movement.other = after.place;
    movement.cause = cause;
    movement.before = had;
    movement.after = has;
    movement.delta = or_zero(has) - or_zero(had);
    if (cause.nature == registry::Nature::correction || !has) {
      movement.bucket = Bucket::corrected;
    } else if (!had) {
      movement.bucket = entered_[device] ? Bucket::added : Bucket::corrected;
    } else {
      movement.bucket = *has > *had ? Bucket::expanded : Bucket::reduced;
    }
    move(movement);
  }
}

void Walk::move(Movement movement) { movements_.push_back(movement); }

}  // namespace sixscope::ledger
