#include "adapters/tcp_tls/stream_receiver.h"

#include <array>
#include <atomic>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl.hpp>

#include "base/byte_reader.h"

namespace sixscope::adapters {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kHeaderBytes = 16;  // RFC 7011 s.3.1: the message header.
constexpr std::uint16_t kVersion = 10;
constexpr std::chrono::milliseconds kNoRoomPause{5};
constexpr auto kResume = asio::as_tuple(asio::use_awaitable);

net::IpAddress to_address(const asio::ip::address& address) {
  if (address.is_v4()) {
    return net::IpAddress::v4(address.to_v4().to_uint());
  }
  std::array<std::byte, 16> bytes;
  const auto raw = address.to_v6().to_bytes();
  std::memcpy(bytes.data(), raw.data(), raw.size());
  return net::IpAddress::v6(bytes.data());
}

Result<void> load_files(ssl::context& tls, const TlsFiles& files) {
  error_code wrong;
  const auto broken = [&](const std::string& file) {
    return fail_because(file + ": " + wrong.message(), Errc::malformed, "a TLS file does not load");
  };
  tls.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                  ssl::context::no_tlsv1_1 | ssl::context::single_dh_use);
  if (tls.use_certificate_chain_file(files.certificate, wrong); wrong) {
    return broken(files.certificate);
  }
  if (tls.use_private_key_file(files.key, ssl::context::pem, wrong); wrong) {
    return broken(files.key);
  }
  if (!files.client_authority.empty()) {
    if (tls.load_verify_file(files.client_authority, wrong); wrong) {
      return broken(files.client_authority);
    }
    tls.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, wrong);
  }
  return {};
}

// One connection as the reading loop sees it, whatever carries it.
struct Session {
  std::uint64_t number = 0;
  net::IpAddress exporter;
  std::uint16_t port = 0;
};

}  // namespace

Result<void> check_tls_files(const TlsFiles& files) {
  ssl::context tls(ssl::context::tls_server);
  return load_files(tls, files);
}

class StreamReceiver::Impl {
 public:
  Impl(StreamOptions options, ingest::Intake& intake, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        intake_(intake),
        port_(intake.open_port(options_.listen.is_loopback())),
        tls_(ssl::context::tls_server),
        acceptor_(context_),
        // Seconds since 1970 in front: a restart never meets a number of an earlier run.
        next_session_(static_cast<std::uint64_t>(clock.now().time_since_epoch().count()) / 1000
                      << 24U) {}

  Result<void> open() {
    if (options_.tls) {
      if (auto loaded = load_files(tls_, options_.files); !loaded) {
        return loaded;
      }
    }
    error_code wrong;
    const auto& address = options_.listen.address;
    asio::ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), address.bytes().data(), bytes.size());
    const asio::ip::address at = address.is_v4()
                                     ? asio::ip::address(asio::ip::address_v4(address.v4_value()))
                                     : asio::ip::address(asio::ip::address_v6(bytes));
    const tcp::endpoint endpoint(at, options_.listen.port);
    acceptor_.open(endpoint.protocol(), wrong);
    if (!wrong) {
      acceptor_.set_option(asio::socket_base::reuse_address(true), wrong);
      acceptor_.bind(endpoint, wrong);
    }
    if (!wrong) {
      acceptor_.listen(asio::socket_base::max_listen_connections, wrong);
    }
    if (wrong) {
      return fail_because(options_.listen.to_string() + ": " + wrong.message(), Errc::unavailable,
                          "the TCP socket cannot be bound: is the port taken?");
    }
    bound_ = acceptor_.local_endpoint(wrong).port();
    return {};
  }

  void start() {
    asio::co_spawn(context_, accept(), asio::detached);
    asio::co_spawn(context_, tick(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }

  void stop() {
    if (!thread_.joinable()) {
      return;
    }
    context_.stop();
    thread_.join();
    port_->finish(clock_.now());
  }

  [[nodiscard]] std::uint16_t port() const { return bound_; }

 private:
  asio::awaitable<void> tick() {
    asio::steady_timer timer(context_);
    for (;;) {
      timer.expires_after(std::chrono::seconds(1));
      co_await timer.async_wait(kResume);
      port_->tick(clock_.now());
    }
  }

  asio::awaitable<void> accept() {
    for (;;) {
      auto [wrong, socket] = co_await acceptor_.async_accept(kResume);
      if (wrong) {  // Out of descriptors, say: those that are open go on, and so do we.
        asio::steady_timer pause(context_, std::chrono::milliseconds(100));
        co_await pause.async_wait(kResume);
        continue;
      }
      error_code ignored;
      const auto peer = socket.remote_endpoint(ignored);
      const net::IpAddress exporter = to_address(peer.address());
      auto& counters = intake_.counters();
      if (counters.stream_connections >= options_.connections_max || !port_->allows(exporter)) {
        ++counters.stream_refused;
        continue;  // Closed as the socket goes.
      }
      socket.set_option(asio::socket_base::keep_alive(true), ignored);
      const Session session{++next_session_, exporter, peer.port()};
      asio::co_spawn(context_, serve(std::move(socket), session), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket, Session session) {
    auto& counters = intake_.counters();
    ++counters.stream_connections;
    if (options_.tls) {
      ssl::stream<tcp::socket> stream(std::move(socket), tls_);
      asio::steady_timer limit(context_, options_.handshake_max);
      const auto alive = std::make_shared<bool>(true);
      limit.async_wait([&stream, alive](const error_code& cancelled) {
        if (!cancelled && *alive) {
          error_code ignored;
          stream.lowest_layer().close(ignored);
        }
      });
      const auto [wrong] = co_await stream.async_handshake(ssl::stream_base::server, kResume);
      limit.cancel();
      *alive = false;
      if (wrong) {
        ++counters.stream_refused;
      } else {
        co_await read_messages(stream, session);
      }
    } else {
      co_await read_messages(socket, session);
    }
    --counters.stream_connections;
  }

  template <class Stream>
  asio::awaitable<void> read_messages(Stream& stream, Session session) {
    std::vector<std::byte> message(65535);
    asio::steady_timer idle(context_);
    const auto alive = std::make_shared<bool>(true);
    for (;;) {
      arm(idle, stream, alive);
      const auto [wrong, got] =
          co_await asio::async_read(stream, asio::buffer(message.data(), kHeaderBytes), kResume);
      if (wrong) {
        break;
      }
      const auto version = load_big_endian<std::uint16_t>(message.data());
      const auto length = load_big_endian<std::uint16_t>(message.data() + 2);
      if (version != kVersion || length < kHeaderBytes) {
        ++intake_.counters().stream_malformed;
        break;
      }
      const auto [cut, more] = co_await asio::async_read(
          stream, asio::buffer(message.data() + kHeaderBytes, length - kHeaderBytes), kResume);
      if (cut) {
        ++intake_.counters().stream_malformed;
        break;
      }
      co_await hand_on(session, ingest::EntryKind::datagrams, ByteView(message).first(length));
    }
    idle.cancel();
    *alive = false;  // A wait that had ended already must not touch the stream.
    co_await hand_on(session, ingest::EntryKind::session_end, {});
  }

  template <class Stream>
  void arm(asio::steady_timer& idle, Stream& stream, const std::shared_ptr<bool>& alive) {
    idle.expires_after(options_.idle_max);
    idle.async_wait([&stream, alive](const error_code& cancelled) {
      if (!cancelled && *alive) {
        error_code ignored;
        stream.lowest_layer().close(ignored);
      }
    });
  }

  asio::awaitable<void> hand_on(Session session, ingest::EntryKind kind, ByteView payload) {
    ingest::Entry entry;
    entry.kind = kind;
    entry.transport = flow::Transport::tcp;
    entry.exporter = session.exporter;
    entry.source_port = session.port;
    entry.session = session.number;
    entry.received = clock_.now();
    entry.payload = payload;
    while (!port_->offer(entry)) {  // Not reading on is what makes the exporter wait.
      asio::steady_timer pause(context_, kNoRoomPause);
      co_await pause.async_wait(kResume);
    }
  }

  const StreamOptions options_;
  const Clock& clock_;
  ingest::Intake& intake_;
  std::unique_ptr<ingest::Intake::Port> port_;
  asio::io_context context_{1};
  ssl::context tls_;
  tcp::acceptor acceptor_;
  std::uint64_t next_session_;
  std::uint16_t bound_ = 0;
  std::thread thread_;
};

Result<std::unique_ptr<StreamReceiver>> StreamReceiver::open(const StreamOptions& options,
                                                             ingest::Intake& intake,
                                                             const Clock& clock) {
  auto impl = std::make_unique<Impl>(options, intake, clock);
  if (auto opened = impl->open(); !opened) {
    return fail_like(opened);
  }
  return std::unique_ptr<StreamReceiver>(new StreamReceiver(std::move(impl)));
}

StreamReceiver::StreamReceiver(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StreamReceiver::~StreamReceiver() { stop(); }
void StreamReceiver::start() { impl_->start(); }
void StreamReceiver::stop() { impl_->stop(); }
std::uint16_t StreamReceiver::port() const { return impl_->port(); }

}  // namespace sixscope::adapters
