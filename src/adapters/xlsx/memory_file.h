#pragma once

#include <optional>
#include <string>

namespace sixscope::adapters {

/// Where a library writes its file: memory that has a path as long as this lives.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }
  [[nodiscard]] bool is_open() const { return handle_ >= 0; }
  /// All that was written; nothing where it cannot be read.
  [[nodiscard]] std::optional<std::string> bytes() const;

 private:
  int handle_;
};

}  // namespace sixscope::adapters
