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

std::span<const LedgerEdit> first_step(std::span<const LedgerEdit> edits) {
  const auto other = std::ranges::find_if_not(
      edits, [&](const LedgerEdit& edit) { return same_step(edits.front(), edit); });
  return edits.first(static_cast<std::size_t>(std::distance(edits.begin(), other)));
}

Cause cause_of(std::span<const LedgerEdit> step) {
  const registry::Change& change = *step.front().change;
  return {.commit = change.commit, .effective = change.effective, .nature = change.nature};
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
  return carried(fold_.devices()[device], index_,
                 [&](std::uint32_t pool) { return carrier(pool, now_[device].family) == device; });
}

void Walk::begin(std::span<const LedgerEdit> edits, model::Day day) {
  const auto devices = static_cast<std::uint32_t>(fold_.devices().size());
  entries_.resize(devices);
  std::vector<bool> counted(devices);
  for (auto rest = edits; !rest.empty();) {
    const auto step = first_step(rest);
    begin_step(step, counted);
    rest = rest.subspan(step.size());
  }
  for (std::uint32_t pool = 0; pool < fold_.pools().size(); ++pool) {
    index_.update(pool, fold_.pools()[pool], day);
  }
  users_.resize(fold_.pools().size());
  for (std::uint32_t device = 0; device < devices; ++device) {
    name_pools(device, {});
    now_.push_back(look(device, day));
    for (const std::uint32_t pool : now_.back().pools) {
      users_[pool].push_back(device);
    }
    if (now_.back().counted && !counted[device]) {
      const auto date = fold_.devices()[device].in_service_since;
      enter(device, {.commit = {}, .effective = model::begin_in_china(date.value_or(day))});
    }
  }
  for (std::uint32_t device = 0; device < devices; ++device) {
    now_[device].capacity = capacity_of(device);
    for (const Component component : kAllComponents) {
      bool& told = entries_[device].told[component];
      told = told || now_[device].capacity[component];
    }
  }
}

// Applies a step and notes who came into service by it or, dated before, until it.
void Walk::begin_step(std::span<const LedgerEdit> step, std::vector<bool>& counted) {
  const std::uint32_t device = step.front().object;
  const bool of_device = !step.front().of_pool;
  const Cause cause = cause_of(step);
  const model::Day day = model::day_in_china(cause.effective);
  const auto note = [&](const Cause& why) {
    const bool now = in_service(fold_.devices()[device], day);
    if (now && !counted[device]) {
      enter(device, why);
    }
    counted[device] = now;
  };
  if (of_device) {
    const auto date = fold_.devices()[device].in_service_since;
    note({.commit = {}, .effective = model::begin_in_china(date.value_or(day))});
  }
  for (const LedgerEdit& edit : step) {
    fold_.apply(edit);
  }
  if (of_device) {
    note(cause);
    for (const Component component : kAllComponents) {
      bool& told = entries_[device].told[component];
      told = told || (counted[device] && fold_.devices()[device].capacity[component]);
    }
  }
}

// It came into service: growth, unless it was only found to have been there.
void Walk::enter(std::uint32_t device, const Cause& cause) {
  const bool grew = cause.nature != registry::Nature::correction;
  const model::Day day = model::day_in_china(cause.effective);
  entries_[device] = {.now = grew,
                      .since_reference = grew && reference_ && day > reference_->last_day(),
                      .told = {}};
}

std::vector<Movement> Walk::advance(std::span<const LedgerEdit> edits, model::Day from,
                                    model::Day to) {
  for (Entry& entry : entries_) {
    entry.now = false;
  }
  while (!edits.empty()) {
    const auto step = first_step(edits);
    const model::Day day = model::day_in_china(step.front().change->effective);
    take(step, std::max(day, from));
    edits = edits.subspan(step.size());
  }
  for (std::uint32_t pool = 0; pool < users_.size(); ++pool) {
    pool_comes_true(pool, to);
  }
  for (std::uint32_t device = 0; device < now_.size(); ++device) {
    come_true(device, to);
  }
  return std::exchange(movements_, {});
}

void Walk::take(std::span<const LedgerEdit> step, model::Day day) {
  const Cause cause = cause_of(step);
  const std::uint32_t object = step.front().object;
  if (step.front().of_pool) {
    take_pool(step, day, cause);
    return;
  }
  const bool matters = std::ranges::any_of(step, counts);
  if (matters) {
    come_true(object, day);
  }
  const std::vector<std::string> named = fold_.devices()[object].pools;
  bool stands = false;
  for (const LedgerEdit& edit : step) {
    stands = fold_.apply(edit) || stands;
  }
  name_pools(object, named);
  if (matters && stands) {
    shift({{object, look(object, day)}}, std::nullopt, cause);
  }
}

// Notes which pools a device names, where it named `before`.
void Walk::name_pools(std::uint32_t device, const std::vector<std::string>& before) {
  const std::vector<std::string>& now = fold_.devices()[device].pools;
  if (now == before) {
    return;
  }
  for (const std::string& key : before) {
    std::erase(named_[key], device);
  }
  for (const std::string& key : now) {
    std::erase(named_[key], device);  // Some name a pool twice.
    named_[key].push_back(device);
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
  shift({{device, look(device, day)}}, std::nullopt, {.commit = {}, .effective = midnight});
}

void Walk::pool_comes_true(std::uint32_t pool, model::Day day) {
  const Pool& fields = fold_.pools()[pool];
  const Changed changed{.pool = pool, .had = index_.figures(pool)};
  if (figures_of(fields, day) == changed.had) {
    return;
  }
  index_.update(pool, fields, day);
  const bool retired = fields.retired_on && *fields.retired_on <= day;
  const auto date = retired ? fields.retired_on : fields.in_service_since;
  shift({}, changed, {.commit = {}, .effective = model::begin_in_china(date.value_or(day))});
}

void Walk::take_pool(std::span<const LedgerEdit> step, model::Day day, const Cause& cause) {
  const std::uint32_t pool = step.front().object;
  pool_comes_true(pool, day);
  const Changed changed{.pool = pool, .had = index_.figures(pool)};
  std::vector<std::string> keys = index_.keys_of(pool);
  for (const LedgerEdit& edit : step) {
    fold_.apply(edit);
  }
  index_.update(pool, fold_.pools()[pool], day);
  const auto& later = index_.keys_of(pool);
  keys.insert(keys.end(), later.begin(), later.end());
  // Whoever calls a pool so may mean another one now.
  Nexts nexts;
  for (const std::string& key : keys) {
    const auto named = named_.find(key);
    for (const std::uint32_t device :
         named == named_.end() ? std::vector<std::uint32_t>{} : named->second) {
      if (now_[device].counted) {
        Now next = now_[device];
        next.pools = index_.of(fold_.devices()[device]).value_or(std::vector<std::uint32_t>{});
        nexts.try_emplace(device, std::move(next));
      }
    }
  }
  shift(std::move(nexts), changed, cause);
}

void Walk::shift(Nexts nexts, const std::optional<Changed>& changed, const Cause& cause) {
  // Pools whose carrier may be another afterwards, in the families it may be so in.
  std::vector<std::tuple<std::uint32_t, std::uint8_t, std::optional<std::uint32_t>>> carriers;
  for (const auto& [device, next] : nexts) {
    for (const Now* side : {&std::as_const(now_[device]), &next}) {
      for (const std::uint32_t pool : side->pools) {
        for (const std::uint8_t family : {now_[device].family, next.family}) {
          carriers.emplace_back(pool, family, carrier(pool, family));
        }
      }
    }
  }
  for (std::uint8_t family = 0; changed && family < kFamilies; ++family) {
    carriers.emplace_back(changed->pool, family, carrier(changed->pool, family));
  }
  std::ranges::sort(carriers);
  carriers.erase(std::unique(carriers.begin(), carriers.end()), carriers.end());

  Before before;
  for (auto& [device, next] : nexts) {
    for (const std::uint32_t pool : now_[device].pools) {
      std::erase(users_[pool], device);
    }
    for (const std::uint32_t pool : next.pools) {
      users_[pool].insert(std::ranges::lower_bound(users_[pool], device), device);
    }
    before.emplace(device, std::exchange(now_[device], std::move(next)));
  }
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
      const bool other = changed && changed->pool == pool;
      hand_over(before, other ? changed->had : index_.figures(pool), *old, *now, cause);
    }
  }
  for (const auto& [touched, stood] : before) {
    say(touched, stood, cause);
  }
}

// The pool is counted with another of its cards: it left one place for the other, and neither card
// has more or less by it. Where a card's figure is a gap there is nothing to hand over.
void Walk::hand_over(Before& before, const PoolFigures& figures, std::uint32_t from,
                     std::uint32_t to, const Cause& cause) {
  Now& giver = before[from];
  Now& taker = before[to];
  const std::uint32_t place = taker.counted ? taker.place : now_[to].place;
  const Bucket bucket =
      cause.nature == registry::Nature::correction ? Bucket::corrected : Bucket::moved;
  for (const auto& [component, figure] :
       {std::pair(Component::public_addresses, figures.public_addresses),
        std::pair(Component::port_blocks, figures.port_blocks)}) {
    Figure& given = giver.capacity[component];
    Figure& taken = taker.capacity[component];
    if (!figure || !given || !taken) {
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
  if (!before.counted && after.counted) {
    enter(device, cause);
    for (const Component component : kAllComponents) {
      entries_[device].told[component] = after.capacity[component].has_value();
    }
  }
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
      const Entry& entry = entries_[device];
      const bool first = (entry.now || entry.since_reference) && !entry.told[component];
      movement.bucket = first ? Bucket::added : Bucket::corrected;
    } else {
      movement.bucket = *has > *had ? Bucket::expanded : Bucket::reduced;
    }
    bool& told = entries_[device].told[component];
    told = told || has;
    move(movement);
  }
}

void Walk::move(Movement movement) { movements_.push_back(movement); }

}  // namespace sixscope::ledger
