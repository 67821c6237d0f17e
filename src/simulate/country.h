#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "model/access.h"
#include "model/units.h"
#include "net/ip_address.h"
#include "net/prefix.h"

namespace sixscope::simulate {

/// A province of the simulated country: real code and rough real weight, invented lead.
struct Province {
  RegionCode code;
  std::string_view letters;  ///< Of ISO 3166-2: "gd".
  double weight;             ///< Share of the country's traffic, not normalised.
  double v6_lead;            ///< Factor on the IPv6 probability.
};
struct Operator {
  std::string_view id;  ///< As in catalogue/operators.csv.
  double weight;
  double v6_lead;
};

inline constexpr std::size_t kProvinces = 31;
inline constexpr std::size_t kOperators = 4;
inline constexpr std::size_t kAccesses = 4;  ///< Fixed, mobile, IDC, leased line, in this order.
inline constexpr std::array<model::Access, kAccesses> kSimulatedAccesses = {
    model::Access::fixed, model::Access::mobile, model::Access::idc, model::Access::leased_line};

[[nodiscard]] std::span<const Province, kProvinces> provinces();
[[nodiscard]] std::span<const Operator, kOperators> operators();

/// Where a user is: indices into `provinces()`, `operators()` and `kSimulatedAccesses`.
struct Cell {
  std::uint8_t province = 0;
  std::uint8_t operator_ = 0;
  std::uint8_t access = 0;
  friend auto operator<=>(const Cell&, const Cell&) = default;
};

/// The address blocks of a cell's users. No two cells overlap. IPv4: a /17 of 100.64.0.0/10 for
/// mobile, of 10.0.0.0/8 for the rest. IPv6: a /44 of 2001:db8::/32 (RFC 3849).
[[nodiscard]] net::Prefix user_block_v4(Cell cell);
[[nodiscard]] net::Prefix user_block_v6(Cell cell);

/// How busy an access is at `at` as a factor in (0, 1]: the day's curve of Asia/Shanghai, with
/// weekends.
[[nodiscard]] double activity(std::size_t access, Instant at);

/// Probability that traffic of a cell is IPv6 at `at`, before the application has its say: near the
/// national series for fixed and mobile, lower for IDC, low for leased lines, growing by the month.
[[nodiscard]] double v6_probability(Cell cell, Instant at);

/// How an operator's traffic divides over the accesses; sums to 1.
[[nodiscard]] std::array<double, kAccesses> access_mix(std::size_t operator_);

}  // namespace sixscope::simulate
