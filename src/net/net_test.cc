#include <gtest/gtest.h>

#include "net/ip_address.h"
#include "net/prefix.h"

namespace sixscope::net {
namespace {

TEST(IpAddress, ReadsAndWritesBothFamilies) {
  const struct {
    const char* name;
    const char* text;
    const char* canonical;
  } cases[] = {
      {"dotted", "192.0.2.1", "192.0.2.1"},
      {"full", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
      {"unspecified", "::", "::"},
      {"mapped prints dotted", "::ffff:192.0.2.1", "192.0.2.1"},
  };
  for (const auto& [name, text, canonical] : cases) {
    SCOPED_TRACE(name);
    const auto address = IpAddress::parse(text);
    ASSERT_TRUE(address);
    EXPECT_EQ(address->to_string(), canonical);
  }
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  for (const char* text :
       {"", "1.2.3", "1.2.3.4.5", "::1%eth0", "2001:db8::/32", "g::", "1.2.3.4/8", " ::1",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(IpAddress::parse(text));
  }
}

TEST(IpAddress, HalvesAndBytesAgree) {
  const auto address = IpAddress::from_halves(0x20010db800000001, 0xff);
  EXPECT_EQ(address.to_string(), "2001:db8:0:1::ff");
  EXPECT_EQ(address.high(), 0x20010db800000001U);
  EXPECT_EQ(IpAddress::v4(0xc0000201).v4_value(), 0xc0000201U);
  EXPECT_TRUE(IpAddress::v4(0).is_unspecified());
}

TEST(Prefix, HoldsBothFamiliesAndRefusesHostBits) {
  EXPECT_EQ(Prefix::parse("192.0.2.0/24")->length(), 120);
  EXPECT_EQ(Prefix::parse("192.0.2.0/24")->to_string(), "192.0.2.0/24");
  EXPECT_EQ(Prefix::parse("2001:db8::/32")->to_string(), "2001:db8::/32");
  EXPECT_EQ(Prefix::parse("2001:db8::1")->length(), 128);
  EXPECT_FALSE(Prefix::parse("192.0.2.1/24"));
  EXPECT_FALSE(Prefix::parse("192.0.2.0/33"));
  EXPECT_FALSE(Prefix::parse("2001:db8::/129"));
  EXPECT_FALSE(Prefix::parse("2001:db8::/x"));
  EXPECT_TRUE(Prefix::parse("2001:db8::/32")->contains(*IpAddress::parse("2001:db8:ffff::1")));
  EXPECT_FALSE(Prefix::parse("2001:db8::/32")->contains(*IpAddress::parse("2001:db9::1")));
}

}  // namespace
}  // namespace sixscope::net
