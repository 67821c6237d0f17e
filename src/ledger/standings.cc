#include "ledger/standings.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace sixscope::ledger {
namespace {

void add(Figure& sum, const Figure& figure) {
  sum = sum && figure ? Figure(*sum + *figure) : std::nullopt;
}

// What `device` has where it draws on `used` of its pools; nothing: one of them is not there.
Capacity with_pools(const Device& device, const PoolIndex& index,
                    const std::optional<std::vector<std::uint32_t>>& used) {
  Capacity capacity = device.capacity;
  if (device.pools.empty()) {
    return capacity;
  }
  const Figure none = used ? Figure(model::Decimal{}) : std::nullopt;
  capacity[Component::public_addresses] = none;
  capacity[Component::port_blocks] = none;
  for (const std::uint32_t pool : used.value_or(std::vector<std::uint32_t>{})) {
    add(capacity[Component::public_addresses], index.figures(pool).public_addresses);
    add(capacity[Component::port_blocks], index.figures(pool).port_blocks);
  }
  return capacity;
}

}  // namespace

Place place_of(const Device& device) {
  return {
      .region = device.region, .operator_ = device.operator_, .ledger_class = device.ledger_class};
}

bool in_service(const Pool& pool, model::Day day) {
  return pool.exists() && (!pool.in_service_since || *pool.in_service_since <= day) &&
         (!pool.retired_on || *pool.retired_on > day);
}

PoolFigures figures_of(const Pool& pool, model::Day day) {
  if (!pool.exists()) {
    return {};
  }
  const bool serves = in_service(pool, day);
  const Figure none{model::Decimal{}};
  return {.public_addresses = serves ? pool.public_addresses : none,
          .port_blocks = serves ? pool.port_blocks : none};
}

PoolIndex::PoolIndex(std::span<const Pool> pools, model::Day day)
    : keys_(pools.size()), figures_(pools.size()) {
  for (std::size_t i = 0; i < pools.size(); ++i) {
    update(static_cast<std::uint32_t>(i), pools[i], day);
  }
}

void PoolIndex::update(std::uint32_t pool, const Pool& fields, model::Day day) {
  figures_[pool] = figures_of(fields, day);
  for (const std::string& key : keys_[pool]) {
    std::erase_if(bearers_[key], [pool](const Bearer& bearer) { return bearer.pool == pool; });
  }
  keys_[pool].clear();
  for (std::size_t i = 0; fields.exists() && i < fields.keys.size(); ++i) {
    const bool is_last = i + 1 == fields.keys.size();
    bearers_[fields.keys[i].text].push_back(
        {.pool = pool, .until = is_last ? Instant::max() : fields.keys[i + 1].since});
    keys_[pool].push_back(fields.keys[i].text);
  }
}

std::optional<std::uint32_t> PoolIndex::find(const std::string& key) const {
  const auto found = bearers_.find(key);
  return found == bearers_.end() || found->second.empty()
             ? std::nullopt
             : std::optional(std::ranges::max(found->second).pool);
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

Capacity drawn_on(const Device& device, const PoolIndex& index) {
  return with_pools(device, index, index.of(device));
}

Capacity carried(const Device& device, const PoolIndex& index,
                 const std::function<bool(std::uint32_t)>& carries) {
  auto used = index.of(device);
  if (used) {
    std::erase_if(*used, [&](std::uint32_t pool) { return !carries(pool); });
  }
  return with_pools(device, index, used);
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
  const PoolIndex index(pools, day);
  std::vector<bool> taken(pools.size() * kFamilies);
  std::vector<Standing> all;
  all.reserve(devices.size());
  for (const Device& device : devices) {
    Standing standing{.counted = in_service(device, day)};
    if (holds_pools(device, day)) {
      const std::uint8_t family = family_of(device.ledger_class);
      const Capacity capacity = carried(device, index, [&](std::uint32_t pool) {
        const std::size_t slot = std::size_t{pool} * kFamilies + family;
        const bool first = !taken[slot];
        taken[slot] = true;
        return first;
      });
      standing.capacity = standing.counted ? capacity : Capacity{};
    }
    all.push_back(standing);
  }
  return all;
}

}  // namespace sixscope::ledger
