#include "net/address_class.h"

namespace sixscope::net {
namespace {

AddressClass classify_v4(std::uint32_t value) {
  const auto in = [value](std::uint32_t block, unsigned length) {
    return value >> (32U - length) == block >> (32U - length);
  };
  switch (value >> 24U) {
    case 0:
      return AddressClass::unspecified;
    case 10:
      return AddressClass::private_use;
    case 100:
      return in(0x64400000, 10) ? AddressClass::shared : AddressClass::global;
    case 127:
      return AddressClass::loopback;
    case 169:
      return in(0xa9fe0000, 16) ? AddressClass::link_local : AddressClass::global;
    case 172:
      return in(0xac100000, 12) ? AddressClass::private_use : AddressClass::global;
    case 192:
      return in(0xc0a80000, 16)   ? AddressClass::private_use
             : in(0xc0000200, 24) ? AddressClass::documentation
                                  : AddressClass::global;
    case 198:
      return in(0xc6120000, 15)   ? AddressClass::benchmarking
             : in(0xc6336400, 24) ? AddressClass::documentation
                                  : AddressClass::global;
    case 203:
      return in(0xcb007100, 24) ? AddressClass::documentation : AddressClass::global;
    default:
      break;
  }
  if (value < 0xe0000000) {
    return AddressClass::global;
  }
  return value < 0xf0000000 || value == 0xffffffff ? AddressClass::multicast
                                                   : AddressClass::reserved;
}

// 2000::/3 holds all that is routed, and a few blocks that are special.
AddressClass classify_unicast(std::uint64_t high) {
  const std::uint64_t top = high >> 32U;
  if (top >> 16U == 0x2002) {
    return AddressClass::six_to_four;
  }
  if (top == 0x20010000) {
    return AddressClass::teredo;
  }
  if (top == 0x20010db8 || top >> 12U == 0x3fff0) {
    return AddressClass::documentation;
  }
  return high >> 16U == 0x200100020000 ? AddressClass::benchmarking : AddressClass::global;
}

constexpr std::array<SpecialBlock, 14> kSpecialV4 = {{
    {0x00000000, 0x00ffffff, AddressClass::unspecified},
    {0x0a000000, 0x0affffff, AddressClass::private_use},
    {0x64400000, 0x647fffff, AddressClass::shared},
    {0x7f000000, 0x7fffffff, AddressClass::loopback},
    {0xa9fe0000, 0xa9feffff, AddressClass::link_local},
    {0xac100000, 0xac1fffff, AddressClass::private_use},
    {0xc0000200, 0xc00002ff, AddressClass::documentation},
    {0xc0a80000, 0xc0a8ffff, AddressClass::private_use},
    {0xc6120000, 0xc613ffff, AddressClass::benchmarking},
    {0xc6336400, 0xc63364ff, AddressClass::documentation},
    {0xcb007100, 0xcb0071ff, AddressClass::documentation},
    {0xe0000000, 0xefffffff, AddressClass::multicast},
    {0xf0000000, 0xfffffffe, AddressClass::reserved},
    {0xffffffff, 0xffffffff, AddressClass::multicast},
}};

}  // namespace

std::span<const SpecialBlock> special_v4_blocks() { return kSpecialV4; }

AddressClass classify(const IpAddress& address) {
  const std::uint64_t high = address.high();
  if (high >> 61U == 1) {
    return classify_unicast(high);
  }
  if (address.is_v4()) {
    return classify_v4(address.v4_value());
  }
  const std::uint64_t low = address.low();
  if (high == 0 && low <= 1) {
    return low == 0 ? AddressClass::unspecified : AddressClass::loopback;
  }
  if (high >> 56U == 0xff) {
    return AddressClass::multicast;
  }
  if (high >> 54U == 0xfe80 >> 6U) {
    return AddressClass::link_local;
  }
  if (high >> 54U == 0xfec0 >> 6U) {
    return AddressClass::site_local;
  }
  if (high >> 57U == 0xfc >> 1U) {
    return AddressClass::unique_local;
  }
  if ((high == 0x0064ff9b00000000 && low >> 32U == 0) || high >> 16U == 0x0064ff9b0001) {
    return AddressClass::nat64;
  }
  return high == 0x0100000000000000 ? AddressClass::discard : AddressClass::reserved;
}

}  // namespace sixscope::net
