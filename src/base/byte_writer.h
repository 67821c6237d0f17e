#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace sixscope {

/// Builds network-order bytes: the mirror of ByteReader, for encoders, simulators and tests.
class ByteWriter {
 public:
  ByteWriter& u8(std::uint64_t value) { return uint(value, 1); }
  ByteWriter& u16(std::uint64_t value) { return uint(value, 2); }
  ByteWriter& u32(std::uint64_t value) { return uint(value, 4); }
  ByteWriter& u64(std::uint64_t value) { return uint(value, 8); }
  /// The low `count` (0 to 8) bytes of `value`.
  ByteWriter& uint(std::uint64_t value, std::size_t count) {
    for (std::size_t i = count; i-- > 0;) {
      bytes_.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
    return *this;
  }
  ByteWriter& bytes(ByteView view) {
    bytes_.insert(bytes_.end(), view.begin(), view.end());
    return *this;
  }
  ByteWriter& text(std::string_view view) { return bytes(std::as_bytes(std::span(view))); }
  ByteWriter& zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
  }
  /// Overwrites 2 bytes at `offset`, which must lie inside what is written: for length fields.
  ByteWriter& set_u16(std::size_t offset, std::uint16_t value) {
    bytes_.at(offset) = static_cast<std::byte>(value >> 8U);
    bytes_.at(offset + 1) = static_cast<std::byte>(value);
    return *this;
  }
  /// Overwrites 4 bytes at `offset`, which must lie inside what is written.
  ByteWriter& set_u32(std::size_t offset, std::uint32_t value) {
    set_u16(offset, static_cast<std::uint16_t>(value >> 16U));
    return set_u16(offset + 2, static_cast<std::uint16_t>(value));
  }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] ByteView view() const { return bytes_; }
  /// Forgets what was written but keeps the memory.
  void clear() { bytes_.clear(); }
  [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace sixscope
