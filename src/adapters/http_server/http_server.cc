#include "adapters/http_server/http_server.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <exception>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/http_server/answers.h"
#include "adapters/http_server/client.h"
#include "adapters/http_server/connection_internal.h"
#include "adapters/http_server/exchange_internal.h"
#include "http/problem.h"

namespace sixscope::adapters {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

net::IpAddress address_of(const asio::ip::address& peer) {
  if (!peer.is_v6()) {
    return net::IpAddress::v4(peer.to_v4().to_uint());
  }
  const auto bytes = std::bit_cast<std::array<std::byte, 16>>(peer.to_v6().to_bytes());
  return net::IpAddress::v6(bytes.data());
}

}  // namespace

// All members but the thread pool are touched on the network thread only, once started.
class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, http::Handler handler, http::ServerCounters& counters)
      : options_(std::move(options)), handler_(std::move(handler)), counters_(counters) {}

  Result<void> start();
  void stop();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  /// One connection, as `stop` sees it.
  struct Session {
    net::IpAddress client;
    std::shared_ptr<Connection> connection;
    bool idle = true;                     ///< No byte of a request has come yet.
    asio::steady_timer* timer = nullptr;  ///< Of a body that has no end.
  };

  Result<void> prepare_tls();
  Result<void> listen();
  asio::awaitable<void> accept_loop();
  [[nodiscard]] bool holds_its_part(const net::IpAddress& client) const;
  asio::awaitable<void> serve(tcp::socket socket, net::IpAddress client);
  asio::awaitable<void> converse(Session& session);
  asio::awaitable<bool> answer(Session& session, Asked asked);
  asio::awaitable<void> send_pieces(Session& session, http::Response response, const Asked& asked);
  asio::awaitable<void> refuse(Connection& connection, error_code error);
  asio::awaitable<void> say_last(Connection& connection, http::Response response);
  asio::awaitable<void> on_a_worker(std::function<void()> work);
  asio::awaitable<http::Response> handle(const http::Request& asked);
  void count(const http::Response& response);
  void begin_stop();
  asio::awaitable<void> drain();

  const HttpServerOptions options_;
  const http::Handler handler_;
  http::ServerCounters& counters_;
  std::uint16_t port_ = 0;
  asio::io_context network_{1};
  std::optional<asio::thread_pool> pool_;
  std::optional<asio::ssl::context> tls_;
  std::optional<tcp::acceptor> acceptor_;
  std::set<Session*> sessions_;
  std::size_t large_bodies_ = 0;
  bool stopping_ = false;
  std::jthread thread_;
};

Result<void> HttpServer::Impl::prepare_tls() {
  if (options_.tls_certificate.empty() && options_.tls_key.empty()) {
    return {};
  }
  if (options_.tls_certificate.empty() || options_.tls_key.empty()) {
    return fail(Errc::malformed, "TLS needs both a certificate and its key; set both or neither");
  }
  tls_.emplace(asio::ssl::context::tls_server);
  tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                    asio::ssl::context::no_tlsv1_1);
  error_code error;
  tls_->use_certificate_chain_file(options_.tls_certificate, error);
  if (error) {
    return fail_because(options_.tls_certificate + ": " + error.message(), Errc::malformed,
                        "the TLS certificate cannot be read as a PEM chain");
  }
  tls_->use_private_key_file(options_.tls_key, asio::ssl::context::pem, error);
  if (error) {
    return fail_because(options_.tls_key + ": " + error.message(), Errc::malformed,
                        "the TLS key cannot be read, or is not the certificate's");
  }
  return {};
}

Result<void> HttpServer::Impl::listen() {
  error_code error;
  const auto address = asio::ip::make_address(options_.address, error);
  if (error) {
    return fail_because("'" + options_.address + "'", Errc::malformed,
                        "the address to listen on is not IPv4 or IPv6 text");
  }
  const tcp::endpoint endpoint(address, options_.port);
  tcp::acceptor acceptor(network_);
  acceptor.open(endpoint.protocol(), error);
  if (!error) {
    acceptor.set_option(asio::socket_base::reuse_address(true), error);
  }
  if (!error) {
    acceptor.bind(endpoint, error);
  }
  if (!error) {
    acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return fail_because(options_.address + " port " + std::to_string(options_.port) + ": " +
                            error.message() + "; choose another with http.listen",
                        Errc::unavailable, "cannot listen for HTTP");
  }
  port_ = acceptor.local_endpoint(error).port();
  acceptor_ = std::move(acceptor);
  return {};
}

Result<void> HttpServer::Impl::start() {
  try {
    if (auto ready = prepare_tls(); !ready) {
      return ready;
    }
    if (auto listening = listen(); !listening) {
      return listening;
    }
    pool_.emplace(std::max<std::size_t>(options_.workers, 1));
    asio::co_spawn(network_, accept_loop(), asio::detached);
    thread_ = std::jthread([this] { network_.run(); });
  } catch (const std::exception& broken) {
    return fail_because(broken.what(), Errc::unavailable, "the HTTP server cannot start");
  }
  return {};
}

void HttpServer::Impl::stop() {
  if (!thread_.joinable()) {
    return;
  }
  asio::post(network_, [this] { begin_stop(); });
  thread_.join();  // Ends when the last session has, or by `drain`.
  pool_->stop();
  pool_->join();
}

void HttpServer::Impl::begin_stop() {
  stopping_ = true;
  error_code ignored;
  acceptor_->close(ignored);
  for (Session* session : sessions_) {
    if (session->idle) {
      session->connection->cancel();
    } else if (session->timer != nullptr) {
      session->timer->cancel();
    }
  }
  asio::co_spawn(network_, drain(), asio::detached);
}

asio::awaitable<void> HttpServer::Impl::drain() {
  asio::steady_timer timer(network_);
  const auto deadline = std::chrono::steady_clock::now() + options_.stop_timeout;
  while (!sessions_.empty() && std::chrono::steady_clock::now() < deadline) {
    timer.expires_after(std::chrono::milliseconds(10));
    co_await timer.async_wait(use_awaitable);
  }
  network_.stop();
}

asio::awaitable<void> HttpServer::Impl::accept_loop() {
  while (!stopping_) {
    auto [error, socket] =
        co_await acceptor_->async_accept(asio::experimental::as_tuple(use_awaitable));
    if (error == asio::error::operation_aborted || stopping_) {
      co_return;
    }
    if (error) {  // Out of descriptors, mostly: let some close.
      asio::steady_timer pause(network_, std::chrono::milliseconds(50));
      co_await pause.async_wait(use_awaitable);
      continue;
    }
    error_code ignored;
    const auto client = client_of(address_of(socket.remote_endpoint(ignored).address()));
    if (sessions_.size() >= options_.connections_max || holds_its_part(client)) {
      ++counters_.connections_refused;
      continue;  // The socket closes here.
    }
    ++counters_.connections_accepted;
    socket.set_option(tcp::no_delay(true), ignored);
    asio::co_spawn(network_, serve(std::move(socket), client), asio::detached);
  }
}

bool HttpServer::Impl::holds_its_part(const net::IpAddress& client) const {
  const auto part = static_cast<double>(options_.connections_max) * options_.client_part_max;
  const auto held = std::ranges::count(sessions_, client, &Session::client);
  return held > 0 && static_cast<double>(held) >= part;
}

asio::awaitable<void> HttpServer::Impl::serve(tcp::socket socket, net::IpAddress client) {
  Session session{.client = client,
                  .connection = tls_ ? tls_connection(std::move(socket), *tls_)
                                     : plain_connection(std::move(socket))};
  sessions_.insert(&session);
  ++counters_.connections_open;
  try {
    session.connection->expires_after(options_.request_timeout);
    // A client that goes away or breaks TLS is answered nothing, and nobody is to be told.
    if (!co_await session.connection->open()) {
      co_await converse(session);
      session.connection->expires_after(std::chrono::seconds(1));
      co_await session.connection->close();
    }
  } catch (const std::exception&) {
    // Out of memory, say: the connection closes, and the others go on.
  }
  --counters_.connections_open;
  sessions_.erase(&session);
}

asio::awaitable<void> HttpServer::Impl::converse(Session& session) {
  Connection& connection = *session.connection;
  RequestReader reader(connection, options_);
  while (!stopping_) {
    session.idle = true;
    connection.expires_after(options_.idle_timeout);
    const bool begun = co_await reader.begin();
    session.idle = false;
    if (!begun) {
      co_return;  // Closed, or silent for too long: there is no request.
    }
    // One deadline for all of it: a client that sends byte by byte gets no more time.
    connection.expires_after(options_.request_timeout);
    LargeBody large(large_bodies_);
    Asked asked;
    const error_code error = co_await reader.read(large, asked);
    if (large.is_too_many()) {
      auto answer =
          failed_answer(503, "too many large bodies come in; send it again in a moment", {});
      co_await say_last(connection, std::move(answer));
      co_return;
    }
    if (error) {
      counters_.requests_timed_out += error == asio::error::timed_out ? 1 : 0;
      co_await refuse(connection, error);
      co_return;
    }
    if (!co_await answer(session, std::move(asked))) {
      co_return;
    }
  }
}

asio::awaitable<void> HttpServer::Impl::refuse(Connection& connection, error_code error) {
  const int status = status_of(error);
  if (status == 0) {
    co_return;  // Closed, cut or timed out: not a request.
  }
  // Not made in the call: GCC 12 destroys what stands in a co_await expression twice.
  auto answer = failed_answer(status, "the request cannot be read: " + error.message(), {});
  co_await say_last(connection, std::move(answer));
}

// An answer to what was not read to its end.
asio::awaitable<void> HttpServer::Impl::say_last(Connection& connection, http::Response response) {
  ++counters_.requests;
  count(response);
  connection.expires_after(options_.request_timeout);
  const Asked unread;
  counters_.bytes_sent += response.body.size();
  co_await send(connection, std::move(response), unread, false);
}

asio::awaitable<bool> HttpServer::Impl::answer(Session& session, Asked asked) {
  ++counters_.requests;
  Connection& connection = *session.connection;
  error_code ignored;
  asked.request.peer = connection.socket().remote_endpoint(ignored).address().to_string();
  auto parsed = http::parse_target(asked.target);
  http::Response response;
  if (parsed) {
    asked.request.target = std::move(*parsed);
    response = co_await handle(asked.request);
  } else {
    response = failed_answer(parsed.error().code == Errc::out_of_range ? 414 : 400,
                             describe(parsed.error()), asked.request);
  }
  if (response.stream && counters_.streams_open >= options_.streams_max) {
    response = failed_answer(503, "too many live pages are open; close one or raise the limit", {});
  }
  count(response);
  connection.expires_after(options_.request_timeout);
  if (response.stream) {
    co_await send_pieces(session, std::move(response), asked);
    co_return false;
  }
  counters_.bytes_sent += asked.is_head ? 0 : response.body.size();
  co_return co_await send(connection, std::move(response), asked, !stopping_);
}

// Whoever waits is kept by what it waits for, so `work` may refer to what the waiting one has.
asio::awaitable<void> HttpServer::Impl::on_a_worker(std::function<void()> work) {
  const auto run = [does = std::move(work)]() -> asio::awaitable<void> {
    does();
    co_return;
  };
  co_await asio::co_spawn(*pool_, run, use_awaitable);
}

asio::awaitable<http::Response> HttpServer::Impl::handle(const http::Request& asked) {
  http::Response response;
  std::function<void()> work = [this, &asked, &response] {
    const auto begin = std::chrono::steady_clock::now();
    try {
      response = handler_(asked);
    } catch (const std::exception&) {
      response = failed_answer(500, "the server failed on this request; it is a bug", asked);
    }
    pack_answer(asked, response);
    const auto spent = std::chrono::steady_clock::now() - begin;
    counters_.handler_microseconds += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(spent).count());
  };
  co_await on_a_worker(std::move(work));
  co_return response;
}

void HttpServer::Impl::count(const http::Response& response) {
  auto& counter = response.status < 400   ? counters_.responses_2xx
                  : response.status < 500 ? counters_.responses_4xx
                                          : counters_.responses_5xx;
  ++counter;
}

asio::awaitable<void> HttpServer::Impl::send_pieces(Session& session, http::Response response,
                                                    const Asked& asked) {
  Connection& connection = *session.connection;
  bool is_taken = co_await send_head(connection, response, asked);
  if (!is_taken || asked.is_head) {
    co_return;
  }
  struct Open {
    std::atomic<std::uint64_t>& gauge;
    explicit Open(std::atomic<std::uint64_t>& counter) : gauge(counter) { ++gauge; }
    ~Open() { --gauge; }
  } const open(counters_.streams_open);
  asio::steady_timer timer(network_);
  session.timer = &timer;
  auto due = std::chrono::steady_clock::now();
  while (!stopping_) {
    std::optional<std::string> piece;
    std::function<void()> pull = [&body = *response.stream, &piece] { piece = body.next(); };
    co_await on_a_worker(std::move(pull));
    if (!piece || stopping_) {
      break;
    }
    counters_.bytes_sent += piece->size();
    connection.expires_after(options_.request_timeout);
    is_taken = co_await send_piece(connection, *piece, asked);
    if (!is_taken) {
      break;  // Nobody is there to wait for the next.
    }
    due += response.stream->period;
    timer.expires_at(due);
    co_await timer.async_wait(asio::experimental::as_tuple(use_awaitable));
  }
  session.timer = nullptr;
  connection.expires_after(options_.request_timeout);
  co_await send_end(connection, asked);
}

HttpServer::HttpServer(HttpServerOptions options, http::Handler handler,
                       http::ServerCounters& counters)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), counters)) {}

HttpServer::~HttpServer() { impl_->stop(); }

Result<void> HttpServer::start() { return impl_->start(); }
void HttpServer::stop() { impl_->stop(); }
std::uint16_t HttpServer::port() const { return impl_->port(); }

}  // namespace sixscope::adapters
