#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::net {

/// Address family of IP, as it is written: 4 or 6; `none` where there is no address.
enum class Family : std::uint8_t { none = 0, v4 = 4, v6 = 6 };

/// An IPv4 or IPv6 address in 16 network-order bytes; IPv4 is held as ::ffff:a.b.c.d (RFC 4291
/// s.2.5.5.2), so one table serves both families. The default is `::`.
///
/// Which family a *packet* had is never read off an address: ::ffff:0:0/96 in a real IPv6 header is
/// possible. Keep a `Family` beside it where that matters.
class IpAddress {
 public:
  constexpr IpAddress() = default;
  /// From 16 network-order bytes as they stood in an IPv6 header.
  static IpAddress v6(const std::byte* bytes) {
    IpAddress address;
    std::memcpy(address.bytes_.data(), bytes, 16);
    return address;
  }
  /// From an IPv4 address in host order: 0xC0000201 is 192.0.2.1.
  static constexpr IpAddress v4(std::uint32_t value) {
    IpAddress address;
    address.bytes_[10] = std::byte{0xff};
    address.bytes_[11] = std::byte{0xff};
    for (std::size_t i = 0; i < 4; ++i) {
      address.bytes_[12 + i] = static_cast<std::byte>(value >> (24 - 8 * i));
    }
    return address;
  }
  /// From two host-order halves, most significant first.
  static constexpr IpAddress from_halves(std::uint64_t high, std::uint64_t low) {
    IpAddress address;
    for (std::size_t i = 0; i < 8; ++i) {
      address.bytes_[i] = static_cast<std::byte>(high >> (56 - 8 * i));
      address.bytes_[8 + i] = static_cast<std::byte>(low >> (56 - 8 * i));
    }
    return address;
  }

  /// Reads dotted IPv4 or RFC 4291 IPv6 text, no zone, no spaces, no prefix length. `malformed`
  /// otherwise.
  static Result<IpAddress> parse(std::string_view text);

  /// RFC 5952 text; an IPv4 address is dotted.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] bool is_v4() const { return high() == 0 && (low() >> 32U) == 0xffffU; }
  /// Host-order IPv4 value; meaningful only if `is_v4()`.
  [[nodiscard]] std::uint32_t v4_value() const { return static_cast<std::uint32_t>(low()); }
  /// `::` or 0.0.0.0: exporters write both for "none".
  [[nodiscard]] bool is_unspecified() const {
    return high() == 0 && (low() == 0 || low() == 0xffff00000000U);
  }

  [[nodiscard]] std::uint64_t high() const { return load_big_endian<std::uint64_t>(bytes_.data()); }
  [[nodiscard]] std::uint64_t low() const {
    return load_big_endian<std::uint64_t>(bytes_.data() + 8);
  }
  [[nodiscard]] const std::array<std::byte, 16>& bytes() const { return bytes_; }

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::byte, 16> bytes_{};
};

}  // namespace sixscope::net

template <>
struct std::hash<sixscope::net::IpAddress> {
  std::size_t operator()(const sixscope::net::IpAddress& address) const {
    const std::uint64_t mixed =
        (address.high() ^ std::rotl(address.low(), 32)) * 0x9e3779b97f4a7c15U;
    return mixed ^ (mixed >> 29U);
  }
};
