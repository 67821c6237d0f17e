#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "net/ip_address.h"

namespace sixscope::net {

/// Special-purpose blocks (RFC 6890 and its registries), as far as they change what a flow means.
enum class AddressClass : std::uint8_t {
  global,         ///< Anything that is not below.
  unspecified,    ///< `::`, 0.0.0.0/8.
  loopback,       ///< ::1, 127.0.0.0/8.
  link_local,     ///< fe80::/10, 169.254.0.0/16 (RFC 4291 s.2.5.6, RFC 3927).
  multicast,      ///< ff00::/8, 224.0.0.0/4, and the IPv4 limited broadcast.
  unique_local,   ///< fc00::/7 (RFC 4193).
  private_use,    ///< 10/8, 172.16/12, 192.168/16 (RFC 1918).
  shared,         ///< 100.64.0.0/10: between a carrier-grade NAT and its users (RFC 6598).
  six_to_four,    ///< 2002::/16 (RFC 3056).
  teredo,         ///< 2001::/32 (RFC 4380).
  nat64,          ///< 64:ff9b::/96, and 64:ff9b:1::/48 for local use (RFC 6052, RFC 8215).
  documentation,  ///< 2001:db8::/32, 3fff::/20, 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24.
  discard,        ///< 100::/64 (RFC 6666).
  benchmarking,   ///< 2001:2::/48, 198.18.0.0/15 (RFC 5180, RFC 2544).
  site_local,     ///< fec0::/10, deprecated (RFC 3879).
  reserved,       ///< 240.0.0.0/4, and IPv6 outside 2000::/3 that no block above names.
};
inline constexpr std::array<std::string_view, 16> kAddressClassNames = {
    "global",  "unspecified",  "loopback",    "link_local", "multicast", "unique_local",
    "private", "shared",       "six_to_four", "teredo",     "nat64",     "documentation",
    "discard", "benchmarking", "site_local",  "reserved"};

/// The class of `address`. A few comparisons; global addresses leave after the first ones.
[[nodiscard]] AddressClass classify(const IpAddress& address);

/// IPv4 addresses that are not global, in host order, both ends in it.
struct SpecialBlock {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  AddressClass address_class = AddressClass::global;
};
/// All of them, ascending, none in another: what `classify` says of IPv4, by block.
[[nodiscard]] std::span<const SpecialBlock> special_v4_blocks();

}  // namespace sixscope::net
