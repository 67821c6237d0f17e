#include "net/prefix.h"

#include <charconv>

#include "base/check.h"

namespace sixscope::net {
namespace {

// A mask of the leading `bits` (any value; clamped to 0..64) bits of a half.
std::uint64_t leading(int bits) {
  if (bits <= 0) {
    return 0;
  }
  return bits >= 64 ? ~std::uint64_t{0} : ~(~std::uint64_t{0} >> static_cast<unsigned>(bits));
}

}  // namespace

Prefix Prefix::containing(IpAddress address, int length) {
  SIXSCOPE_CHECK(length >= 0 && length <= 128);
  return {IpAddress::from_halves(address.high() & leading(length),
                                 address.low() & leading(length - 64)),
          static_cast<std::uint8_t>(length)};
}

Result<Prefix> Prefix::make(IpAddress address, int length) {
  if (length < 0 || length > 128) {
    return fail_because(std::to_string(length), Errc::out_of_range, "prefix length over 128");
  }
  const Prefix prefix = containing(address, length);
  if (prefix.address_ != address) {
    return fail_because(address.to_string() + "; did you mean " + prefix.to_string() + "?",
                        Errc::malformed, "bits are set behind the prefix length");
  }
  return prefix;
}

Result<Prefix> Prefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) {
    return fail_like(address);
  }
  const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  if (slash == std::string_view::npos) {
    return make(*address, 128);
  }
  const std::string_view digits = text.substr(slash + 1);
  int length = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  const int most = v4 ? 32 : 128;
  if (error != std::errc() || end != digits.data() + digits.size() || length < 0 || length > most) {
    return fail_because("'" + std::string(text.substr(0, 64)) + "'", Errc::out_of_range,
                        v4 ? "prefix length must be 0 to 32" : "prefix length must be 0 to 128");
  }
  return make(*address, v4 ? 96 + length : length);
}

std::string Prefix::to_string() const {
  return address_.to_string() + "/" + std::to_string(is_v4() ? length_ - 96 : length_);
}

}  // namespace sixscope::net
