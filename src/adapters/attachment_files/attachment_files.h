#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/attachment_store.h"

namespace sixscope::adapters {

/// Attachments as files below a folder: ab/cdef... by the SHA-256 of their bytes, mode 0600.
/// Written beside, synchronised and renamed. Safe from any thread and several processes.
class AttachmentFiles final : public registry::BlobStore {
 public:
  /// The folder is made with the first file.
  explicit AttachmentFiles(std::string folder) : folder_(std::move(folder)) {}

  /// `malformed` unless `sha256` is 64 hexadecimal digits; `unavailable` if the disk refuses.
  Result<void> put(std::string_view sha256, std::string_view bytes) override;
  [[nodiscard]] Result<std::string> get(std::string_view sha256) const override;

 private:
  const std::string folder_;
  std::atomic<std::uint64_t> written_{0};
};

}  // namespace sixscope::adapters
