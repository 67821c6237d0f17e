#include "wire/packet_encoder.h"

#include <array>

namespace sixscope::wire {
namespace {

constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kUdpHeader = 8;
constexpr std::size_t kTcpHeader = 20;

std::size_t transport_size(std::uint8_t protocol) {
  return protocol == kProtocolTcp ? kTcpHeader : protocol == kProtocolUdp ? kUdpHeader : 0;
}
std::size_t ip_header_size(net::Family family) {
  return family == net::Family::v6 ? kIpv6Header : kIpv4Header;
}

// The one's complement sum of RFC 1071, not yet folded; an odd last byte counts as a high byte.
std::uint64_t sum_words(ByteView bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto value = std::to_integer<std::uint64_t>(bytes[i]);
    sum += i % 2 == 0 ? value << 8U : value;
  }
  return sum;
}
std::uint16_t checksum(std::uint64_t sum) {
  while (sum >> 16U != 0) {
    sum = (sum & 0xffffU) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(~sum);
}

std::uint16_t udp_checksum(const PacketSpec& packet, ByteView datagram) {
  const ByteView source = packet.source.bytes();
  const ByteView destination = packet.destination.bytes();
  const std::size_t from = packet.family == net::Family::v6 ? 0 : 12;
  const std::uint64_t sum = sum_words(source.subspan(from)) + sum_words(destination.subspan(from)) +
                            kProtocolUdp + datagram.size() + sum_words(datagram);
  const std::uint16_t value = checksum(sum);
  return value == 0 ? std::uint16_t{0xffff} : value;  // RFC 768: 0 would say "none".
}

void append_ip_header(ByteWriter& out, const PacketSpec& packet, std::size_t total) {
  const std::size_t start = out.size();
  if (packet.family == net::Family::v6) {
    out.u32(6U << 28U | std::uint32_t{packet.traffic_class} << 20U |
            (packet.flow_label & 0xfffffU));
    out.u16(total - kIpv6Header).u8(packet.protocol).u8(packet.hop_limit);
    out.bytes(packet.source.bytes()).bytes(packet.destination.bytes());
    return;
  }
  out.u8(0x45).u8(packet.traffic_class).u16(total).u16(0).u16(0x4000);
  out.u8(packet.hop_limit).u8(packet.protocol).u16(0);
  out.u32(packet.source.v4_value()).u32(packet.destination.v4_value());
  out.set_u16(start + 10, checksum(sum_words(out.view().subspan(start, kIpv4Header))));
}

}  // namespace

std::size_t packet_size(const PacketSpec& packet) {
  return ip_header_size(packet.family) + transport_size(packet.protocol) + packet.payload.size();
}

void append_ip_packet(ByteWriter& out, const PacketSpec& packet) {
  const std::size_t written = packet_size(packet);
  const std::size_t total = packet.total_length == 0 ? written : packet.total_length;
  append_ip_header(out, packet, total);
  const std::size_t transport = out.size();
  if (packet.protocol == kProtocolTcp) {
    out.u16(packet.source_port).u16(packet.destination_port).u32(0).u32(0);
    out.u8(0x50).u8(packet.tcp_flags).u16(0xffff).u16(0).u16(0);
  } else if (packet.protocol == kProtocolUdp) {
    out.u16(packet.source_port).u16(packet.destination_port);
    out.u16(total - ip_header_size(packet.family)).u16(0);
  }
  out.bytes(packet.payload);
  if (packet.protocol == kProtocolUdp && written == total) {
    out.set_u16(transport + 6, udp_checksum(packet, out.view().subspan(transport)));
  }
}

void append_ethernet(ByteWriter& out, net::Family family, std::span<const std::uint16_t> vlans) {
  constexpr std::uint64_t kDestination = 0x020000000002;  // Locally administered addresses.
  constexpr std::uint64_t kSource = 0x020000000001;
  out.uint(kDestination, 6).uint(kSource, 6);
  for (std::size_t i = 0; i < vlans.size(); ++i) {
    out.u16(i + 1 < vlans.size() ? 0x88a8U : 0x8100U).u16(vlans[i] & 0x0fffU);
  }
  out.u16(family == net::Family::v6 ? 0x86ddU : 0x0800U);
}

void append_pcap_header(ByteWriter& out, PcapLink link) {
  constexpr std::uint32_t kSnapLength = 262144;
  out.u32(0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(kSnapLength);
  out.u32(static_cast<std::uint32_t>(link));
}

void append_pcap_record(ByteWriter& out, Instant at, ByteView frame) {
  const auto since = at.time_since_epoch().count();
  out.u32(static_cast<std::uint64_t>(since / 1000));
  out.u32(static_cast<std::uint64_t>(since % 1000 * 1000));
  out.u32(frame.size()).u32(frame.size()).bytes(frame);
}

}  // namespace sixscope::wire
