#include "ledger/quality.h"

#include <cstddef>
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
  std::map<std::pair<ObjectId, Component>, Measurement> newest;
  for (const Measurement& measurement : measurements) {
    if (measurement.day > today) {
      continue;
    }
    const auto [found, added] =
        newest.try_emplace({measurement.device, measurement.component}, measurement);
    if (!added && found->second.day <= measurement.day) {
      found->second = measurement;
    }
  }
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
      const auto found = newest.find({device.id, component});
      const auto measured = found == newest.end() ? std::nullopt : std::optional(found->second);
      quality.confirmation[component] = confirm(capacity[component], measured, today, rules);
      quality.measured[component] = measured ? Figure(measured->value) : std::nullopt;
    }
    all.push_back(std::move(quality));
  }
  return all;
}

}  // namespace sixscope::ledger
