#include "apps/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>

namespace sixscope::apps {
namespace {

constexpr std::chrono::milliseconds kPoll{20};

// "process 123", as far as the holder has come with saying so.
std::string holder(int descriptor) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  int pid = 0;
  std::from_chars(text.data(), text.data() + (size > 0 ? size : 0), pid);
  return pid > 0 ? fmt::format("process {}", pid) : "another process";
}

}  // namespace

Result<std::unique_ptr<FileLock>> FileLock::take(const std::filesystem::path& file,
                                                 std::chrono::milliseconds patience) {
  std::error_code wrong;
  std::filesystem::create_directories(file.parent_path(), wrong);
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return fail_because(file.string() + ": " + std::strerror(errno), Errc::unavailable,
                        "the lock file cannot be opened; may this user write there?");
  }
  std::unique_ptr<FileLock> lock(new FileLock(descriptor));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return fail_because(file.string() + ": " + std::strerror(errno), Errc::unavailable,
                          "the file system gives no lock");
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail_because(fmt::format("{} holds {}; end it, or use another directory",
                                      holder(descriptor), file.string()),
                          Errc::unavailable, "the data directory is in use");
    }
    std::this_thread::sleep_for(kPoll);
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  // On a full disk the number is missing from messages; the lock holds all the same.
  if (::ftruncate(descriptor, 0) == 0) {
    static_cast<void>(::pwrite(descriptor, pid.data(), pid.size(), 0) == 0);
  }
  return lock;
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace sixscope::apps
