#include "wire/packet.h"

#include "wire/packet_layers.h"

namespace sixscope::wire {
namespace {

using layers::IpPacket;
using layers::Kind;
using layers::Layer;
using layers::Walk;
using model::Adjustment;

constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kDccp = 33;
constexpr std::uint8_t kIpv6InIp = 41;
constexpr std::uint8_t kIcmp6 = 58;
constexpr std::uint8_t kSctp = 132;
constexpr std::uint8_t kUdpLite = 136;

/// How a transport header is laid out: bytes to its payload, and how many of them are needed.
struct Transport {
  std::size_t ports = 0;   ///< 4: two ports at its start. 2: ICMP type and code.
  std::size_t header = 0;  ///< Smallest header.
};

Transport transport_of(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return {.ports = 4, .header = 20};
    case kUdp:
    case kUdpLite:
      return {.ports = 4, .header = 8};
    case kSctp:
    case kDccp:
      return {.ports = 4, .header = 12};
    case kIcmp:
    case kIcmp6:
      return {.ports = 2, .header = 4};
    default:
      return {};
  }
}

void read_ports(const Layer& upper, std::size_t ports, Packet& packet) {
  if (ports == 4) {
    packet.source_port = load_big_endian<std::uint16_t>(upper.bytes.data());
    packet.destination_port = load_big_endian<std::uint16_t>(upper.bytes.data() + 2);
  } else if (ports == 2) {
    packet.destination_port = load_big_endian<std::uint16_t>(upper.bytes.data());
  }
}

/// Reads the TCP fields that were captured; the size of its header.
std::size_t read_tcp(const Layer& upper, Packet& packet) {
  constexpr std::size_t kSmallest = 20;
  const ByteView bytes = upper.bytes;
  if (bytes.size() >= 8) {
    packet.tcp_sequence = load_big_endian<std::uint32_t>(bytes.data() + 4);
  }
  if (bytes.size() < 14) {
    return kSmallest;
  }
  packet.tcp_flags = std::to_integer<std::uint8_t>(bytes[13]);
  return std::max(kSmallest, (std::to_integer<std::size_t>(bytes[12]) >> 4U) * 4);
}

/// Ports, flags and where the payload is.
void read_transport(const IpPacket& ip, Packet& packet) {
  const Layer& upper = ip.upper;
  const Transport transport = transport_of(packet.protocol);
  std::size_t header = 0;
  if (ip.complete && packet.part != FragmentPart::later) {
    if (upper.bytes.size() >= transport.ports) {
      read_ports(upper, transport.ports, packet);
    }
    header = packet.protocol == kTcp ? read_tcp(upper, packet) : transport.header;
    header = std::min(header, upper.on_wire);  // A header longer than its packet ends with it.
    if (upper.bytes.size() < header) {
      packet.adjustments |= Adjustment::snap_truncated;
    }
  }
  header = std::min(header, upper.bytes.size());
  packet.payload_offset = static_cast<std::uint32_t>(upper.offset + header);
  packet.payload_size = static_cast<std::uint32_t>(upper.bytes.size() - header);
}

bool in_6to4(const net::IpAddress& address) { return address.high() >> 48U == 0x2002; }

bool is_teredo_end(const net::IpAddress& address) {
  return address.high() >> 32U == 0x20010000U || address.high() >> 54U == 0xfe80U >> 6U;
}

/// Makes `inner` the answer in place of `carrier`. False if the carrier was not a tunnel after all.
bool promote(IpPacket& inner, const Packet& carrier, const Walk& walk) {
  Packet& packet = inner.packet;
  const bool teredo = has(walk.seen, Seen::teredo);
  if (teredo && !is_teredo_end(packet.source) && !is_teredo_end(packet.destination)) {
    return false;
  }
  packet.adjustments |= Adjustment::tunnel_inner;
  if (teredo) {
    packet.adjustments |= Adjustment::teredo;
  }
  if (carrier.protocol == kIpv6InIp && carrier.family == net::Family::v4 &&
      (in_6to4(packet.source) || in_6to4(packet.destination))) {
    packet.adjustments |= Adjustment::six_to_four;
  }
  if (has(carrier.seen, Seen::segment_routing)) {
    packet.adjustments |= Adjustment::srv6;
  }
  // What carried the carrier stays known; its own extension headers do not.
  constexpr std::uint32_t kCarriers = static_cast<std::uint32_t>(Seen::hop_by_hop) - 1;
  packet.seen |= static_cast<Seen>(static_cast<std::uint32_t>(carrier.seen) &
                                   (kCarriers | static_cast<std::uint32_t>(Seen::segment_routing)));
  constexpr std::uint32_t kLasting = static_cast<std::uint32_t>(
      Adjustment::srv6 | Adjustment::teredo | Adjustment::six_to_four | Adjustment::snap_truncated);
  packet.adjustments |=
      static_cast<Adjustment>(static_cast<std::uint32_t>(carrier.adjustments) & kLasting);
  packet.outer_family = carrier.outer_family;
  packet.outer_ip_length = carrier.outer_ip_length;
  packet.tunnels = static_cast<std::uint8_t>(carrier.tunnels + 1);
  return true;
}

Result<IpPacket> open_ip(const Layer& layer, bool strict) {
  if (layer.kind == Kind::ipv6) {
    return layers::open_ipv6(layer, strict);
  }
  if (layer.kind == Kind::ip && !layer.bytes.empty() &&
      std::to_integer<unsigned>(layer.bytes[0]) >> 4U == 6) {
    return layers::open_ipv6(layer, strict);
  }
  return layers::open_ipv4(layer, strict);
}

Result<Layer> open_carrier(const Layer& layer, Walk& walk) {
  switch (layer.kind) {
    case Kind::ethernet:
      return layers::open_ethernet(layer);
    case Kind::ether_type:
      return layers::open_ether_type(layer, walk);
    case Kind::mpls:
      return layers::open_mpls(layer, walk);
    case Kind::ppp:
      return layers::open_ppp(layer);
    case Kind::gre:
      return layers::open_gre(layer, walk);
    default:
      return Layer{};
  }
}

bool is_ip(Kind kind) { return kind == Kind::ip || kind == Kind::ipv4 || kind == Kind::ipv6; }

/// The answer when the walk ends with an error: the carrier if there is one.
Result<Packet> settle(std::optional<Packet>& answer, const Error& error) {
  if (!answer) {
    return tl::unexpected<Error>(error);
  }
  if (error.code == Errc::truncated) {
    answer->adjustments |= Adjustment::snap_truncated;
  }
  return *answer;
}

/// Reads one IP header into `answer` and names what it carries.
Result<Layer> step_into_ip(const Layer& layer, std::optional<Packet>& answer, Walk& walk) {
  auto ip = open_ip(layer, walk.guessed);
  if (!ip) {
    return fail_like(ip);
  }
  Packet& packet = ip->packet;
  packet.seen |= walk.seen;
  packet.outer_family = packet.family;
  packet.outer_ip_length = packet.ip_length;
  if (answer && !promote(*ip, *answer, walk)) {
    return Layer{};
  }
  if (packet.part == FragmentPart::later) {
    packet.adjustments |= Adjustment::fragment;
  }
  read_transport(*ip, packet);
  answer = packet;
  walk = Walk{};
  if (packet.tunnels + 1 >= kIpDepthMax) {
    return Layer{};
  }
  return layers::open_carried(*ip, walk);
}

}  // namespace

std::optional<LinkType> link_type_of_pcap(std::uint32_t linktype) {
  switch (linktype) {
    case 0:    // NULL
    case 108:  // LOOP
      return LinkType::loopback;
    case 1:
      return LinkType::ethernet;
    case 9:   // PPP
    case 50:  // PPP_HDLC
      return LinkType::ppp;
    case 12:   // RAW, as OpenBSD and others numbered it
    case 14:   // RAW on OpenBSD
    case 101:  // RAW
    case 228:  // IPV4
    case 229:  // IPV6
      return LinkType::raw_ip;
    case 113:
      return LinkType::linux_cooked;
    case 219:
      return LinkType::mpls;
    case 276:
      return LinkType::linux_cooked2;
    default:
      return std::nullopt;
  }
}

std::optional<LinkType> link_type_of_sflow(std::uint32_t header_protocol) {
  switch (header_protocol) {
    case 1:
      return LinkType::ethernet;
    case 7:
      return LinkType::ppp;
    case 11:
    case 12:
      return LinkType::raw_ip;
    case 13:
      return LinkType::mpls;
    default:
      return std::nullopt;
  }
}

Result<Packet> dissect(LinkType link, ByteView captured, std::size_t wire_length) {
  Layer frame{.bytes = captured};
  if (wire_length != 0) {
    frame.limit(wire_length);
  }
  std::optional<Packet> answer;
  Walk walk;
  Result<Layer> layer = layers::open_link(link, frame, walk);
  for (int i = 0; i < kLayersMax; ++i) {
    if (!layer) {
      return settle(answer, layer.error());
    }
    if (layer->kind == Kind::none) {
      break;
    }
    const Layer current = *layer;
    layer = is_ip(current.kind) ? step_into_ip(current, answer, walk) : open_carrier(current, walk);
  }
  if (!layer) {
    return settle(answer, layer.error());
  }
  if (!answer) {
    return fail(Errc::out_of_range, "more than kLayersMax layers before an IP header");
  }
  return *answer;
}

void describe_packet(const Packet& packet, model::Flow& flow) {
  flow.source = packet.source;
  flow.destination = packet.destination;
  flow.adjustments |= packet.adjustments;
  flow.source_port = packet.source_port;
  flow.destination_port = packet.destination_port;
  flow.protocol = packet.protocol;
  flow.tcp_flags = packet.tcp_flags;
  flow.traffic_class = packet.traffic_class;
  flow.family = packet.family;
  flow.outer_family = packet.outer_family;
}

}  // namespace sixscope::wire
