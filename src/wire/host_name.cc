#include "wire/host_name.h"

#include <algorithm>

namespace sixscope::wire {

Result<HostName> HostName::from_text(ByteView text) {
  constexpr std::byte kDot{'.'};
  if (!text.empty() && text.back() == kDot) {
    text = text.first(text.size() - 1);
  }
  HostName name;
  while (!text.empty()) {
    const auto dot = std::find(text.begin(), text.end(), kDot);
    const auto size = static_cast<std::size_t>(dot - text.begin());
    if (!name.append_label(text.first(size)) || size + 1 == text.size()) {
      return fail(Errc::malformed, "RFC 1123 s.2.1: not a host name");
    }
    text = text.subspan(std::min(size + 1, text.size()));
  }
  return name;
}

bool HostName::append_label(ByteView label) {
  constexpr std::size_t kLabelMax = 63;
  const std::size_t dot = size_ == 0 ? 0 : 1;
  if (label.empty() || label.size() > kLabelMax || size_ + dot + label.size() > kTextMax) {
    return false;
  }
  std::size_t at = size_ + dot;
  for (const std::byte byte : label) {
    const auto c = std::to_integer<unsigned char>(byte);
    if (c <= ' ' || c >= 0x7f || c == '.') {
      return false;
    }
    text_[at++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  if (dot != 0) {
    text_[size_] = '.';
  }
  size_ = static_cast<std::uint8_t>(at);
  return true;
}

}  // namespace sixscope::wire
