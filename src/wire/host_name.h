#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::wire {

/// A host name as a table key: lower case, labels joined by dots, no final dot; the root is empty.
/// Held in place, so names read from packets cost no allocation and borrow nothing.
class HostName {
 public:
  /// RFC 1035 s.2.3.4: 255 octets with all lengths, so 253 as text.
  static constexpr std::size_t kTextMax = 253;

  /// Reads dotted text as TLS and HTTP carry it; a final dot is dropped. `malformed` if it is too
  /// long, has an empty label, or a byte no host name has (control, space, past ASCII).
  static Result<HostName> from_text(ByteView text);

  /// Appends one label, 1 to 63 bytes. False, and nothing appended, if it has a dot or a byte no
  /// host name has, or the name grows too long.
  [[nodiscard]] bool append_label(ByteView label);

  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  friend bool operator==(const HostName& a, const HostName& b) { return a.view() == b.view(); }

 private:
  std::array<char, kTextMax> text_{};
  std::uint8_t size_ = 0;
};

}  // namespace sixscope::wire
