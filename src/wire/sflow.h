#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/byte_reader.h"
#include "base/result.h"
#include "net/ip_address.h"
#include "wire/packet.h"

/// sFlow version 5 (sflow.org, sflow_version_5.txt, July 2004).
///
/// A datagram holds samples, a sample holds records, and each level has a reader that steps through
/// it. All of it borrows the datagram and allocates nothing:
///
///   auto datagram = read_sflow(payload);
///   SflowSamples samples(*datagram);
///   for (auto sample = samples.next(); sample && *sample; sample = samples.next()) {
///     if ((*sample)->kind == SflowKind::flow) {
///       auto content = read_flow_sample(**sample);   // one pass over its records
///       auto packet = sampled_packet(*content);      // dissected, whatever record described it
///     }
///   }
///   if (!sample) count sample.error();               // the datagram is broken from here on
///
/// Every length is bounded by the structure around it. A sample or record longer than its content
/// is fine (padding, fields of a later version); one that is shorter is an error of that sample.
namespace sixscope::wire {

/// Samples read out of one datagram; a datagram that announces more is `out_of_range`.
inline constexpr std::uint32_t kSflowSamplesMax = 1024;
/// Records read out of one sample.
inline constexpr std::uint32_t kSflowRecordsMax = 256;

/// Head of a datagram.
struct SflowDatagram {
  net::IpAddress agent;
  net::Family agent_family = net::Family::none;
  std::uint32_t sub_agent = 0;  ///< Sequence numbers are per agent and sub-agent.
  std::uint32_t sequence = 0;   ///< Datagrams sent by the sub-agent: a gap is lost datagrams.
  std::uint32_t uptime_ms = 0;
  std::uint32_t sample_count = 0;
  ByteView samples;  ///< What follows the head.
  std::size_t samples_offset = 0;
};

/// True if `payload` begins like an sFlow v5 datagram: for telling it from NetFlow.
[[nodiscard]] bool looks_like_sflow(ByteView payload);

/// Reads the head. `malformed`: version is not 5, or the agent's address type is unknown;
/// `truncated`; `out_of_range`: more than kSflowSamplesMax samples.
Result<SflowDatagram> read_sflow(ByteView payload);

enum class SflowKind : std::uint8_t {
  flow,     ///< Formats 1 and 3 (expanded).
  counter,  ///< Formats 2 and 4 (expanded).
  drop,     ///< Format 5: discarded packet notification; not traffic.
  other,    ///< Another enterprise's or an unknown format; body in `records`, no head read.
};

/// An interface as sFlow names it.
struct SflowInterface {
  std::uint32_t format = 0;  ///< 0: ifIndex; 1: discarded, value is the reason; 2: several.
  std::uint32_t value = 0;
  /// SNMP ifIndex; 0 if unknown, internal (0x3fffffff), discarded or several.
  [[nodiscard]] std::uint32_t if_index() const {
    return format == 0 && value != 0x3fffffffU && value != 0xffffffffU ? value : 0;
  }
};

struct SflowSample {
  SflowKind kind = SflowKind::other;
  bool expanded = false;
  std::uint32_t enterprise = 0;
  std::uint32_t format = 0;
  std::uint32_t sequence = 0;     ///< Samples made by this source.
  std::uint32_t source_type = 0;  ///< 0: ifIndex; 1: VLAN; 2: entity.
  std::uint32_t source_index = 0;
  std::uint32_t rate = 0;         ///< Flow samples: one of `rate` packets, as configured. May be 0.
  std::uint32_t pool = 0;         ///< Flow samples: packets that could have been sampled, so far.
  std::uint32_t drops = 0;        ///< Samples lost in the agent, so far; drop samples: the same.
  std::uint32_t drop_reason = 0;  ///< Drop samples only.
  SflowInterface input;
  SflowInterface output;
  std::uint32_t record_count = 0;
  ByteView records;
  std::size_t offset = 0;          ///< Of the sample in the datagram.
  std::size_t records_offset = 0;  ///< Of `records` in the datagram.
};

/// Steps through the samples of a datagram.
class SflowSamples {
 public:
  explicit SflowSamples(const SflowDatagram& datagram);
  /// The next sample; an empty optional at the end (bytes left over behind the last are padding).
  /// An error in a sample's head does not end the iteration if its length was sound: `next` may be
  /// called again. After an unsound length it gives the end.
  Result<std::optional<SflowSample>> next();

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  std::size_t base_;
  std::uint32_t left_;
};

struct SflowRecord {
  std::uint32_t enterprise = 0;
  std::uint32_t format = 0;
  ByteView body;
  std::size_t offset = 0;  ///< Of `body` in the datagram.
};

/// Steps through the records of a flow, counter or drop sample; `next` as in SflowSamples.
class SflowRecords {
 public:
  explicit SflowRecords(const SflowSample& sample);
  Result<std::optional<SflowRecord>> next();

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  std::size_t base_;
  std::uint32_t left_;
};

/// Flow record 1: the first bytes of a frame.
struct SflowHeader {
  std::uint32_t protocol = 0;      ///< See link_type_of_sflow.
  std::uint32_t frame_length = 0;  ///< On the wire, checksum included.
  std::uint32_t stripped = 0;      ///< Bytes taken off before sampling, mostly the checksum.
  ByteView bytes;
  std::size_t offset = 0;  ///< Of `bytes` in the datagram.
};

/// Flow records 3 and 4: an IP packet in words.
struct SflowIp {
  net::Family family = net::Family::none;
  net::IpAddress source;
  net::IpAddress destination;
  std::uint32_t length = 0;  ///< IP packet without lower layers.
  std::uint32_t protocol = 0;
  std::uint32_t source_port = 0;
  std::uint32_t destination_port = 0;
  std::uint32_t tcp_flags = 0;
  std::uint32_t tos = 0;  ///< TOS octet, or IPv6 priority.
};

/// Flow record 1001.
struct SflowSwitch {
  std::uint32_t source_vlan = 0;
  std::uint32_t source_priority = 0;
  std::uint32_t destination_vlan = 0;
  std::uint32_t destination_priority = 0;
};

/// Flow record 1002.
struct SflowRouter {
  net::IpAddress next_hop;
  net::Family next_hop_family = net::Family::none;
  std::uint32_t source_mask = 0;
  std::uint32_t destination_mask = 0;
};

/// Flow record 1003.
struct SflowGateway {
  net::IpAddress next_hop;
  net::Family next_hop_family = net::Family::none;
  std::uint32_t router_as = 0;  ///< The agent's own.
  std::uint32_t source_as = 0;
  std::uint32_t source_peer_as = 0;
  std::uint32_t destination_as = 0;  ///< Last of the path; the agent's own if the path is empty.
  std::uint32_t path_length = 0;
  std::uint32_t local_pref = 0;
};

/// Counter record 1: generic interface counters (RFC 2233 names).
struct SflowInterfaceCounters {
  std::uint32_t if_index = 0;
  std::uint32_t if_type = 0;
  std::uint64_t speed = 0;  ///< Bit/s.
  std::uint32_t direction = 0;
  std::uint32_t status = 0;
  std::uint64_t in_octets = 0;
  std::uint32_t in_unicast = 0;
  std::uint32_t in_multicast = 0;
  std::uint32_t in_broadcast = 0;
  std::uint32_t in_discards = 0;
  std::uint32_t in_errors = 0;
  std::uint32_t in_unknown_protocols = 0;
  std::uint64_t out_octets = 0;
  std::uint32_t out_unicast = 0;
  std::uint32_t out_multicast = 0;
  std::uint32_t out_broadcast = 0;
  std::uint32_t out_discards = 0;
  std::uint32_t out_errors = 0;
  std::uint32_t promiscuous = 0;
};

/// Decoders of single records; each expects a body of its own format. `truncated` or `malformed`.
Result<SflowHeader> read_sflow_header(const SflowRecord& record);
Result<SflowIp> read_sflow_ip(const SflowRecord& record);  ///< Formats 3 and 4.
Result<SflowSwitch> read_sflow_switch(const SflowRecord& record);
Result<SflowRouter> read_sflow_router(const SflowRecord& record);
Result<SflowGateway> read_sflow_gateway(const SflowRecord& record);
Result<SflowInterfaceCounters> read_sflow_interface(const SflowRecord& record);

/// What the records of one flow sample say, the last of each kind.
struct SflowFlowSample {
  std::optional<SflowHeader> header;
  std::optional<SflowIp> ip;
  std::optional<SflowSwitch> vlan;
  std::optional<SflowRouter> router;
  std::optional<SflowGateway> gateway;
  std::uint32_t unknown_records = 0;  ///< Skipped: other enterprises, or formats not read here.
  std::uint32_t broken_records = 0;   ///< Known formats whose body was too short.
};

/// Reads all records of a flow sample. Fails only if the records' own lengths do not fit.
Result<SflowFlowSample> read_flow_sample(const SflowSample& sample);

/// The sampled packet: the raw header dissected (offsets count from SflowHeader::bytes), else the
/// IP record as it stands. `not_found` if the sample has neither, or the frame is not IP.
Result<Packet> sampled_packet(const SflowFlowSample& sample);

}  // namespace sixscope::wire
