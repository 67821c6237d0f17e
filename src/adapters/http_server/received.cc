#include <array>
#include <bit>
#include <string>
#include <utility>

#include "adapters/http_server/received_internal.h"

namespace sixscope::adapters {

namespace asio = boost::asio;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

net::IpAddress address_of(const asio::ip::address& peer) {
  if (!peer.is_v6()) {
    return net::IpAddress::v4(peer.to_v4().to_uint());
  }
  const auto bytes = std::bit_cast<std::array<std::byte, 16>>(peer.to_v6().to_bytes());
  return net::IpAddress::v6(bytes.data());
}

std::optional<std::uint64_t> announced(const Parser& parser) {
  if (parser.chunked()) {
    return std::nullopt;
  }
  return parser.content_length().value_or(0);
}

Result<http::Request> request_of(const wire::request<wire::string_body>& message,
                                 const tcp::socket& socket) {
  const auto target = message.target();
  auto parsed = http::parse_target({target.data(), target.size()});
  if (!parsed) {
    return fail_like(parsed);
  }
  http::Request request;
  request.target = std::move(*parsed);
  const auto method = message.method_string();
  request.method = http::method_of({method.data(), method.size()});
  for (const auto& field : message.base()) {
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  error_code ignored;
  request.peer = socket.remote_endpoint(ignored).address().to_string();
  return request;
}

}  // namespace sixscope::adapters
