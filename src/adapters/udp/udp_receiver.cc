#include "adapters/udp/udp_receiver.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#ifndef UDP_GRO
#define UDP_GRO 104  // linux/udp.h, which clashes with netinet/udp.h.
#endif

namespace sixscope::adapters {
namespace {

constexpr std::size_t kMessageBytes = 65536;
constexpr std::size_t kControlBytes = 128;
constexpr timeval kTimeout{.tv_sec = 0, .tv_usec = 100'000};
/// Batches taken after `stop`: what a socket buffer of 1 GB could hold.
constexpr int kLastBatchesMax = 100'000;

template <class T>
bool set_option(int socket, int level, int name, const T& value) {
  return ::setsockopt(socket, level, name, &value, sizeof value) == 0;
}

sockaddr_in6 to_sockaddr(const ingest::Endpoint& endpoint) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(endpoint.port);
  std::memcpy(&address.sin6_addr, endpoint.address.bytes().data(), 16);
  return address;
}

}  // namespace

struct UdpReceiver::Buffers {
  std::vector<std::byte> bytes = std::vector<std::byte>(kMessages * kMessageBytes);
  std::array<sockaddr_in6, kMessages> senders{};
  std::array<iovec, kMessages> vectors{};
  alignas(cmsghdr) std::array<std::array<char, kControlBytes>, kMessages> controls{};
  std::array<mmsghdr, kMessages> messages{};
  std::array<ingest::Entry, kMessages> entries{};
};

Result<std::unique_ptr<UdpReceiver>> UdpReceiver::open(const UdpOptions& options,
                                                       ingest::Intake& intake, const Clock& clock) {
  const auto broken = [&](std::string_view rule) {
    return fail_because(options.listen.to_string() + ": " + std::strerror(errno), Errc::unavailable,
                        rule);
  };
  const int socket = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) {
    return broken("no UDP socket");
  }
  std::unique_ptr<UdpReceiver> receiver(
      new UdpReceiver(socket, intake, clock, options.listen.is_loopback()));
  const int on = 1;
  const int v6_only = !options.listen.address.is_v4() && !options.listen.address.is_unspecified();
  const int wanted =
      static_cast<int>(std::min<std::size_t>(options.receive_buffer_bytes, std::size_t{1} << 30U));
  set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, v6_only);
  // Never SO_REUSEPORT: two servers would bind the same port and share its datagrams unawares.
  if (!set_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, wanted)) {
    set_option(socket, SOL_SOCKET, SO_RCVBUF, wanted);  // Without privilege: what rmem_max grants.
  }
  set_option(socket, SOL_SOCKET, SO_RXQ_OVFL, on);
  set_option(socket, SOL_SOCKET, SO_RCVTIMEO, kTimeout);
  if (options.segments) {
    set_option(socket, IPPROTO_UDP, UDP_GRO, on);  // Old kernels refuse: then one by one.
  }
  const sockaddr_in6 address = to_sockaddr(options.listen);
  // The socket interface wants the base type; nothing is read through it here.
  if (::bind(socket, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
             sizeof address) != 0) {
    return broken("the UDP socket cannot be bound: is the port taken?");
  }
  sockaddr_in6 bound{};
  socklen_t size = sizeof bound;
  ::getsockname(socket, static_cast<sockaddr*>(static_cast<void*>(&bound)), &size);
  receiver->port_ = ntohs(bound.sin6_port);
  int granted = 0;
  size = sizeof granted;
  ::getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &granted, &size);
  receiver->receive_buffer_ = static_cast<std::size_t>(granted);
  return receiver;
}

UdpReceiver::UdpReceiver(int socket, ingest::Intake& intake, const Clock& clock, bool loopback)
    : socket_(socket),
      clock_(clock),
      intake_(intake.open_port(loopback)),
      buffers_(std::make_unique<Buffers>()) {
  Buffers& all = *buffers_;
  for (std::size_t i = 0; i < kMessages; ++i) {
    all.vectors[i] = {.iov_base = all.bytes.data() + i * kMessageBytes, .iov_len = kMessageBytes};
    msghdr& header = all.messages[i].msg_hdr;
    header.msg_name = &all.senders[i];
    header.msg_iov = &all.vectors[i];
    header.msg_iovlen = 1;
    header.msg_control = all.controls[i].data();
  }
}

UdpReceiver::~UdpReceiver() {
  stop();
  ::close(socket_);
}

void UdpReceiver::start() {
  thread_ = std::thread([this] { run(); });
}

void UdpReceiver::stop() {
  stopping_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
}

void UdpReceiver::run() {
  while (!stopping_) {
    if (!receive_batch(true)) {
      ask_drops(clock_.now());
      intake_->tick(clock_.now());
    } else if (last_batch_ < kMessages) {
      std::this_thread::sleep_for(kRest);
    }
  }
  for (int i = 0; i < kLastBatchesMax && receive_batch(false); ++i) {
  }
  ask_drops(clock_.now());
  intake_->finish(clock_.now());
}

bool UdpReceiver::receive_batch(bool wait) {
  Buffers& all = *buffers_;
  for (mmsghdr& message : all.messages) {
    message.msg_hdr.msg_namelen = sizeof(sockaddr_in6);
    message.msg_hdr.msg_controllen = kControlBytes;
  }
  const int got = ::recvmmsg(socket_, all.messages.data(), kMessages,
                             wait ? MSG_WAITFORONE : MSG_DONTWAIT, nullptr);
  if (got <= 0) {
    last_batch_ = 0;
    return false;
  }
  last_batch_ = static_cast<std::size_t>(got);
  const Instant now = clock_.now();
  for (std::size_t i = 0; i < last_batch_; ++i) {
    msghdr& header = all.messages[i].msg_hdr;
    ingest::Entry& entry = all.entries[i];
    std::array<std::byte, 16> sender;
    std::memcpy(sender.data(), &all.senders[i].sin6_addr, sender.size());
    entry.exporter = net::IpAddress::v6(sender.data());
    entry.source_port = ntohs(all.senders[i].sin6_port);
    entry.segment_size = 0;
    entry.received = now;
    entry.payload = ByteView(all.bytes.data() + i * kMessageBytes, all.messages[i].msg_len);
    for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr;
         part = CMSG_NXTHDR(&header, part)) {
      if (part->cmsg_level == IPPROTO_UDP && part->cmsg_type == UDP_GRO) {
        int size = 0;
        std::memcpy(&size, CMSG_DATA(part), sizeof size);
        entry.segment_size = static_cast<std::uint16_t>(size);
      } else if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_RXQ_OVFL) {
        std::uint32_t drops = 0;
        std::memcpy(&drops, CMSG_DATA(part), sizeof drops);
        note_drops(drops, entry.exporter, now);
      }
    }
  }
  last_exporter_ = all.entries[last_batch_ - 1].exporter;
  intake_->take({all.entries.data(), last_batch_});
  return true;
}

void UdpReceiver::note_drops(std::uint32_t total, const net::IpAddress& exporter, Instant now) {
  // The kernel counts in 32 bits and from the socket's birth; the difference survives a wrap.
  const std::uint32_t more = total - drops_seen_;
  if (more != 0 && more < 0x80000000U) {
    drops_seen_ = total;
    intake_->kernel_dropped(exporter, more, now);
  }
}

void UdpReceiver::ask_drops(Instant now) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  if (::getsockopt(socket_, SOL_SOCKET, SO_MEMINFO, memory.data(), &size) == 0) {
    note_drops(memory[SK_MEMINFO_DROPS], last_exporter_, now);
  }
}

}  // namespace sixscope::adapters
