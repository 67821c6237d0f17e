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
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/ssl.hpp>

#include "adapters/http_server/answers.h"
#include "adapters/http_server/client.h"
#include "adapters/http_server/read_request_internal.h"
#include "http/problem.h"

namespace sixscope::adapters {
namespace {

/// What is read of a request while it is not known to be one.
constexpr std::size_t kFirstReadBytes = 4096;

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

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
    beast::tcp_stream* stream = nullptr;
    bool idle = true;                     ///< No byte of a request has come yet.
    asio::steady_timer* timer = nullptr;  ///< Of a body that has no end.
  };

  Result<void> prepare_tls();
  Result<void> listen();
  asio::awaitable<void> accept_loop();
  [[nodiscard]] bool holds_its_part(const net::IpAddress& client) const;
  asio::awaitable<void> serve(tcp::socket socket, net::IpAddress client);
  template <class Stream>
  asio::awaitable<void> converse(Stream& stream, beast::tcp_stream& lowest, Session& session);
  template <class Stream>
  asio::awaitable<bool> answer(Stream& stream, beast::tcp_stream& lowest, Session& session,
                               const wire::request<wire::string_body>& message);
  template <class Stream>
  asio::awaitable<bool> send(Stream& stream, beast::tcp_stream& lowest, http::Response response,
                             const wire::request<wire::string_body>& message);
  template <class Stream>
  asio::awaitable<void> send_stream(Stream& stream, beast::tcp_stream& lowest, Session& session,
                                    http::Response response,
                                    const wire::request<wire::string_body>& message);
  template <class Stream>
  asio::awaitable<void> refuse(Stream& stream, beast::tcp_stream& lowest, error_code error);
  template <class Stream>
  asio::awaitable<void> say_last(Stream& stream, beast::tcp_stream& lowest,
                                 http::Response response);
  asio::awaitable<http::Response> handle(http::Request request);
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
    if (session->idle && session->stream != nullptr) {
      session->stream->cancel();
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
  Session session{.client = client};
  sessions_.insert(&session);
  ++counters_.connections_open;
  try {
    if (tls_) {
      TlsStream stream(std::move(socket), *tls_);
      beast::tcp_stream& lowest = beast::get_lowest_layer(stream);
      session.stream = &lowest;
      lowest.expires_after(options_.request_timeout);
      co_await stream.async_handshake(asio::ssl::stream_base::server, use_awaitable);
      co_await converse(stream, lowest, session);
      lowest.expires_after(std::chrono::seconds(1));
      co_await stream.async_shutdown(use_awaitable);
    } else {
      beast::tcp_stream stream(std::move(socket));
      session.stream = &stream;
      co_await converse(stream, stream, session);
      error_code ignored;
      stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    }
  } catch (const std::exception&) {
    // The client went away or broke TLS: nothing to answer, and nobody to tell.
  }
  --counters_.connections_open;
  sessions_.erase(&session);
}

template <class Stream>
asio::awaitable<void> HttpServer::Impl::converse(Stream& stream, beast::tcp_stream& lowest,
                                                 Session& session) {
  beast::flat_buffer buffer(options_.header_bytes_max + options_.body_bytes_max);
  while (!stopping_) {
    wire::request_parser<wire::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(options_.header_bytes_max));
    parser.body_limit(boost::none);  // Set once the header says which call it is.
    if (buffer.size() == 0) {
      session.idle = true;
      lowest.expires_after(options_.idle_timeout);
      auto [idle_error, first] = co_await stream.async_read_some(
          buffer.prepare(std::min(kFirstReadBytes, buffer.max_size())),
          asio::experimental::as_tuple(use_awaitable));
      session.idle = false;
      if (idle_error) {
        co_return;  // Closed, or silent for too long: there is no request.
      }
      buffer.commit(first);
    }
    // One deadline for all of it: a client that sends byte by byte gets no more time.
    lowest.expires_after(options_.request_timeout);
    LargeBody large(large_bodies_);
    const error_code error = co_await read_request(stream, lowest, buffer, parser, options_, large);
    if (large.is_too_many()) {
      auto answer =
          failed_answer(503, "too many large bodies come in; send it again in a moment", {});
      co_await say_last(stream, lowest, std::move(answer));
      co_return;
    }
    if (error) {
      counters_.requests_timed_out += error == beast::error::timeout ? 1 : 0;
      co_await refuse(stream, lowest, error);
      co_return;
    }
    const auto message = parser.release();
    if (!co_await answer(stream, lowest, session, message)) {
      co_return;
    }
  }
}

template <class Stream>
asio::awaitable<void> HttpServer::Impl::refuse(Stream& stream, beast::tcp_stream& lowest,
                                               error_code error) {
  if (error.category() != wire::make_error_code(wire::error::bad_method).category() ||
      error == wire::error::end_of_stream || error == wire::error::partial_message) {
    co_return;  // Closed, cut or timed out: not a request.
  }
  int status = 400;
  if (error == wire::error::body_limit) {
    status = 413;
  } else if (error == wire::error::header_limit || error == wire::error::buffer_overflow) {
    status = 431;
  }
  // Not made in the call: GCC 12 destroys what stands in a co_await expression twice.
  auto answer = failed_answer(status, "the request cannot be read: " + error.message(), {});
  co_await say_last(stream, lowest, std::move(answer));
}

// An answer to what was not read to its end.
template <class Stream>
asio::awaitable<void> HttpServer::Impl::say_last(Stream& stream, beast::tcp_stream& lowest,
                                                 http::Response response) {
  ++counters_.requests;
  count(response);
  wire::request<wire::string_body> message;
  message.keep_alive(false);
  co_await send(stream, lowest, std::move(response), message);
}

template <class Stream>
asio::awaitable<bool> HttpServer::Impl::answer(Stream& stream, beast::tcp_stream& lowest,
                                               Session& session,
                                               const wire::request<wire::string_body>& message) {
  ++counters_.requests;
  http::Request request;
  const auto method = message.method_string();
  request.method = http::method_of({method.data(), method.size()});
  for (const auto& field : message.base()) {
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  request.body = message.body();
  error_code ignored;
  request.peer = lowest.socket().remote_endpoint(ignored).address().to_string();
  const auto target = message.target();
  auto parsed = http::parse_target({target.data(), target.size()});
  http::Response response;
  if (parsed) {
    request.target = std::move(*parsed);
    response = co_await handle(std::move(request));
  } else {
    response = failed_answer(parsed.error().code == Errc::out_of_range ? 414 : 400,
                             describe(parsed.error()), request);
  }
  if (response.stream && counters_.streams_open >= options_.streams_max) {
    response = failed_answer(503, "too many live pages are open; close one or raise the limit", {});
  }
  count(response);
  if (response.stream) {
    co_await send_stream(stream, lowest, session, std::move(response), message);
    co_return false;
  }
  co_return co_await send(stream, lowest, std::move(response), message);
}

asio::awaitable<http::Response> HttpServer::Impl::handle(http::Request request) {
  const auto work = [this, asked = std::move(request)]() -> asio::awaitable<http::Response> {
    const auto begin = std::chrono::steady_clock::now();
    http::Response response;
    try {
      response = handler_(asked);
    } catch (const std::exception&) {
      response = failed_answer(500, "the server failed on this request; it is a bug", asked);
    }
    pack_answer(asked, response);
    const auto spent = std::chrono::steady_clock::now() - begin;
    counters_.handler_microseconds += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(spent).count());
    co_return response;
  };
  co_return co_await asio::co_spawn(*pool_, work, use_awaitable);
}

void HttpServer::Impl::count(const http::Response& response) {
  auto& counter = response.status < 400   ? counters_.responses_2xx
                  : response.status < 500 ? counters_.responses_4xx
                                          : counters_.responses_5xx;
  ++counter;
}

template <class Stream>
asio::awaitable<bool> HttpServer::Impl::send(Stream& stream, beast::tcp_stream& lowest,
                                             http::Response response,
                                             const wire::request<wire::string_body>& message) {
  const bool head = message.method() == wire::verb::head;
  const bool keep = message.keep_alive() && !stopping_;
  wire::response<wire::string_body> reply;
  reply.version(message.version());
  reply.result(static_cast<unsigned>(response.status));
  reply.reason(std::string(http::reason(response.status)));
  for (const auto& [name, value] : response.headers.all()) {
    reply.insert(name, value);
  }
  reply.keep_alive(keep);
  counters_.bytes_sent += head ? 0 : response.body.size();
  if (response.status != 304 && response.status != 204) {
    reply.set(wire::field::content_type, response.content_type);
    reply.content_length(response.body.size());
  }
  if (!head) {
    reply.body() = std::move(response.body);
  }
  lowest.expires_after(options_.request_timeout);
  wire::response_serializer<wire::string_body> serializer(reply);
  if (head) {
    co_await wire::async_write_header(stream, serializer, use_awaitable);
  } else {
    co_await wire::async_write(stream, serializer, use_awaitable);
  }
  co_return keep;
}

template <class Stream>
asio::awaitable<void> HttpServer::Impl::send_stream(
    Stream& stream, beast::tcp_stream& lowest, Session& session, http::Response response,
    const wire::request<wire::string_body>& message) {
  wire::response<wire::empty_body> reply;
  reply.version(message.version());
  reply.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers.all()) {
    reply.insert(name, value);
  }
  reply.set(wire::field::content_type, response.content_type);
  const bool chunked = message.version() >= 11;
  reply.chunked(chunked);
  reply.keep_alive(false);
  wire::response_serializer<wire::empty_body> serializer(reply);
  lowest.expires_after(options_.request_timeout);
  co_await wire::async_write_header(stream, serializer, use_awaitable);
  if (message.method() == wire::verb::head) {
    co_return;
  }
  struct Open {
    std::atomic<std::uint64_t>& gauge;
    explicit Open(std::atomic<std::uint64_t>& counter) : gauge(counter) { ++gauge; }
    ~Open() { --gauge; }
  } const open(counters_.streams_open);
  const std::shared_ptr<http::BodyStream> body = response.stream;
  asio::steady_timer timer(network_);
  session.timer = &timer;
  auto due = std::chrono::steady_clock::now();
  while (!stopping_) {
    const auto pull = [body]() -> asio::awaitable<std::optional<std::string>> {
      co_return body->next();
    };
    const auto piece = co_await asio::co_spawn(*pool_, pull, use_awaitable);
    if (!piece || stopping_) {
      break;
    }
    counters_.bytes_sent += piece->size();
    lowest.expires_after(options_.request_timeout);
    if (chunked) {
      co_await asio::async_write(stream, wire::make_chunk(asio::buffer(*piece)), use_awaitable);
    } else {
      co_await asio::async_write(stream, asio::buffer(*piece), use_awaitable);
    }
    due += body->period;
    timer.expires_at(due);
    co_await timer.async_wait(asio::experimental::as_tuple(use_awaitable));
  }
  session.timer = nullptr;
  if (chunked) {
    lowest.expires_after(options_.request_timeout);
    co_await asio::async_write(stream, wire::make_chunk_last(), use_awaitable);
  }
}

HttpServer::HttpServer(HttpServerOptions options, http::Handler handler,
                       http::ServerCounters& counters)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), counters)) {}

HttpServer::~HttpServer() { impl_->stop(); }

Result<void> HttpServer::start() { return impl_->start(); }
void HttpServer::stop() { impl_->stop(); }
std::uint16_t HttpServer::port() const { return impl_->port(); }

}  // namespace sixscope::adapters
