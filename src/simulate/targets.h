#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/ip_address.h"
#include "simulate/exporter.h"

namespace sixscope::simulate {

/// An address and a port.
struct Endpoint {
  net::IpAddress address;
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
  /// Reads "127.0.0.1:2055" or "[::1]:2055". `malformed` otherwise.
  static Result<Endpoint> parse(std::string_view text);
  /// As `parse` reads it.
  [[nodiscard]] std::string to_string() const;
};

/// Where each protocol's exports go.
class Targets {
 public:
  /// Reads "127.0.0.1:2055", then, by commas, exceptions: "netflow=...", "ipfix=...", "sflow=...".
  static Result<Targets> parse(std::string_view text);
  [[nodiscard]] const Endpoint& endpoint(Protocol protocol) const {
    return endpoints_.at(static_cast<std::size_t>(protocol));
  }

 private:
  std::array<Endpoint, kProtocolNames.size()> endpoints_{};
};

}  // namespace sixscope::simulate
