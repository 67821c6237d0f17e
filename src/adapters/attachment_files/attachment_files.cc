#include "adapters/attachment_files/attachment_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigits = 64;
constexpr std::size_t kFolderDigits = 2;
constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

/// An open descriptor, closed with it.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// The name becomes a path, so it must be nothing else than digits.
bool is_sha256(std::string_view text) {
  return text.size() == kDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

fs::path path_of(const std::string& folder, std::string_view sha256) {
  return fs::path(folder) / sha256.substr(0, kFolderDigits) / sha256.substr(kFolderDigits);
}

tl::unexpected<Error> broken(const fs::path& path) {
  return fail_because(path.string() + ": " + std::strerror(errno), Errc::unavailable,
                      "an attachment cannot be written; is there room?");
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool make_folder(const fs::path& folder) {
  return ::mkdir(folder.c_str(), kFolderMode) == 0 || errno == EEXIST;
}

bool synchronise(const fs::path& folder) {
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.number() >= 0 && ::fsync(directory.number()) == 0;
}

}  // namespace

Result<void> AttachmentFiles::put(std::string_view sha256, std::string_view bytes) {
  if (!is_sha256(sha256)) {
    return fail(Errc::malformed, "an attachment is named by 64 hexadecimal digits");
  }
  const fs::path path = path_of(folder_, sha256);
  std::error_code wrong;
  if (fs::file_size(path, wrong) == bytes.size() && !wrong) {
    return {};
  }
  if (!make_folder(folder_) || !make_folder(path.parent_path())) {
    return broken(path.parent_path());
  }
  const fs::path beside =
      path.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(++written_) + ".part";
  {
    const Descriptor file(
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode));
    if (file.number() < 0 || !write_all(file.number(), bytes) || ::fsync(file.number()) != 0) {
      const auto failed = broken(beside);
      ::unlink(beside.c_str());
      return failed;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0 || !synchronise(path.parent_path()) ||
      !synchronise(folder_)) {
    const auto failed = broken(path);
    ::unlink(beside.c_str());
    return failed;
  }
  return {};
}

Result<std::string> AttachmentFiles::get(std::string_view sha256) const {
  if (!is_sha256(sha256)) {
    return fail(Errc::malformed, "an attachment is named by 64 hexadecimal digits");
  }
  const fs::path path = path_of(folder_, sha256);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail_because(path.string(), Errc::not_found, "the attachment's file is not there");
  }
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) {
    return fail_because(path.string(), Errc::unavailable, "the attachment's file cannot be read");
  }
  return bytes;
}

}  // namespace sixscope::adapters
