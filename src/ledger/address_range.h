#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sixscope::ledger {

/// IPv4 addresses in host order, both ends in it.
struct AddressRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};
/// How many addresses.
[[nodiscard]] constexpr std::uint64_t size_of(const AddressRange& range) {
  return std::uint64_t{range.last} - range.first + 1;
}
[[nodiscard]] constexpr bool holds(const AddressRange& range, const AddressRange& other) {
  return range.first <= other.first && other.last <= range.last;
}
/// Those of a block, "192.0.2.0/24"; nothing where that is no IPv4 prefix.
[[nodiscard]] std::optional<AddressRange> range_of(std::string_view prefix);
/// "192.0.2.1"; nothing where that is no IPv4 address.
[[nodiscard]] std::optional<std::uint32_t> ipv4_address(std::string_view text);
/// "192.0.2.0/24" where it is one block, "192.0.2.1-192.0.2.62" where it is not.
[[nodiscard]] std::string to_string(const AddressRange& range);

}  // namespace sixscope::ledger
