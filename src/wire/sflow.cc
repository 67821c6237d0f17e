#include "wire/sflow.h"

#include <algorithm>
#include <utility>

namespace sixscope::wire {
namespace {

constexpr std::uint32_t kVersion = 5;
constexpr std::uint32_t kStandard = 0;  ///< The enterprise number of sflow.org's own formats.

/// Sample formats.
constexpr std::uint32_t kFlowSample = 1;
constexpr std::uint32_t kCounterSample = 2;
constexpr std::uint32_t kExpandedFlowSample = 3;
constexpr std::uint32_t kExpandedCounterSample = 4;
constexpr std::uint32_t kDropSample = 5;

/// Flow record formats.
constexpr std::uint32_t kRawHeader = 1;
constexpr std::uint32_t kIpv4Record = 3;
constexpr std::uint32_t kIpv6Record = 4;
constexpr std::uint32_t kSwitchRecord = 1001;
constexpr std::uint32_t kRouterRecord = 1002;
constexpr std::uint32_t kGatewayRecord = 1003;

/// Segments of one AS path, and AS numbers in one segment, that are followed.
constexpr std::uint32_t kPathSegmentsMax = 64;
constexpr std::uint32_t kPathSegmentMax = 1024;

constexpr std::string_view kRecordRule = "sFlow v5 s.5: a record is shorter than its fields";

struct Address {
  net::IpAddress address;
  net::Family family = net::Family::none;
  bool known = true;  ///< False: a type that has no defined length.
};

/// s.5 `address`: type 0 unknown (nothing follows), 1 IPv4, 2 IPv6.
Address read_address(ByteReader& in) {
  switch (in.u32()) {
    case 0:
      return {};
    case 1:
      return {.address = net::IpAddress::v4(in.u32()), .family = net::Family::v4};
    case 2: {
      const ByteView bytes = in.take(16);
      return bytes.empty()
                 ? Address{}
                 : Address{.address = net::IpAddress::v6(bytes.data()), .family = net::Family::v6};
    }
    default:
      return {.address = {}, .known = false};
  }
}

/// s.5 `interface`: format in the top two bits, value in the others.
SflowInterface compact_interface(std::uint32_t word) {
  return {.format = word >> 30U, .value = word & 0x3fffffffU};
}

SflowInterface expanded_interface(ByteReader& in) {
  const std::uint32_t format = in.u32();
  return {.format = format, .value = in.u32()};
}

void read_source(ByteReader& in, SflowSample& sample) {
  if (sample.expanded) {
    sample.source_type = in.u32();
    sample.source_index = in.u32();
    return;
  }
  const std::uint32_t word = in.u32();
  sample.source_type = word >> 24U;
  sample.source_index = word & 0xffffffU;
}

void read_interfaces(ByteReader& in, SflowSample& sample) {
  if (sample.expanded) {
    sample.input = expanded_interface(in);
    sample.output = expanded_interface(in);
    return;
  }
  sample.input = compact_interface(in.u32());
  sample.output = compact_interface(in.u32());
}

/// Reads a sample's head, up to its records; the reader fails if it is too short.
void read_head(ByteReader& in, SflowSample& sample) {
  if (sample.enterprise != kStandard || sample.format < kFlowSample ||
      sample.format > kDropSample) {
    return;
  }
  sample.sequence = in.u32();
  switch (sample.format) {
    case kFlowSample:
    case kExpandedFlowSample:
      sample.kind = SflowKind::flow;
      sample.expanded = sample.format == kExpandedFlowSample;
      read_source(in, sample);
      sample.rate = in.u32();
      sample.pool = in.u32();
      sample.drops = in.u32();
      read_interfaces(in, sample);
      break;
    case kCounterSample:
    case kExpandedCounterSample:
      sample.kind = SflowKind::counter;
      sample.expanded = sample.format == kExpandedCounterSample;
      read_source(in, sample);
      break;
    default:  // kDropSample: sflow.org/sflow_drops.txt; ifIndex words, always expanded sources.
      sample.kind = SflowKind::drop;
      sample.expanded = true;
      read_source(in, sample);
      sample.drops = in.u32();
      sample.input = {.format = 0, .value = in.u32()};
      sample.output = {.format = 0, .value = in.u32()};
      sample.drop_reason = in.u32();
      break;
  }
  sample.record_count = in.u32();
}

/// The next structure of `left`: enterprise and format in one word, a length, a body.
struct Block {
  std::uint32_t enterprise = 0;
  std::uint32_t format = 0;
  ByteView body;
  std::size_t offset = 0;  ///< Of the body.
};

/// Steps over one block at `at`; on an unsound length nothing is left.
Result<Block> next_block(ByteView bytes, std::size_t& at, std::size_t base, std::uint32_t& left) {
  ByteReader in(bytes.subspan(at));
  const std::uint32_t tag = in.u32();
  const std::uint32_t length = in.u32();
  const ByteView body = in.take(length);
  if (!in.ok()) {
    left = 0;
    return fail_at(base + at, Errc::truncated,
                   "sFlow v5 s.5: a sample or record is longer than what holds it");
  }
  const Block block{
      .enterprise = tag >> 12U, .format = tag & 0xfffU, .body = body, .offset = base + at + 8};
  at += in.offset();
  --left;
  return block;
}

/// Skips the segments of an AS path; its last number and its length. False if it is absurd.
bool read_as_path(ByteReader& in, SflowGateway& gateway) {
  const std::uint32_t segments = in.u32();
  if (segments > kPathSegmentsMax) {
    return false;
  }
  for (std::uint32_t i = 0; i < segments && in.ok(); ++i) {
    in.skip(4);  // Set or sequence.
    const std::uint32_t count = in.u32();
    if (count > kPathSegmentMax) {
      return false;
    }
    const ByteView numbers = in.take(count * std::size_t{4});
    if (!numbers.empty()) {
      gateway.destination_as = load_big_endian<std::uint32_t>(numbers.last(4).data());
      gateway.path_length += count;
    }
  }
  return true;
}

template <class T>
Result<T> checked(const ByteReader& in, const SflowRecord& record, T value) {
  if (!in.ok()) {
    return fail_at(record.offset, Errc::truncated, kRecordRule);
  }
  return value;
}

template <class T>
void keep(std::optional<T>& slot, Result<T> value, SflowFlowSample& sample) {
  if (value) {
    slot = std::move(*value);
  } else {
    ++sample.broken_records;
  }
}

void keep_record(const SflowRecord& record, SflowFlowSample& sample) {
  switch (record.enterprise == kStandard ? record.format : 0) {
    case kRawHeader:
      keep(sample.header, read_sflow_header(record), sample);
      break;
    case kIpv4Record:
    case kIpv6Record:
      keep(sample.ip, read_sflow_ip(record), sample);
      break;
    case kSwitchRecord:
      keep(sample.vlan, read_sflow_switch(record), sample);
      break;
    case kRouterRecord:
      keep(sample.router, read_sflow_router(record), sample);
      break;
    case kGatewayRecord:
      keep(sample.gateway, read_sflow_gateway(record), sample);
      break;
    default:
      ++sample.unknown_records;
      break;
  }
}

}  // namespace

bool looks_like_sflow(ByteView payload) {
  constexpr std::size_t kSmallest = 28;  // IPv4 agent, no samples.
  if (payload.size() < kSmallest) {
    return false;
  }
  const auto address_type = load_big_endian<std::uint32_t>(payload.data() + 4);
  return load_big_endian<std::uint32_t>(payload.data()) == kVersion &&
         (address_type == 1 || address_type == 2);
}

Result<SflowDatagram> read_sflow(ByteView payload) {
  ByteReader in(payload);
  SflowDatagram datagram;
  const std::uint32_t version = in.u32();
  const Address agent = read_address(in);
  datagram.agent = agent.address;
  datagram.agent_family = agent.family;
  datagram.sub_agent = in.u32();
  datagram.sequence = in.u32();
  datagram.uptime_ms = in.u32();
  datagram.sample_count = in.u32();
  if (!in.ok()) {
    return fail_at(payload.size(), Errc::truncated, "sFlow v5 s.5: the head has 28 or 40 bytes");
  }
  if (version != kVersion) {
    return fail_at(0, Errc::malformed, "sFlow v5 s.5: version must be 5");
  }
  if (!agent.known) {
    return fail_at(4, Errc::malformed, "sFlow v5 s.5: the agent's address type must be 1 or 2");
  }
  if (datagram.sample_count > kSflowSamplesMax) {
    return fail_at(in.offset() - 4, Errc::out_of_range, "more than kSflowSamplesMax samples");
  }
  datagram.samples_offset = in.offset();
  datagram.samples = in.rest();
  return datagram;
}

SflowSamples::SflowSamples(const SflowDatagram& datagram)
    : bytes_(datagram.samples), base_(datagram.samples_offset), left_(datagram.sample_count) {}

Result<std::optional<SflowSample>> SflowSamples::next() {
  if (left_ == 0) {
    return std::optional<SflowSample>{};
  }
  const auto block = next_block(bytes_, at_, base_, left_);
  if (!block) {
    return fail_like(block);
  }
  SflowSample sample;
  sample.enterprise = block->enterprise;
  sample.format = block->format;
  sample.offset = block->offset - 8;
  ByteReader in(block->body);
  read_head(in, sample);
  if (!in.ok()) {
    return fail_at(sample.offset, Errc::malformed,
                   "sFlow v5 s.5: a sample is shorter than its head");
  }
  if (sample.record_count > kSflowRecordsMax) {
    return fail_at(sample.offset, Errc::out_of_range, "more than kSflowRecordsMax records");
  }
  sample.records_offset = block->offset + in.offset();
  sample.records = in.rest();
  return std::optional(sample);
}

SflowRecords::SflowRecords(const SflowSample& sample)
    : bytes_(sample.records), base_(sample.records_offset), left_(sample.record_count) {}

Result<std::optional<SflowRecord>> SflowRecords::next() {
  if (left_ == 0) {
    return std::optional<SflowRecord>{};
  }
  const auto block = next_block(bytes_, at_, base_, left_);
  if (!block) {
    return fail_like(block);
  }
  return std::optional(SflowRecord{.enterprise = block->enterprise,
                                   .format = block->format,
                                   .body = block->body,
                                   .offset = block->offset});
}

Result<SflowHeader> read_sflow_header(const SflowRecord& record) {
  ByteReader in(record.body);
  SflowHeader header;
  header.protocol = in.u32();
  header.frame_length = in.u32();
  header.stripped = in.u32();
  const std::uint32_t size = in.u32();
  header.offset = record.offset + in.offset();
  header.bytes = in.take(size);
  return checked(in, record, header);
}

Result<SflowIp> read_sflow_ip(const SflowRecord& record) {
  ByteReader in(record.body);
  SflowIp ip;
  ip.length = in.u32();
  ip.protocol = in.u32();
  if (record.format == kIpv6Record) {
    ip.family = net::Family::v6;
    const ByteView source = in.take(16);
    const ByteView destination = in.take(16);
    if (in.ok()) {
      ip.source = net::IpAddress::v6(source.data());
      ip.destination = net::IpAddress::v6(destination.data());
    }
  } else {
    ip.family = net::Family::v4;
    ip.source = net::IpAddress::v4(in.u32());
    ip.destination = net::IpAddress::v4(in.u32());
  }
  ip.source_port = in.u32();
  ip.destination_port = in.u32();
  ip.tcp_flags = in.u32();
  ip.tos = in.u32();
  return checked(in, record, ip);
}

Result<SflowSwitch> read_sflow_switch(const SflowRecord& record) {
  ByteReader in(record.body);
  SflowSwitch vlan;
  vlan.source_vlan = in.u32();
  vlan.source_priority = in.u32();
  vlan.destination_vlan = in.u32();
  vlan.destination_priority = in.u32();
  return checked(in, record, vlan);
}

Result<SflowRouter> read_sflow_router(const SflowRecord& record) {
  ByteReader in(record.body);
  const Address next_hop = read_address(in);
  SflowRouter router{.next_hop = next_hop.address, .next_hop_family = next_hop.family};
  router.source_mask = in.u32();
  router.destination_mask = in.u32();
  if (!next_hop.known) {
    return fail_at(record.offset, Errc::malformed, "sFlow v5 s.5: next hop type must be 0 to 2");
  }
  return checked(in, record, router);
}

Result<SflowGateway> read_sflow_gateway(const SflowRecord& record) {
  ByteReader in(record.body);
  const Address next_hop = read_address(in);
  SflowGateway gateway{.next_hop = next_hop.address, .next_hop_family = next_hop.family};
  gateway.router_as = in.u32();
  gateway.source_as = in.u32();
  gateway.source_peer_as = in.u32();
  gateway.destination_as = gateway.router_as;
  const bool sane = next_hop.known && read_as_path(in, gateway);
  if (!sane) {
    return fail_at(record.offset, Errc::malformed, "sFlow v5 s.5: an AS path breaks its format");
  }
  in.skip(in.u32() * std::size_t{4});  // Communities.
  gateway.local_pref = in.u32();
  return checked(in, record, gateway);
}

Result<SflowInterfaceCounters> read_sflow_interface(const SflowRecord& record) {
  ByteReader in(record.body);
  SflowInterfaceCounters counters;
  counters.if_index = in.u32();
  counters.if_type = in.u32();
  counters.speed = in.u64();
  counters.direction = in.u32();
  counters.status = in.u32();
  counters.in_octets = in.u64();
  counters.in_unicast = in.u32();
  counters.in_multicast = in.u32();
  counters.in_broadcast = in.u32();
  counters.in_discards = in.u32();
  counters.in_errors = in.u32();
  counters.in_unknown_protocols = in.u32();
  counters.out_octets = in.u64();
  counters.out_unicast = in.u32();
  counters.out_multicast = in.u32();
  counters.out_broadcast = in.u32();
  counters.out_discards = in.u32();
  counters.out_errors = in.u32();
  counters.promiscuous = in.u32();
  return checked(in, record, counters);
}

Result<SflowFlowSample> read_flow_sample(const SflowSample& sample) {
  SflowFlowSample content;
  SflowRecords records(sample);
  auto record = records.next();
  for (; record && record->has_value(); record = records.next()) {
    keep_record(**record, content);
  }
  if (!record) {
    return fail_like(record);
  }
  return content;
}

Result<Packet> sampled_packet(const SflowFlowSample& sample) {
  if (sample.header) {
    const SflowHeader& header = *sample.header;
    const auto link = link_type_of_sflow(header.protocol);
    if (!link) {
      return fail_at(header.offset, Errc::not_found, "sFlow v5 s.5: header protocol not read here");
    }
    const std::uint32_t on_wire =
        header.frame_length - std::min(header.frame_length, header.stripped);
    return dissect(*link, header.bytes, on_wire);
  }
  if (!sample.ip) {
    return fail(Errc::not_found, "sFlow v5 s.5: the sample describes no packet");
  }
  const SflowIp& ip = *sample.ip;
  Packet packet{.source = ip.source, .destination = ip.destination};
  packet.ip_length = ip.length;
  packet.outer_ip_length = ip.length;
  packet.source_port = static_cast<std::uint16_t>(ip.source_port);
  packet.destination_port = static_cast<std::uint16_t>(ip.destination_port);
  packet.family = ip.family;
  packet.outer_family = ip.family;
  packet.protocol = static_cast<std::uint8_t>(ip.protocol);
  packet.tcp_flags = static_cast<std::uint8_t>(ip.tcp_flags);
  packet.traffic_class = static_cast<std::uint8_t>(ip.tos);
  return packet;
}

}  // namespace sixscope::wire
