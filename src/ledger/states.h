#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ledger/capacity.h"
#include "ledger/device.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::ledger {

/// A month end, as known at a commit.
struct Point {
  model::Month month;
  registry::CommitNumber known = {};  ///< 0: all that is recorded.
  friend bool operator==(const Point&, const Point&) = default;
};

/// One change of one field, in the ledger's types.
struct LedgerEdit {
  const registry::Change* change = nullptr;
  std::uint32_t object = 0;  ///< Index among the devices or the pools, which are by identifier.
  bool of_pool = false;
  DeviceField device_field{};
  PoolField pool_field{};
};

/// The changes of all devices and pools, in order of (effective, commit); within a commit pools
/// come first, so that a device never enters service without the pool it came with. Fields that the
/// ledger does not read are left out. Borrows the changes: they must outlive it. Immutable.
class History {
 public:
  /// `devices` are changes of kind nat44_device, `pools` of nat_address_pool; in any order.
  History(std::span<const registry::Change> devices, std::span<const registry::Change> pools);

  [[nodiscard]] std::span<const LedgerEdit> edits() const { return edits_; }
  /// Each with its identifier and key, and nothing else: what edits apply to.
  [[nodiscard]] const std::vector<Device>& devices() const { return devices_; }
  [[nodiscard]] const std::vector<Pool>& pools() const { return pools_; }

 private:
  std::vector<LedgerEdit> edits_;
  std::vector<Device> devices_;
  std::vector<Pool> pools_;
};

/// Whether the state of `point` has `change`: effective by the month's end and known.
[[nodiscard]] bool includes(const Point& point, const registry::Change& change);

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
    Instant effective;
    registry::CommitNumber commit;
    friend auto operator<=>(const Stamp&, const Stamp&) = default;
  };
  std::vector<Device> devices_;
  std::vector<Pool> pools_;
  std::vector<Stamp> stamps_;  // kDeviceFields a device, then kPoolFieldNames.size() a pool.
};

/// All devices and pools at a point, those removed or not yet created among them (`exists`), by
/// identifier.
struct State {
  Point point;
  std::vector<Device> devices;
  std::vector<Pool> pools;
};
[[nodiscard]] State state_at(const History& history, const Point& point);
/// One a point; `points` ascend in both times. Faster than one after the other.
[[nodiscard]] std::vector<State> states_at(const History& history, std::span<const Point> points);

/// Where a device is counted.
struct Place {
  std::string region;
  std::string operator_;
  LedgerClass ledger_class = LedgerClass::other;
  friend auto operator<=>(const Place&, const Place&) = default;
};
[[nodiscard]] Place place_of(const Device& device);

/// What a device adds to the sums.
struct Standing {
  bool counted = false;  ///< In service; false: adds nothing, `capacity` is empty.
  Capacity capacity;
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// What each device adds at the end of `day`, in the order of `devices`, which is by identifier.
///
/// Where a device names pools, its public addresses and port blocks are those of its pools, not
/// what is typed beside. A pool that several cards share counts with the counted card of least
/// identifier and with no other; the others then add zero of it, which is no gap. NAT44 and NAT444
/// are one family in this, and each other class is a family of its own: no total loses a pool to
/// another. A pool that is not there or does not say makes its card's figure a gap.
[[nodiscard]] std::vector<Standing> standings(std::span<const Device> devices,
                                              std::span<const Pool> pools, model::Day day);

}  // namespace sixscope::ledger
