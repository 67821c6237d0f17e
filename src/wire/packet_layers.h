#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/packet.h"

/// The layers that `dissect` walks: each function opens one and names the next. Not for others.
namespace sixscope::wire::layers {

enum class Kind : std::uint8_t { none, ethernet, ether_type, ip, ipv4, ipv6, mpls, ppp, gre };

/// Stands for "nobody knows how long it was".
inline constexpr std::size_t kUnknownLength = SIZE_MAX;

/// The bytes of one protocol layer: the captured part, and how many there were on the wire.
struct Layer {
  Kind kind = Kind::none;
  ByteView bytes;
  std::size_t on_wire = kUnknownLength;
  std::size_t offset = 0;        ///< Of the first byte in the frame.
  std::uint16_t ether_type = 0;  ///< For Kind::ether_type.

  [[nodiscard]] bool cut() const { return bytes.size() < on_wire; }

  /// What lies behind the first `count` bytes, which were captured.
  [[nodiscard]] Layer behind(std::size_t count, Kind next) const {
    return {.kind = next,
            .bytes = bytes.subspan(count),
            .on_wire = on_wire == kUnknownLength ? on_wire : on_wire - count,
            .offset = offset + count};
  }

  /// Drops what lies behind the first `count` bytes: padding, trailers.
  void limit(std::size_t count) {
    on_wire = std::min(on_wire, count);
    bytes = bytes.first(std::min(bytes.size(), count));
  }
};

/// The error for a layer that ends too soon: cut by the capture, or by its own carrier.
[[nodiscard]] inline tl::unexpected<Error> too_short(const Layer& layer, std::string_view rule) {
  return fail_at(layer.offset + layer.bytes.size(), layer.cut() ? Errc::truncated : Errc::malformed,
                 rule);
}
[[nodiscard]] inline tl::unexpected<Error> not_ip(const Layer& layer, std::string_view rule) {
  return fail_at(layer.offset, Errc::not_found, rule);
}

/// Carriers met since the last IP header, kept apart until the next one proves them right.
struct Walk {
  Seen seen = Seen::none;
  model::Adjustment adjustments = model::Adjustment::none;
  bool guessed = false;  ///< By a UDP port: what is inside must be strict.
};

/// What stands behind an IP header and its extension headers.
struct IpPacket {
  Packet packet;
  Layer upper;           ///< The L4 header; kind none.
  bool complete = true;  ///< False: the header chain ended early, `upper` is not its L4 header.
};

// ethernet.cc: link layers and label stacks.
Result<Layer> open_link(LinkType link, const Layer& frame, Walk& walk);
Result<Layer> open_ethernet(const Layer& layer);
Result<Layer> open_ether_type(const Layer& layer, Walk& walk);
Result<Layer> open_mpls(const Layer& layer, Walk& walk);
Result<Layer> open_ppp(const Layer& layer);

// ipv4.cc, ipv6.cc.
Result<IpPacket> open_ipv4(const Layer& layer, bool strict);
Result<IpPacket> open_ipv6(const Layer& layer, bool strict);

// tunnel.cc: what an IP packet carries, if it is a tunnel; Kind::none if not.
Result<Layer> open_gre(const Layer& layer, Walk& walk);
Result<Layer> open_carried(const IpPacket& carrier, Walk& walk);

}  // namespace sixscope::wire::layers
