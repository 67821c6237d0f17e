#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/counters.h"
#include "http/message.h"

namespace sixscope::adapters {

/// Where and within which limits a server answers.
struct HttpServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 text. Loopback unless told otherwise.
  std::uint16_t port = 0;             ///< 0: any free one; `port()` tells.
  std::size_t workers = 4;            ///< Threads that run handlers: a slow one blocks no stream.
  std::size_t connections_max = 512;  ///< Further ones are closed at once and counted.
  /// Part of them that one client may hold, from loopback too, so that none keeps the others out.
  /// A client is an IPv4 address or an IPv6 /64. At least one connection.
  double client_part_max = 0.25;
  std::size_t streams_max = 128;  ///< Live bodies; further ones get 503.
  std::size_t header_bytes_max = 32U * 1024;
  std::size_t body_bytes_max = 1024U * 1024;
  /// Calls that take more, or less: of a method and a path, 0 for all others. Asked on the network
  /// thread once the header is there, so it only looks something up.
  std::function<std::size_t(http::Method, std::string_view)> body_bytes_max_of = {};
  /// Bodies above `body_bytes_max` that may come in at one time; further ones get 503.
  std::size_t large_bodies_max = 4;
  /// In place of `request_timeout` for such a body.
  std::chrono::milliseconds large_body_timeout{180'000};
  /// From the first byte of a request to its last, and for each piece of an answer to be taken.
  std::chrono::milliseconds request_timeout{20'000};
  std::chrono::milliseconds idle_timeout{75'000};  ///< Before the first byte of a request.
  std::chrono::seconds stop_timeout{5};            ///< For running handlers when stopping.
  std::string tls_certificate = {};  ///< PEM files; both or neither. Set: only TLS 1.2 and later.
  std::string tls_key = {};
};

/// An HTTP/1.1 server (Boost.Beast): keep-alive, HEAD, gzip, streams of events, optional TLS.
///
/// The constructor does nothing; `start` listens and returns; `stop` closes idle connections and
/// streams, lets running handlers end within `stop_timeout`, and joins every thread. One network
/// thread, and `workers` threads for handlers. A handler that throws is answered 500. `start` and
/// `stop` are called from one thread.
class HttpServer {
 public:
  /// Borrows `counters`, which outlives the server.
  HttpServer(HttpServerOptions options, http::Handler handler, http::ServerCounters& counters);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// `unavailable` if the address cannot be bound; `malformed` for a bad address, certificate or
  /// key. Says what to do.
  Result<void> start();
  void stop();

  /// The port it listens on; 0 before `start`.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sixscope::adapters
