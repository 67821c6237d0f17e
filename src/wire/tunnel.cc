#include "wire/packet_layers.h"

namespace sixscope::wire::layers {
namespace {

constexpr std::uint8_t kIpInIp = 4;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kIpv6InIp = 41;
constexpr std::uint8_t kGre = 47;
constexpr std::uint8_t kMplsInIp = 137;
constexpr std::uint8_t kEthernetInIp = 143;

constexpr std::uint16_t kL2tpPort = 1701;
constexpr std::uint16_t kGtpPort = 2152;
constexpr std::uint16_t kTeredoPort = 3544;
constexpr std::uint16_t kGreInUdpPort = 4754;
constexpr std::uint16_t kVxlanPort = 4789;
constexpr std::uint16_t kVxlanGpePort = 4790;
constexpr std::uint16_t kGenevePort = 6081;
constexpr std::uint16_t kMplsInUdpPort = 6635;
constexpr std::uint16_t kVxlanLinuxPort = 8472;

/// GTP-U extension headers followed in one packet; real ones carry one or two.
constexpr int kGtpExtensionsMax = 8;

Result<Layer> open_vxlan(const Layer& layer, Walk& walk) {
  constexpr std::size_t kHeader = 8;
  constexpr std::uint8_t kHasVni = 0x08;
  if (layer.bytes.size() < kHeader) {
    return too_short(layer, "RFC 7348 s.5: the VXLAN header has 8 bytes");
  }
  if ((std::to_integer<std::uint8_t>(layer.bytes[0]) & kHasVni) == 0) {
    return not_ip(layer, "RFC 7348 s.5: the I flag must be set");
  }
  walk.seen |= Seen::vxlan;
  return layer.behind(kHeader, Kind::ethernet);
}

/// Network service header (RFC 8300 s.2.2): skipped, its next protocol numbers are those of GPE.
Result<Layer> open_gpe_payload(const Layer& layer, std::uint8_t protocol, bool inside_nsh);

Result<Layer> open_nsh(const Layer& layer) {
  constexpr std::size_t kBaseHeader = 4;
  if (layer.bytes.size() < kBaseHeader) {
    return too_short(layer, "RFC 8300 s.2.2: the NSH base header has 4 bytes");
  }
  const std::size_t size = (std::to_integer<std::size_t>(layer.bytes[1]) & 0x3fU) * 4;
  if (size < 2 * kBaseHeader) {
    return not_ip(layer, "RFC 8300 s.2.2: the length must be at least 2 words");
  }
  if (layer.bytes.size() < size) {
    return too_short(layer, "RFC 8300 s.2.2: the context headers are cut");
  }
  return open_gpe_payload(layer.behind(size, Kind::none),
                          std::to_integer<std::uint8_t>(layer.bytes[3]), true);
}

Result<Layer> open_gpe_payload(const Layer& layer, std::uint8_t protocol, bool inside_nsh) {
  switch (protocol) {
    case 1:
      return layer.behind(0, Kind::ipv4);
    case 2:
      return layer.behind(0, Kind::ipv6);
    case 3:
      return layer.behind(0, Kind::ethernet);
    case 4:
      return inside_nsh ? not_ip(layer, "RFC 8300: NSH inside NSH") : open_nsh(layer);
    case 5:
      return layer.behind(0, Kind::mpls);
    default:
      return not_ip(layer, "VXLAN-GPE s.3.2: the next protocol is not IP");
  }
}

Result<Layer> open_vxlan_gpe(const Layer& layer, Walk& walk) {
  constexpr std::size_t kHeader = 8;
  constexpr std::uint8_t kHasNextProtocol = 0x04;
  if (layer.bytes.size() < kHeader) {
    return too_short(layer, "VXLAN-GPE s.3.1: the header has 8 bytes");
  }
  walk.seen |= Seen::vxlan;
  const Layer inner = layer.behind(kHeader, Kind::ethernet);
  if ((std::to_integer<std::uint8_t>(layer.bytes[0]) & kHasNextProtocol) == 0) {
    return inner;
  }
  return open_gpe_payload(inner, std::to_integer<std::uint8_t>(layer.bytes[3]), false);
}

Result<Layer> open_geneve(const Layer& layer, Walk& walk) {
  constexpr std::size_t kHeader = 8;
  if (layer.bytes.size() < kHeader) {
    return too_short(layer, "RFC 8926 s.3.4: the Geneve header has 8 bytes");
  }
  const auto first = std::to_integer<std::uint8_t>(layer.bytes[0]);
  if (first >> 6U != 0) {
    return not_ip(layer, "RFC 8926 s.3.4: version must be 0");
  }
  const std::size_t size = kHeader + (first & 0x3fU) * std::size_t{4};
  if (layer.bytes.size() < size) {
    return too_short(layer, "RFC 8926 s.3.5: the options are cut");
  }
  walk.seen |= Seen::geneve;
  Layer inner = layer.behind(size, Kind::ether_type);
  inner.ether_type = load_big_endian<std::uint16_t>(layer.bytes.data() + 2);
  return inner;
}

/// 3GPP TS 29.281 s.5.1: only a G-PDU carries a user's packet; signalling stays what it is.
Result<Layer> open_gtp_u(const Layer& layer, Walk& walk) {
  constexpr std::uint8_t kVersion1 = 0x30;  // Version 1 and the protocol type bit.
  constexpr std::uint8_t kGpdu = 255;
  ByteReader in(layer.bytes);
  const std::uint8_t flags = in.u8();
  const std::uint8_t type = in.u8();
  in.skip(2 + 4);  // Length, tunnel endpoint.
  std::uint8_t next_extension = 0;
  if ((flags & 0x07U) != 0) {
    in.skip(2 + 1);  // Sequence number, N-PDU number.
    next_extension = in.u8();
    if ((flags & 0x04U) == 0) {
      next_extension = 0;
    }
  }
  if (!in.ok()) {
    return too_short(layer, "TS 29.281 s.5.1: the GTP-U header is cut");
  }
  if ((flags & 0xf0U) != kVersion1 || type != kGpdu) {
    return not_ip(layer, "TS 29.281 s.5.1: not a G-PDU of version 1");
  }
  for (int i = 0; next_extension != 0; ++i) {
    const std::size_t words = in.u8();
    if (i == kGtpExtensionsMax || (in.ok() && words == 0)) {
      return not_ip(layer, "TS 29.281 s.5.2: an extension header breaks its format");
    }
    in.skip(words == 0 ? 0 : words * 4 - 2);
    next_extension = in.u8();
    if (!in.ok()) {
      return too_short(layer, "TS 29.281 s.5.2: an extension header is cut");
    }
  }
  walk.seen |= Seen::gtp_u;
  return layer.behind(in.offset(), Kind::ip);
}

Result<Layer> open_teredo(const Layer& layer, Walk& walk) {
  constexpr std::uint16_t kAuthenticationIndicator = 1;
  constexpr std::uint16_t kOriginIndicator = 0;
  ByteReader in(layer.bytes);
  std::size_t skipped = 0;
  for (const std::uint16_t indicator : {kAuthenticationIndicator, kOriginIndicator}) {
    ByteReader ahead = in;
    const std::uint16_t found = ahead.u16();
    if (!ahead.ok()) {
      return too_short(layer, "RFC 4380 s.5.1: the Teredo payload is cut");
    }
    if (found != indicator) {
      continue;
    }
    if (indicator == kAuthenticationIndicator) {
      const std::size_t client_size = ahead.u8();
      const std::size_t value_size = ahead.u8();
      ahead.skip(client_size + value_size + 8 + 1);  // Nonce, confirmation.
    } else {
      ahead.skip(2 + 4);  // Obfuscated port and address.
    }
    if (!ahead.ok()) {
      return too_short(layer, "RFC 4380 s.5.1.1: an indication is cut");
    }
    in = ahead;
    skipped = ahead.offset();
  }
  walk.seen |= Seen::teredo;
  return layer.behind(skipped, Kind::ipv6);
}

Result<Layer> open_l2tp(const Layer& layer, Walk& walk) {
  constexpr std::uint16_t kControl = 0x8000;
  constexpr std::uint16_t kHasLength = 0x4000;
  constexpr std::uint16_t kHasSequence = 0x0800;
  constexpr std::uint16_t kHasOffset = 0x0200;
  ByteReader in(layer.bytes);
  const std::uint16_t flags = in.u16();
  in.skip((flags & kHasLength) != 0 ? 2 : 0);
  in.skip(2 + 2);  // Tunnel, session.
  in.skip((flags & kHasSequence) != 0 ? 4 : 0);
  if ((flags & kHasOffset) != 0) {
    in.skip(in.u16());
  }
  if (!in.ok()) {
    return too_short(layer, "RFC 2661 s.3.1: the L2TP header is cut");
  }
  if ((flags & 0xfU) != 2 || (flags & kControl) != 0) {
    return not_ip(layer, "RFC 2661 s.3.1: not a data message of version 2");
  }
  walk.seen |= Seen::l2tp;
  return layer.behind(in.offset(), Kind::ppp);
}

Result<Layer> open_udp_payload(const Layer& payload, const Packet& carrier, Walk& walk) {
  switch (carrier.destination_port) {
    case kVxlanPort:
    case kVxlanLinuxPort:
      return open_vxlan(payload, walk);
    case kVxlanGpePort:
      return open_vxlan_gpe(payload, walk);
    case kGenevePort:
      return open_geneve(payload, walk);
    case kMplsInUdpPort:
      return payload.behind(0, Kind::mpls);
    case kGreInUdpPort:
      return payload.behind(0, Kind::gre);
    default:
      break;
  }
  const auto either = [&](std::uint16_t port) {
    return carrier.source_port == port || carrier.destination_port == port;
  };
  if (either(kGtpPort)) {
    return open_gtp_u(payload, walk);
  }
  if (either(kTeredoPort)) {
    return open_teredo(payload, walk);
  }
  if (either(kL2tpPort)) {
    return open_l2tp(payload, walk);
  }
  return Layer{};
}

}  // namespace

Result<Layer> open_gre(const Layer& layer, Walk& walk) {
  constexpr std::uint16_t kPpp = 0x880b;
  constexpr std::uint16_t kWccp = 0x883e;
  ByteReader in(layer.bytes);
  const std::uint16_t flags = in.u16();
  const std::uint16_t type = in.u16();
  const bool enhanced = (flags & 0x7U) == 1;          // RFC 2637 s.4.1: PPTP.
  in.skip((flags & 0x8000U) != 0 ? 4 : 0);            // Checksum.
  in.skip((flags & 0x2000U) != 0 ? 4 : 0);            // Key.
  in.skip((flags & 0x1000U) != 0 ? 4 : 0);            // Sequence number.
  in.skip(enhanced && (flags & 0x80U) != 0 ? 4 : 0);  // Acknowledgement.
  if (!in.ok()) {
    return too_short(layer, "RFC 2890 s.2: the GRE header is cut");
  }
  if ((flags & 0x7U) > 1 || (flags & 0x4000U) != 0 || (enhanced && type != kPpp)) {
    return not_ip(layer, "RFC 2784 s.2: version or source routing we do not read");
  }
  walk.seen |= Seen::gre;
  Layer inner = layer.behind(in.offset(), Kind::ether_type);
  inner.ether_type = type;
  if (type != kWccp) {
    return inner;
  }
  // WCCPv2 puts a redirect header of 4 bytes before the packet, version 1 did not.
  if (inner.bytes.size() < 4) {
    return too_short(inner, "WCCP: the redirected packet is cut");
  }
  const bool redirect_header = std::to_integer<unsigned>(inner.bytes[0]) >> 4U != 4;
  return inner.behind(redirect_header ? 4 : 0, Kind::ip);
}

Result<Layer> open_carried(const IpPacket& carrier, Walk& walk) {
  const Packet& packet = carrier.packet;
  if (!carrier.complete || packet.part == FragmentPart::later) {
    return Layer{};
  }
  const Layer& upper = carrier.upper;
  switch (packet.protocol) {
    case kIpInIp:
      walk.seen |= Seen::ip_in_ip;
      return upper.behind(0, Kind::ipv4);
    case kIpv6InIp:
      walk.seen |= Seen::ip_in_ip;
      return upper.behind(0, Kind::ipv6);
    case kGre:
      return upper.behind(0, Kind::gre);
    case kMplsInIp:
      return upper.behind(0, Kind::mpls);
    case kEthernetInIp:
      return upper.behind(0, Kind::ethernet);
    case kUdp:
      if (constexpr std::size_t kHeader = 8; upper.bytes.size() >= kHeader) {
        walk.guessed = packet.part == FragmentPart::whole;
        return open_udp_payload(upper.behind(kHeader, Kind::none), packet, walk);
      }
      return Layer{};
    default:
      return Layer{};
  }
}

}  // namespace sixscope::wire::layers
