#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/frame_stream.h"

namespace sixscope::adapters {

/// Takes dnstap streams of resolvers on a Unix socket: one thread, all connections.
///
/// Each data frame goes to the callback, in that thread; a callback that is slow slows the
/// resolver's queue down, which drops by itself: nothing is held here but one frame a connection.
class DnstapListener {
 public:
  static constexpr std::size_t kConnectionsMax = 32;

  struct Counters {
    std::uint64_t connections = 0;
    std::uint64_t refused = 0;  ///< Connections past kConnectionsMax.
    std::uint64_t broken = 0;   ///< Streams ended because they broke the protocol.
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
  };
  using Take = std::function<void(ByteView frame)>;

  /// Opens the socket at `path`, mode 0660; a stale socket file there is replaced, any other file
  /// and a socket somebody listens on is not: `unavailable`. `out_of_range` if the path is too
  /// long.
  static Result<std::unique_ptr<DnstapListener>> open(const std::string& path, Take take);

  DnstapListener(const DnstapListener&) = delete;
  DnstapListener& operator=(const DnstapListener&) = delete;
  /// Stops and removes the socket file.
  ~DnstapListener();

  void start();
  void stop();
  /// Safe from any thread.
  [[nodiscard]] Counters counters() const;

 private:
  struct Connection {
    wire::FrameStreamReader reader{wire::kDnstapContentType};
  };
  DnstapListener(std::string path, int socket, int wake, Take take);

  void run(const std::stop_token& stopping);
  void accept_one();
  // False if the connection is over.
  bool serve(int socket, Connection& connection);

  std::string path_;
  int socket_;
  int wake_;
  Take take_;
  std::map<int, Connection> connections_;  // By file descriptor; the thread's own.
  std::atomic<std::uint64_t> accepted_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> broken_{0};
  std::atomic<std::uint64_t> frames_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::jthread thread_;
};

}  // namespace sixscope::adapters
