#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "base/byte_reader.h"
#include "base/result.h"
#include "net/ip_address.h"
#include "simulate/targets.h"

namespace sixscope::adapters {

/// An open file descriptor; closed with its owner.
class OwnedDescriptor {
 public:
  OwnedDescriptor() = default;
  explicit OwnedDescriptor(int descriptor) : descriptor_(descriptor) {}
  OwnedDescriptor(OwnedDescriptor&& other) noexcept;
  OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept;
  ~OwnedDescriptor();
  [[nodiscard]] int get() const { return descriptor_; }
  [[nodiscard]] bool open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// UDP sockets of simulated exporters: one for each source address, so that a collector on the same
/// machine sees as many exporters (every address of 127.0.0.0/8 is its own). Not thread safe.
class ExporterSockets {
 public:
  /// Sends from `source` where this machine has that address and the target is IPv4 loopback; else
  /// from the address that the system chooses. False: the target's machine has said of an earlier
  /// datagram that nobody listens there. `unavailable`: no socket, or the send failed.
  Result<bool> send(const net::IpAddress& source, const simulate::Endpoint& target,
                    ByteView payload);

 private:
  using Route = std::tuple<net::IpAddress, net::IpAddress, std::uint16_t>;
  Result<int> socket_for(const net::IpAddress& source, const simulate::Endpoint& target);
  std::map<Route, OwnedDescriptor> sockets_;  ///< By source (unspecified: any) and target.
};

/// The sending side of a dnstap stream over a Unix socket, with the bidirectional handshake of
/// frame streams. Not thread safe.
class DnstapStream {
 public:
  /// Connects and shakes hands. `unavailable` if nobody listens or the answer is no ACCEPT; waits
  /// 5 s at most.
  static Result<DnstapStream> connect(const std::string& path);
  /// Whether the reader is still there, as far as can be told without sending.
  [[nodiscard]] bool alive() const;
  /// Sends one payload (an encoded dnstap message).
  Result<void> send(ByteView payload);
  /// Says STOP and waits for FINISH, so that all that was sent has been read.
  Result<void> finish();

 private:
  explicit DnstapStream(OwnedDescriptor socket) : socket_(std::move(socket)) {}
  Result<void> send_all(ByteView bytes);
  Result<std::uint32_t> read_control();
  OwnedDescriptor socket_;
};

}  // namespace sixscope::adapters
