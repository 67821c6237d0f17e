#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
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
/// Whether what stands there may be seen by who asks.
using SeenPlace = std::function<bool(const Place&)>;

/// What a device adds to the sums.
struct Standing {
  bool counted = false;  ///< In service; false: adds nothing, `capacity` is empty.
  Capacity capacity = {};
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// Whether a pool serves at the end of `day`, by its dates.
[[nodiscard]] bool in_service(const Pool& pool, model::Day day);

/// What a pool adds to a card that draws on it: zero before it is put into service and from the day
/// it is retired, nothing known where it does not say or is not there.
struct PoolFigures {
  Figure public_addresses = {};
  Figure port_blocks = {};
  friend bool operator==(const PoolFigures&, const PoolFigures&) = default;
};
[[nodiscard]] PoolFigures figures_of(const Pool& pool, model::Day day);

/// Pools as devices name them, and what each has at the end of a day.
///
/// A device names a pool by its key. That is the pool which is called so; where none is, the one
/// that was called so last and has another name now. So a pool keeps its cards when it is renamed,
/// and of one that was removed the pool made anew under its key takes the place.
class PoolIndex {
 public:
  PoolIndex(std::span<const Pool> pools, model::Day day);
  /// Index of the pool; nothing if there is none of that key.
  [[nodiscard]] std::optional<std::uint32_t> find(const std::string& key) const;
  /// Those of a device, each once; nothing if one of them is not there.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> of(const Device& device) const;
  [[nodiscard]] const PoolFigures& figures(std::uint32_t pool) const { return figures_[pool]; }
  /// All keys it is found by.
  [[nodiscard]] const std::vector<std::string>& keys_of(std::uint32_t pool) const {
    return keys_[pool];
  }
  /// Takes what became of a pool.
  void update(std::uint32_t pool, const Pool& fields, model::Day day);

 private:
  struct Bearer {
    std::uint32_t pool = 0;
    Instant until = {};  // Since when it has another key; the end of time: it has not.
    friend auto operator<=>(const Bearer& a, const Bearer& b) {
      return std::pair(a.until, a.pool) <=> std::pair(b.until, b.pool);
    }
    friend bool operator==(const Bearer&, const Bearer&) = default;
  };
  std::unordered_map<std::string, std::vector<Bearer>> bearers_;  // Of pools that are there.
  std::vector<std::vector<std::string>> keys_;
  std::vector<PoolFigures> figures_;
};

/// What a device can draw on: as typed, but where it names pools, their addresses and port blocks,
/// shared or not.
[[nodiscard]] Capacity drawn_on(const Device& device, const PoolIndex& index);

/// The same, but of its pools those only that `carries` says yes to; asked once a pool.
[[nodiscard]] Capacity carried(const Device& device, const PoolIndex& index,
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
/// pool that does not say makes the figure of the card it counts with a gap, and one that is not
/// there those of all cards that name it.
[[nodiscard]] std::vector<Standing> standings(std::span<const Device> devices,
                                              std::span<const Pool> pools, model::Day day);

}  // namespace sixscope::ledger
