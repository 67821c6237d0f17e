#include "apps/capture_exports.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "decode/carried_exports.h"
#include "decode/export_guess.h"

namespace sixscope::apps {

Result<std::unique_ptr<FileBytes>> FileBytes::open(const std::string& path) {
  const int file = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return fail_because(path + ": " + std::strerror(errno), Errc::not_found,
                        "the file cannot be opened");
  }
  return std::unique_ptr<FileBytes>(new FileBytes(file));
}

FileBytes::~FileBytes() { ::close(file_); }

Result<std::size_t> FileBytes::read(std::span<std::byte> into) {
  if (!keeping_ && given_again_ < kept_.size()) {
    const auto again = std::span(kept_).subspan(given_again_);
    const std::size_t count = std::min(again.size(), into.size());
    std::copy_n(again.begin(), count, into.begin());
    given_again_ += count;
    return count;
  }
  for (;;) {
    const ssize_t got = ::read(file_, into.data(), into.size());
    if (got >= 0) {
      if (keeping_) {
        kept_.insert(kept_.end(), into.begin(), into.begin() + got);
      }
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) {
      return fail_because(std::strerror(errno), Errc::unavailable, "the file cannot be read");
    }
  }
}

namespace {

Result<bool> first_packets_are_exports(wire::ByteSource& source) {
  constexpr int kPacketsLookedAt = 256;
  wire::CaptureReader reader(source);
  std::uint64_t sessions = 0;
  decode::CarriedExports carried(sessions);
  for (int i = 0; i < kPacketsLookedAt; ++i) {
    const auto packet = reader.next();
    if (!packet) {
      return fail_like(packet);
    }
    if (!*packet) {
      break;
    }
    if (std::ranges::any_of(carried.add(**packet), decode::looks_like_export,
                            &flow::Datagram::payload)) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<bool> holds_exports(FileBytes& file) {
  file.keep();
  auto found = first_packets_are_exports(file);
  file.rewind();
  return found;
}

}  // namespace sixscope::apps
