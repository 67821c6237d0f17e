#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/ip_address.h"

namespace sixscope::ingest {

/// An address and a port, as settings name them: "127.0.0.1:2055", "[::]:4739".
struct Endpoint {
  net::IpAddress address;
  std::uint16_t port = 0;
  /// `malformed` unless the text is one address and one port; IPv6 stands in brackets.
  static Result<Endpoint> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] bool is_loopback() const;
};

}  // namespace sixscope::ingest
