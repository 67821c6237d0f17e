#include "base/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace sixscope {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> broken(const fs::path& path, std::string_view rule) {
  return fail_because(path.string() + ": " + std::strerror(errno), Errc::unavailable, rule);
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) {
    ::close(number_);
  }
}

bool Descriptor::write_all(ByteView bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(number_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

bool force_folder(const fs::path& folder) {
  const fs::path named = folder.empty() ? fs::path(".") : folder;
  const Descriptor directory(::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.ok() && ::fsync(directory.number()) == 0;
}

Result<std::string> read_whole(const fs::path& path) {
  constexpr std::string_view kCannot = "the file cannot be read";
  constexpr std::size_t kPiece = std::size_t{1} << 16U;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) {
    return fail_because(path.string() + ": " + std::strerror(errno), Errc::not_found, kCannot);
  }
  std::string bytes;
  for (std::size_t filled = 0;;) {
    bytes.resize(std::max(filled + kPiece, filled * 2));
    const ssize_t count = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return broken(path, kCannot);
    }
    filled += static_cast<std::size_t>(count);
    if (count == 0) {
      bytes.resize(filled);
      return bytes;
    }
  }
}

Result<void> write_whole(const fs::path& path, ByteView bytes, const WholeFile& how) {
  const fs::path beside = how.beside.empty() ? fs::path(path.string() + ".part") : how.beside;
  {
    const Descriptor file(
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, how.mode));
    if (!file.ok() || !file.write_all(bytes) || (how.forced && ::fdatasync(file.number()) != 0)) {
      const auto failed = broken(beside, how.rule);
      if (file.ok()) {
        ::unlink(beside.c_str());
      }
      return failed;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    const auto failed = broken(path, how.rule);
    ::unlink(beside.c_str());
    return failed;
  }
  if (how.forced && !force_folder(path.parent_path())) {
    return broken(path.parent_path(), how.rule);
  }
  return {};
}

}  // namespace sixscope
