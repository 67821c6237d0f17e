#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/address_range.h"
#include "ledger/capacity.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::ledger {

using registry::ObjectId;

/// How a device translates. Only NAT44 and NAT444 enter a NAT44 total.
enum class LedgerClass : std::uint8_t { nat44, nat444, ds_lite, nat64, other };
inline constexpr std::array<std::string_view, 5> kLedgerClassNames = {"nat44", "nat444", "ds_lite",
                                                                      "nat64", "other"};
[[nodiscard]] constexpr std::string_view to_string(LedgerClass ledger_class) {
  return kLedgerClassNames[static_cast<std::size_t>(ledger_class)];
}
[[nodiscard]] constexpr bool is_nat44(LedgerClass ledger_class) {
  return ledger_class == LedgerClass::nat44 || ledger_class == LedgerClass::nat444;
}

enum class Status : std::uint8_t { planned, in_service, expanding, retiring, retired };
inline constexpr std::array<std::string_view, 5> kStatusNames = {
    "planned", "in_service", "expanding", "retiring", "retired"};

enum class PlanAction : std::uint8_t { freeze, shrink, retire, replace };
inline constexpr std::array<std::string_view, 4> kPlanActionNames = {"freeze", "shrink", "retire",
                                                                     "replace"};

/// What is to become of a device.
struct Plan {
  std::optional<PlanAction> action = {};
  std::optional<model::Month> month = {};  ///< By whose end it is done.
  Capacity target = {};                    ///< Of the device, or of what replaces it in place.
  friend bool operator==(const Plan&, const Plan&) = default;
};

/// What a device had to carry in a month.
enum class Load : std::uint8_t {
  peak_sessions,
  mean_sessions,
  peak_traffic,  ///< Gbit/s, as mean_traffic.
  mean_traffic,
  active_subscribers,
  used_addresses,
  used_port_blocks,
};
inline constexpr std::array<std::string_view, 7> kLoadNames = {
    "peak_sessions",      "mean_sessions",  "peak_traffic",    "mean_traffic",
    "active_subscribers", "used_addresses", "used_port_blocks"};
struct Loads {
  std::array<Figure, kLoadNames.size()> figures;
  std::optional<model::Month> month = {};
  [[nodiscard]] const Figure& operator[](Load load) const {
    return figures[static_cast<std::size_t>(load)];
  }
  friend bool operator==(const Loads&, const Loads&) = default;
};

/// The fields of an object of kind nat44_device that the ledger reads, in its types.
struct Device {
  ObjectId id = {};
  bool created = false;  ///< Some field was ever set.
  bool removed = false;
  std::string region = {};     ///< GB/T 2260, six digits; empty: not given.
  std::string operator_ = {};  ///< Empty: not given.
  LedgerClass ledger_class = LedgerClass::other;
  std::optional<Status> status = {};
  std::optional<model::Day> in_service_since = {};
  std::optional<model::Day> retired_on = {};
  std::optional<model::Day> status_since = {};  ///< The day its status came to be what it is.
  Capacity capacity = {};                       ///< As typed; see `standings` for pools.
  std::vector<std::string> pools = {};          ///< Keys of kind nat_address_pool.
  Figure ports_per_subscriber = {};             ///< Ports of a block, where its pools do not say.
  Loads loads = {};                             ///< As typed last, of whatever month.
  Plan plan = {};
  /// Outside what who asks may see: there is no such device, but for the pools it shares.
  bool elsewhere = false;

  [[nodiscard]] bool exists() const { return created && !removed && !elsewhere; }
  friend bool operator==(const Device&, const Device&) = default;
};

/// What a pool was called, and since when.
struct PoolKey {
  Instant since = {};
  std::string text = {};
  friend bool operator==(const PoolKey&, const PoolKey&) = default;
};

/// An object of kind nat_address_pool.
struct Pool {
  ObjectId id = {};
  std::vector<PoolKey> keys = {};  ///< Oldest first; the last is what it is called.
  bool created = false;
  bool removed = false;
  Figure public_addresses = {};
  Figure port_blocks = {};
  Figure block_size = {};  ///< Ports of a block.
  std::optional<model::Day> in_service_since = {};
  std::optional<model::Day> retired_on = {};
  std::string region = {};  ///< As its key has them now.
  std::string operator_ = {};
  std::vector<AddressRange> prefixes = {};  ///< As listed; what is no IPv4 prefix is left out.
  std::optional<std::uint32_t> first_address = {};  ///< Of a pool that is no whole block.
  std::optional<std::uint32_t> last_address = {};

  [[nodiscard]] bool exists() const { return created && !removed; }
  friend bool operator==(const Pool&, const Pool&) = default;
};

/// Fields of `Device`, one per field name of the kind. `removed` is the log's own.
enum class DeviceField : std::uint8_t {
  removed,
  region,
  operator_,
  ledger_class,
  status,
  in_service_since,
  retired_on,
  capacity,  // First of kComponents.
  pools = capacity + kComponents,
  load,  // First of kLoadNames.
  load_month = load + kLoadNames.size(),
  plan_action,
  plan_month,
  plan_target,  // First of kComponents.
  ports_per_subscriber = plan_target + kComponents,
  end,
};
inline constexpr std::size_t kDeviceFields = static_cast<std::size_t>(DeviceField::end);

/// The name of each, in their order: what the ledger relies on in kind nat44_device.
[[nodiscard]] std::span<const std::string_view, kDeviceFields> device_field_names();
[[nodiscard]] std::optional<DeviceField> device_field(std::string_view name);
/// Whether capacity or group of a device may be another after that field changed.
[[nodiscard]] constexpr bool counts_in_capacity(DeviceField field) {
  return field < DeviceField::load;
}
[[nodiscard]] constexpr bool is_load(DeviceField field) {
  return field >= DeviceField::load && field <= DeviceField::load_month;
}

enum class PoolField : std::uint8_t {
  removed,
  public_addresses,
  port_blocks,
  in_service_since,
  retired_on,
  prefixes,
  first_address,
  last_address,
  block_size,
  key,  // First of kKeyNames.
};
/// The fields that are the key of kind nat_address_pool, and of nat44_device, in their order.
inline constexpr std::array<std::string_view, 3> kKeyNames = {"operator", "region", "name"};
/// The key itself, as `registry::key_of` joins it: what devices call a pool by.
[[nodiscard]] std::string key_in(std::span<const std::string, kKeyNames.size()> parts);
inline constexpr std::array<std::string_view, 12> kPoolFieldNames = {
    "removed",    "public_addresses", "port_blocks",   "in_service_since",
    "retired_on", "prefixes",         "first_address", "last_address",
    "block_size", "operator",         "region",        "name"};
[[nodiscard]] constexpr bool is_key(PoolField field) { return field >= PoolField::key; }
[[nodiscard]] std::optional<PoolField> pool_field(std::string_view name);

/// A value of the wrong type, or a code or date that does not read, is not given: what the importer
/// let through is not for the ledger to repair.
void set(Device& device, DeviceField field, const registry::Value& value);
/// One of the loads, or their month.
void set(Loads& loads, DeviceField field, const registry::Value& value);
/// Of the key where it lies, not what it was called: that `Fold` keeps by date.
void set(Pool& pool, PoolField field, const registry::Value& value);

/// Whether it is said what is to become of it, and when.
[[nodiscard]] inline bool has_plan(const Device& device) {
  return device.plan.action && device.plan.month;
}

/// Whether a device stood in service at the end of `day`: its status says so, it was put into
/// service by then, and it was not retired by then. A date speaks from its day on, so that what was
/// typed in advance comes true by itself.
[[nodiscard]] bool in_service(const Device& device, model::Day day);
/// The same of a device that may be elsewhere: its pools are counted with it there.
[[nodiscard]] bool holds_pools(const Device& device, model::Day day);
/// The day a device was retired on, here or elsewhere: as it says itself, and where it does not the
/// day its status became that. Nothing for one that is not retired by the end of `day`.
[[nodiscard]] std::optional<model::Day> retirement(const Device& device, model::Day day);

}  // namespace sixscope::ledger
