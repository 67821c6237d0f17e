#pragma once

#include <sys/types.h>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope {

/// An open file descriptor, closed with its owner. One that could not be opened is kept as it is.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool ok() const { return number_ >= 0; }
  /// False if the file did not take them all; errno says why.
  [[nodiscard]] bool write_all(ByteView bytes) const;

 private:
  int number_;
};

/// How `write_whole` writes.
struct WholeFile {
  std::string_view rule = "a file cannot be written";  ///< Of its error. Static.
  std::filesystem::path beside = {};  ///< Written first, in the same folder; empty: path + ".part".
  mode_t mode = 0644;
  bool forced = true;  ///< Bytes and name are on the disk before the call returns.
};

/// Writes a file so that a reader, a crash or a full disk finds the old content or the new, never a
/// part: beside, then renamed. Two writers of one path at a time need two names beside it.
///
/// @errors unavailable, with the path and the system's word; nothing is left beside.
[[nodiscard]] Result<void> write_whole(const std::filesystem::path& path, ByteView bytes,
                                       const WholeFile& how = {});
[[nodiscard]] inline Result<void> write_whole(const std::filesystem::path& path,
                                              std::string_view text, const WholeFile& how = {}) {
  return write_whole(path, std::as_bytes(std::span(text)), how);
}

/// The file's bytes.
///
/// @errors not_found if it cannot be opened; unavailable if it cannot be read to its end.
[[nodiscard]] Result<std::string> read_whole(const std::filesystem::path& path);

/// Forces the names in a folder to the disk; errno says why not.
[[nodiscard]] bool force_folder(const std::filesystem::path& folder);

}  // namespace sixscope
