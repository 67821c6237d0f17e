#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace sixscope::api {

/// The host of "name:port", "192.0.2.1" or "[2001:db8::1]:443": lower case, without port, brackets
/// and a dot at its end. Empty if it is none of these.
[[nodiscard]] std::string host_of(std::string_view authority);
/// Of the request's one Host field; empty where there is none, or several.
[[nodiscard]] std::string host_of(const http::Request& request);

/// Whether a host is this machine for whoever asks: localhost, 127.0.0.0/8 or ::1.
[[nodiscard]] bool is_loopback_host(std::string_view host);
/// As an address: 127.0.0.1, ::1, ::ffff:127.0.0.1.
[[nodiscard]] bool is_loopback_address(std::string_view address);
/// Whether it is an address and no name: then no name server had a say in it.
[[nodiscard]] bool is_address(std::string_view host);

/// Whose request it is, for limits: an IPv4 address, or the /64 of an IPv6 one.
[[nodiscard]] std::string client_of(std::string_view address);

}  // namespace sixscope::api
