#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace sixscope {

/// Bytes from outside, borrowed. Whoever holds one must not outlive the buffer behind it.
using ByteView = std::span<const std::byte>;

/// The unsigned integer in `count` (0 to 8) network-order bytes at `bytes`.
[[nodiscard]] inline std::uint64_t big_endian(const std::byte* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value = value << 8U | std::to_integer<std::uint64_t>(bytes[i]);
  }
  return value;
}

/// A fixed-width T in network order at `bytes`: one load and one swap.
template <class T>
[[nodiscard]] inline T load_big_endian(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (sizeof(T) == 1) {
    return value;
  } else if constexpr (sizeof(T) == 2) {
    return static_cast<T>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
  } else if constexpr (sizeof(T) == 4) {
    return static_cast<T>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
  } else {
    static_assert(sizeof(T) == 8);
    return static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
  }
}

/// A cursor over network-order bytes that cannot leave them.
///
/// Reading past the end yields zeroes and makes `ok()` false for good, so a decoder reads a whole
/// header first and checks once. A nested structure gets a reader of its own from `take`, which
/// moves this one past it: two cursors never share a byte.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint8_t u8() { return fixed<std::uint8_t>(); }
  [[nodiscard]] std::uint16_t u16() { return fixed<std::uint16_t>(); }
  [[nodiscard]] std::uint32_t u32() { return fixed<std::uint32_t>(); }
  [[nodiscard]] std::uint64_t u64() { return fixed<std::uint64_t>(); }
  /// An unsigned integer of `count` (0 to 8) bytes.
  [[nodiscard]] std::uint64_t uint(std::size_t count) {
    const ByteView taken = take(count);
    return big_endian(taken.data(), taken.size());
  }

  /// The next `count` bytes; empty, and the reader failed, if fewer remain.
  [[nodiscard]] ByteView take(std::size_t count) {
    if (count > remaining()) [[unlikely]] {
      offset_ = bytes_.size();
      ok_ = false;
      return {};
    }
    const ByteView taken = bytes_.subspan(offset_, count);
    offset_ += count;
    return taken;
  }

  /// All bytes that are left.
  [[nodiscard]] ByteView rest() { return take(remaining()); }

  void skip(std::size_t count) { static_cast<void>(take(count)); }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - offset_; }

 private:
  template <class T>
  [[nodiscard]] T fixed() {
    const ByteView taken = take(sizeof(T));
    return taken.empty() ? T{0} : load_big_endian<T>(taken.data());
  }

  ByteView bytes_;
  std::size_t offset_ = 0;
  bool ok_ = true;
};

}  // namespace sixscope
