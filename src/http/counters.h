#pragma once

#include <atomic>
#include <cstdint>

namespace sixscope::http {

/// What a server counts. Written by the server, read by /metrics; safe from any thread.
struct ServerCounters {
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> responses_2xx{0};  ///< 304 among them.
  std::atomic<std::uint64_t> responses_4xx{0};
  std::atomic<std::uint64_t> responses_5xx{0};
  std::atomic<std::uint64_t> bytes_sent{0};  ///< Bodies.
  std::atomic<std::uint64_t> handler_microseconds{0};
  std::atomic<std::uint64_t> connections_accepted{0};
  std::atomic<std::uint64_t> connections_refused{0};  ///< Over the limit of all, or of a client.
  std::atomic<std::uint64_t> requests_timed_out{0};   ///< Begun, and not whole in time.
  std::atomic<std::uint64_t> connections_open{0};     ///< Gauge.
  std::atomic<std::uint64_t> streams_open{0};         ///< Gauge: live pages.
};

}  // namespace sixscope::http
