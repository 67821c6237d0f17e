#include "ledger/standings.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace sixscope::ledger {
namespace {

// The components that belong to pools, with the pool's figure of each.
void add_pool(Capacity& capacity, const Pool& pool) {
  const auto add = [](Figure& sum, const Figure& figure) {
    sum = sum && figure ? Figure(*sum + *figure) : std::nullopt;
  };
  add(capacity[Component::public_addresses], pool.exists() ? pool.public_addresses : std::nullopt);
  add(capacity[Component::port_blocks], pool.exists() ? pool.port_blocks : std::nullopt);
}

// What `device` has where it draws on `used` of its pools; nothing: one of them is not there.
Capacity with_pools(const Device& device, std::span<const Pool> pools,
                    const std::optional<std::vector<std::uint32_t>>& used) {
  Capacity capacity = device.capacity;
  if (device.pools.empty()) {
    return capacity;
  }
  const Figure none = used ? Figure(model::Decimal{}) : std::nullopt;
  capacity[Component::public_addresses] = none;
  capacity[Component::port_blocks] = none;
  for (const std::uint32_t pool : used.value_or(std::vector<std::uint32_t>{})) {
    add_pool(capacity, pools[pool]);
  }
  return capacity;
}

}  // namespace

Place place_of(const Device& device) {
  return {
      .region = device.region, .operator_ = device.operator_, .ledger_class = device.ledger_class};
}

PoolIndex::PoolIndex(std::span<const Pool> pools) {
  for (std::size_t i = 0; i < pools.size(); ++i) {
    by_key_[pools[i].key] = static_cast<std::uint32_t>(i);
  }
}

std::optional<std::uint32_t> PoolIndex::find(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::vector<std::uint32_t>> PoolIndex::of(const Device& device) const {
  std::vector<std::uint32_t> pools;
  for (const std::string& key : device.pools) {
    const auto pool = find(key);
    if (!pool) {
      return std::nullopt;
    }
    if (std::ranges::find(pools, *pool) == pools.end()) {
      pools.push_back(*pool);
    }
  }
  return pools;
}

Capacity drawn_on(const Device& device, std::span<const Pool> pools, const PoolIndex& index) {
  return with_pools(device, pools, index.of(device));
}

Capacity carried(const Device& device, std::span<const Pool> pools, const PoolIndex& index,
                 const std::function<bool(std::uint32_t)>& carries) {
  auto used = index.of(device);
  if (used) {
    std::erase_if(*used, [&](std::uint32_t pool) { return !carries(pool); });
  }
  return with_pools(device, pools, used);
}

std::uint8_t family_of(LedgerClass ledger_class) {
  switch (ledger_class) {
    case LedgerClass::nat44:
    case LedgerClass::nat444:
      return 0;
    case LedgerClass::ds_lite:
      return 1;
    case LedgerClass::nat64:
      return 2;
    case LedgerClass::other:
      break;
  }
  return 3;
}

std::vector<Standing> standings(std::span<const Device> devices, std::span<const Pool> pools,
                                model::Day day) {
  SIXSCOPE_CHECK(std::ranges::is_sorted(devices, {}, &Device::id));
  const PoolIndex index(pools);
  std::vector<bool> taken(pools.size() * kFamilies);
  std::vector<Standing> all;
  all.reserve(devices.size());
  for (const Device& device : devices) {
    Standing standing{.counted = in_service(device, day)};
    if (standing.counted) {
      const std::uint8_t family = family_of(device.ledger_class);
      standing.capacity = carried(device, pools, index, [&](std::uint32_t pool) {
        const std::size_t slot = std::size_t{pool} * kFamilies + family;
        const bool first = !taken[slot];
        taken[slot] = true;
        return first;
      });
    }
    all.push_back(standing);
  }
  return all;
}

}  // namespace sixscope::ledger
