#include "ledger/states.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/check.h"

namespace sixscope::ledger {
namespace {

// One of each object of `changes`, by identifier, with its newest key.
template <class Thing>
std::vector<Thing> things_of(std::span<const registry::Change> changes) {
  std::vector<const registry::Change*> latest;
  latest.reserve(changes.size());
  for (const registry::Change& change : changes) {
    latest.push_back(&change);
  }
  std::ranges::sort(latest, [](const auto* a, const auto* b) {
    return std::tie(a->object, b->commit) < std::tie(b->object, a->commit);
  });
  std::vector<Thing> things;
  for (const registry::Change* change : latest) {
    if (things.empty() || things.back().id != change->object) {
      things.push_back({.id = change->object, .key = change->key});
    }
  }
  return things;
}

template <class Thing>
std::uint32_t index_in(const std::vector<Thing>& things, ObjectId id) {
  const auto found = std::ranges::lower_bound(things, id, {}, &Thing::id);
  return static_cast<std::uint32_t>(std::distance(things.begin(), found));
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
}

bool includes(const Point& point, const registry::Change& change) {
  const bool known = point.known == registry::CommitNumber{} || change.commit <= point.known;
  return known && change.effective < point.month.end();
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
              {.effective = Instant::min(), .commit = {}}) {}

bool Fold::apply(const LedgerEdit& edit) {
  const std::size_t slot =
      edit.of_pool ? devices_.size() * kDeviceFields + edit.object * kPoolFieldNames.size() +
                         static_cast<std::size_t>(edit.pool_field)
                   : edit.object * kDeviceFields + static_cast<std::size_t>(edit.device_field);
  const Stamp stamp{.effective = edit.change->effective, .commit = edit.change->commit};
  if (stamp < stamps_[slot]) {
    return false;
  }
  stamps_[slot] = stamp;
  if (edit.of_pool) {
    set(pools_[edit.object], edit.pool_field, edit.change->after);
  } else {
    set(devices_[edit.object], edit.device_field, edit.change->after);
  }
  return true;
}

State state_at(const History& history, const Point& point) {
  return states_at(history, std::span(&point, 1)).front();
}

std::vector<State> states_at(const History& history, std::span<const Point> points) {
  SIXSCOPE_CHECK(ascend(points));
  std::vector<State> states;
  states.reserve(points.size());
  Fold fold(history);
  const auto edits = edits_by_point(history, points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (const LedgerEdit& edit : edits[i]) {
      fold.apply(edit);
    }
    states.push_back({.point = points[i], .devices = fold.devices(), .pools = fold.pools()});
  }
  return states;
}

}  // namespace sixscope::ledger
