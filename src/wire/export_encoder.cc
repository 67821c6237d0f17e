#include "wire/export_encoder.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace sixscope::wire {
namespace {

constexpr std::uint16_t kFirstDataSet = 256;
constexpr std::uint16_t kEnterpriseBit = 0x8000;

constexpr std::array kNetflow9V4 = std::to_array<ExportField>({
    {8, 4},  {12, 4}, {15, 4}, {10, 4}, {14, 4}, {2, 4},  {1, 4}, {22, 4}, {21, 4}, {7, 2},
    {11, 2}, {6, 1},  {4, 1},  {5, 1},  {16, 4}, {17, 4}, {9, 1}, {13, 1}, {61, 1}, {48, 1},
});
constexpr std::array kNetflow9V6 = std::to_array<ExportField>({
    {27, 16}, {28, 16}, {62, 16}, {10, 4}, {14, 4}, {2, 4},  {1, 4},  {22, 4}, {21, 4}, {7, 2},
    {11, 2},  {6, 1},   {4, 1},   {5, 1},  {16, 4}, {17, 4}, {29, 1}, {30, 1}, {61, 1}, {48, 1},
});
constexpr std::array kIpfixV4 = std::to_array<ExportField>({
    {8, 4},  {12, 4}, {15, 4}, {10, 4}, {14, 4}, {2, 8},  {1, 8}, {152, 8}, {153, 8}, {7, 2},
    {11, 2}, {6, 1},  {4, 1},  {5, 1},  {16, 4}, {17, 4}, {9, 1}, {13, 1},  {61, 1},  {302, 4},
});
constexpr std::array kIpfixV6 = std::to_array<ExportField>({
    {27, 16}, {28, 16}, {62, 16}, {10, 4}, {14, 4}, {2, 8},  {1, 8},  {152, 8}, {153, 8}, {7, 2},
    {11, 2},  {6, 1},   {4, 1},   {5, 1},  {16, 4}, {17, 4}, {29, 1}, {30, 1},  {61, 1},  {302, 4},
});

std::uint64_t milliseconds_since(Instant from, Instant to) {
  return to <= from ? 0 : static_cast<std::uint64_t>((to - from).count());
}
std::uint64_t unix_milliseconds(Instant at) { return milliseconds_since(Instant{}, at); }

// The value of an element of up to 8 bytes; 0 for those that a simulated exporter leaves empty.
std::uint64_t number_of(std::uint16_t element, const ExportedFlow& flow, Instant booted) {
  switch (element) {
    case 1:
    case 85:
    case 231:
      return flow.bytes;
    case 2:
    case 86:
    case 298:
      return flow.packets;
    case 3:
      return 1;
    case 4:
      return flow.protocol;
    case 5:
      return flow.traffic_class;
    case 6:
      return flow.tcp_flags;
    case 7:
      return flow.source_port;
    case 9:
    case 29:
      return flow.source_prefix_length;
    case 10:
      return flow.input_interface;
    case 11:
      return flow.destination_port;
    case 13:
    case 30:
      return flow.destination_prefix_length;
    case 14:
      return flow.output_interface;
    case 16:
      return flow.source_asn;
    case 17:
      return flow.destination_asn;
    case 21:
      return milliseconds_since(booted, flow.end);
    case 22:
      return milliseconds_since(booted, flow.start);
    case 31:
      return flow.flow_label;
    case 34:
    case 50:
      return flow.sampling_interval;
    case 48:
    case 302:
      return flow.selector_id;
    case 60:
      return static_cast<std::uint64_t>(flow.family);
    case 61:
      return static_cast<std::uint64_t>(flow.direction);
    case 150:
      return unix_milliseconds(flow.start) / 1000;
    case 151:
      return unix_milliseconds(flow.end) / 1000;
    case 152:
      return unix_milliseconds(flow.start);
    case 153:
      return unix_milliseconds(flow.end);
    case 160:
      return unix_milliseconds(booted);
    default:
      return 0;
  }
}

const net::IpAddress* address_of(std::uint16_t element, const ExportedFlow& flow) {
  switch (element) {
    case 8:
    case 27:
      return &flow.source;
    case 12:
    case 28:
      return &flow.destination;
    case 15:
    case 62:
      return &flow.next_hop;
    default:
      return nullptr;
  }
}

bool is_server_name(const ExportField& field) {
  constexpr std::uint16_t kHttpRequestHost = 460;
  return (field.enterprise == kEnterpriseCesnet && field.element == kCesnetTlsServerName) ||
         (field.enterprise == 0 && field.element == kHttpRequestHost);
}

void append_text(ByteWriter& out, const ExportField& field, std::string_view text) {
  if (field.length == kVariableLength) {
    append_variable(out, text);
    return;
  }
  const std::size_t kept = std::min<std::size_t>(text.size(), field.length);
  out.text(text.substr(0, kept)).zeros(field.length - kept);
}

void append_address(ByteWriter& out, const ExportField& field, const net::IpAddress& address) {
  const ByteView all = address.bytes();
  const std::size_t kept = std::min<std::size_t>(field.length, all.size());
  // An IPv4 address stands in the last four bytes, so a shorter field takes the tail.
  out.zeros(field.length - kept).bytes(kept == 4 ? all.last(4) : all.first(kept));
}

}  // namespace

void append_variable(ByteWriter& out, std::string_view text) {
  const std::size_t size = std::min<std::size_t>(text.size(), 65535);
  if (size < 255) {
    out.u8(size);
  } else {
    out.u8(255).u16(size);
  }
  out.text(text.substr(0, size));
}

void append_flow_record(ByteWriter& out, std::span<const ExportField> fields,
                        const ExportedFlow& flow, Instant booted) {
  for (const ExportField& field : fields) {
    if (is_server_name(field)) {
      append_text(out, field, flow.server_name);
    } else if (field.length == kVariableLength) {
      append_variable(out, {});
    } else if (const auto* address = address_of(field.element, flow);
               address != nullptr && field.enterprise == 0) {
      append_address(out, field, *address);
    } else if (field.length <= 8 && field.enterprise == 0) {
      out.uint(number_of(field.element, flow, booted), field.length);
    } else {
      out.zeros(field.length);
    }
  }
}

std::span<const ExportField> flow_fields(ExportDialect dialect, net::Family family) {
  const bool six = family == net::Family::v6;
  if (dialect == ExportDialect::netflow9) {
    return six ? std::span<const ExportField>(kNetflow9V6) : kNetflow9V4;
  }
  return six ? std::span<const ExportField>(kIpfixV6) : kIpfixV4;
}

ExportMessage::ExportMessage(ExportDialect dialect, const ExportHeader& header)
    : dialect_(dialect), booted_(header.booted) {
  const std::uint64_t seconds = unix_milliseconds(header.exported) / 1000;
  if (dialect == ExportDialect::netflow9) {
    out_.u16(9).u16(0).u32(milliseconds_since(header.booted, header.exported)).u32(seconds);
  } else {
    out_.u16(10).u16(0).u32(seconds);
  }
  out_.u32(header.sequence).u32(header.observation_domain);
}

void ExportMessage::open_set(std::uint16_t id) {
  if (set_id_ == id) {
    return;
  }
  close_set();
  set_id_ = id;
  set_start_ = out_.size();
  out_.u16(id).u16(0);
}

void ExportMessage::close_set() {
  if (!set_id_) {
    return;
  }
  // RFC 3954 s.5.3 pads to 4 bytes. IPFIX may: we do not, for a short record would look like data.
  if (dialect_ == ExportDialect::netflow9) {
    out_.zeros((4 - (out_.size() - set_start_) % 4) % 4);
  }
  out_.set_u16(set_start_ + 2, static_cast<std::uint16_t>(out_.size() - set_start_));
  set_id_.reset();
}

void ExportMessage::write_field_specifiers(std::span<const ExportField> fields) {
  for (const ExportField& field : fields) {
    const bool enterprise = dialect_ == ExportDialect::ipfix && field.enterprise != 0;
    out_.u16(enterprise ? field.element | kEnterpriseBit : field.element).u16(field.length);
    if (enterprise) {
      out_.u32(field.enterprise);
    }
  }
}

void ExportMessage::add_template(std::uint16_t id, std::span<const ExportField> fields) {
  open_set(dialect_ == ExportDialect::netflow9 ? 0 : 2);
  out_.u16(id).u16(fields.size());
  write_field_specifiers(fields);
  ++all_records_;
}

void ExportMessage::add_options_template(std::uint16_t id, std::span<const ExportField> scopes,
                                         std::span<const ExportField> fields) {
  open_set(dialect_ == ExportDialect::netflow9 ? 1 : 3);
  out_.u16(id);
  if (dialect_ == ExportDialect::netflow9) {
    out_.u16(4 * scopes.size()).u16(4 * fields.size());
  } else {
    out_.u16(scopes.size() + fields.size()).u16(scopes.size());
  }
  write_field_specifiers(scopes);
  write_field_specifiers(fields);
  ++all_records_;
  if (dialect_ == ExportDialect::netflow9) {
    close_set();  // Padding between two options templates would be read as a template.
  }
}

void ExportMessage::withdraw_template(std::uint16_t id) {
  SIXSCOPE_CHECK(dialect_ == ExportDialect::ipfix);
  open_set(2);
  out_.u16(id).u16(0);
}

ByteWriter& ExportMessage::add_record(std::uint16_t template_id) {
  SIXSCOPE_CHECK(template_id >= kFirstDataSet);
  open_set(template_id);
  ++data_records_;
  ++all_records_;
  return out_;
}

void ExportMessage::add_flow(std::uint16_t template_id, std::span<const ExportField> fields,
                             const ExportedFlow& flow) {
  append_flow_record(add_record(template_id), fields, flow, booted_);
}

std::vector<std::byte> ExportMessage::finish() {
  close_set();
  out_.set_u16(2, static_cast<std::uint16_t>(dialect_ == ExportDialect::netflow9 ? all_records_
                                                                                 : out_.size()));
  return out_.take();
}

void add_sampling_template(ExportMessage& message, ExportDialect dialect, std::uint16_t template_id,
                           SamplingOption option) {
  const bool v9 = dialect == ExportDialect::netflow9;
  // Scope "system" (1) in v9; the observation domain (149) says the same in IPFIX.
  const ExportField system = v9 ? ExportField{1, 4} : ExportField{149, 4};
  const ExportField selector{302, 4};
  constexpr std::array kInterval = std::to_array<ExportField>({{34, 4}, {35, 1}});
  constexpr std::array kSampler = std::to_array<ExportField>({{48, 1}, {49, 1}, {50, 4}});
  constexpr std::array kSelector = std::to_array<ExportField>({{304, 2}, {305, 4}, {306, 4}});
  constexpr std::array kPopulation = std::to_array<ExportField>({{304, 2}, {309, 4}, {310, 4}});
  switch (option) {
    case SamplingOption::interval_algorithm:
      return message.add_options_template(template_id, {&system, 1}, kInterval);
    case SamplingOption::sampler:
      return message.add_options_template(template_id, {&system, 1}, kSampler);
    case SamplingOption::selector:
      return message.add_options_template(template_id, {&selector, 1}, kSelector);
    case SamplingOption::population:
      return message.add_options_template(template_id, {&selector, 1}, kPopulation);
  }
}

void add_sampling_record(ExportMessage& message, std::uint16_t template_id,
                         const SamplingAnnouncement& announcement) {
  constexpr std::uint64_t kSystemScope = 0;
  constexpr std::uint64_t kRandom = 2;
  constexpr std::uint64_t kSystematicCount = 1;  // RFC 5477 s.8.2.
  constexpr std::uint64_t kRandomNofN = 3;
  ByteWriter& out = message.add_record(template_id);
  switch (announcement.option) {
    case SamplingOption::interval_algorithm:
      out.u32(kSystemScope).u32(announcement.interval).u8(kRandom);
      return;
    case SamplingOption::sampler:
      out.u32(kSystemScope).u8(announcement.id).u8(kRandom).u32(announcement.interval);
      return;
    case SamplingOption::selector:
      out.u32(announcement.id).u16(kSystematicCount).u32(1).u32(announcement.interval - 1U);
      return;
    case SamplingOption::population:
      out.u32(announcement.id).u16(kRandomNofN).u32(1).u32(announcement.interval);
      return;
  }
}

std::vector<std::byte> encode_netflow5(const Netflow5Export& header,
                                       std::span<const ExportedFlow> flows) {
  flows = flows.first(std::min(flows.size(), kNetflow5RecordsMax));
  const std::uint64_t exported = unix_milliseconds(header.exported);
  ByteWriter out;
  out.u16(5).u16(flows.size()).u32(milliseconds_since(header.booted, header.exported));
  out.u32(exported / 1000).u32(exported % 1000 * 1'000'000).u32(header.sequence);
  out.u8(header.engine_type).u8(header.engine_id).u16(header.sampling);
  for (const ExportedFlow& flow : flows) {
    out.u32(flow.source.v4_value()).u32(flow.destination.v4_value());
    out.u32(flow.next_hop.v4_value()).u16(flow.input_interface).u16(flow.output_interface);
    out.u32(flow.packets).u32(flow.bytes);
    out.u32(milliseconds_since(header.booted, flow.start));
    out.u32(milliseconds_since(header.booted, flow.end));
    out.u16(flow.source_port).u16(flow.destination_port).u8(0).u8(flow.tcp_flags);
    out.u8(flow.protocol).u8(flow.traffic_class);
    out.u16(flow.source_asn).u16(flow.destination_asn);
    out.u8(flow.source_prefix_length).u8(flow.destination_prefix_length).u16(0);
  }
  return out.take();
}

std::vector<std::byte> encode_sflow(const SflowExport& header,
                                    std::span<const SflowSampleSpec> samples) {
  constexpr std::uint32_t kFlowSample = 1;
  constexpr std::uint32_t kExpandedFlowSample = 3;
  constexpr std::uint32_t kRawPacketHeader = 1;
  ByteWriter out;
  out.u32(5);
  if (header.agent.is_v4()) {
    out.u32(1).u32(header.agent.v4_value());
  } else {
    out.u32(2).bytes(header.agent.bytes());
  }
  out.u32(header.sub_agent).u32(header.sequence).u32(header.uptime_ms).u32(samples.size());
  for (const SflowSampleSpec& sample : samples) {
    out.u32(sample.expanded ? kExpandedFlowSample : kFlowSample).u32(0);
    const std::size_t sample_start = out.size();
    out.u32(sample.sequence);
    if (sample.expanded) {
      out.u32(0);  // Source type 0: ifIndex, in a word of its own.
    }
    out.u32(sample.source_id).u32(sample.sampling_rate).u32(sample.sample_pool).u32(sample.drops);
    if (sample.expanded) {
      out.u32(0).u32(sample.input_interface).u32(0).u32(sample.output_interface);
    } else {
      out.u32(sample.input_interface).u32(sample.output_interface);
    }
    const std::size_t padded = (sample.header.size() + 3) / 4 * 4;  // XDR opaque: 4-byte units.
    out.u32(1).u32(kRawPacketHeader).u32(16 + padded);
    out.u32(sample.header_protocol).u32(sample.frame_length).u32(sample.stripped);
    out.u32(sample.header.size()).bytes(sample.header).zeros(padded - sample.header.size());
    out.set_u32(sample_start - 4, static_cast<std::uint32_t>(out.size() - sample_start));
  }
  return out.take();
}

}  // namespace sixscope::wire
