#pragma once

#include <cstdint>
#include <optional>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/result.h"
#include "http/message.h"
#include "net/ip_address.h"

namespace sixscope::adapters {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

/// The address as ours.
[[nodiscard]] net::IpAddress address_of(const boost::asio::ip::address& peer);

/// Bytes of body that a header announces; nothing where it comes in chunks.
[[nodiscard]] std::optional<std::uint64_t> announced(const Parser& parser);

/// A request without its body; the error of its target.
[[nodiscard]] Result<http::Request> request_of(
    const boost::beast::http::request<boost::beast::http::string_body>& message,
    const boost::asio::ip::tcp::socket& socket);

}  // namespace sixscope::adapters
