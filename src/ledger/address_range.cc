#include "ledger/address_range.h"

#include <bit>

#include "net/ip_address.h"
#include "net/prefix.h"

namespace sixscope::ledger {
namespace {

constexpr int kBits = 32;
constexpr int kV4InV6 = 96;  // A length of IPv4 counts behind ::ffff:0:0/96.

}  // namespace

std::optional<AddressRange> range_of(std::string_view prefix) {
  const auto block = net::Prefix::parse(prefix);
  if (!block || !block->is_v4()) {
    return std::nullopt;
  }
  const std::uint32_t first = block->address().v4_value();
  const std::uint64_t count = std::uint64_t{1}
                              << static_cast<unsigned>(kV4InV6 + kBits - block->length());
  return AddressRange{.first = first, .last = static_cast<std::uint32_t>(first + (count - 1))};
}

std::optional<std::uint32_t> ipv4_address(std::string_view text) {
  const auto address = net::IpAddress::parse(text);
  return address && address->is_v4() ? std::optional(address->v4_value()) : std::nullopt;
}

std::string to_string(const AddressRange& range) {
  const std::uint64_t size = size_of(range);
  if (std::has_single_bit(size) && range.first % size == 0) {
    const int length = kV4InV6 + kBits - std::countr_zero(size);
    return net::Prefix::containing(net::IpAddress::v4(range.first), length).to_string();
  }
  return net::IpAddress::v4(range.first).to_string() + "-" +
         net::IpAddress::v4(range.last).to_string();
}

}  // namespace sixscope::ledger
