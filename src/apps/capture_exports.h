#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "wire/pcap.h"

namespace sixscope::apps {

/// A file, read in large pieces.
class FileBytes final : public wire::ByteSource {
 public:
  static Result<std::unique_ptr<FileBytes>> open(const std::string& path);
  ~FileBytes() override;
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  Result<std::size_t> read(std::span<std::byte> into) override;

 private:
  explicit FileBytes(int file) : file_(file) {}
  int file_;
};

/// True if the file at `path` holds export datagrams rather than traffic, by its first packets.
[[nodiscard]] Result<bool> holds_exports(const std::string& path);

}  // namespace sixscope::apps
