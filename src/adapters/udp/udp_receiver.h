#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>

#include "base/clock.h"
#include "base/result.h"
#include "ingest/endpoint.h"
#include "ingest/intake.h"
#include "net/ip_address.h"

namespace sixscope::adapters {

struct UdpOptions {
  ingest::Endpoint listen;
  std::size_t receive_buffer_bytes = std::size_t{64} << 20U;
  bool segments = true;  ///< Let the kernel glue datagrams of one sender (UDP_GRO).
};

/// One UDP socket and the thread that empties it: it copies into the intake and counts, no more.
///
/// Receives up to 64 messages with a call. Where a call comes back less than full it rests for
/// kRest, so that a busy socket is read in large batches and not once a datagram. `[::]` takes
/// IPv4 too.
class UdpReceiver {
 public:
  static constexpr std::size_t kMessages = 64;
  static constexpr std::chrono::microseconds kRest{500};

  /// Binds the socket; `unavailable` with the system's reason otherwise. Receives after `start`.
  static Result<std::unique_ptr<UdpReceiver>> open(const UdpOptions& options,
                                                   ingest::Intake& intake, const Clock& clock);
  ~UdpReceiver();
  UdpReceiver(const UdpReceiver&) = delete;
  UdpReceiver& operator=(const UdpReceiver&) = delete;

  void start();
  /// Takes what already arrived, then ends the thread.
  void stop();

  /// The port really bound, where 0 was asked for.
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// What the kernel granted, in its own accounting.
  [[nodiscard]] std::size_t receive_buffer() const { return receive_buffer_; }

 private:
  struct Buffers;
  UdpReceiver(int socket, ingest::Intake& intake, const Clock& clock, bool loopback);
  void run();
  /// False if nothing came within the socket's timeout.
  [[nodiscard]] bool receive_batch(bool wait);
  void note_drops(std::uint32_t total, const net::IpAddress& exporter, Instant now);
  void ask_drops(Instant now);

  int socket_;
  const Clock& clock_;
  std::unique_ptr<ingest::Intake::Port> intake_;
  std::unique_ptr<Buffers> buffers_;
  std::uint16_t port_ = 0;
  std::size_t receive_buffer_ = 0;
  std::size_t last_batch_ = 0;
  std::uint32_t drops_seen_ = 0;
  net::IpAddress last_exporter_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace sixscope::adapters
