#include "apps/program_run.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

// NOLINTNEXTLINE(readability-redundant-declaration): POSIX has it in no header.
extern char** environ;

namespace sixscope::apps {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{20};

Result<void> broken(const std::string& program, const std::string& why) {
  return fail_because(program + ": " + why, Errc::unavailable, "a program did not do its part");
}

std::string words_of(int error) { return std::generic_category().message(error); }

/// A pipe's ends, closed when destroyed. Sockets: a program that reads nothing is an error there,
/// and no signal to us.
class Pipe {
 public:
  Pipe() { is_open_ = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) == 0; }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] bool is_open() const { return is_open_; }
  [[nodiscard]] int end(std::size_t which) const { return ends_.at(which); }
  void close(std::size_t which) {
    if (ends_.at(which) >= 0) {
      ::close(ends_.at(which));
      ends_.at(which) = -1;
    }
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
  bool is_open_ = false;
};

// As much as the program takes in time; one that takes no more may still be well.
void feed(Pipe& pipe, std::string_view input, steady_clock::time_point until) {
  while (!input.empty() && steady_clock::now() < until) {
    const auto wrote = ::send(pipe.end(1), input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (wrote > 0) {
      input.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (wrote < 0 && (errno == EAGAIN || errno == EINTR)) {
      pollfd look{.fd = pipe.end(1), .events = POLLOUT, .revents = 0};
      ::poll(&look, 1, static_cast<int>(kLook.count()));
    } else {
      break;
    }
  }
  pipe.close(1);
}

Result<void> wait_for(pid_t child, const std::string& program, steady_clock::time_point until) {
  for (;;) {  // Ends: past `until` the program is killed, and then waited for.
    int status = 0;
    const pid_t done = ::waitpid(child, &status, WNOHANG);
    if (done == child) {
      return WIFEXITED(status) && WEXITSTATUS(status) == 0
                 ? Result<void>()
                 : broken(program, WIFEXITED(status)
                                       ? "it ended with " + std::to_string(WEXITSTATUS(status))
                                       : "signal " + std::to_string(WTERMSIG(status)));
    }
    if (steady_clock::now() >= until) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return broken(program, "it took too long and was ended");
    }
    std::this_thread::sleep_for(kLook);
  }
}

}  // namespace

Result<void> run_program(const std::vector<std::string>& command, std::string_view input,
                         std::chrono::milliseconds patience) {
  if (command.empty()) {
    return fail(Errc::malformed, "a command names a program");
  }
  const std::string& program = command.front();
  Pipe pipe;
  if (!pipe.is_open()) {
    return broken(program, words_of(errno));
  }
  std::vector<char*> arguments;
  for (const std::string& one : command) {
    arguments.push_back(const_cast<char*>(one.c_str()));  // NOLINT: POSIX leaves them alone.
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe.end(0), STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return broken(program, words_of(failed));
  }
  pipe.close(0);
  const auto until = steady_clock::now() + patience;
  feed(pipe, input, until);
  return wait_for(child, program, until);
}

}  // namespace sixscope::apps
