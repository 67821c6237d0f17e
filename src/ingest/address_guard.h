#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/ip_address.h"

namespace sixscope::ingest {

/// Takes the person out of an address before a single flow is kept.
///
/// Truncated: the /24 of an IPv4 address, the /48 of an IPv6 one. Keyed: a pseudonym of 128 bits
/// (SipHash-2-4), the same for the same address as long as the key is the same, and without the key
/// not to be turned back, not even by trying all of IPv4. A value; safe from any thread.
class AddressGuard {
 public:
  static constexpr int kIpv4Bits = 24;
  static constexpr int kIpv6Bits = 48;
  using Key = std::array<std::uint64_t, 2>;

  /// Truncates.
  AddressGuard() = default;
  /// Makes pseudonyms.
  explicit AddressGuard(Key key) : key_(key) {}
  /// With the key in a file: 32 hexadecimal digits. `malformed` if it holds anything else;
  /// `out_of_range` if others than its owner may read or write it; `not_found`. Errors never quote
  /// the content.
  static Result<AddressGuard> keyed_by(const std::string& path);

  /// What is kept of `address`, in network order.
  [[nodiscard]] std::array<std::uint8_t, 16> protect(const net::IpAddress& address) const;

 private:
  std::optional<Key> key_;
};

}  // namespace sixscope::ingest
