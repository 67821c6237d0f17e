#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/flow.h"
#include "net/ip_address.h"

namespace sixscope::flow {

/// How export messages came. Templates live as long as their transport session (RFC 7011 s.8.1).
enum class Transport : std::uint8_t { udp, tcp, file };

/// One datagram, or one IPFIX message of a stream or file, and where it came from.
struct Datagram {
  ByteView payload;         ///< Borrowed for the call.
  net::IpAddress exporter;  ///< Source address.
  std::uint16_t source_port = 0;
  std::uint64_t session = 0;  ///< Number of the TCP connection or file; 0 for UDP.
  Transport transport = Transport::udp;
  /// The epoch itself where nobody knows; then, and for files, the exporter's clock is not judged.
  Instant received;
};

/// Export protocols, with the names that `exportProtocol` prints.
enum class ExportProtocol : std::uint8_t { unknown, netflow5, netflow9, ipfix, sflow5, packet };
inline constexpr std::array<std::string_view, 6> kExportProtocolNames = {
    "unknown", "netflow5", "netflow9", "ipfix", "sflow5", "packet"};

struct ExporterInfo;

/// Where decoded flows go. Called in batches; the span and what it borrows live for the call only.
class FlowSink {
 public:
  virtual ~FlowSink() = default;
  virtual void flows(std::span<const model::Flow> batch) = 0;
  /// Exporter `index` makes room for another, which gets its index: what was counted of it so far
  /// is in `info` and will be gone. Flows with that index belong to the other from here on.
  virtual void exporter_leaves(std::uint32_t /*index*/, const ExporterInfo& /*info*/) {}
};

/// One field of one record, for `sixscope decode`: nothing here is on the hot path.
struct FieldValue {
  std::string_view name;  ///< IANA element name, or "enterprise:number".
  std::uint32_t enterprise = 0;
  std::uint16_t element = 0;
  bool reverse = false;  ///< RFC 5103.
  bool scope = false;    ///< Scope field of an options record.
  ByteView bytes;        ///< As on the wire, reduced size kept.
};

/// One record with all its fields, beside the flows made of it (none for options and NAT events,
/// two for a biflow).
struct RecordView {
  enum class Kind : std::uint8_t { flow, options, nat_event, counter };
  Kind kind = Kind::flow;
  std::uint32_t exporter = 0;
  std::uint32_t observation_domain = 0;
  std::uint16_t template_id = 0;  ///< 0 where the protocol has no templates.
  ExportProtocol protocol = ExportProtocol::unknown;
  std::span<const FieldValue> fields;
  std::span<const model::Flow> flows;
  std::string_view malformed = {};  ///< Name of the reason for which a flow record made none.
};
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void record(const RecordView& record) = 0;
};

}  // namespace sixscope::flow
