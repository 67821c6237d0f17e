#include "ledger/device.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

namespace sixscope::ledger {
namespace {

constexpr std::array<std::string_view, kDeviceFields> kDeviceFieldNames = {
    "removed",
    "region",
    "operator",
    "ledger_class",
    "status",
    "in_service_since",
    "retired_on",
    "max_sessions",
    "design_throughput",
    "public_addresses",
    "port_blocks",
    "subscribers_max",
    "pools",
    "peak_sessions",
    "mean_sessions",
    "peak_traffic",
    "mean_traffic",
    "active_subscribers",
    "used_addresses",
    "used_port_blocks",
    "load_month",
    "plan_action",
    "plan_month",
    "plan_max_sessions",
    "plan_design_throughput",
    "plan_public_addresses",
    "plan_port_blocks",
    "plan_subscribers_max",
    "ports_per_subscriber",
};

// The part of a pool's key that says where it lies.
constexpr auto kPoolRegion = static_cast<PoolField>(static_cast<std::size_t>(PoolField::key) + 1);

std::string_view text_in(const registry::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

Figure figure_in(const registry::Value& value) {
  const auto* number = std::get_if<model::Decimal>(&value);
  return number != nullptr ? Figure(*number) : std::nullopt;
}

template <class T>
std::optional<T> opt(const Result<T>& result) {
  return result ? std::optional<T>(*result) : std::nullopt;
}

// The enumerator whose name the value holds.
template <class Enum, std::size_t kNames>
std::optional<Enum> code_in(const registry::Value& value,
                            const std::array<std::string_view, kNames>& names) {
  const auto found = std::ranges::find(names, text_in(value));
  return found == names.end()
             ? std::nullopt
             : std::optional<Enum>(static_cast<Enum>(std::distance(names.begin(), found)));
}

std::vector<std::string> keys_in(const registry::Value& value) {
  const auto* keys = std::get_if<std::vector<std::string>>(&value);
  return keys != nullptr ? *keys : std::vector<std::string>{};
}

std::vector<AddressRange> ranges_in(const registry::Value& value) {
  std::vector<AddressRange> ranges;
  for (const std::string& prefix : keys_in(value)) {
    if (const auto range = range_of(prefix)) {
      ranges.push_back(*range);
    }
  }
  return ranges;
}

bool is_true(const registry::Value& value) {
  const auto* yes = std::get_if<bool>(&value);
  return yes != nullptr && *yes;
}

// How far `field` lies behind `first`, if it is one of `count` that begin there.
std::optional<std::size_t> place_in(DeviceField field, DeviceField first, std::size_t count) {
  const auto at = static_cast<std::size_t>(field);
  const auto begin = static_cast<std::size_t>(first);
  return at >= begin && at < begin + count ? std::optional(at - begin) : std::nullopt;
}

void set_identity(Device& device, DeviceField field, const registry::Value& value) {
  if (field == DeviceField::removed) {
    device.removed = is_true(value);
  } else if (field == DeviceField::region) {
    device.region = text_in(value);
  } else if (field == DeviceField::operator_) {
    device.operator_ = text_in(value);
  } else if (field == DeviceField::ledger_class) {
    device.ledger_class =
        code_in<LedgerClass>(value, kLedgerClassNames).value_or(LedgerClass::other);
  } else if (field == DeviceField::status) {
    device.status = code_in<Status>(value, kStatusNames);
  } else if (field == DeviceField::in_service_since) {
    device.in_service_since = opt(model::parse_day(text_in(value)));
  } else if (field == DeviceField::retired_on) {
    device.retired_on = opt(model::parse_day(text_in(value)));
  } else if (field == DeviceField::pools) {
    device.pools = keys_in(value);
  }
}

}  // namespace

std::span<const std::string_view, kDeviceFields> device_field_names() { return kDeviceFieldNames; }

std::optional<DeviceField> device_field(std::string_view name) {
  static const auto kSorted = [] {
    std::array<std::pair<std::string_view, DeviceField>, kDeviceFields> sorted;
    for (std::size_t i = 0; i < kDeviceFields; ++i) {
      sorted.at(i) = {kDeviceFieldNames.at(i), static_cast<DeviceField>(i)};
    }
    std::ranges::sort(sorted);
    return sorted;
  }();
  const auto found =
      std::ranges::lower_bound(kSorted, name, {}, &std::pair<std::string_view, DeviceField>::first);
  return found == kSorted.end() || found->first != name ? std::nullopt
                                                        : std::optional(found->second);
}

std::string key_in(std::span<const std::string, kKeyNames.size()> parts) {
  std::string key;
  for (const std::string& part : parts) {
    key += (key.empty() ? "" : " / ") + part;
  }
  return key;
}

std::optional<PoolField> pool_field(std::string_view name) {
  const auto found = std::ranges::find(kPoolFieldNames, name);
  return found == kPoolFieldNames.end()
             ? std::nullopt
             : std::optional(static_cast<PoolField>(std::distance(kPoolFieldNames.begin(), found)));
}

void set(Device& device, DeviceField field, const registry::Value& value) {
  device.created = true;
  if (const auto i = place_in(field, DeviceField::capacity, kComponents)) {
    device.capacity[static_cast<Component>(*i)] = figure_in(value);
  } else if (is_load(field)) {
    set(device.loads, field, value);
  } else if (const auto k = place_in(field, DeviceField::plan_target, kComponents)) {
    device.plan.target[static_cast<Component>(*k)] = figure_in(value);
  } else if (field == DeviceField::plan_action) {
    device.plan.action = code_in<PlanAction>(value, kPlanActionNames);
  } else if (field == DeviceField::ports_per_subscriber) {
    device.ports_per_subscriber = figure_in(value);
  } else if (field == DeviceField::plan_month) {
    device.plan.month = opt(model::Month::parse(text_in(value)));
  } else {
    set_identity(device, field, value);
  }
}

void set(Loads& loads, DeviceField field, const registry::Value& value) {
  if (const auto i = place_in(field, DeviceField::load, kLoadNames.size())) {
    loads.figures.at(*i) = figure_in(value);
  } else {
    loads.month = opt(model::Month::parse(text_in(value)));
  }
}

void set(Pool& pool, PoolField field, const registry::Value& value) {
  pool.created = true;
  switch (field) {
    case PoolField::removed:
      pool.removed = is_true(value);
      break;
    case PoolField::public_addresses:
      pool.public_addresses = figure_in(value);
      break;
    case PoolField::port_blocks:
      pool.port_blocks = figure_in(value);
      break;
    case PoolField::in_service_since:
      pool.in_service_since = opt(model::parse_day(text_in(value)));
      break;
    case PoolField::retired_on:
      pool.retired_on = opt(model::parse_day(text_in(value)));
      break;
    case PoolField::prefixes:
      pool.prefixes = ranges_in(value);
      break;
    case PoolField::first_address:
      pool.first_address = ipv4_address(text_in(value));
      break;
    case PoolField::last_address:
      pool.last_address = ipv4_address(text_in(value));
      break;
    case PoolField::block_size:
      pool.block_size = figure_in(value);
      break;
    case PoolField::key:
      pool.operator_ = text_in(value);
      break;
    default:
      if (field == kPoolRegion) {
        pool.region = text_in(value);
      }
      break;
  }
}

bool in_service(const Device& device, model::Day day) {
  return !device.elsewhere && holds_pools(device, day);
}

bool holds_pools(const Device& device, model::Day day) {
  const bool stands = device.status == Status::in_service || device.status == Status::expanding ||
                      device.status == Status::retiring;
  return device.created && !device.removed && stands &&
         (!device.in_service_since || *device.in_service_since <= day) &&
         (!device.retired_on || *device.retired_on > day);
}

std::optional<model::Day> retirement(const Device& device, model::Day day) {
  const auto by_then = [day](const std::optional<model::Day>& date) {
    return date && *date <= day;
  };
  if (!device.created || device.removed) {
    return std::nullopt;
  }
  if (by_then(device.retired_on)) {
    return device.retired_on;
  }
  return device.status == Status::retired && by_then(device.status_since) ? device.status_since
                                                                          : std::nullopt;
}

}  // namespace sixscope::ledger
