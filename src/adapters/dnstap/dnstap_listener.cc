#include "adapters/dnstap/dnstap_listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace sixscope::adapters {
namespace {

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return fail_because(path, Errc::out_of_range, "a Unix socket's path has 1 to 107 bytes");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

tl::unexpected<Error> system_failure(const std::string& path, std::string_view rule) {
  return fail_because(path + ": " + std::strerror(errno), Errc::unavailable, rule);
}

// Removes a socket file nobody listens on.
Result<void> clear_stale(const std::string& path, const sockaddr_un& address) {
  struct stat found{};
  if (lstat(path.c_str(), &found) != 0) {
    return {};
  }
  if (!S_ISSOCK(found.st_mode)) {
    return fail_because(path, Errc::unavailable, "a file that is no socket stands in the way");
  }
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool answered = probe >= 0 && connect(probe, generic(address), sizeof address) == 0;
  if (probe >= 0) {
    close(probe);
  }
  if (answered) {
    return fail_because(path, Errc::unavailable, "another process listens on this socket");
  }
  unlink(path.c_str());
  return {};
}

}  // namespace

Result<std::unique_ptr<DnstapListener>> DnstapListener::open(const std::string& path, Take take) {
  const auto address = address_of(path);
  if (!address) {
    return fail_like(address);
  }
  if (const auto cleared = clear_stale(path, *address); !cleared) {
    return fail_like(cleared);
  }
  const int opened = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (opened < 0) {
    return system_failure(path, "no Unix socket can be made");
  }
  constexpr int kBacklog = 16;
  if (bind(opened, generic(*address), sizeof *address) != 0 || chmod(path.c_str(), 0660) != 0 ||
      listen(opened, kBacklog) != 0) {
    auto failure = system_failure(path, "the Unix socket cannot be opened");
    close(opened);
    return failure;
  }
  const int wake = eventfd(0, EFD_CLOEXEC);
  if (wake < 0) {
    auto failure = system_failure(path, "no event descriptor can be made");
    close(opened);
    return failure;
  }
  return std::unique_ptr<DnstapListener>(new DnstapListener(path, opened, wake, std::move(take)));
}

DnstapListener::DnstapListener(std::string path, int socket, int wake, Take take)
    : path_(std::move(path)), socket_(socket), wake_(wake), take_(std::move(take)) {}

DnstapListener::~DnstapListener() {
  stop();
  close(socket_);
  close(wake_);
  unlink(path_.c_str());
}

void DnstapListener::start() {
  thread_ = std::jthread([this](const std::stop_token& stopping) { run(stopping); });
}

void DnstapListener::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    const std::uint64_t one = 1;
    static_cast<void>(write(wake_, &one, sizeof one));
    thread_.join();
  }
}

DnstapListener::Counters DnstapListener::counters() const {
  return {.connections = accepted_.load(),
          .refused = refused_.load(),
          .broken = broken_.load(),
          .frames = frames_.load(),
          .bytes = bytes_.load()};
}

void DnstapListener::run(const std::stop_token& stopping) {
  std::vector<pollfd> waiting;
  while (!stopping.stop_requested()) {
    waiting = {{wake_, POLLIN, 0}, {socket_, POLLIN, 0}};
    for (const auto& [socket, connection] : connections_) {
      waiting.push_back({socket, POLLIN, 0});
    }
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
      break;
    }
    for (std::size_t i = 2; i < waiting.size(); ++i) {
      if (waiting[i].revents == 0) {
        continue;
      }
      const auto found = connections_.find(waiting[i].fd);
      if (!serve(found->first, found->second)) {
        close(found->first);
        connections_.erase(found);
      }
    }
    if ((waiting[1].revents & POLLIN) != 0) {
      accept_one();
    }
  }
  for (const auto& [socket, connection] : connections_) {
    close(socket);
  }
  connections_.clear();
}

void DnstapListener::accept_one() {
  const int socket = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (socket < 0) {
    return;
  }
  if (connections_.size() >= kConnectionsMax) {
    ++refused_;
    close(socket);
    return;
  }
  ++accepted_;
  connections_.try_emplace(socket);
}

bool DnstapListener::serve(int socket, Connection& connection) {
  std::array<std::byte, std::size_t{1} << 16U> buffer;
  const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
  if (got <= 0) {
    return got < 0 && (errno == EAGAIN || errno == EINTR);
  }
  bytes_ += static_cast<std::uint64_t>(got);
  connection.reader.feed(ByteView(buffer).first(static_cast<std::size_t>(got)));
  bool good = true;
  while (true) {  // Ends with the bytes that were fed.
    const auto frame = connection.reader.next();
    good = static_cast<bool>(frame);
    if (!frame || !*frame) {
      break;
    }
    ++frames_;
    take_(**frame);
  }
  const std::vector<std::byte> reply = connection.reader.take_reply();
  if (!reply.empty() && send(socket, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) {
    return false;
  }
  if (!good) {
    ++broken_;
  }
  return good && !connection.reader.finished();
}

}  // namespace sixscope::adapters
