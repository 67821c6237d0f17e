#include <utility>

#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "adapters/http_server/connection_internal.h"

namespace sixscope::adapters {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto kTogether = asio::experimental::as_tuple(asio::use_awaitable);

/// What both kinds do alike.
template <class Stream>
class ConnectionOver : public Connection {
 public:
  template <class... Arguments>
  explicit ConnectionOver(Socket socket, Arguments&... arguments)
      : Connection(socket.get_executor()), stream_(std::move(socket), arguments...) {}

  asio::awaitable<Moved> read_some(asio::mutable_buffer into) final {
    const auto [error, bytes] = co_await stream_.async_read_some(into, kTogether);
    co_return Moved{reason(error), bytes};
  }

  asio::awaitable<Moved> write(asio::const_buffer all) final {
    const auto [error, bytes] = co_await asio::async_write(stream_, all, kTogether);
    co_return Moved{reason(error), bytes};
  }

 protected:
  Stream stream_;
};

class Plain final : public ConnectionOver<Connection::Socket> {
 public:
  using ConnectionOver::ConnectionOver;
  asio::awaitable<error_code> open() override { co_return error_code(); }
  asio::awaitable<void> close() override {
    error_code ignored;
    stream_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }
  Socket& socket() override { return stream_; }
};

class Tls final : public ConnectionOver<asio::ssl::stream<Connection::Socket>> {
 public:
  using ConnectionOver::ConnectionOver;
  asio::awaitable<error_code> open() override {
    const auto [error] =
        co_await stream_.async_handshake(asio::ssl::stream_base::server, kTogether);
    co_return reason(error);
  }
  asio::awaitable<void> close() override {
    const auto [ignored] = co_await stream_.async_shutdown(kTogether);
    static_cast<void>(ignored);
  }
  Socket& socket() override { return stream_.next_layer(); }
};

}  // namespace

void Connection::cancel() {
  error_code ignored;
  socket().cancel(ignored);
}

void Connection::expires_after(std::chrono::steady_clock::duration time) {
  const auto waited_for = std::exchange(deadline_, std::chrono::steady_clock::now() + time);
  // A later deadline is seen when the timer ends; only an earlier one has to wake it.
  if (deadline_ < waited_for) {
    wait();
  }
}

void Connection::wait() {
  timer_.expires_at(deadline_);
  timer_.async_wait([held = weak_from_this()](error_code error) {
    const auto self = held.lock();
    if (error || !self || self->has_expired_) {
      return;  // Another wait has taken its place, or nobody waits any more.
    }
    if (std::chrono::steady_clock::now() < self->deadline_) {
      self->wait();
      return;
    }
    self->has_expired_ = true;
    self->socket().close(error);
  });
}

error_code Connection::reason(error_code error) const {
  return error && has_expired_ ? error_code(asio::error::timed_out) : error;
}

std::shared_ptr<Connection> plain_connection(Connection::Socket socket) {
  return std::make_shared<Plain>(std::move(socket));
}

std::shared_ptr<Connection> tls_connection(Connection::Socket socket, asio::ssl::context& tls) {
  return std::make_shared<Tls>(std::move(socket), tls);
}

}  // namespace sixscope::adapters
