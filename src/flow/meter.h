#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "flow/decoder.h"
#include "flow/dns_answer.h"
#include "wire/packet.h"

namespace sixscope::flow {

/// Limits and rules of metering; the numbers have keys in the settings file, from `meter.` on.
struct MeterOptions {
  std::size_t flows_max = 65536;            ///< Flows open at once; past it the idlest one ends.
  std::chrono::seconds active_timeout{60};  ///< A flow that goes on is reported this often.
  std::chrono::seconds idle_timeout{15};    ///< A flow without packets ends after this.
  std::chrono::seconds tcp_end_timeout{2};  ///< The same once FIN or RST was seen.
  std::size_t fragments_max = 1024;         ///< Fragmented packets whose ports are remembered.
  std::uint32_t exporter = 0;               ///< Goes into every flow.
  std::uint32_t observation_domain = 0;
  model::SamplingRate rate;  ///< Of the packets that are fed in.
  bool read_names = true;    ///< Look for TLS, QUIC and HTTP server names.
};

/// What a meter has seen; monotonic.
struct MeterCounters {
  std::uint64_t packets = 0;    ///< All that were fed in.
  std::uint64_t not_ip = 0;     ///< ARP, LLDP and the like.
  std::uint64_t truncated = 0;  ///< Cut before the end of the first IP header.
  std::uint64_t malformed = 0;  ///< An IP header that breaks its rules, or a limit.
  std::uint64_t flows = 0;      ///< Records handed out.
  std::uint64_t evicted = 0;    ///< Of those, ended for lack of room.
  std::uint64_t names = 0;      ///< Flows whose server name was found.
  std::uint64_t dns_answers = 0;
};

/// Turns packets into flows: one direction each, keyed by family, addresses, protocol and ports of
/// the user's packet (wire::dissect). Ports of later fragments are those of the first one, where
/// that was seen. `bytes` are L3 octets by wire::Packet::ip_length.
///
/// A name found in one direction is given to both. Time comes with the packets and may run back a
/// little; nothing here reads a clock. Not thread safe. Allocates for a new flow only, up to
/// `flows_max`.
class Meter {
 public:
  explicit Meter(MeterOptions options);
  ~Meter();
  Meter(Meter&&) noexcept;
  Meter& operator=(Meter&&) noexcept;

  /// Counts one frame (see wire::dissect for `captured` and `wire_length`). Flows that this ends go
  /// to `flows` first. A DNS answer in it goes to `dns`, where given.
  void add(wire::LinkType link, ByteView captured, std::size_t wire_length, Instant at,
           FlowSink& flows, DnsSink* dns = nullptr);

  /// Ends flows that are idle at `now`: for a quiet link.
  void expire(Instant now, FlowSink& flows);

  /// Ends all flows, oldest last packet first.
  void finish(FlowSink& flows);

  [[nodiscard]] const MeterCounters& counters() const;
  [[nodiscard]] std::size_t open_flows() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sixscope::flow
