#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "ingest/endpoint.h"
#include "ingest/intake.h"

namespace sixscope::adapters {

/// Certificates of an IPFIX listener over TLS (RFC 7011 s.11), PEM files.
struct TlsFiles {
  std::string certificate;
  std::string key;
  std::string client_authority;  ///< Exporters must show a certificate of it; empty: none asked.
};

/// Whether they load: `malformed`, with the file and the library's words, if not.
[[nodiscard]] Result<void> check_tls_files(const TlsFiles& files);

struct StreamOptions {
  ingest::Endpoint listen;
  bool tls = false;
  TlsFiles files;
  std::size_t connections_max = 1024;
  std::chrono::seconds handshake_max{10};
  std::chrono::seconds idle_max{std::chrono::hours{1}};  ///< Then the connection is closed.
};

/// IPFIX over TCP, with or without TLS (RFC 7011 s.10.4): one thread, many connections.
///
/// Frames messages by their length and hands them to the intake under a session number of their
/// own, never used again. Where the intake has no room the connection is not read, so the exporter
/// waits: nothing is dropped on a stream. Anything that is no IPFIX header closes the connection.
class StreamReceiver {
 public:
  /// Binds and loads certificates. `unavailable` if the port is taken, `malformed` if a certificate
  /// does not load.
  static Result<std::unique_ptr<StreamReceiver>> open(const StreamOptions& options,
                                                      ingest::Intake& intake, const Clock& clock);
  ~StreamReceiver();
  StreamReceiver(const StreamReceiver&) = delete;
  StreamReceiver& operator=(const StreamReceiver&) = delete;

  void start();
  void stop();
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  explicit StreamReceiver(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sixscope::adapters
