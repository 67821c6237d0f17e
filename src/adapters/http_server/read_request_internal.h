#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "adapters/http_server/http_server.h"
#include "http/message.h"

namespace sixscope::adapters {

/// A place among the large bodies that come in at one time, given back with it.
class LargeBody {
 public:
  explicit LargeBody(std::size_t& taken) : taken_(taken) {}
  ~LargeBody() { taken_ -= has_place_ ? 1 : 0; }
  LargeBody(const LargeBody&) = delete;
  LargeBody& operator=(const LargeBody&) = delete;
  bool take(std::size_t most) {
    has_place_ = taken_ < most;
    is_too_many_ = !has_place_;
    taken_ += has_place_ ? 1 : 0;
    return has_place_;
  }
  [[nodiscard]] bool is_too_many() const { return is_too_many_; }

 private:
  std::size_t& taken_;
  bool has_place_ = false;
  bool is_too_many_ = false;
};

/// The largest body that the call of this header takes.
inline std::size_t body_limit(
    const boost::beast::http::request<boost::beast::http::string_body>& head,
    const HttpServerOptions& options) {
  const auto target = head.target();
  const auto method = head.method_string();
  const std::string_view path(target.data(), std::min(target.find('?'), target.size()));
  const std::size_t own =
      options.body_bytes_max_of
          ? options.body_bytes_max_of(http::method_of({method.data(), method.size()}), path)
          : 0;
  return own == 0 ? options.body_bytes_max : own;
}

/// Reads the header, then the body within what its call takes; `large` tells whether it found no
/// place, and then nothing more was read. The deadline of the header is set already.
template <class Stream>
boost::asio::awaitable<boost::system::error_code> read_request(
    Stream& stream, boost::beast::tcp_stream& lowest, boost::beast::flat_buffer& buffer,
    boost::beast::http::request_parser<boost::beast::http::string_body>& parser,
    const HttpServerOptions& options, LargeBody& large) {
  namespace asio = boost::asio;
  namespace wire = boost::beast::http;
  using asio::use_awaitable;
  auto [error, size] = co_await wire::async_read_header(
      stream, buffer, parser, asio::experimental::as_tuple(use_awaitable));
  if (error) {
    co_return error;
  }
  const std::size_t limit = body_limit(parser.get(), options);
  const auto length = parser.content_length();
  if (length && *length > limit) {
    co_return wire::make_error_code(wire::error::body_limit);
  }
  parser.body_limit(limit);
  // Without a length, it may come to the limit.
  if ((length ? *length : limit) > options.body_bytes_max && !parser.is_done()) {
    if (!large.take(options.large_bodies_max)) {
      co_return boost::system::error_code();
    }
    lowest.expires_after(options.large_body_timeout);
  }
  if (boost::beast::iequals(parser.get()[wire::field::expect], "100-continue")) {
    wire::response<wire::empty_body> go_on(wire::status::continue_, parser.get().version());
    co_await wire::async_write(stream, go_on, use_awaitable);
  }
  auto [broken, rest] = co_await wire::async_read(stream, buffer, parser,
                                                  asio::experimental::as_tuple(use_awaitable));
  static_cast<void>(size + rest);
  co_return broken;
}

}  // namespace sixscope::adapters
