#include "wire/tls.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/byte_writer.h"

namespace sixscope::wire {
namespace {

struct Extension {
  std::uint16_t type;
  std::vector<std::byte> body;
};

Extension server_name(std::string_view name) {
  ByteWriter out;
  out.u16(name.size() + 3).u8(0).u16(name.size()).text(name);
  return {.type = 0, .body = out.take()};
}

std::vector<std::byte> hello_of(const std::vector<Extension>& extensions) {
  ByteWriter list;
  for (const Extension& extension : extensions) {
    list.u16(extension.type).u16(extension.body.size()).bytes(extension.body);
  }
  ByteWriter body;
  body.u16(0x0303).zeros(32).u8(32).zeros(32).u16(4).u32(0x13011302).u8(1).u8(0);
  body.u16(list.size()).bytes(list.view());
  ByteWriter out;
  out.u8(1).uint(body.size(), 3).bytes(body.view());
  return out.take();
}

std::vector<std::byte> record_of(const std::vector<std::byte>& handshake) {
  ByteWriter out;
  out.u8(22).u16(0x0301).u16(handshake.size()).bytes(handshake);
  return out.take();
}

const std::vector<std::byte> kOther(7);

TEST(Tls, ReadsTheServerName) {
  const auto payload =
      record_of(hello_of({{.type = 23, .body = kOther}, server_name("WWW.Example.COM")}));
  EXPECT_TRUE(looks_like_client_hello(payload));
  const auto hello = read_tls_client_hello(payload);
  ASSERT_TRUE(hello) << describe(hello.error());
  EXPECT_EQ(hello->server_name.view(), "www.example.com");
  EXPECT_TRUE(hello->complete);
  EXPECT_FALSE(hello->has_ech);
}

TEST(Tls, NotesEncryptedClientHello) {
  const auto hello = read_client_hello(
      hello_of({server_name("public.example"), {.type = 0xfe0d, .body = kOther}}));
  ASSERT_TRUE(hello);
  EXPECT_TRUE(hello->has_ech);
  EXPECT_EQ(hello->server_name.view(), "public.example");
}

TEST(Tls, KnowsAHelloWithoutAName) {
  const auto hello = read_client_hello(hello_of({{.type = 23, .body = {}}}));
  ASSERT_TRUE(hello);
  EXPECT_TRUE(hello->server_name.empty());

  ByteWriter old;  // SSL 3.0: no extensions at all.
  old.u8(1)
      .uint(2 + 32 + 1 + 2 + 2 + 1 + 1, 3)
      .u16(0x0300)
      .zeros(32)
      .u8(0)
      .u16(2)
      .u16(5)
      .u8(1)
      .u8(0);
  EXPECT_TRUE(read_client_hello(old.view())->complete);
}

TEST(Tls, GivesTheSameNameOrACutForEveryPrefix) {
  const auto whole = record_of(hello_of(
      {{.type = 23, .body = kOther}, server_name("a.example"), {.type = 43, .body = kOther}}));
  const std::size_t name_end = whole.size() - (4 + kOther.size());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto hello = read_tls_client_hello(cut);
    if (size < name_end) {
      ASSERT_FALSE(hello) << size;
      EXPECT_EQ(hello.error().code, Errc::truncated) << size;
    } else {
      ASSERT_TRUE(hello) << size;
      EXPECT_EQ(hello->server_name.view(), "a.example");
      EXPECT_FALSE(hello->complete);
    }
  }
}

TEST(Tls, RefusesWhatBreaksItsFormat) {
  auto wrong_type = hello_of({});
  wrong_type[0] = std::byte{2};
  auto long_extensions = hello_of({server_name("a.example")});
  long_extensions[3] = std::byte{40};
  const std::vector<std::pair<std::string, std::vector<std::byte>>> rows = {
      {"a ServerHello", wrong_type},
      {"extensions longer than the hello", long_extensions},
      {"a name with a space", hello_of({server_name("a b")})},
      {"a name with an empty label", hello_of({server_name("a..b")})},
      {"a name of 300 bytes", hello_of({server_name(std::string(300, 'a'))})},
  };
  for (const auto& [name, bytes] : rows) {
    SCOPED_TRACE(name);
    const auto hello = read_client_hello(bytes);
    ASSERT_FALSE(hello);
    EXPECT_EQ(hello.error().code, Errc::malformed);
  }
  EXPECT_FALSE(looks_like_client_hello(std::vector<std::byte>(5)));
}

}  // namespace
}  // namespace sixscope::wire
