#include "api/host_name.h"

#include <gmock/gmock.h>

namespace sixscope::api {
namespace {

TEST(HostOf, TakesTheNameOutOfAnAuthority) {
  const std::pair<const char*, const char*> cases[] = {
      {"localhost", "localhost"},
      {"LocalHost:8666", "localhost"},
      {"v6.example.net.:443", "v6.example.net"},
      {"192.0.2.1:80", "192.0.2.1"},
      {"[2001:DB8::1]:80", "2001:db8::1"},
      {"[::1]", "::1"},
      // None of these names a host.
      {"", ""},
      {"[::1", ""},
      {"[localhost]", ""},
      {"::1", ""},
      {"a b", ""},
      {"user@host", ""},
      {"host:port", ""},
      {"host/path", ""},
      {"\xE5\xB9\xBF.example", ""},
  };
  for (const auto& [authority, host] : cases) {
    EXPECT_EQ(host_of(authority), host) << authority;
  }
}

TEST(HostOf, OfARequestIsItsOneHost) {
  http::Request request;
  EXPECT_EQ(host_of(request), "");
  request.headers.add("HOST", "a.example:1");
  EXPECT_EQ(host_of(request), "a.example");
  request.headers.add("Host", "b.example");
  EXPECT_EQ(host_of(request), "") << "two are none";
}

TEST(IsLoopback, OfHostsAndAddresses) {
  for (const char* yes : {"localhost", "127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_loopback_host(yes)) << yes;
  }
  for (const char* no : {"", "localhost.example", "127.0.0.1.example", "128.0.0.1", "::", "0.0.0.0",
                         "::2", "1::1", "127.1"}) {
    EXPECT_FALSE(is_loopback_host(no)) << no;
  }
  EXPECT_FALSE(is_loopback_address("localhost")) << "a name, whatever it stands for";
}

TEST(ClientOf, IsAnAddressOrANetwork) {
  EXPECT_EQ(client_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(client_of("fe80::1%eth0"), "fe80::");
  EXPECT_EQ(client_of("nobody"), "nobody");
}

}  // namespace
}  // namespace sixscope::api
