#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/capacity.h"
#include "ledger/device.h"
#include "model/month.h"

namespace sixscope::ledger {

/// Where a device is counted.
struct Place {
  std::string region = {};
  std::string operator_ = {};
  LedgerClass ledger_class = LedgerClass::other;
  friend auto operator<=>(const Place&, const Place&) = default;
};
[[nodiscard]] Place place_of(const Device& device);

/// What a device adds to the sums.
struct Standing {
  bool counted = false;  ///< In service; false: adds nothing, `capacity` is empty.
  Capacity capacity = {};
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// Pools by key. Borrows them.
class PoolIndex {
 public:
  explicit PoolIndex(std::span<const Pool> pools);
  /// Index of the pool; nothing if there is none of that key. Of several the newest.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const;
  /// Those of a device, each once; nothing if one of them is not there.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> of(const Device& device) const;

 private:
  std::unordered_map<std::string_view, std::uint32_t> by_key_;
};

/// What a device can draw on: as typed, but where it names pools, their addresses and port blocks,
/// shared or not.
[[nodiscard]] Capacity drawn_on(const Device& device, std::span<const Pool> pools,
                                const PoolIndex& index);

/// The same, but of its pools those only that `carries` says yes to; asked once a pool.
[[nodiscard]] Capacity carried(const Device& device, std::span<const Pool> pools,
                               const PoolIndex& index,
                               const std::function<bool(std::uint32_t)>& carries);

/// Classes between which a pool is counted once: NAT44 and NAT444 are one family, each other class
/// is a family of its own.
inline constexpr std::uint8_t kFamilies = 4;
[[nodiscard]] std::uint8_t family_of(LedgerClass ledger_class);

/// What each device adds at the end of `day`, in the order of `devices`, which is by identifier.
///
/// Where a device names pools, its public addresses and port blocks are those of its pools, not
/// what is typed beside. A pool that several cards share counts with the counted card of least
/// identifier in each family, and with no other; the others then add zero of it, which is no gap. A
/// pool that is not there or does not say makes its card's figure a gap.
[[nodiscard]] std::vector<Standing> standings(std::span<const Device> devices,
                                              std::span<const Pool> pools, model::Day day);

}  // namespace sixscope::ledger
