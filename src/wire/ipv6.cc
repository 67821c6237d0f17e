#include <optional>

#include "wire/packet_layers.h"

namespace sixscope::wire::layers {
namespace {

constexpr std::size_t kFixedHeader = 40;
constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kAuthentication = 51;
constexpr std::uint8_t kNoNextHeader = 59;
constexpr std::uint8_t kDestinationOptions = 60;
constexpr std::uint8_t kMobility = 135;
constexpr std::uint8_t kHostIdentity = 139;
constexpr std::uint8_t kShim6 = 140;

/// The bit that stands for an extension header; nothing if `protocol` is an upper layer.
/// ESP is an upper layer here: nothing behind it can be read.
std::optional<Seen> extension_header(std::uint8_t protocol) {
  switch (protocol) {
    case kHopByHop:
      return Seen::hop_by_hop;
    case kRouting:
      return Seen::routing;
    case kFragment:
      return Seen::fragment_header;
    case kAuthentication:
      return Seen::authentication;
    case kDestinationOptions:
      return Seen::destination_options;
    case kMobility:
      return Seen::mobility;
    case kHostIdentity:
    case kShim6:
      return Seen::none;
    default:
      return std::nullopt;
  }
}

/// Size of a whole extension header, given its first two bytes.
std::size_t header_size(std::uint8_t protocol, std::uint8_t length) {
  if (protocol == kFragment) {
    return 8;  // RFC 8200 s.4.5: the second octet is reserved, not a length.
  }
  if (protocol == kAuthentication) {
    return (length + std::size_t{2}) * 4;  // RFC 4302 s.2.2: 4-byte units, minus 2.
  }
  return (length + std::size_t{1}) * 8;  // RFC 6564 s.4: 8-byte units, the first not counted.
}

/// RFC 8754 s.2: with segments left, the header's destination is only the next stop, Segment
/// List[Segments Left], which a reduced list leaves out (s.4.1.1); the last stop stands first in
/// the list. A list whose next stop is another does not steer this packet, and is not believed.
void read_routing(ByteView header, Packet& packet) {
  constexpr std::uint8_t kSegmentRouting = 4;
  constexpr std::size_t kListAt = 8;
  constexpr std::size_t kSegment = 16;
  if (std::to_integer<std::uint8_t>(header[2]) != kSegmentRouting) {
    return;
  }
  packet.seen |= Seen::segment_routing;
  const auto left = std::to_integer<std::size_t>(header[3]);
  const auto last = std::to_integer<std::size_t>(header[4]);
  if (left == 0 || header.size() < kListAt + (last + 1) * kSegment) {
    return;
  }
  const auto segment = [&](std::size_t i) {
    return net::IpAddress::v6(header.data() + kListAt + i * kSegment);
  };
  if (left == last + 1 || (left <= last && segment(left) == packet.destination)) {
    packet.destination = segment(0);
  }
}

/// Reads fragment fields; true if ports lie in another fragment.
bool read_fragment(ByteView header, Packet& packet) {
  const auto field = load_big_endian<std::uint16_t>(header.data() + 2);
  packet.fragment_offset = static_cast<std::uint16_t>(field & 0xfff8U);
  const bool later = packet.fragment_offset != 0;
  packet.fragment_id = load_big_endian<std::uint32_t>(header.data() + 4);
  packet.part = later               ? FragmentPart::later
                : (field & 1U) != 0 ? FragmentPart::first
                                    : FragmentPart::whole;  // Atomic fragment, RFC 6946.
  return later;
}

/// Follows extension headers (RFC 8200 s.4) up to the upper layer, a later fragment or the end.
void follow_headers(IpPacket& ip) {
  Packet& packet = ip.packet;
  for (int i = 0; i < kExtensionHeadersMax; ++i) {
    const auto kind = extension_header(packet.protocol);
    if (!kind) {
      return;
    }
    const Layer& at = ip.upper;
    const bool begun = at.bytes.size() >= 2;
    const std::size_t size =
        begun ? header_size(packet.protocol, std::to_integer<std::uint8_t>(at.bytes[1])) : 8;
    if (!begun || at.bytes.size() < size) {
      if (at.on_wire >= size) {
        packet.adjustments |= model::Adjustment::snap_truncated;
      }
      ip.complete = false;
      return;
    }
    const ByteView header = at.bytes.first(size);
    packet.seen |= *kind;
    if (packet.protocol == kRouting) {
      read_routing(header, packet);
    }
    const bool later = packet.protocol == kFragment && read_fragment(header, packet);
    packet.protocol = std::to_integer<std::uint8_t>(header[0]);
    ip.upper = at.behind(size, Kind::none);
    if (later) {
      return;
    }
  }
  ip.complete = !extension_header(packet.protocol).has_value();
}

/// The jumbo payload option (RFC 2675 s.2), looked for where payload length is 0; 0 if there is
/// none in what was captured.
std::size_t jumbo_length(ByteView hop_by_hop) {
  constexpr std::uint8_t kPad1 = 0;
  constexpr std::uint8_t kJumbo = 0xc2;
  if (hop_by_hop.size() < 2) {
    return 0;
  }
  const std::size_t size = header_size(kHopByHop, std::to_integer<std::uint8_t>(hop_by_hop[1]));
  ByteReader in(hop_by_hop.first(std::min(size, hop_by_hop.size())));
  in.skip(2);
  while (in.ok() && in.remaining() > 0) {
    const std::uint8_t type = in.u8();
    if (type == kPad1) {
      continue;
    }
    const ByteView value = in.take(in.u8());
    if (type == kJumbo && value.size() == 4) {
      return load_big_endian<std::uint32_t>(value.data());
    }
  }
  return 0;
}

/// Whether the jumbo option of a packet with payload length 0 may lie behind the captured bytes.
bool jumbo_is_cut(const Layer& payload) {
  return payload.cut() &&
         (payload.bytes.size() < 2 ||
          payload.bytes.size() <
              header_size(kHopByHop, std::to_integer<std::uint8_t>(payload.bytes[1])));
}

/// Cuts `whole` down to the packet. Payload length 0 stands for a jumbogram, or for an offloaded
/// segment longer than 65,535 bytes, unless nothing is meant to follow.
void limit_length(Layer& whole, std::size_t payload_length, Packet& packet) {
  if (payload_length != 0) {
    whole.limit(kFixedHeader + payload_length);
    return;
  }
  if (packet.protocol == kNoNextHeader) {
    whole.limit(kFixedHeader);
    return;
  }
  const Layer payload = whole.behind(kFixedHeader, Kind::none);
  if (packet.protocol == kHopByHop) {
    if (const std::size_t jumbo = jumbo_length(payload.bytes); jumbo != 0) {
      whole.limit(kFixedHeader + jumbo);
      return;
    }
    if (jumbo_is_cut(payload)) {
      packet.adjustments |= model::Adjustment::snap_truncated;
    }
  }
  if (whole.on_wire == kUnknownLength) {
    whole.limit(whole.bytes.size());
    packet.adjustments |= model::Adjustment::snap_truncated;
  }
}

}  // namespace

Result<IpPacket> open_ipv6(const Layer& layer, bool strict) {
  ByteReader in(layer.bytes);
  const std::uint8_t version = in.u8();
  if (!in.ok()) {
    return too_short(layer, "RFC 8200 s.3: the fixed header has 40 bytes");
  }
  if (version >> 4U != 6) {
    return fail_at(layer.offset, Errc::malformed, "RFC 8200 s.3: version must be 6");
  }
  IpPacket ip;
  Packet& packet = ip.packet;
  packet.family = net::Family::v6;
  packet.traffic_class = static_cast<std::uint8_t>(version << 4U | in.u8() >> 4U);
  in.skip(2);  // Flow label.
  const std::size_t payload_length = in.u16();
  packet.protocol = in.u8();
  packet.hop_limit = in.u8();
  const ByteView source = in.take(16);
  const ByteView destination = in.take(16);
  if (!in.ok()) {
    return too_short(layer, "RFC 8200 s.3: the fixed header has 40 bytes");
  }
  if (strict && kFixedHeader + payload_length > layer.on_wire) {
    return fail_at(layer.offset + 4, Errc::malformed, "payload length exceeds the carrier's");
  }
  packet.source = net::IpAddress::v6(source.data());
  packet.destination = net::IpAddress::v6(destination.data());
  Layer whole = layer;
  limit_length(whole, payload_length, packet);
  packet.ip_offset = static_cast<std::uint32_t>(layer.offset);
  packet.ip_length = static_cast<std::uint32_t>(whole.on_wire);
  ip.upper = whole.behind(kFixedHeader, Kind::none);
  follow_headers(ip);
  return ip;
}

}  // namespace sixscope::wire::layers
