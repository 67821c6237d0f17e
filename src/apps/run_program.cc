#include "apps/run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>

#include "base/whole_file.h"

namespace sixscope::apps {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLook{20};

// A socket and not a pipe: one that the program closed is an error then, and no signal.
bool send_all(int socket, std::string_view input, Clock::time_point until) {
  while (!input.empty()) {
    const ssize_t sent = ::send(socket, input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      input.remove_prefix(static_cast<std::size_t>(sent));
    } else if (sent < 0 && (errno == EAGAIN || errno == EINTR) && Clock::now() < until) {
      std::this_thread::sleep_for(kLook);
    } else {
      return false;
    }
  }
  return true;
}

// How it ended; nothing where it was still running by then.
std::optional<int> wait_until(pid_t child, Clock::time_point until) {
  for (;;) {
    int status = 0;
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) {
      return status;
    }
    if (ended < 0 && errno != EINTR) {
      return std::nullopt;
    }
    if (Clock::now() >= until) {
      return std::nullopt;
    }
    std::this_thread::sleep_for(kLook);
  }
}

}  // namespace

std::vector<std::string> words_of_command(std::string_view command) {
  std::vector<std::string> words;
  constexpr std::string_view kBlanks = " \t";
  while (true) {
    const std::size_t begin = command.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) {
      return words;
    }
    command.remove_prefix(begin);
    const std::size_t end = std::min(command.find_first_of(kBlanks), command.size());
    words.emplace_back(command.substr(0, end));
    command.remove_prefix(end);
  }
}

Result<void> run_program(const std::vector<std::string>& arguments, std::string_view input,
                         std::chrono::seconds patience) {
  if (arguments.empty()) {
    return fail(Errc::not_found, "no program is named");
  }
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail_because(std::strerror(errno), Errc::unavailable, "a program cannot be started");
  }
  const Descriptor theirs(ends[0]);
  auto ours = std::make_unique<Descriptor>(ends[1]);
  std::vector<std::string> copy = arguments;
  std::vector<char*> words;
  for (std::string& word : copy) {
    words.push_back(word.data());
  }
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.number(), STDIN_FILENO);
  pid_t child = 0;
  const int wrong = ::posix_spawnp(&child, words.front(), &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (wrong != 0) {
    return fail_because(arguments.front() + ": " + std::strerror(wrong), Errc::not_found,
                        "a program cannot be started");
  }
  const auto until = Clock::now() + patience;
  // A program that does not read its input may still be content: its code decides.
  static_cast<void>(send_all(ours->number(), input, until));
  ours.reset();
  const auto status = wait_until(child, until);
  if (!status) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return fail_because(
        arguments.front() + ": not within " + std::to_string(patience.count()) + " s",
        Errc::unavailable, "a program did not end");
  }
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
    return fail_because(arguments.front() + ": " +
                            (WIFEXITED(*status) ? "code " + std::to_string(WEXITSTATUS(*status))
                                                : "signal " + std::to_string(WTERMSIG(*status))),
                        Errc::unavailable, "a program failed");
  }
  return {};
}

}  // namespace sixscope::apps
