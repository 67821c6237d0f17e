#include "adapters/snmp/snmp_discovery.h"

#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "adapters/snmp/connected_socket.h"

namespace sixscope::adapters {
namespace {

using std::chrono::steady_clock;

// Not to be guessed by who cannot see the question.
std::uint32_t random_number() {
  constexpr std::uint32_t kMost = 0x7FFFFFFF;
  std::uint32_t number = 1;
  static_cast<void>(::getrandom(&number, sizeof number, 0));
  return number & kMost;
}

}  // namespace

Result<std::unique_ptr<SnmpDiscovery>> SnmpDiscovery::open(const polling::PollTarget& target,
                                                           const SnmpPatience& patience) {
  const int socket = ::socket(target.address.is_v4() ? AF_INET : AF_INET6,
                              SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) {
    return fail_because(std::strerror(errno), Errc::unavailable, "no socket to the device");
  }
  std::unique_ptr<SnmpDiscovery> discovery(new SnmpDiscovery(socket, random_number(), patience));
  if (connect_socket(socket, target.address, target.port)) {
    discovery->send();
  } else {
    discovery->fail_by(errno);
  }
  return discovery;
}

SnmpDiscovery::SnmpDiscovery(int socket, std::uint32_t number, const SnmpPatience& patience)
    : socket_(socket), number_(number), patience_(patience) {}

SnmpDiscovery::~SnmpDiscovery() { ::close(socket_); }

void SnmpDiscovery::send() {
  const std::string message = polling::discovery_message(number_);
  ++tries_;
  until_ = steady_clock::now() + patience_.timeout;
  if (::send(socket_, message.data(), message.size(), 0) < 0 && errno != EAGAIN) {
    fail_by(errno);
  }
}

void SnmpDiscovery::fail_by(int error) {
  const bool no_way = error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH;
  event_ = SnmpEvent{.kind = no_way ? SnmpEvent::Kind::unreachable : SnmpEvent::Kind::failed,
                     .what = std::strerror(error)};
}

void SnmpDiscovery::on_readable() {
  std::array<char, 2048> bytes{};
  const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size < 0) {
    if (errno != EAGAIN && errno != EINTR) {
      fail_by(errno);
    }
    return;
  }
  auto engine =
      polling::engine_in(std::string_view(bytes.data(), static_cast<std::size_t>(size)), number_);
  if (engine) {
    event_ = SnmpEvent{.kind = SnmpEvent::Kind::engine, .engine = *std::move(engine)};
  } else {
    garbage_ = true;  // The true answer may still come.
  }
}

void SnmpDiscovery::on_tick() {
  if (event_ || steady_clock::now() < until_) {
    return;
  }
  if (tries_ > patience_.retries) {
    event_ = SnmpEvent{.kind = SnmpEvent::Kind::timed_out};
  } else {
    send();
  }
}

std::optional<SnmpEvent> SnmpDiscovery::take() { return std::exchange(event_, std::nullopt); }

}  // namespace sixscope::adapters
