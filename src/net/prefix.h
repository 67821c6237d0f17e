#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/ip_address.h"

namespace sixscope::net {

/// An address block. IPv4 blocks live in ::ffff:0:0/96, so `length()` is 0 to 128 for both; a value
/// that exists has no bit set behind its length.
class Prefix {
 public:
  constexpr Prefix() = default;
  /// `length` counts in the 128-bit form. `out_of_range` past 128; `malformed` if host bits are
  /// set.
  static Result<Prefix> make(IpAddress address, int length);
  /// Reads "2001:db8::/32", "192.0.2.0/24", or a bare address as a host block.
  static Result<Prefix> parse(std::string_view text);
  /// The block of `length` (0 to 128) bits that holds `address`: host bits are cleared.
  static Prefix containing(IpAddress address, int length);

  [[nodiscard]] IpAddress address() const { return address_; }
  /// Bits of the 128-bit form: 120 for an IPv4 /24.
  [[nodiscard]] int length() const { return length_; }
  [[nodiscard]] bool is_v4() const { return length_ >= 96 && address_.is_v4(); }
  [[nodiscard]] bool contains(IpAddress address) const {
    return containing(address, length_).address_ == address_;
  }
  [[nodiscard]] bool contains(const Prefix& other) const {
    return other.length_ >= length_ && contains(other.address_);
  }
  /// As people write it: "192.0.2.0/24", "2001:db8::/32".
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Prefix&, const Prefix&) = default;

 private:
  Prefix(IpAddress address, std::uint8_t length) : address_(address), length_(length) {}
  IpAddress address_;
  std::uint8_t length_ = 0;
};

}  // namespace sixscope::net
