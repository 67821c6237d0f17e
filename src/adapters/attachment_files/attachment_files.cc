#include "adapters/attachment_files/attachment_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/whole_file.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigits = 64;
constexpr std::size_t kFolderDigits = 2;
constexpr std::string_view kCannot = "an attachment cannot be written; is there room?";
constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

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
  return fail_because(path.string() + ": " + std::strerror(errno), Errc::unavailable, kCannot);
}

bool make_folder(const fs::path& folder) {
  return ::mkdir(folder.c_str(), kFolderMode) == 0 || errno == EEXIST;
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
  if (const auto kept =
          write_whole(path, bytes, {.rule = kCannot, .beside = beside, .mode = kFileMode});
      !kept) {
    return kept;
  }
  return force_folder(folder_) ? Result<void>() : broken(folder_);
}

Result<std::string> AttachmentFiles::get(std::string_view sha256) const {
  if (!is_sha256(sha256)) {
    return fail(Errc::malformed, "an attachment is named by 64 hexadecimal digits");
  }
  auto bytes = read_whole(path_of(folder_, sha256));
  if (!bytes) {
    return fail_because(bytes.error().detail, bytes.error().code,
                        bytes.error().code == Errc::not_found
                            ? "the attachment's file is not there"
                            : "the attachment's file cannot be read");
  }
  return bytes;
}

}  // namespace sixscope::adapters
