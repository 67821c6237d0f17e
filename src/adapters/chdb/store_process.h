#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace sixscope::adapters {

/// How the embedded store's process is started.
struct StoreProcessOptions {
  std::string data_dir;     ///< The engine's directory.
  std::string socket_path;  ///< Where it listens; at most 107 bytes.
  std::uint64_t memory_bytes_max = 2'147'483'648;
  unsigned background_threads = 2;
  std::string program = "/proc/self/exe";  ///< A sixscope binary.
  std::chrono::seconds start_within{60};   ///< Opening a large directory takes a while.
  /// Told, by the watching thread, of each end that nobody asked for and each start after it.
  std::function<void(const std::string&)> notice = {};
};

/// The embedded store as a child process: started, watched, started again when it dies, stopped.
/// It is killed when this process dies. Safe to ask from any thread.
class StoreProcess {
 public:
  explicit StoreProcess(StoreProcessOptions options);
  StoreProcess(const StoreProcess&) = delete;
  StoreProcess& operator=(const StoreProcess&) = delete;
  ~StoreProcess();  ///< Stops it.

  /// Starts the child and waits until it answers. `unavailable`, with what it last said, if it does
  /// not. From then on it is kept running, with growing pauses between starts that fail.
  Result<void> start();
  /// Asks the child to close its files and waits for it; kills it after ten seconds.
  void stop();

  /// Process id of the running child; 0 between two lives.
  [[nodiscard]] int pid() const;
  /// How often it had to be started again.
  [[nodiscard]] std::uint64_t restarts() const;

 private:
  class Watcher;
  std::unique_ptr<Watcher> watcher_;
};

}  // namespace sixscope::adapters
