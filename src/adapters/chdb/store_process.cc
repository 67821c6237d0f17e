#include "adapters/chdb/store_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace sixscope::adapters {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPoll{20};
constexpr milliseconds kPauseMin{100};
constexpr milliseconds kPauseMax{10'000};
constexpr std::chrono::seconds kStopWithin{10};

/// True if `pid` listens at `fd`'s other end. Another store, by hand or a dying one, does not
/// count.
bool leads_to(int fd, pid_t pid) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid == pid;
}

/// True if process `pid` listens at `path` and says Ok to GET /ping within a second.
bool answers_ping(const std::string& path, pid_t pid) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return false;
  }
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  constexpr std::string_view kAsk =
      "GET /ping HTTP/1.1\r\nHost: store\r\nConnection: close\r\n\r\n";
  std::array<char, 15> head{};
  const bool good =
      ::connect(fd, static_cast<sockaddr*>(static_cast<void*>(&address)), sizeof address) == 0 &&
      leads_to(fd, pid) &&
      ::send(fd, kAsk.data(), kAsk.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(kAsk.size()) &&
      ::recv(fd, head.data(), head.size(), MSG_WAITALL) == static_cast<ssize_t>(head.size()) &&
      std::string_view(head.data(), head.size()) == "HTTP/1.1 200 OK";
  ::close(fd);
  return good;
}

}  // namespace

/// Owns the child. All forks happen on its one thread: PR_SET_PDEATHSIG fires when the *thread*
/// that forked ends.
class StoreProcess::Watcher {
 public:
  explicit Watcher(StoreProcessOptions options) : options_(std::move(options)) {
    arguments_ = {options_.program,
                  "store",
                  "--path",
                  options_.data_dir,
                  "--socket",
                  options_.socket_path,
                  "--memory",
                  std::to_string(options_.memory_bytes_max),
                  "--background-threads",
                  std::to_string(options_.background_threads)};
  }

  Result<void> start() {
    if (options_.socket_path.size() >= sizeof(sockaddr_un::sun_path)) {
      return fail_because(options_.socket_path + " is too long", Errc::out_of_range,
                          "embedded store: a socket path has at most 107 bytes");
    }
    thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return first_.has_value(); });
    return *first_;
  }

  void stop() {
    thread_.request_stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  [[nodiscard]] int pid() const { return pid_; }
  [[nodiscard]] std::uint64_t restarts() const { return restarts_; }

 private:
  void watch(const std::stop_token& stop) {
    milliseconds pause = kPauseMin;
    while (!stop.stop_requested()) {
      const auto began = steady_clock::now();
      Result<void> up = spawn();
      if (up) {
        up = wait_until_up(stop);
      }
      tell_first(up);
      if (!up) {
        end_child();
        if (!ever_up_) {
          return;  // It never worked: the caller of start() is told why.
        }
      }
      if (ever_up_ && !stop.stop_requested()) {
        say(up ? "the embedded store is back, as process " + std::to_string(pid_)
               : "the embedded store does not come back, trying on: " + describe(up.error()));
      }
      ever_up_ = true;
      const int lived = pid_;
      wait_until_gone(stop);
      if (stop.stop_requested()) {
        break;
      }
      if (up) {
        say("the embedded store, process " + std::to_string(lived) + ", ended with exit status " +
            std::to_string(exit_status_) + "; it is started again, rows wait in the spool");
      }
      if (steady_clock::now() - began > kPauseMax) {
        pause = kPauseMin;
      }
      sleep(stop, pause);
      pause = std::min(pause * 2, kPauseMax);
      ++restarts_;
    }
    end_child();
  }

  Result<void> spawn() {
    std::vector<char*> pointers;
    for (std::string& argument : arguments_) {
      pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) {
      return fail_because(std::strerror(errno), Errc::unavailable, "embedded store: fork");
    }
    if (child == 0) {  // Only async-signal-safe calls from here to exec.
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      sigset_t none;
      ::sigemptyset(&none);
      ::sigprocmask(SIG_SETMASK, &none, nullptr);
      if (::getppid() == parent) {
        ::execv(pointers[0], pointers.data());
      }
      ::_exit(127);
    }
    pid_ = child;
    return {};
  }

  Result<void> wait_until_up(const std::stop_token& stop) {
    const auto deadline = steady_clock::now() + options_.start_within;
    while (!stop.stop_requested() && steady_clock::now() < deadline) {
      if (reaped()) {
        return fail_because(
            "exit status " + std::to_string(exit_status_) + "; what it said is on standard error",
            Errc::unavailable, "embedded store: its process ended at once");
      }
      if (answers_ping(options_.socket_path, pid_)) {
        return {};
      }
      std::this_thread::sleep_for(kPoll);
    }
    return fail(Errc::unavailable, "embedded store: its process does not answer");
  }

  /// True once the child is gone, and forgets it.
  bool reaped() {
    if (pid_ == 0) {
      return true;
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) {
      return false;
    }
    exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    pid_ = 0;
    return true;
  }

  void wait_until_gone(const std::stop_token& stop) {
    while (!stop.stop_requested() && !reaped()) {
      sleep(stop, kPoll);
    }
  }

  void end_child() {
    if (reaped()) {
      return;
    }
    ::kill(pid_, SIGTERM);
    const auto deadline = steady_clock::now() + kStopWithin;
    while (!reaped()) {
      if (steady_clock::now() > deadline) {
        ::kill(pid_, SIGKILL);
      }
      std::this_thread::sleep_for(kPoll);
    }
  }

  void tell_first(const Result<void>& up) {
    {
      const std::scoped_lock lock(mutex_);
      if (first_) {
        return;
      }
      first_.emplace(up);
    }
    changed_.notify_all();
  }

  void say(const std::string& text) const {
    if (options_.notice) {
      options_.notice(text);
    }
  }

  void sleep(const std::stop_token& stop, milliseconds span) {
    std::unique_lock lock(mutex_);
    pause_.wait_for(lock, stop, span, [] { return false; });
  }

  StoreProcessOptions options_;
  std::vector<std::string> arguments_;
  std::atomic<int> pid_{0};
  std::atomic<std::uint64_t> restarts_{0};
  int exit_status_ = 0;
  bool ever_up_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable_any pause_;
  std::optional<Result<void>> first_;
  std::jthread thread_;
};

StoreProcess::StoreProcess(StoreProcessOptions options)
    : watcher_(std::make_unique<Watcher>(std::move(options))) {}
StoreProcess::~StoreProcess() { stop(); }
Result<void> StoreProcess::start() { return watcher_->start(); }
void StoreProcess::stop() { watcher_->stop(); }
int StoreProcess::pid() const { return watcher_->pid(); }
std::uint64_t StoreProcess::restarts() const { return watcher_->restarts(); }

}  // namespace sixscope::adapters
