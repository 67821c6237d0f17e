#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "flow/decoder.h"
#include "wire/pcap.h"

namespace sixscope::decode {

/// Datagrams in IP fragments, and TCP connections, that are put together at once.
inline constexpr std::size_t kUnfinishedMax = 64;
/// Octets of a TCP connection kept behind a missing one, before that is given up.
inline constexpr std::size_t kOutOfOrderBytesMax = std::size_t{256} << 10U;

/// Takes export messages out of captured packets, as the collector they went to received them:
/// the payload of a UDP datagram, whole or from IP fragments (RFC 791 s.3.2, RFC 8200 s.4.5), and
/// the IPFIX messages of a TCP connection (RFC 7011 s.10.4), its segments in any order.
///
/// A TCP connection is followed if a segment of it begins like an IPFIX message, so connections
/// that were already open when the capture began are read as well. Not thread safe. Memory:
/// kUnfinishedMax × (65,535 + kOutOfOrderBytesMax) octets at most.
class CarriedExports {
 public:
  /// Each connection takes its number from `sessions`, which must outlive this.
  explicit CarriedExports(std::uint64_t& sessions);
  ~CarriedExports();

  /// What `captured` carries or completes: any UDP payload, whether or not it is an export, or
  /// IPFIX messages. Lives until the next call, and not longer than `captured`.
  std::span<const flow::Datagram> add(const wire::CapturedPacket& captured);

  /// TCP connections that ended with the last packet: their templates are void (RFC 7011 s.8.1).
  [[nodiscard]] std::span<const std::uint64_t> ended_sessions() const;

  /// True if the last packet was kept, as a part of something that is not complete.
  [[nodiscard]] bool kept() const;

  /// Ends all connections. Datagrams and connections that lack a part, since the beginning.
  std::uint64_t finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sixscope::decode
