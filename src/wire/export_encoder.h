#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/byte_writer.h"
#include "base/clock.h"
#include "model/flow.h"
#include "net/ip_address.h"

namespace sixscope::wire {

/// The two template-based export formats, which differ in headers and little else.
enum class ExportDialect : std::uint8_t {
  netflow9,  ///< RFC 3954.
  ipfix,     ///< RFC 7011.
};

/// Length of a field that carries its own length (RFC 7011 s.7). IPFIX only.
inline constexpr std::uint16_t kVariableLength = 65535;

/// One field specifier of a template that is being written. IPFIX sets the enterprise bit by itself
/// where `enterprise` is not 0; NetFlow v9 has no enterprise numbers and ignores it.
struct ExportField {
  std::uint16_t element = 0;  ///< IANA IPFIX number, the same as the v9 field type.
  std::uint16_t length = 0;   ///< Bytes on the wire, or kVariableLength.
  std::uint32_t enterprise = 0;
};

/// Elements of other enterprises that the encoder can fill: the TLS server name as probes export
/// it.
inline constexpr std::uint32_t kEnterpriseCesnet = 8057;
inline constexpr std::uint16_t kCesnetTlsServerName = 808;

/// One flow as an exporter would describe it. Fields that a template does not ask for stay unsent.
struct ExportedFlow {
  net::IpAddress source;
  net::IpAddress destination;
  net::IpAddress next_hop;
  Instant start;
  Instant end;
  std::uint64_t bytes = 0;  ///< L3 octets, as the exporter counted them: sampling not undone.
  std::uint64_t packets = 0;
  std::uint32_t input_interface = 0;
  std::uint32_t output_interface = 0;
  std::uint32_t source_asn = 0;
  std::uint32_t destination_asn = 0;
  std::uint32_t flow_label = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint64_t selector_id = 0;        ///< PSAMP selector (302) or v9 sampler (48).
  std::uint32_t sampling_interval = 0;  ///< For templates with the rate in the record (34).
  std::uint8_t protocol = 0;
  std::uint8_t traffic_class = 0;
  std::uint8_t tcp_flags = 0;
  std::uint8_t source_prefix_length = 0;
  std::uint8_t destination_prefix_length = 0;
  model::Direction direction = model::Direction::ingress;
  net::Family family = net::Family::v4;
  std::string_view server_name;  ///< Borrowed until the record is written.
};

/// Header fields of one message. NetFlow v9 counts messages in `sequence`, IPFIX the data records
/// sent before this message in the same domain and session (RFC 7011 s.3.1).
struct ExportHeader {
  Instant exported;
  Instant booted;  ///< When the exporter started; v9 writes its uptime.
  std::uint32_t sequence = 0;
  std::uint32_t observation_domain = 0;
};

/// Writes one NetFlow v9 or IPFIX message, set by set. Pure: bytes in memory.
///
///   ExportMessage message(ExportDialect::ipfix, header);
///   message.add_template(256, ipv6_flow_fields(ExportDialect::ipfix));
///   message.add_flow(256, fields, flow);
///   socket.send(message.finish());
class ExportMessage {
 public:
  ExportMessage(ExportDialect dialect, const ExportHeader& header);

  /// Adds a template definition. `id` is 256 or more.
  void add_template(std::uint16_t id, std::span<const ExportField> fields);

  /// Adds an options template (RFC 3954 s.6.1, RFC 7011 s.3.4.2.2). In NetFlow v9 the elements of
  /// `scopes` are scope types: 1 system, 2 interface.
  void add_options_template(std::uint16_t id, std::span<const ExportField> scopes,
                            std::span<const ExportField> fields);

  /// Withdraws one template; id 2 withdraws all (RFC 7011 s.8.1). IPFIX only.
  void withdraw_template(std::uint16_t id);

  /// Begins one data record of any kind; the caller writes its fields behind it at once. Records of
  /// one template in a row share a set.
  ByteWriter& add_record(std::uint16_t template_id);

  /// Adds `flow` as a record with the given fields.
  void add_flow(std::uint16_t template_id, std::span<const ExportField> fields,
                const ExportedFlow& flow);

  /// Bytes so far, without the padding of the last set.
  [[nodiscard]] std::size_t size() const { return out_.size(); }
  /// Data records so far, options among them: what IPFIX adds to its sequence number.
  [[nodiscard]] std::uint32_t data_records() const { return data_records_; }

  /// The finished message. The object is spent.
  [[nodiscard]] std::vector<std::byte> finish();

 private:
  void open_set(std::uint16_t id);
  void close_set();
  void write_field_specifiers(std::span<const ExportField> fields);

  ExportDialect dialect_;
  Instant booted_;
  ByteWriter out_;
  std::size_t set_start_ = 0;
  std::optional<std::uint16_t> set_id_;  ///< Of the open set, if one is; 0 is v9's template set.
  std::uint32_t data_records_ = 0;
  std::uint32_t all_records_ = 0;
};

/// Writes the fields of one flow, in the order of `fields`. Elements it does not know become
/// zeroes; values wider than their field keep their low bytes (reduced-size encoding, RFC 7011
/// s.6.2). `booted` is what times in uptime (21, 22) count from.
void append_flow_record(ByteWriter& out, std::span<const ExportField> fields,
                        const ExportedFlow& flow, Instant booted);

/// Writes a variable-length string: 1 or 3 bytes of length, then the text (RFC 7011 s.7).
void append_variable(ByteWriter& out, std::string_view text);

/// The 20 fields that carrier routers export for one family; static.
[[nodiscard]] std::span<const ExportField> flow_fields(ExportDialect dialect, net::Family family);

/// What tells a collector the sampling rate.
enum class SamplingOption : std::uint8_t {
  interval_algorithm,  ///< samplingInterval 34 and samplingAlgorithm 35, scope system.
  sampler,             ///< flowSamplerID 48, mode 49, random interval 50, scope system.
  selector,    ///< PSAMP: selectorId 302 as scope, algorithm 304 (1), interval 305, space 306.
  population,  ///< PSAMP: selectorId 302 as scope, algorithm 304 (3), size 309, population 310.
};

/// One sampling announcement: 1 packet in `interval`, by sampler or selector `id`.
struct SamplingAnnouncement {
  SamplingOption option = SamplingOption::interval_algorithm;
  std::uint64_t id = 0;
  std::uint32_t interval = 1;
};

/// Adds the options template `template_id` that fits the announcement.
void add_sampling_template(ExportMessage& message, ExportDialect dialect, std::uint16_t template_id,
                           SamplingOption option);
/// Adds the options record for it.
void add_sampling_record(ExportMessage& message, std::uint16_t template_id,
                         const SamplingAnnouncement& announcement);

/// Records of one NetFlow v5 datagram (Cisco's format allows 30).
inline constexpr std::size_t kNetflow5RecordsMax = 30;

/// Header fields of a NetFlow v5 datagram. `sequence` counts the flows sent before it.
struct Netflow5Export {
  Instant exported;
  Instant booted;
  std::uint32_t sequence = 0;
  std::uint8_t engine_type = 0;
  std::uint8_t engine_id = 0;
  std::uint16_t sampling = 0;  ///< As on the wire: mode in the 2 high bits, interval in the low 14.
};

/// One NetFlow v5 datagram. Takes the first kNetflow5RecordsMax of `flows`, which must be IPv4.
[[nodiscard]] std::vector<std::byte> encode_netflow5(const Netflow5Export& header,
                                                     std::span<const ExportedFlow> flows);

/// One sFlow v5 flow sample with a raw packet header record (sFlow v5 specification, s.5).
struct SflowSampleSpec {
  std::uint32_t sequence = 0;       ///< Per source.
  std::uint32_t source_id = 1;      ///< Interface that sampled.
  std::uint32_t sampling_rate = 1;  ///< 1 in so many, as configured.
  std::uint32_t sample_pool = 0;    ///< Packets that could have been sampled, this one included.
  std::uint32_t drops = 0;
  std::uint32_t input_interface = 0;
  std::uint32_t output_interface = 0;
  std::uint32_t frame_length = 0;     ///< On the wire, link layer and FCS included.
  std::uint32_t stripped = 4;         ///< Of those, removed before the header was copied: FCS.
  std::uint32_t header_protocol = 1;  ///< 1 Ethernet, 11 IPv4, 12 IPv6.
  bool expanded = false;              ///< Expanded flow sample (format 3) instead of format 1.
  ByteView header;                    ///< First bytes of the frame; borrowed for the call.
};

/// Header fields of an sFlow v5 datagram.
struct SflowExport {
  net::IpAddress agent;
  std::uint32_t sub_agent = 0;
  std::uint32_t sequence = 0;  ///< Datagrams of this sub-agent before this one.
  std::uint32_t uptime_ms = 0;
};

/// One sFlow v5 datagram of flow samples.
[[nodiscard]] std::vector<std::byte> encode_sflow(const SflowExport& header,
                                                  std::span<const SflowSampleSpec> samples);

}  // namespace sixscope::wire
