#include "adapters/files/file_text.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace sixscope::adapters {

Result<std::string> read_file_text(const std::string& path) {
  const auto close = [](std::FILE* file) { static_cast<void>(std::fclose(file)); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (file == nullptr) {
    return fail_because(path + ": " + std::strerror(errno), Errc::not_found,
                        "the file cannot be opened");
  }
  std::string text;
  constexpr std::size_t kStep = std::size_t{1} << 20U;
  while (true) {
    const std::size_t size = text.size();
    if (size > kFileBytesMax) {
      return fail_because(path, Errc::out_of_range, "the file is larger than 2 GiB");
    }
    text.resize(size + kStep);
    const std::size_t got = std::fread(text.data() + size, 1, kStep, file.get());
    text.resize(size + got);
    if (got < kStep) {
      break;
    }
  }
  if (std::ferror(file.get()) != 0) {
    return fail_because(path + ": " + std::strerror(errno), Errc::unavailable,
                        "the file cannot be read");
  }
  return text;
}

}  // namespace sixscope::adapters
