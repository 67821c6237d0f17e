#include "adapters/http_server/client.h"

#include <gtest/gtest.h>

#include <string_view>

namespace sixscope::adapters {
namespace {

net::IpAddress client(std::string_view peer) {
  return client_of(net::IpAddress::parse(peer).value());
}

TEST(ClientOf, IsAnIpv4AddressOrAnIpv6Network) {
  EXPECT_EQ(client("192.0.2.1"), client("::ffff:192.0.2.1"));
  EXPECT_NE(client("192.0.2.1"), client("192.0.2.2"));
  EXPECT_EQ(client("2001:db8:0:1::1"), client("2001:db8:0:1:ffff::2"));
  EXPECT_NE(client("2001:db8:0:1::1"), client("2001:db8:0:2::1"));
  EXPECT_NE(client("::1"), client("127.0.0.1"));
}

}  // namespace
}  // namespace sixscope::adapters
