#include "adapters/xlsx/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

namespace sixscope::adapters {

MemoryFile::MemoryFile() : handle_(memfd_create("workbook", MFD_CLOEXEC)) {}

MemoryFile::~MemoryFile() {
  if (handle_ >= 0) {
    close(handle_);
  }
}

std::optional<std::string> MemoryFile::bytes() const {
  const auto end = lseek(handle_, 0, SEEK_END);
  std::string all(end > 0 ? static_cast<std::size_t>(end) : 0, '\0');
  for (std::size_t at = 0; at < all.size();) {
    const auto got = pread(handle_, all.data() + at, all.size() - at, static_cast<off_t>(at));
    if (got <= 0) {
      return std::nullopt;
    }
    at += static_cast<std::size_t>(got);
  }
  return all;
}

}  // namespace sixscope::adapters
