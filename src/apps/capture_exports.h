#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "wire/pcap.h"

namespace sixscope::apps {

/// A file or standard input, read in large pieces.
class FileBytes final : public wire::ByteSource {
 public:
  /// "-" is standard input.
  static Result<std::unique_ptr<FileBytes>> open(const std::string& path);
  ~FileBytes() override;
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  Result<std::size_t> read(std::span<std::byte> into) override;

  /// Keeps what is read from here on, in memory, for `rewind`.
  void keep() { keeping_ = true; }
  /// Goes back to where `keep` was called; once only.
  void rewind() { keeping_ = false; }

 private:
  explicit FileBytes(int file) : file_(file) {}
  int file_;
  bool keeping_ = false;
  std::vector<std::byte> kept_;
  std::size_t given_again_ = 0;  ///< Of those kept.
};

/// True if `file`, just opened, holds export datagrams rather than traffic, by its first packets.
/// It can then be read from its beginning.
[[nodiscard]] Result<bool> holds_exports(FileBytes& file);

}  // namespace sixscope::apps
