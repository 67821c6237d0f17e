#include "ledger/quality.h"

#include <cstddef>
#include <map>
#include <tuple>
#include <utility>

#include "ledger/standings.h"

namespace sixscope::ledger {
namespace {

std::vector<DeviceField> empty_fields(const Device& device, const Capacity& capacity,
                                      const Loads& loads) {
  std::vector<DeviceField> empty;
  const auto note = [&](bool is_empty, DeviceField field) {
    if (is_empty) {
      empty.push_back(field);
    }
  };
  note(device.region.empty(), DeviceField::region);
  note(device.operator_.empty(), DeviceField::operator_);
  note(!device.in_service_since, DeviceField::in_service_since);
  for (std::size_t i = 0; i < kComponents; ++i) {
    note(!capacity[static_cast<Component>(i)],
         static_cast<DeviceField>(static_cast<std::size_t>(DeviceField::capacity) + i));
  }
  for (std::size_t i = 0; i < kLoadNames.size(); ++i) {
    note(!loads.figures.at(i),
         static_cast<DeviceField>(static_cast<std::size_t>(DeviceField::load) + i));
  }
  note(!loads.month, DeviceField::load_month);
  return empty;
}

// Ports of a block of the device, or why there is no telling.
struct BlockSize {
  Figure ports = {};
  Unmeasured why = Unmeasured::no_block_size;
};
BlockSize block_size_of(const Device& device, const State& state, const PoolIndex& index) {
  BlockSize size;
  const auto pools = index.of(device).value_or(std::vector<std::uint32_t>{});
  for (const std::uint32_t pool : pools) {
    const Figure& one = state.pools[pool].block_size;
    if (size.ports && one && *one != *size.ports) {
      return {.why = Unmeasured::block_sizes_differ};
    }
    size.ports = one ? one : size.ports;
  }
  size.ports = size.ports ? size.ports : device.ports_per_subscriber;
  if (size.ports && *size.ports <= model::Decimal{}) {
    size.ports = std::nullopt;  // A block of nothing is not told.
  }
  return size;
}

// Newest measurements of a state's devices.
class Newest {
 public:
  Newest(std::span<const Measurement> measurements, model::Day today) {
    for (const Measurement& one : measurements) {
      if (one.day > today) {
        continue;
      }
      const auto [found, added] = all_.try_emplace({one.device, one.component, one.in_ports}, one);
      if (!added && found->second.day <= one.day) {
        found->second = one;
      }
    }
  }
  [[nodiscard]] std::optional<Measurement> find(ObjectId device, Component component,
                                                bool in_ports) const {
    const auto found = all_.find({device, component, in_ports});
    return found == all_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::tuple<ObjectId, Component, bool>, Measurement> all_;
};

// Whole blocks in `ports`.
Measurement in_blocks(Measurement ports, const model::Decimal& size) {
  ports.value = model::Decimal::whole(
      static_cast<std::int64_t>(ports.value.millionths() / size.millionths()));
  ports.in_ports = false;
  return ports;
}

}  // namespace

Confirmation confirm(const Figure& typed, const std::optional<Measurement>& measured,
                     model::Day today, const QualityRules& rules) {
  constexpr std::int64_t kPercent = 100;
  if (!measured) {
    return Confirmation::never_measured;
  }
  if (today - measured->day > std::chrono::days{rules.stale_days}) {
    return Confirmation::stale;
  }
  if (!typed) {
    return Confirmation::not_typed;
  }
  const model::Int128 difference = (*typed - measured->value).millionths();
  const model::Int128 apart = (difference < 0 ? -difference : difference) * kPercent;
  return apart <= measured->value.millionths() * rules.tolerance_percent
             ? Confirmation::confirmed
             : Confirmation::contradicted;
}

std::vector<DeviceQuality> device_quality(const State& state,
                                          std::span<const Measurement> measurements,
                                          const QualityRules& rules) {
  const model::Day today = state.point.month.last_day();
  const Newest newest(measurements, today);
  const PoolIndex index(state.pools, today);
  std::vector<DeviceQuality> all;
  for (std::size_t i = 0; i < state.devices.size(); ++i) {
    const Device& device = state.devices[i];
    if (!in_service(device, today)) {
      continue;
    }
    const Loads& loads = state.loads[i].month ? state.loads[i] : device.loads;
    const Capacity capacity = drawn_on(device, index);
    DeviceQuality quality{.device = device.id, .empty = empty_fields(device, capacity, loads)};
    if (loads.month) {
      quality.load_age = state.point.month - *loads.month;
    }
    for (const Component component : kAllComponents) {
      auto measured = newest.find(device.id, component, false);
      auto why =
          component == Component::design_throughput ? Unmeasured::not_in_mib : Unmeasured::not_read;
      const auto ports = measured ? std::nullopt : newest.find(device.id, component, true);
      if (ports) {
        const BlockSize size = block_size_of(device, state, index);
        measured = size.ports ? std::optional(in_blocks(*ports, *size.ports)) : std::nullopt;
        why = size.why;
      }
      quality.confirmation[component] = confirm(capacity[component], measured, today, rules);
      if (measured) {
        quality.measured[component] = measured->value;
        quality.measured_on[component] = measured->day;
      } else {
        quality.unmeasured[component] = why;
      }
    }
    all.push_back(std::move(quality));
  }
  return all;
}

}  // namespace sixscope::ledger
