#include "wire/packet_layers.h"

namespace sixscope::wire::layers {
namespace {

constexpr std::size_t kFixedHeader = 20;
constexpr std::uint8_t kAuthentication = 51;

/// RFC 4302 s.2.2: an authentication header leaves the ports behind it readable.
void skip_authentication(IpPacket& ip) {
  constexpr std::size_t kAuthenticationMin = 12;
  if (ip.upper.bytes.size() < kAuthenticationMin) {
    ip.complete = false;
    if (ip.upper.cut()) {
      ip.packet.adjustments |= model::Adjustment::snap_truncated;
    }
    return;
  }
  const std::size_t size = (std::to_integer<std::size_t>(ip.upper.bytes[1]) + 2) * 4;
  const std::uint8_t next = std::to_integer<std::uint8_t>(ip.upper.bytes[0]);
  if (ip.upper.bytes.size() < size) {
    ip.complete = false;
    if (ip.upper.on_wire >= size) {
      ip.packet.adjustments |= model::Adjustment::snap_truncated;
    }
    return;
  }
  ip.packet.seen |= Seen::authentication;
  ip.packet.protocol = next;
  ip.upper = ip.upper.behind(size, Kind::none);
}

}  // namespace

Result<IpPacket> open_ipv4(const Layer& layer, bool strict) {
  ByteReader in(layer.bytes);
  const std::uint8_t version = in.u8();
  if (!in.ok()) {
    return too_short(layer, "RFC 791 s.3.1: the fixed header has 20 bytes");
  }
  if (version >> 4U != 4) {
    return fail_at(layer.offset, Errc::malformed, "RFC 791 s.3.1: version must be 4");
  }
  const std::size_t header = (version & 0xfU) * std::size_t{4};
  if (header < kFixedHeader) {
    return fail_at(layer.offset, Errc::malformed, "RFC 791 s.3.1: IHL must be at least 5");
  }
  IpPacket ip;
  Packet& packet = ip.packet;
  packet.family = net::Family::v4;
  packet.traffic_class = in.u8();
  const std::size_t total = in.u16();
  packet.fragment_id = in.u16();
  const std::uint16_t fragment = in.u16();
  packet.hop_limit = in.u8();
  packet.protocol = in.u8();
  in.skip(2);  // Checksum: offload leaves it wrong in captures.
  packet.source = net::IpAddress::v4(in.u32());
  packet.destination = net::IpAddress::v4(in.u32());
  if (!in.ok()) {
    return too_short(layer, "RFC 791 s.3.1: the fixed header has 20 bytes");
  }
  if (total != 0 && total < header) {
    return fail_at(layer.offset + 2, Errc::malformed,
                   "RFC 791 s.3.1: total length is less than the header");
  }
  if (strict && total > layer.on_wire) {
    return fail_at(layer.offset + 2, Errc::malformed, "total length exceeds the carrier's");
  }
  Layer whole = layer;
  if (total != 0) {
    whole.limit(total);
  } else if (layer.on_wire == kUnknownLength) {
    whole.limit(layer.bytes.size());
    packet.adjustments |= model::Adjustment::snap_truncated;
  }
  packet.ip_offset = static_cast<std::uint32_t>(layer.offset);
  packet.ip_length = static_cast<std::uint32_t>(whole.on_wire);
  packet.fragment_offset = static_cast<std::uint16_t>((fragment & 0x1fffU) * 8U);
  const bool later = packet.fragment_offset != 0;
  packet.part = later                       ? FragmentPart::later
                : (fragment & 0x2000U) != 0 ? FragmentPart::first
                                            : FragmentPart::whole;
  if (whole.bytes.size() < header) {  // Options are cut: what is behind them is not known.
    ip.complete = false;
    ip.upper = whole.behind(whole.bytes.size(), Kind::none);
    if (whole.cut()) {
      packet.adjustments |= model::Adjustment::snap_truncated;
    }
    return ip;
  }
  ip.upper = whole.behind(header, Kind::none);
  if (packet.protocol == kAuthentication && !later) {
    skip_authentication(ip);
  }
  return ip;
}

}  // namespace sixscope::wire::layers
