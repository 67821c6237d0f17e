#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "base/result.h"

namespace sixscope::apps {

/// The only process that works on something: an exclusive flock(2) on a file, which holds the
/// number of the process. The kernel ends it with the process, however that dies; the file stays
/// and means nothing. A child that runs another program does not inherit it.
class FileLock {
 public:
  /// Makes `file`, and its folder, if missing. `unavailable`, with the holder, if another process
  /// still has it after `patience`, or if the file cannot be made.
  static Result<std::unique_ptr<FileLock>> take(const std::filesystem::path& file,
                                                std::chrono::milliseconds patience = {});
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace sixscope::apps
