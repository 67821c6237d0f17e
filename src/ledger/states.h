#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ledger/device.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::ledger {

/// A month end, as known at a commit.
struct Point {
  model::Month month = {};
  registry::CommitNumber known = {};  ///< 0: all that is recorded.
  friend bool operator==(const Point&, const Point&) = default;
};
/// Whether no point is before or knows less than the one before it.
[[nodiscard]] bool ascend(std::span<const Point> points);

/// One change of one field, in the ledger's types.
struct LedgerEdit {
  const registry::Change* change = nullptr;
  std::uint32_t object = 0;  ///< Index among the devices or the pools, which are by identifier.
  bool of_pool = false;
  DeviceField device_field{};
  PoolField pool_field{};
  bool ends_step = false;  ///< Of `History::loads`: the last of its commit and object there.
};
/// Whether two edits are of one commit and one object.
[[nodiscard]] bool same_step(const LedgerEdit& a, const LedgerEdit& b);

/// The changes of all devices and pools, in order of (effective, commit); within a commit pools
/// come first, so that a device never enters service without the pool it came with. Fields that the
/// ledger does not read are left out. Borrows the changes: they must outlive it. Immutable.
class History {
 public:
  /// `devices` are changes of kind nat44_device, `pools` of nat_address_pool; in any order.
  History(std::span<const registry::Change> devices, std::span<const registry::Change> pools);

  [[nodiscard]] std::span<const LedgerEdit> edits() const { return edits_; }
  /// Those of them that say what a device had to carry.
  [[nodiscard]] std::span<const LedgerEdit> loads() const { return loads_; }
  /// Each with its identifier and nothing else: what edits apply to.
  [[nodiscard]] const std::vector<Device>& devices() const { return devices_; }
  [[nodiscard]] const std::vector<Pool>& pools() const { return pools_; }

 private:
  std::vector<LedgerEdit> edits_;
  std::vector<LedgerEdit> loads_;
  std::vector<Device> devices_;
  std::vector<Pool> pools_;
};

/// Whether the state of `point` has `change`: effective by the month's end and known.
[[nodiscard]] bool includes(const Point& point, const registry::Change& change);

/// By point the edits its state has and the one before has not, in the history's order.
[[nodiscard]] std::vector<std::vector<LedgerEdit>> edits_by_point(const History& history,
                                                                  std::span<const Point> points);

/// What a fold of changes is at some point. The change of a field that has the greatest (effective,
/// commit) stands, whatever the order they are applied in: so what was typed late finds its place.
class Fold {
 public:
  explicit Fold(const History& history);

  /// Whether the edit stands.
  bool apply(const LedgerEdit& edit);
  [[nodiscard]] const std::vector<Device>& devices() const { return devices_; }
  [[nodiscard]] const std::vector<Pool>& pools() const { return pools_; }

 private:
  struct Stamp {
    Instant effective = {};
    registry::CommitNumber commit = {};
    friend auto operator<=>(const Stamp&, const Stamp&) = default;
  };
  struct KeyEdit {
    Stamp stamp;
    PoolField field{};
    std::string text;
  };
  // A pool was called something at every time, so what is typed late has its place there too.
  void call(const LedgerEdit& edit, const Stamp& stamp);

  std::vector<Device> devices_;
  std::vector<Pool> pools_;
  std::vector<Stamp> stamps_;  // kDeviceFields a device, then kPoolFieldNames.size() a pool.
  std::vector<std::vector<KeyEdit>> key_edits_;  // By pool, by stamp.
};

/// All devices and pools at a point, those removed or not yet created among them (`exists()`), by
/// identifier.
struct State {
  Point point = {};
  std::vector<Device> devices = {};
  std::vector<Pool> pools = {};
  /// By device what it had to carry in the point's month, whatever day that was typed on: it is
  /// measured when the month is over. Without a month where the ledger was not told.
  std::vector<Loads> loads = {};
};
[[nodiscard]] State state_at(const History& history, const Point& point);
/// One a point; `points` ascend in both times. Faster than one after the other.
[[nodiscard]] std::vector<State> states_at(const History& history, std::span<const Point> points);
/// Shows them one after the other, and has one at a time: ten years of a nation would be some 850
/// MB.
void walk_states(const History& history, std::span<const Point> points,
                 const std::function<void(State)>& visit);
/// The same with one device alone, the pools it names then and no loads; without a device where
/// there is none of that identifier.
[[nodiscard]] std::vector<State> states_of(const History& history, std::span<const Point> points,
                                           ObjectId device);

}  // namespace sixscope::ledger
