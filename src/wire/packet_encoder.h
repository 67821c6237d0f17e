#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_writer.h"
#include "base/clock.h"
#include "net/ip_address.h"

namespace sixscope::wire {

/// Protocol numbers that the packet encoder knows a header for.
inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolUdp = 17;

/// An IP packet to be written: real header bytes, the payload in full or only counted.
struct PacketSpec {
  net::Family family = net::Family::v6;
  net::IpAddress source;
  net::IpAddress destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t protocol = kProtocolTcp;  ///< TCP and UDP get a header, others begin with payload.
  std::uint8_t tcp_flags = 0x10;
  std::uint8_t traffic_class = 0;
  std::uint8_t hop_limit = 64;
  std::uint32_t flow_label = 0;
  /// Bytes of the whole IP packet, which may be more than is written (a sampled header). 0: headers
  /// plus `payload`.
  std::uint16_t total_length = 0;
  ByteView payload;  ///< Borrowed for the call.
};

/// Bytes of the IP header, the transport header and `payload` together.
[[nodiscard]] std::size_t packet_size(const PacketSpec& packet);

/// Writes an IP packet: IPv4 (RFC 791) without options, or IPv6 (RFC 8200) without extension
/// headers. The IPv4 checksum is right; so is the UDP one where the payload is whole.
void append_ip_packet(ByteWriter& out, const PacketSpec& packet);

/// Bytes of an Ethernet II header with `tags` VLAN tags.
[[nodiscard]] constexpr std::size_t ethernet_size(std::size_t tags) { return 14 + 4 * tags; }

/// Writes an Ethernet II header with fixed local addresses; each of `vlans` becomes an 802.1Q tag,
/// where there are two the outer one is 802.1ad.
void append_ethernet(ByteWriter& out, net::Family family, std::span<const std::uint16_t> vlans);

/// Link types of pcap files that we write.
enum class PcapLink : std::uint32_t { ethernet = 1, raw_ip = 101 };

/// Writes the header of a classic pcap file with microseconds, big-endian.
void append_pcap_header(ByteWriter& out, PcapLink link);
/// Writes one pcap record.
void append_pcap_record(ByteWriter& out, Instant at, ByteView frame);

}  // namespace sixscope::wire
