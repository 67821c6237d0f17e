#include "ledger/states.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include "base/check.h"

namespace sixscope::ledger {
namespace {

// One of each object of `changes`, by identifier.
template <class Thing>
std::vector<Thing> things_of(std::span<const registry::Change> changes) {
  std::vector<ObjectId> ids;
  ids.reserve(changes.size());
  for (const registry::Change& change : changes) {
    ids.push_back(change.object);
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Thing> things;
  things.reserve(ids.size());
  for (const ObjectId id : ids) {
    things.push_back({.id = id});
  }
  return things;
}

template <class Thing>
std::uint32_t index_in(const std::vector<Thing>& things, ObjectId id) {
  const auto found = std::ranges::lower_bound(things, id, {}, &Thing::id);
  return static_cast<std::uint32_t>(std::distance(things.begin(), found));
}

bool is_known(const Point& point, const registry::Change& change) {
  return point.known == registry::CommitNumber{} || change.commit <= point.known;
}

// What devices said they carried in the point's month: the last step after which a device's
// `load_month` is that month, however late it came to hold.
std::vector<Loads> loads_of(const History& history, const Point& point) {
  std::vector<Loads> told(history.devices().size());
  std::vector<Loads> now(history.devices().size());
  for (const LedgerEdit& edit : history.loads()) {
    if (is_known(point, *edit.change)) {
      set(now[edit.object], edit.device_field, edit.change->after);
      if (edit.ends_step && now[edit.object].month == point.month) {
        told[edit.object] = now[edit.object];
      }
    }
  }
  return told;
}

// Whether the device may draw on the pool: by any name the pool had, as `PoolIndex` finds it.
bool names(const Device& device, const Pool& pool) {
  return std::ranges::any_of(pool.keys, [&](const PoolKey& key) {
    return std::ranges::find(device.pools, key.text) != device.pools.end();
  });
}

bool earlier(const LedgerEdit& a, const LedgerEdit& b) {
  return std::tie(a.change->effective, a.change->commit, b.of_pool, a.object, a.device_field,
                  a.pool_field) < std::tie(b.change->effective, b.change->commit, a.of_pool,
                                           b.object, b.device_field, b.pool_field);
}

}  // namespace

History::History(std::span<const registry::Change> devices, std::span<const registry::Change> pools)
    : devices_(things_of<Device>(devices)), pools_(things_of<Pool>(pools)) {
  edits_.reserve(devices.size() + pools.size());
  for (const registry::Change& change : devices) {
    if (const auto field = device_field(change.field)) {
      edits_.push_back(
          {.change = &change, .object = index_in(devices_, change.object), .device_field = *field});
    }
  }
  for (const registry::Change& change : pools) {
    if (const auto field = pool_field(change.field)) {
      edits_.push_back({.change = &change,
                        .object = index_in(pools_, change.object),
                        .of_pool = true,
                        .pool_field = *field});
    }
  }
  std::ranges::sort(edits_, earlier);
  std::ranges::copy_if(edits_, std::back_inserter(loads_), [](const LedgerEdit& edit) {
    return !edit.of_pool && is_load(edit.device_field);
  });
  for (std::size_t i = 0; i < loads_.size(); ++i) {
    loads_[i].ends_step = i + 1 == loads_.size() || !same_step(loads_[i], loads_[i + 1]);
  }
}

bool same_step(const LedgerEdit& a, const LedgerEdit& b) {
  return a.of_pool == b.of_pool && a.object == b.object && a.change->commit == b.change->commit &&
         a.change->effective == b.change->effective;
}

bool includes(const Point& point, const registry::Change& change) {
  return is_known(point, change) && change.effective < point.month.end();
}

bool ascend(std::span<const Point> points) {
  return std::ranges::adjacent_find(points, [](const Point& a, const Point& b) {
           const registry::CommitNumber all{};  // Knows more than any other.
           const bool forgets = b.known != all && (a.known == all || b.known < a.known);
           return b.month < a.month || forgets;
         }) == points.end();
}

std::vector<std::vector<LedgerEdit>> edits_by_point(const History& history,
                                                    std::span<const Point> points) {
  std::vector<Instant> ends;
  for (const Point& point : points) {
    ends.push_back(point.month.end());
  }
  std::vector<std::vector<LedgerEdit>> edits(points.size());
  for (const LedgerEdit& edit : history.edits()) {
    // The first month end after it; later ones where that did not know it yet.
    auto first = static_cast<std::size_t>(
        std::distance(ends.begin(), std::ranges::upper_bound(ends, edit.change->effective)));
    while (first < points.size() && !includes(points[first], *edit.change)) {
      ++first;
    }
    if (first < points.size()) {
      edits[first].push_back(edit);
    }
  }
  return edits;
}

Fold::Fold(const History& history)
    : devices_(history.devices()),
      pools_(history.pools()),
      stamps_(devices_.size() * kDeviceFields + pools_.size() * kPoolFieldNames.size(),
              {.effective = Instant::min(), .commit = {}}),
      key_edits_(pools_.size()) {}

void Fold::call(const LedgerEdit& edit, const Stamp& stamp) {
  std::vector<KeyEdit>& edits = key_edits_[edit.object];
  const auto* const text = std::get_if<std::string>(&edit.change->after);
  edits.insert(
      std::ranges::upper_bound(edits, stamp, {}, &KeyEdit::stamp),
      {.stamp = stamp, .field = edit.pool_field, .text = text != nullptr ? *text : std::string()});
  std::array<std::string, kKeyNames.size()> parts;
  std::vector<PoolKey> keys;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    parts.at(static_cast<std::size_t>(edits[i].field) - static_cast<std::size_t>(PoolField::key)) =
        edits[i].text;
    if (i + 1 < edits.size() && edits[i + 1].stamp == edits[i].stamp) {
      continue;  // One commit changes it once, whatever parts of it.
    }
    std::string key = key_in(parts);
    if (keys.empty() || keys.back().text != key) {
      keys.push_back({.since = edits[i].stamp.effective, .text = std::move(key)});
    }
  }
  pools_[edit.object].keys = std::move(keys);
}

bool Fold::apply(const LedgerEdit& edit) {
  const std::size_t slot =
      edit.of_pool ? devices_.size() * kDeviceFields + edit.object * kPoolFieldNames.size() +
                         static_cast<std::size_t>(edit.pool_field)
                   : edit.object * kDeviceFields + static_cast<std::size_t>(edit.device_field);
  const Stamp stamp{.effective = edit.change->effective, .commit = edit.change->commit};
  if (edit.of_pool && is_key(edit.pool_field)) {
    call(edit, stamp);
  }
  if (stamp < stamps_[slot]) {
    return false;
  }
  stamps_[slot] = stamp;
  if (edit.of_pool) {
    set(pools_[edit.object], edit.pool_field, edit.change->after);
    return true;
  }
  Device& device = devices_[edit.object];
  set(device, edit.device_field, edit.change->after);
  if (edit.device_field == DeviceField::status) {
    device.status_since = model::day_in_china(stamp.effective);
  }
  return true;
}

State state_at(const History& history, const Point& point) {
  return states_at(history, std::span(&point, 1)).front();
}

std::vector<State> states_at(const History& history, std::span<const Point> points) {
  std::vector<State> states;
  states.reserve(points.size());
  walk_states(history, points, [&](State state) { states.push_back(std::move(state)); });
  return states;
}

void walk_states(const History& history, std::span<const Point> points,
                 const std::function<void(State)>& visit) {
  SIXSCOPE_CHECK(ascend(points));
  Fold fold(history);
  const auto edits = edits_by_point(history, points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (const LedgerEdit& edit : edits[i]) {
      fold.apply(edit);
    }
    visit({.point = points[i],
           .devices = fold.devices(),
           .pools = fold.pools(),
           .loads = loads_of(history, points[i])});
  }
}

std::vector<State> states_of(const History& history, std::span<const Point> points,
                             ObjectId device) {
  SIXSCOPE_CHECK(ascend(points));
  const std::uint32_t index = index_in(history.devices(), device);
  const bool is_there = index < history.devices().size() && history.devices()[index].id == device;
  std::vector<State> states;
  states.reserve(points.size());
  Fold fold(history);
  const auto edits = edits_by_point(history, points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (const LedgerEdit& edit : edits[i]) {
      if (edit.of_pool || edit.object == index) {
        fold.apply(edit);
      }
    }
    State& state = states.emplace_back(State{.point = points[i]});
    if (is_there) {
      const Device& one = state.devices.emplace_back(fold.devices()[index]);
      state.loads.emplace_back();
      std::ranges::copy_if(fold.pools(), std::back_inserter(state.pools),
                           [&](const Pool& pool) { return names(one, pool); });
    }
  }
  return states;
}

}  // namespace sixscope::ledger
