#include "wire/packet_layers.h"

namespace sixscope::wire::layers {
namespace {

constexpr std::size_t kEthernetHeader = 14;
/// An EtherType below this is an 802.3 length (IEEE 802.3 s.3.2.6).
constexpr std::uint16_t kEtherTypeMin = 0x0600;
constexpr std::uint16_t kIpv4Type = 0x0800;
constexpr std::uint16_t kIpv6Type = 0x86dd;
constexpr std::uint16_t kPppoeSession = 0x8864;
constexpr std::uint16_t kMplsUnicast = 0x8847;
constexpr std::uint16_t kMplsMulticast = 0x8848;
constexpr std::uint16_t kTransparentBridging = 0x6558;
constexpr std::uint16_t kPppType = 0x880b;

bool is_vlan(std::uint16_t type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;
}

bool is_known_ether_type(std::uint16_t type) {
  return type == kIpv4Type || type == kIpv6Type || type == kPppoeSession || type == kMplsUnicast ||
         type == 0x0806 || is_vlan(type);
}

std::uint16_t u16_at(ByteView bytes, std::size_t at) {
  return load_big_endian<std::uint16_t>(bytes.data() + at);
}

Layer ether_layer(const Layer& layer, std::size_t header, std::uint16_t type) {
  Layer next = layer.behind(header, Kind::ether_type);
  next.ether_type = type;
  return next;
}

Result<Layer> open_pppoe(const Layer& layer, Walk& walk) {
  constexpr std::size_t kPppoeHeader = 6;
  if (layer.bytes.size() < kPppoeHeader) {
    return too_short(layer, "RFC 2516 s.4: the PPPoE header has 6 bytes");
  }
  if (layer.bytes[0] != std::byte{0x11} || layer.bytes[1] != std::byte{0}) {
    return not_ip(layer, "RFC 2516 s.4: a session packet has version 1, type 1, code 0");
  }
  walk.seen |= Seen::pppoe;
  Layer next = layer.behind(kPppoeHeader, Kind::ppp);
  next.limit(u16_at(layer.bytes, 4));
  return next;
}

/// IEEE 802.2 LLC with SNAP (RFC 1042), the only LLC that carries IP.
Result<Layer> open_llc(const Layer& layer) {
  constexpr std::size_t kSnapHeader = 8;
  if (layer.bytes.size() < kSnapHeader) {
    return layer.cut() ? too_short(layer, "RFC 1042: LLC and SNAP have 8 bytes")
                       : not_ip(layer, "IEEE 802.2: no SNAP header");
  }
  if (big_endian(layer.bytes.data(), 6) != 0xaaaa03000000U) {
    return not_ip(layer, "IEEE 802.2: not SNAP, so not IP");
  }
  return ether_layer(layer, kSnapHeader, u16_at(layer.bytes, 6));
}

Result<Layer> open_loopback(const Layer& frame) {
  constexpr std::size_t kHeader = 4;
  if (frame.bytes.size() < kHeader) {
    return too_short(frame, "LINKTYPE_NULL: 4 bytes of address family");
  }
  auto family = load_big_endian<std::uint32_t>(frame.bytes.data());
  if (family > 0xffff) {
    family = __builtin_bswap32(family);
  }
  switch (family) {
    case 2:
      return frame.behind(kHeader, Kind::ipv4);
    case 10:  // Linux, and 24, 28, 30: NetBSD and OpenBSD, FreeBSD, Darwin.
    case 24:
    case 28:
    case 30:
      return frame.behind(kHeader, Kind::ipv6);
    default:
      return not_ip(frame, "LINKTYPE_NULL: the address family is not IP");
  }
}

Result<Layer> open_cooked(const Layer& frame, std::size_t header, std::size_t type_at) {
  if (frame.bytes.size() < header) {
    return too_short(frame, "LINKTYPE_LINUX_SLL has 16 bytes, SLL2 has 20");
  }
  const std::uint16_t type = u16_at(frame.bytes, type_at);
  if (type < kEtherTypeMin) {
    return not_ip(frame, "LINKTYPE_LINUX_SLL: the protocol is no EtherType");
  }
  return ether_layer(frame, header, type);
}

/// What a label stack carries that says nothing of itself: IP by its version, or Ethernet with or
/// without a control word (RFC 4385, 4448).
Result<Layer> guess_labelled(const Layer& layer) {
  if (layer.bytes.empty()) {
    return too_short(layer, "RFC 3032: nothing behind the label stack");
  }
  const auto nibble = std::to_integer<unsigned>(layer.bytes[0]) >> 4U;
  if (nibble == 4 || nibble == 6) {
    return layer.behind(0, nibble == 4 ? Kind::ipv4 : Kind::ipv6);
  }
  if (nibble == 1) {
    return not_ip(layer, "RFC 4385 s.5: an associated channel carries no user's packet");
  }
  constexpr std::size_t kControlWord = 4;
  if (layer.bytes.size() < kControlWord + kEthernetHeader) {
    return too_short(layer, "RFC 4448: a pseudowire carries an Ethernet header");
  }
  if (nibble == 0 && is_known_ether_type(u16_at(layer.bytes, kControlWord + 12))) {
    return layer.behind(kControlWord, Kind::ethernet);
  }
  if (is_known_ether_type(u16_at(layer.bytes, 12))) {
    return layer.behind(0, Kind::ethernet);
  }
  return not_ip(layer, "RFC 3032: the labels carry neither IP nor Ethernet");
}

}  // namespace

Result<Layer> open_link(LinkType link, const Layer& frame, Walk& walk) {
  switch (link) {
    case LinkType::ethernet:
      return open_ethernet(frame);
    case LinkType::raw_ip:
      return frame.behind(0, Kind::ip);
    case LinkType::loopback:
      return open_loopback(frame);
    case LinkType::linux_cooked:
      return open_cooked(frame, 16, 14);
    case LinkType::linux_cooked2:
      return open_cooked(frame, 20, 0);
    case LinkType::ppp:
      return open_ppp(frame);
    case LinkType::mpls:
      return open_mpls(frame, walk);
  }
  return not_ip(frame, "link type unknown");
}

Result<Layer> open_ethernet(const Layer& layer) {
  if (layer.bytes.size() < kEthernetHeader) {
    return too_short(layer, "IEEE 802.3: the header has 14 bytes");
  }
  return ether_layer(layer, kEthernetHeader, u16_at(layer.bytes, 12));
}

Result<Layer> open_ether_type(const Layer& layer, Walk& walk) {
  const std::uint16_t type = layer.ether_type;
  if (is_vlan(type)) {
    constexpr std::size_t kTag = 4;
    if (layer.bytes.size() < kTag) {
      return too_short(layer, "IEEE 802.1Q: a tag has 4 bytes");
    }
    walk.seen |= Seen::vlan;
    return ether_layer(layer, kTag, u16_at(layer.bytes, 2));
  }
  if (type < kEtherTypeMin) {
    Layer sized = layer;
    sized.limit(type);
    return open_llc(sized);
  }
  switch (type) {
    case kIpv4Type:
      return layer.behind(0, Kind::ipv4);
    case kIpv6Type:
      return layer.behind(0, Kind::ipv6);
    case kMplsUnicast:
    case kMplsMulticast:
      return layer.behind(0, Kind::mpls);
    case kPppoeSession:
      return open_pppoe(layer, walk);
    case kTransparentBridging:
      return layer.behind(0, Kind::ethernet);
    case kPppType:
      return layer.behind(0, Kind::ppp);
    default:
      return not_ip(layer, "the EtherType is not IP, nor what carries IP");
  }
}

Result<Layer> open_mpls(const Layer& layer, Walk& walk) {
  constexpr std::size_t kEntry = 4;
  constexpr std::uint32_t kExplicitNull4 = 0;  // RFC 3032 s.2.1.
  constexpr std::uint32_t kExplicitNull6 = 2;
  for (std::size_t i = 0; i < std::size_t{kMplsLabelsMax}; ++i) {
    if (layer.bytes.size() < (i + 1) * kEntry) {
      return too_short(layer, "RFC 3032 s.2.1: a label stack entry has 4 bytes");
    }
    const auto entry = load_big_endian<std::uint32_t>(layer.bytes.data() + i * kEntry);
    const std::uint32_t label = entry >> 12U;
    const bool bottom = (entry & 0x100U) != 0;
    if (!bottom) {
      continue;
    }
    walk.seen |= Seen::mpls;
    const Layer next = layer.behind((i + 1) * kEntry, Kind::none);
    if (label == kExplicitNull4 || label == kExplicitNull6) {
      return next.behind(0, label == kExplicitNull4 ? Kind::ipv4 : Kind::ipv6);
    }
    return guess_labelled(next);
  }
  return fail_at(layer.offset, Errc::out_of_range, "more than kMplsLabelsMax labels");
}

Result<Layer> open_ppp(const Layer& layer) {
  constexpr std::uint8_t kAllStations = 0xff;  // RFC 1662 s.3.1; also an odd, unused protocol.
  ByteReader in(layer.bytes);
  if (!layer.bytes.empty() && layer.bytes[0] == std::byte{kAllStations}) {
    in.skip(2);  // Address and control.
  }
  std::uint16_t protocol = in.u8();
  if ((protocol & 1U) == 0) {  // RFC 1661 s.6.5: an odd first byte is the whole protocol.
    protocol = static_cast<std::uint16_t>(protocol << 8U | in.u8());
  }
  if (!in.ok()) {
    return too_short(layer, "RFC 1661 s.2: the protocol field is cut");
  }
  switch (protocol) {
    case 0x0021:
      return layer.behind(in.offset(), Kind::ipv4);
    case 0x0057:
      return layer.behind(in.offset(), Kind::ipv6);
    case 0x0281:
      return layer.behind(in.offset(), Kind::mpls);
    default:
      return not_ip(layer, "RFC 1661: the PPP protocol is not IP");
  }
}

}  // namespace sixscope::wire::layers
