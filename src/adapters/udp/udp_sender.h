#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/byte_reader.h"
#include "base/result.h"
#include "ingest/endpoint.h"

namespace sixscope::adapters {

/// Sends datagrams to one endpoint, many with a call. For replays and benchmarks.
class UdpSender {
 public:
  /// Largest batch of one call.
  static constexpr std::size_t kBatch = 64;

  static Result<std::unique_ptr<UdpSender>> open(const ingest::Endpoint& to);
  ~UdpSender();
  UdpSender(const UdpSender&) = delete;
  UdpSender& operator=(const UdpSender&) = delete;

  /// Sends all of `datagrams`, waiting where the socket is full. `unavailable` if one is refused.
  Result<void> send(std::span<const ByteView> datagrams);

 private:
  explicit UdpSender(int socket) : socket_(socket) {}
  int socket_;
};

}  // namespace sixscope::adapters
