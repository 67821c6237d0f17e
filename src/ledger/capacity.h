#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/decimal.h"

namespace sixscope::ledger {

/// What a NAT device can do, in five neutral measures. They are never added to one another.
enum class Component : std::uint8_t {
  max_sessions,
  design_throughput,  ///< Gbit/s.
  public_addresses,
  port_blocks,
  subscribers_max,
};
inline constexpr std::size_t kComponents = 5;
/// Field names of kind nat44_device and identifiers in JSON.
inline constexpr std::array<std::string_view, kComponents> kComponentNames = {
    "max_sessions", "design_throughput", "public_addresses", "port_blocks", "subscribers_max"};
inline constexpr std::array<Component, kComponents> kAllComponents = {
    Component::max_sessions, Component::design_throughput, Component::public_addresses,
    Component::port_blocks, Component::subscribers_max};

[[nodiscard]] constexpr std::size_t index_of(Component component) {
  return static_cast<std::size_t>(component);
}
[[nodiscard]] constexpr std::string_view to_string(Component component) {
  return kComponentNames[index_of(component)];
}

/// One value a component.
template <class T>
class ByComponent {
 public:
  [[nodiscard]] constexpr T& operator[](Component component) {
    return values_[index_of(component)];
  }
  [[nodiscard]] constexpr const T& operator[](Component component) const {
    return values_[index_of(component)];
  }
  friend bool operator==(const ByComponent&, const ByComponent&) = default;

 private:
  std::array<T, kComponents> values_{};
};

/// A number, or nothing: not given is a gap and never zero.
using Figure = std::optional<model::Decimal>;
using Capacity = ByComponent<Figure>;

/// Figures added up, and over how many devices.
struct Sum {
  model::Decimal value = {};  ///< Of those that gave the figure.
  std::uint32_t given = 0;    ///< Devices that gave it.
  std::uint32_t missing = 0;  ///< Devices that did not.

  constexpr void add(const Figure& figure) {
    value += figure.value_or(model::Decimal{});
    ++(figure ? given : missing);
  }
  constexpr Sum& operator+=(const Sum& other) {
    value += other.value;
    given += other.given;
    missing += other.missing;
    return *this;
  }
  friend bool operator==(const Sum&, const Sum&) = default;
};
using Sums = ByComponent<Sum>;

}  // namespace sixscope::ledger
