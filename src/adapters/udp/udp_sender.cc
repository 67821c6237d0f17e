#include "adapters/udp/udp_sender.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace sixscope::adapters {

Result<std::unique_ptr<UdpSender>> UdpSender::open(const ingest::Endpoint& to) {
  const auto broken = [&] {
    return fail_because(to.to_string() + ": " + std::strerror(errno), Errc::unavailable,
                        "the datagrams cannot be sent there");
  };
  const int socket = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) {
    return broken();
  }
  std::unique_ptr<UdpSender> sender(new UdpSender(socket));
  const int off = 0;
  ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(to.port);
  std::memcpy(&address.sin6_addr, to.address.bytes().data(), 16);
  if (::connect(socket, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                sizeof address) != 0) {
    return broken();
  }
  return sender;
}

UdpSender::~UdpSender() { ::close(socket_); }

Result<void> UdpSender::send(std::span<const ByteView> datagrams) {
  std::array<iovec, kBatch> vectors{};
  std::array<mmsghdr, kBatch> messages{};
  while (!datagrams.empty()) {
    const std::size_t count = std::min(datagrams.size(), kBatch);
    for (std::size_t i = 0; i < count; ++i) {
      // The system interface takes a pointer to mutable bytes, and does not write to them.
      vectors[i] = {.iov_base = const_cast<std::byte*>(datagrams[i].data()),
                    .iov_len = datagrams[i].size()};
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int sent = ::sendmmsg(socket_, messages.data(), static_cast<unsigned>(count), 0);
    if (sent < 0 && errno != ECONNREFUSED && errno != EINTR && errno != ENOBUFS) {
      return fail_because(std::strerror(errno), Errc::unavailable, "a datagram was not sent");
    }
    // ECONNREFUSED tells of an earlier datagram that nobody took: as over any network, it is lost.
    datagrams = datagrams.subspan(sent < 0 ? 0 : static_cast<std::size_t>(sent));
  }
  return {};
}

}  // namespace sixscope::adapters
