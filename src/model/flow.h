#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "model/units.h"
#include "net/ip_address.h"

namespace sixscope::model {

/// What had to be decided to make a flow of a record; a bit set. Each has a counter and a name.
enum class Adjustment : std::uint32_t {
  none = 0,
  dual_family = 1U << 0U,           ///< Record carried addresses of both families.
  tunnel_inner = 1U << 1U,          ///< Inner packet of a tunnel taken as the user's packet.
  srv6 = 1U << 2U,                  ///< Outer IPv6 with segment routing, inner taken.
  ip_version_ignored = 1U << 3U,    ///< ipVersion (60) contradicted the addresses.
  zero_address_ignored = 1U << 4U,  ///< All-zero addresses of one family ignored.
  packet_length_l2 = 1U << 5U,      ///< Only a frame length was known; L2 header subtracted.
  rate_from_pool = 1U << 6U,        ///< sFlow effective rate from the sample pool.
  rate_unknown = 1U << 7U,          ///< Sampled but no rate known: not scaled.
  time_from_export = 1U << 8U,      ///< No usable times in the record: export time used.
  time_clamped = 1U << 9U,          ///< Times absurd (years off, end before start): clamped.
  clock_skew_corrected =
      1U << 10U,                   ///< Exporter clock off: shifted by export minus reception time.
  counter_from_total = 1U << 11U,  ///< Total counter (85/86) turned into a delta.
  biflow_reverse = 1U << 12U,      ///< Reverse direction of a biflow (RFC 5103 or responder).
  replayed = 1U << 13U,            ///< Waited for its template.
  fragment = 1U << 14U,            ///< Later fragment: ports are not known.
  teredo = 1U << 15U,
  six_to_four = 1U << 16U,
  snap_truncated = 1U << 17U,  ///< Sampled header ended inside a header chain.
};

[[nodiscard]] constexpr Adjustment operator|(Adjustment a, Adjustment b) {
  return static_cast<Adjustment>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr Adjustment& operator|=(Adjustment& a, Adjustment b) { return a = a | b; }
[[nodiscard]] constexpr bool has(Adjustment set, Adjustment bit) {
  return (static_cast<std::uint32_t>(set) & static_cast<std::uint32_t>(bit)) != 0;
}

/// Direction of a flow at its observation point (IPFIX flowDirection, element 61).
enum class Direction : std::uint8_t { ingress = 0, egress = 1, unknown = 255 };

/// Every how many packets one was looked at: packets = sampled x numerator / denominator.
/// {1, 1}: unsampled. denominator 0: unknown, never scaled.
struct SamplingRate {
  std::uint64_t numerator = 1;
  std::uint64_t denominator = 1;
  [[nodiscard]] constexpr bool known() const { return denominator != 0; }
  [[nodiscard]] constexpr bool sampled() const { return numerator != denominator; }
  friend constexpr bool operator==(const SamplingRate&, const SamplingRate&) = default;
};

/// One direction of one conversation as an exporter saw it. The addresses are those of the *user's*
/// packet; what carried it stands in `outer_family`. Plain values: copied and reused in batches.
struct Flow {
  net::IpAddress source;
  net::IpAddress destination;
  Instant start;              ///< First packet, exporter time, skew corrected.
  Instant end;                ///< Last packet; not before `start`.
  std::uint64_t bytes = 0;    ///< L3 octets as exported, before sampling is undone.
  std::uint64_t packets = 0;  ///< As exported, before sampling is undone.
  SamplingRate rate;
  std::uint32_t exporter = 0;  ///< Index into the decoder's exporters: see flow::ExporterInfo.
  std::uint32_t observation_domain = 0;
  std::uint32_t input_interface = 0;  ///< ifIndex; 0: unknown.
  std::uint32_t output_interface = 0;
  std::uint32_t source_asn = 0;  ///< As exported; 0: not said.
  std::uint32_t destination_asn = 0;
  Adjustment adjustments = Adjustment::none;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t protocol = 0;  ///< IANA protocol number of the user's packet.
  std::uint8_t tcp_flags = 0;
  std::uint8_t traffic_class = 0;
  Direction direction = Direction::unknown;
  net::Family family = net::Family::none;        ///< Of the user's packet.
  net::Family outer_family = net::Family::none;  ///< Of the packet on the wire.
  /// TLS SNI, QUIC or HTTP host where the record says it; borrowed from the datagram: valid during
  /// the sink's call only. Empty otherwise.
  std::string_view server_name;
};

/// `value` with sampling undone, rounded to nearest; 0 if the rate is unknown. Saturates.
[[nodiscard]] inline std::uint64_t scaled(std::uint64_t value, SamplingRate rate) {
  if (rate.numerator == rate.denominator) {
    return rate.denominator == 0 ? 0 : value;
  }
  if (!rate.known()) {
    return 0;
  }
  __extension__ using Wide = unsigned __int128;
  const Wide product = (Wide{value} * rate.numerator + rate.denominator / 2) / rate.denominator;
  return product > ~std::uint64_t{0} ? ~std::uint64_t{0} : static_cast<std::uint64_t>(product);
}

}  // namespace sixscope::model
