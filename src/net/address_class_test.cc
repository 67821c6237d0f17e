#include "net/address_class.h"

#include <gtest/gtest.h>

namespace sixscope::net {
namespace {

TEST(AddressClass, EachBlockFromItsFirstToItsLastAddress) {
  const struct {
    const char* address;
    AddressClass expected;
  } cases[] = {
      {"::", AddressClass::unspecified},
      {"::1", AddressClass::loopback},
      {"::2", AddressClass::reserved},
      {"2000::", AddressClass::global},
      {"240e::1", AddressClass::global},
      {"3ffe:ffff:ffff::", AddressClass::global},
      {"3fff::", AddressClass::documentation},
      {"3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", AddressClass::documentation},
      {"3fff:1000::", AddressClass::global},
      {"4000::", AddressClass::reserved},
      {"2001::", AddressClass::teredo},
      {"2001:0:ffff:ffff:ffff:ffff:ffff:ffff", AddressClass::teredo},
      {"2001:1::", AddressClass::global},
      {"2001:2::", AddressClass::benchmarking},
      {"2001:2:1::", AddressClass::global},
      {"2001:db8:ffff::", AddressClass::documentation},
      {"2001:db9::", AddressClass::global},
      {"2002::", AddressClass::six_to_four},
      {"2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", AddressClass::six_to_four},
      {"2003::", AddressClass::global},
      {"64:ff9b::", AddressClass::nat64},
      {"64:ff9b::ffff:ffff", AddressClass::nat64},
      {"64:ff9b::1:0:0", AddressClass::reserved},
      {"64:ff9b:1:ffff:ffff::", AddressClass::nat64},
      {"64:ff9b:2::", AddressClass::reserved},
      {"100::1", AddressClass::discard},
      {"100:0:0:1::", AddressClass::reserved},
      {"fbff::", AddressClass::reserved},
      {"fc00::", AddressClass::unique_local},
      {"fdff:ffff::", AddressClass::unique_local},
      {"fe7f::", AddressClass::reserved},
      {"fe80::1", AddressClass::link_local},
      {"febf:ffff::", AddressClass::link_local},
      {"fec0::", AddressClass::site_local},
      {"ff02::1", AddressClass::multicast},
      {"0.0.0.1", AddressClass::unspecified},
      {"10.255.255.255", AddressClass::private_use},
      {"11.0.0.0", AddressClass::global},
      {"100.63.255.255", AddressClass::global},
      {"100.64.0.0", AddressClass::shared},
      {"100.127.255.255", AddressClass::shared},
      {"100.128.0.0", AddressClass::global},
      {"127.0.0.1", AddressClass::loopback},
      {"169.254.1.1", AddressClass::link_local},
      {"172.15.255.255", AddressClass::global},
      {"172.16.0.0", AddressClass::private_use},
      {"172.32.0.0", AddressClass::global},
      {"192.0.2.255", AddressClass::documentation},
      {"192.168.255.255", AddressClass::private_use},
      {"198.19.255.255", AddressClass::benchmarking},
      {"198.51.100.1", AddressClass::documentation},
      {"203.0.113.1", AddressClass::documentation},
      {"223.255.255.255", AddressClass::global},
      {"224.0.0.5", AddressClass::multicast},
      {"240.0.0.1", AddressClass::reserved},
      {"255.255.255.255", AddressClass::multicast},
  };
  for (const auto& [address, expected] : cases) {
    EXPECT_EQ(classify(*IpAddress::parse(address)), expected) << address;
  }
}

// At both ends of every block of 256 addresses.
TEST(AddressClass, TheListOfBlocksSaysWhatTheClassSays) {
  const auto blocks = special_v4_blocks();
  auto block = blocks.begin();
  for (std::uint64_t at = 0; at <= 0xffffffffU; at += at % 256 == 255 ? 1 : 255) {
    const auto address = static_cast<std::uint32_t>(at);
    while (block != blocks.end() && block->last < address) {
      ++block;
    }
    const bool listed = block != blocks.end() && block->first <= address;
    ASSERT_EQ(classify(IpAddress::v4(address)),
              listed ? block->address_class : AddressClass::global)
        << IpAddress::v4(address).to_string();
  }
}

}  // namespace
}  // namespace sixscope::net
