#include "polling/oid.h"

#include <algorithm>
#include <charconv>

namespace sixscope::polling {

Result<Oid> Oid::parse(std::string_view text) {
  constexpr std::string_view kRule = "an object identifier: numbers with points between them";
  if (text.starts_with('.')) {
    text.remove_prefix(1);
  }
  std::vector<std::uint32_t> parts;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (parts.size() < kPartsMax) {
    std::uint32_t part = 0;
    const auto [stop, wrong] = std::from_chars(at, end, part);
    if (wrong != std::errc{}) {
      return fail(Errc::malformed, kRule);
    }
    parts.push_back(part);
    if (stop == end) {
      return Oid(std::move(parts));
    }
    if (*stop != '.') {
      return fail(Errc::malformed, kRule);
    }
    at = stop + 1;
  }
  return fail(Errc::out_of_range, "an object identifier has at most 128 parts (RFC 2578 s.3.5)");
}

std::string Oid::to_string() const {
  std::string text;
  for (const std::uint32_t part : parts_) {
    text += text.empty() ? "" : ".";
    text += std::to_string(part);
  }
  return text;
}

bool Oid::starts_with(const Oid& other) const {
  return size() >= other.size() && std::ranges::equal(parts().first(other.size()), other.parts());
}

Oid Oid::after(std::size_t parts) const {
  return Oid({parts_.begin() + static_cast<std::ptrdiff_t>(parts), parts_.end()});
}

Oid Oid::first(std::size_t parts) const {
  return Oid({parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(parts)});
}

}  // namespace sixscope::polling
