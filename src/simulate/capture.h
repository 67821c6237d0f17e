#pragma once

#include <cstdint>
#include <functional>

#include "base/byte_writer.h"
#include "base/clock.h"
#include "simulate/exporter.h"
#include "simulate/targets.h"

namespace sixscope::simulate {

/// Writes datagrams and DNS answers as the packets of a pcap file (raw IP). Not thread safe.
class CaptureWriter {
 public:
  using Bytes = std::function<void(ByteView)>;
  /// Hands the file header to `out` at once. `targets` is borrowed for the life of the writer.
  CaptureWriter(const Targets& targets, Bytes out);

  void datagram(const OutgoingDatagram& datagram);
  /// Every answer of the country's resolver, as packets from port 53.
  void answers(Instant at, std::uint32_t ttl_seconds);
  [[nodiscard]] std::uint64_t datagrams() const { return datagrams_; }

 private:
  void packet(Instant at, const net::IpAddress& source, std::uint16_t source_port,
              const Endpoint& to, ByteView payload);
  const Targets& targets_;
  Bytes out_;
  std::uint64_t datagrams_ = 0;
};

}  // namespace sixscope::simulate
