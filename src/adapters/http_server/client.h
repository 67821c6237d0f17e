#pragma once

#include "net/ip_address.h"

namespace sixscope::adapters {

/// Whose connection comes from `peer`: an IPv4 address itself, or the /64 of an IPv6 one, as a host
/// may give itself any address in it (RFC 8981).
[[nodiscard]] net::IpAddress client_of(const net::IpAddress& peer);

}  // namespace sixscope::adapters
