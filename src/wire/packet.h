#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"
#include "model/flow.h"
#include "net/ip_address.h"

namespace sixscope::wire {

/// What the first byte of a captured frame belongs to.
enum class LinkType : std::uint8_t {
  ethernet,       ///< IEEE 802.3, with any 802.1Q, 802.1ad, PPPoE or MPLS behind it.
  raw_ip,         ///< An IP header; its version says which.
  loopback,       ///< BSD loopback: 4 bytes of address family, in either byte order.
  linux_cooked,   ///< Linux SLL, 16 bytes.
  linux_cooked2,  ///< Linux SLL2, 20 bytes.
  ppp,            ///< PPP, with or without the HDLC bytes ff 03.
  mpls,           ///< An MPLS label stack.
};

/// The link type of a pcap or pcapng LINKTYPE number, if it is one we read.
[[nodiscard]] std::optional<LinkType> link_type_of_pcap(std::uint32_t linktype);
/// The link type of an sFlow v5 `header_protocol`, if it is one we read.
[[nodiscard]] std::optional<LinkType> link_type_of_sflow(std::uint32_t header_protocol);

/// Which part of a fragmented packet this is. Only the first has ports.
enum class FragmentPart : std::uint8_t { whole, first, later };

/// Headers and carriers met on the way to the user's packet; a bit set.
enum class Seen : std::uint32_t {
  none = 0,
  vlan = 1U << 0U,
  mpls = 1U << 1U,
  pppoe = 1U << 2U,
  ip_in_ip = 1U << 3U,  ///< 4in4, 4in6, 6in4, 6in6.
  gre = 1U << 4U,
  vxlan = 1U << 5U,  ///< VXLAN, VXLAN-GPE.
  geneve = 1U << 6U,
  gtp_u = 1U << 7U,
  teredo = 1U << 8U,
  l2tp = 1U << 9U,
  hop_by_hop = 1U << 10U,  ///< Extension headers of the user's packet from here on.
  routing = 1U << 11U,
  fragment_header = 1U << 12U,
  destination_options = 1U << 13U,
  authentication = 1U << 14U,
  mobility = 1U << 15U,
  segment_routing = 1U << 16U,  ///< Routing header of type 4, anywhere in the frame.
};
[[nodiscard]] constexpr Seen operator|(Seen a, Seen b) {
  return static_cast<Seen>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr Seen& operator|=(Seen& a, Seen b) { return a = a | b; }
[[nodiscard]] constexpr bool has(Seen set, Seen bit) {
  return (static_cast<std::uint32_t>(set) & static_cast<std::uint32_t>(bit)) != 0;
}

/// Extension headers followed in one IPv6 packet.
inline constexpr int kExtensionHeadersMax = 16;
/// Protocol layers followed in one frame: link headers, label stacks, IP headers, tunnels.
inline constexpr int kLayersMax = 24;
/// IP headers inside IP headers; deeper ones stay payload of the last.
inline constexpr int kIpDepthMax = 6;
/// Labels of one MPLS stack.
inline constexpr int kMplsLabelsMax = 16;

/// The user's packet of a frame: the innermost IP packet that can be read.
///
/// Plain values; offsets count from the first byte of the frame, so nothing is borrowed.
struct Packet {
  net::IpAddress source;
  net::IpAddress destination;  ///< Of the header; with an unfinished SRv6 list, its last segment.
  /// Of tunnel_inner, srv6, teredo, six_to_four, fragment, snap_truncated.
  model::Adjustment adjustments = model::Adjustment::none;
  Seen seen = Seen::none;
  /// L3 octets of the user's packet: its total length (IPv4) or 40 plus its payload length (IPv6),
  /// but not more than what carries it has left on the wire; where the field is 0 (segmentation
  /// offload, jumbograms) all that is left on the wire. Ethernet padding never counts.
  std::uint32_t ip_length = 0;
  std::uint32_t outer_ip_length = 0;  ///< The same of the outermost IP packet.
  std::uint32_t ip_offset = 0;        ///< Where the user's IP header begins.
  std::uint32_t payload_offset = 0;   ///< First byte behind the TCP, UDP or other L4 header.
  std::uint32_t payload_size = 0;     ///< Captured bytes from there to the end of the IP packet.
  std::uint32_t fragment_id = 0;      ///< Meaningful unless `part` is whole.
  std::uint16_t fragment_offset = 0;  ///< Octets of the fragmented part before this one's.
  std::uint32_t tcp_sequence = 0;
  std::uint16_t source_port = 0;       ///< TCP, UDP, SCTP, UDP-Lite, DCCP; 0 for others.
  std::uint16_t destination_port = 0;  ///< For ICMP and ICMPv6: type x 256 + code.
  net::Family family = net::Family::none;
  net::Family outer_family = net::Family::none;  ///< Of the outermost IP header.
  std::uint8_t protocol = 0;                     ///< Upper layer, extension headers skipped.
  std::uint8_t tcp_flags = 0;
  std::uint8_t traffic_class = 0;  ///< TOS octet or traffic class.
  std::uint8_t hop_limit = 0;
  FragmentPart part = FragmentPart::whole;
  std::uint8_t tunnels = 0;  ///< IP headers above the user's.

  friend bool operator==(const Packet&, const Packet&) = default;
};

/// Finds the user's packet in a frame.
///
/// `captured` begins at the link header and may be cut by a snap length; `wire_length` is how long
/// the frame was on the wire (without a stripped checksum), or 0 if nobody knows. Bytes past
/// `wire_length` are not looked at.
///
/// Tunnels are opened whatever carries them: IP in IP (RFC 2003, 2473, 4213), 6to4, SRv6 (RFC 8754,
/// 8986), GRE with keys, WCCP and NVGRE (RFC 2784, 2890, 7637), VXLAN (ports 4789, 8472, and GPE
/// 4790), Geneve (6081), GTP-U (2152, G-PDU), Teredo (3544), MPLS in UDP (6635) and in GRE, L2TPv2
/// (1701), PPPoE, MPLS by explicit null or first nibble. What a tunnel carries counts as the user's
/// packet only if its IP header can be read; else the carrying packet is the answer, with
/// `snap_truncated` if the capture ended inside. `snap_truncated` is also set where ports or
/// extension headers are cut: what is cut reads 0, and `protocol` is the last header that was read.
/// A header chain that is broken or longer than kExtensionHeadersMax ends the same way, unflagged:
/// the volume still counts for its family.
///
/// Fails with `not_found` if the frame is not IP (ARP, LLDP), `truncated` if it ends before the
/// first IP header does, `malformed` if that header breaks its own rules, `out_of_range` past a
/// named limit. Allocates nothing, keeps nothing: safe from any thread. An answer without
/// `snap_truncated` does not change when more bytes of the frame are captured, but for
/// `payload_size`.
Result<Packet> dissect(LinkType link, ByteView captured, std::size_t wire_length);

/// Copies what a packet and a flow have in common into `flow`: addresses, ports, protocol, flags,
/// families and adjustments. Not the volumes, nor the times.
void describe_packet(const Packet& packet, model::Flow& flow);

}  // namespace sixscope::wire
