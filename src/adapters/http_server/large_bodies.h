#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace sixscope::adapters {

/// Bodies beyond the usual size, of which few may be in memory at once. Used by one thread.
class LargeBodies {
 public:
  explicit LargeBodies(std::size_t most) : most_(most), taken_(std::make_shared<std::size_t>(0)) {}

  /// One of the places, free again when it is destroyed; null: none was free.
  using Place = std::shared_ptr<void>;
  [[nodiscard]] Place take();

  /// Whether a body is or may be beyond `usual` bytes; nothing is announced where it is chunked.
  [[nodiscard]] static bool is_large(std::optional<std::uint64_t> announced, std::size_t usual) {
    return !announced || *announced > usual;
  }
  /// How much longer such a body may take: a second each 64 KiB.
  [[nodiscard]] static std::chrono::seconds time_for(std::optional<std::uint64_t> announced,
                                                     std::size_t most);

 private:
  std::size_t most_;
  std::shared_ptr<std::size_t> taken_;  ///< Places outlive the owner while a handler runs.
};

}  // namespace sixscope::adapters
