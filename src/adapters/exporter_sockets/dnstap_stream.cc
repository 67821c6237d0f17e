#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "adapters/exporter_sockets/exporter_sockets.h"
#include "simulate/dns_feed.h"

namespace sixscope::adapters {
namespace {

constexpr std::string_view kNoListener =
    "nobody takes dnstap on that socket: start the server first";
constexpr time_t kPatienceSeconds = 5;

}  // namespace

Result<DnstapStream> DnstapStream::connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail_because(path, Errc::out_of_range, "the path of a Unix socket is too long");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  OwnedDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (!socket.open() ||
      ::connect(socket.get(), std::bit_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail_because(path + ": " + std::strerror(errno), Errc::unavailable, kNoListener);
  }
  DnstapStream stream(std::move(socket));
  ByteWriter hello;
  simulate::append_control_frame(hello, simulate::FrameControl::ready);
  if (auto sent = stream.send_all(hello.view()); !sent) {
    return fail_like(sent);
  }
  const auto answer = stream.read_control();
  if (!answer || *answer != static_cast<std::uint32_t>(simulate::FrameControl::accept)) {
    return fail_because(path, Errc::unavailable, "the reader of the socket did not accept dnstap");
  }
  hello.clear();
  simulate::append_control_frame(hello, simulate::FrameControl::start);
  if (auto sent = stream.send_all(hello.view()); !sent) {
    return fail_like(sent);
  }
  return stream;
}

bool DnstapStream::alive() const {
  std::byte next{};
  const ssize_t got = ::recv(socket_.get(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

Result<void> DnstapStream::send(ByteView payload) {
  ByteWriter frame;
  simulate::append_data_frame(frame, payload);
  return send_all(frame.view());
}

Result<void> DnstapStream::finish() {
  ByteWriter frame;
  simulate::append_control_frame(frame, simulate::FrameControl::stop);
  if (auto sent = send_all(frame.view()); !sent) {
    return sent;
  }
  const auto answer = read_control();
  if (!answer) {
    return fail_like(answer);
  }
  return {};
}

Result<void> DnstapStream::send_all(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return fail_because(std::strerror(errno), Errc::unavailable, "the dnstap stream broke");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return {};
}

// Type of the next control frame. Frames of the other side are short: 512 bytes at most by its
// specification.
Result<std::uint32_t> DnstapStream::read_control() {
  constexpr std::size_t kControlMax = 512;
  std::array<std::byte, kControlMax> buffer{};
  const auto read_exactly = [&](std::size_t count) {
    std::size_t got = 0;
    while (got < count) {
      const ssize_t part = ::recv(socket_.get(), buffer.data() + got, count - got, 0);
      if (part <= 0) {
        return false;
      }
      got += static_cast<std::size_t>(part);
    }
    return true;
  };
  if (!read_exactly(8)) {
    return fail(Errc::unavailable, "the reader of the dnstap socket says nothing");
  }
  const auto escape = load_big_endian<std::uint32_t>(buffer.data());
  const auto length = load_big_endian<std::uint32_t>(buffer.data() + 4);
  if (escape != 0 || length < 4 || length > kControlMax || !read_exactly(length)) {
    return fail(Errc::malformed, "the reader of the dnstap socket sent no control frame");
  }
  return load_big_endian<std::uint32_t>(buffer.data());
}

}  // namespace sixscope::adapters
