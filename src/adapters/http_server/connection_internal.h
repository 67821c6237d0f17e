#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace boost::asio::ssl {
class context;
}

namespace sixscope::adapters {

/// The bytes of one client, plain or over TLS, with a deadline for all that waits.
///
/// An interface and no template: what is said over it is compiled once and knows no stream of Asio.
/// As a template over both of Beast's streams it took five minutes and 2.6 GB to compile.
/// Network thread only. Held by `std::shared_ptr`, since the deadline may come after its end.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  struct Moved {
    boost::system::error_code error;  ///< `asio::error::timed_out` once the deadline has passed.
    std::size_t bytes = 0;
  };

  explicit Connection(const boost::asio::any_io_executor& executor) : timer_(executor) {}
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Agrees on TLS; nothing to do for a plain one.
  virtual boost::asio::awaitable<boost::system::error_code> open() = 0;
  /// At least a byte, or an error; `asio::error::eof` where the client has said its last.
  virtual boost::asio::awaitable<Moved> read_some(boost::asio::mutable_buffer into) = 0;
  /// All of it, or an error.
  virtual boost::asio::awaitable<Moved> write(boost::asio::const_buffer bytes) = 0;
  /// Says that nothing more comes.
  virtual boost::asio::awaitable<void> close() = 0;

  [[nodiscard]] virtual Socket& socket() = 0;
  /// What waits ends with `operation_aborted`.
  void cancel();
  /// From now on, in place of the deadline before; then the socket is closed.
  void expires_after(std::chrono::steady_clock::duration time);

 protected:
  /// The error of an operation, or that its time was up: closing the socket under it is how it
  /// ended.
  [[nodiscard]] boost::system::error_code reason(boost::system::error_code error) const;

 private:
  void wait();

  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
  bool has_expired_ = false;
};

[[nodiscard]] std::shared_ptr<Connection> plain_connection(Connection::Socket socket);
/// `tls` outlives it.
[[nodiscard]] std::shared_ptr<Connection> tls_connection(Connection::Socket socket,
                                                         boost::asio::ssl::context& tls);

}  // namespace sixscope::adapters
