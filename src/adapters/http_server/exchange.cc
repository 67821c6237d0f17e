#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "adapters/http_server/exchange_internal.h"
#include "http/problem.h"

namespace sixscope::adapters {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using boost::system::error_code;
using Parser = wire::request_parser<wire::string_body>;

/// What is read of a request while it is not known to be one.
constexpr std::size_t kFirstReadBytes = 4096;
constexpr std::size_t kReadBytes = 65'536;
/// A body up to here goes out with its head: in one packet, mostly, and one record of TLS.
constexpr std::size_t kTogetherBytes = 16'384;

/// The largest body that the call of this header takes.
std::size_t body_limit(const wire::request<wire::string_body>& head,
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

template <class Head>
std::string text_of(const Head& head) {
  std::ostringstream text;
  text << head.base();
  return std::move(text).str();
}

void fill(Asked& asked, wire::request<wire::string_body> message) {
  const auto method = message.method_string();
  asked.request.method = http::method_of({method.data(), method.size()});
  for (const auto& field : message.base()) {
    asked.request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  asked.request.body = std::move(message.body());
  asked.target = std::string(message.target());
  asked.version = message.version();
  asked.is_head = message.method() == wire::verb::head;
  asked.keep_alive = message.keep_alive();
}

wire::response<wire::empty_body> head_of(const http::Response& response, const Asked& asked) {
  wire::response<wire::empty_body> head;
  head.version(asked.version);
  head.result(static_cast<unsigned>(response.status));
  head.reason(std::string(http::reason(response.status)));
  for (const auto& [name, value] : response.headers.all()) {
    head.insert(name, value);
  }
  return head;
}

asio::awaitable<bool> write(Connection& connection, std::string_view bytes) {
  const auto written = co_await connection.write(asio::const_buffer(bytes.data(), bytes.size()));
  co_return !written.error;
}

/// Feeds `parser` until `is_done` says so.
template <class IsDone>
asio::awaitable<error_code> feed(Connection& connection, beast::flat_buffer& buffer, Parser& parser,
                                 IsDone is_done) {
  while (!is_done()) {
    error_code error = wire::error::need_more;
    if (buffer.size() > 0) {
      error = {};
      buffer.consume(parser.put(buffer.data(), error));
    }
    if (error != wire::error::need_more) {
      if (error) {
        co_return error;
      }
      continue;
    }
    if (buffer.size() == buffer.max_size()) {
      co_return wire::make_error_code(wire::error::buffer_overflow);
    }
    const auto read = co_await connection.read_some(
        buffer.prepare(std::min(kReadBytes, buffer.max_size() - buffer.size())));
    if (read.error == asio::error::eof) {
      if (!parser.got_some()) {
        co_return wire::make_error_code(wire::error::end_of_stream);
      }
      error = {};
      parser.put_eof(error);
      if (error) {
        co_return error;
      }
    } else if (read.error) {
      co_return read.error;
    }
    buffer.commit(read.bytes);
  }
  co_return error_code();
}

}  // namespace

struct RequestReader::Buffered {
  beast::flat_buffer bytes;
};

RequestReader::RequestReader(Connection& connection, const HttpServerOptions& options)
    : connection_(connection),
      options_(options),
      buffered_(new Buffered{
          .bytes = beast::flat_buffer(options.header_bytes_max + options.body_bytes_max)}) {}

RequestReader::~RequestReader() = default;

asio::awaitable<bool> RequestReader::begin() {
  auto& buffer = buffered_->bytes;
  if (buffer.size() == 0) {
    const auto read = co_await connection_.read_some(
        buffer.prepare(std::min(kFirstReadBytes, buffer.max_size())));
    if (read.error) {
      co_return false;
    }
    buffer.commit(read.bytes);
  }
  co_return true;
}

asio::awaitable<error_code> RequestReader::read(LargeBody& large, Asked& asked) {
  auto& buffer = buffered_->bytes;
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(options_.header_bytes_max));
  parser.body_limit(boost::none);  // Set once the header says which call it is.
  error_code error =
      co_await feed(connection_, buffer, parser, [&parser] { return parser.is_header_done(); });
  if (error) {
    co_return error;
  }
  const std::size_t limit = body_limit(parser.get(), options_);
  const auto length = parser.content_length();
  if (length && *length > limit) {
    co_return wire::make_error_code(wire::error::body_limit);
  }
  parser.body_limit(limit);
  // Without a length, it may come to the limit.
  if ((length ? *length : limit) > options_.body_bytes_max && !parser.is_done()) {
    if (!large.take(options_.large_bodies_max)) {
      co_return error_code();
    }
    connection_.expires_after(options_.large_body_timeout);
  }
  if (beast::iequals(parser.get()[wire::field::expect], "100-continue")) {
    const wire::response<wire::empty_body> head(wire::status::continue_, parser.get().version());
    const std::string go_on = text_of(head);
    if (!co_await write(connection_, go_on)) {
      co_return asio::error::make_error_code(asio::error::broken_pipe);
    }
  }
  parser.eager(true);
  error = co_await feed(connection_, buffer, parser, [&parser] { return parser.is_done(); });
  if (!error) {
    fill(asked, parser.release());
  }
  co_return error;
}

int status_of(error_code error) {
  if (error.category() != wire::make_error_code(wire::error::bad_method).category() ||
      error == wire::error::end_of_stream || error == wire::error::partial_message) {
    return 0;
  }
  if (error == wire::error::body_limit) {
    return 413;
  }
  return error == wire::error::header_limit || error == wire::error::buffer_overflow ? 431 : 400;
}

asio::awaitable<bool> send(Connection& connection, http::Response response, const Asked& asked,
                           bool may_keep) {
  const bool keep = asked.keep_alive && may_keep;
  auto head = head_of(response, asked);
  head.keep_alive(keep);
  if (response.status != 304 && response.status != 204) {
    head.set(wire::field::content_type, response.content_type);
    head.content_length(response.body.size());
  }
  std::string text = text_of(head);
  const std::string_view body = asked.is_head ? std::string_view() : response.body;
  const bool together = body.size() <= kTogetherBytes;
  text += together ? body : std::string_view();
  bool is_taken = co_await write(connection, text);
  if (is_taken && !together) {
    is_taken = co_await write(connection, body);
  }
  co_return is_taken&& keep;
}

asio::awaitable<bool> send_head(Connection& connection, const http::Response& response,
                                const Asked& asked) {
  auto head = head_of(response, asked);
  head.set(wire::field::content_type, response.content_type);
  head.chunked(asked.version >= 11);
  head.keep_alive(false);
  const std::string text = text_of(head);
  co_return co_await write(connection, text);
}

asio::awaitable<bool> send_piece(Connection& connection, const std::string& piece,
                                 const Asked& asked) {
  const std::string bytes =
      asked.version >= 11 ? fmt::format("{:x}\r\n{}\r\n", piece.size(), piece) : piece;
  co_return co_await write(connection, bytes);
}

asio::awaitable<void> send_end(Connection& connection, const Asked& asked) {
  if (asked.version >= 11) {
    co_await write(connection, "0\r\n\r\n");
  }
}

}  // namespace sixscope::adapters
