#include "adapters/exporter_sockets/exporter_sockets.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sixscope::adapters {
namespace {

constexpr std::string_view kNoSocket = "a socket could not be opened";

/// A socket address of either family and how long it is.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  [[nodiscard]] const sockaddr* get() const { return std::bit_cast<const sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const net::IpAddress& address, std::uint16_t port) {
  SocketAddress result;
  if (address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(address.v4_value());
    std::memcpy(&result.storage, &in, sizeof in);
    result.size = sizeof in;
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    std::memcpy(&in.sin6_addr, address.bytes().data(), address.bytes().size());
    std::memcpy(&result.storage, &in, sizeof in);
    result.size = sizeof in;
  }
  return result;
}

bool is_loopback_v4(const net::IpAddress& address) {
  return address.is_v4() && address.v4_value() >> 24U == 127;
}

}  // namespace

OwnedDescriptor::OwnedDescriptor(OwnedDescriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}
OwnedDescriptor& OwnedDescriptor::operator=(OwnedDescriptor&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
OwnedDescriptor::~OwnedDescriptor() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<int> ExporterSockets::socket_for(const net::IpAddress& source,
                                        const simulate::Endpoint& target) {
  const bool own = is_loopback_v4(source) && is_loopback_v4(target.address);
  const Route key{own ? source : net::IpAddress(), target.address, target.port};
  if (const auto found = sockets_.find(key); found != sockets_.end()) {
    return found->second.get();
  }
  OwnedDescriptor opened(
      ::socket(target.address.is_v4() ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!opened.open()) {
    return fail_because(std::strerror(errno), Errc::unavailable, kNoSocket);
  }
  if (own) {
    const SocketAddress from = to_socket_address(source, 0);
    if (::bind(opened.get(), from.get(), from.size) != 0) {
      return fail_because(source.to_string() + ": " + std::strerror(errno), Errc::unavailable,
                          "a loopback address could not be bound");
    }
  }
  // Connected, so that a refusal is heard.
  const SocketAddress to = to_socket_address(target.address, target.port);
  if (::connect(opened.get(), to.get(), to.size) != 0) {
    return fail_because(std::strerror(errno), Errc::unavailable, "a target cannot be reached");
  }
  const int descriptor = opened.get();
  sockets_.emplace(key, std::move(opened));
  return descriptor;
}

Result<bool> ExporterSockets::send(const net::IpAddress& source, const simulate::Endpoint& target,
                                   ByteView payload) {
  const auto descriptor = socket_for(source, target);
  if (!descriptor) {
    return fail_like(descriptor);
  }
  ssize_t sent = ::send(*descriptor, payload.data(), payload.size(), 0);
  const bool refused = sent < 0 && errno == ECONNREFUSED;
  if (refused) {  // Said of an earlier datagram; this one has not been sent yet.
    sent = ::send(*descriptor, payload.data(), payload.size(), 0);
  }
  if (sent != static_cast<ssize_t>(payload.size()) && errno != ECONNREFUSED) {
    return fail_because(std::strerror(errno), Errc::unavailable, "a datagram could not be sent");
  }
  return !refused;
}

}  // namespace sixscope::adapters
