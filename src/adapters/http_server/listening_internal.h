#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/result.h"

namespace sixscope::adapters {

/// A context for TLS 1.2 and later of two PEM files; `malformed` names the one that is wrong.
[[nodiscard]] Result<boost::asio::ssl::context> tls_context(const std::string& certificate,
                                                            const std::string& key);

/// A socket that listens; port 0 is any free one. `malformed` for an address that is none,
/// `unavailable` if it cannot be bound.
[[nodiscard]] Result<boost::asio::ip::tcp::acceptor> listen_on(boost::asio::io_context& network,
                                                               const std::string& address,
                                                               std::uint16_t port);

}  // namespace sixscope::adapters
