#include "wire/dns.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace sixscope::wire {
namespace {

net::IpAddress address(std::string_view text) { return net::IpAddress::parse(text).value(); }

std::vector<std::byte> response() {
  const std::vector<DnsAnswerSpec> answers = {
      {.name = "www.example.com", .type = DnsType::cname, .ttl = 60, .target = "e1.cdn.example"},
      {.name = "e1.cdn.example",
       .type = DnsType::aaaa,
       .ttl = 20,
       .address = address("2001:db8::80")},
      {.name = "e1.cdn.example", .type = DnsType::a, .ttl = 30, .address = address("192.0.2.80")},
  };
  ByteWriter out;
  EXPECT_TRUE(append_dns_message(out, 77, true, "www.example.com", DnsType::aaaa, answers));
  return out.take();
}

/// A header with one answer and no question, then `record`.
std::vector<std::byte> bare(const ByteWriter& record) {
  ByteWriter out;
  out.u16(1).u16(0x8180).u16(0).u16(1).u32(0).bytes(record.view());
  return out.take();
}

TEST(Dns, ReadsBackWhatTheEncoderWrites) {
  const auto bytes = response();
  auto message = DnsMessage::read(bytes);
  ASSERT_TRUE(message) << describe(message.error());
  EXPECT_TRUE(message->header().response);
  EXPECT_EQ(message->header().id, 77);
  EXPECT_EQ(message->question().name.view(), "www.example.com");
  EXPECT_EQ(message->question().type, static_cast<std::uint16_t>(DnsType::aaaa));

  const auto alias = message->next_answer();
  ASSERT_TRUE(alias && alias->has_value());
  EXPECT_EQ((*alias)->name.view(), "www.example.com");
  EXPECT_EQ((*alias)->target.view(), "e1.cdn.example");
  EXPECT_EQ((*alias)->ttl, 60U);
  const auto v6 = message->next_answer();
  ASSERT_TRUE(v6 && v6->has_value());
  EXPECT_EQ((*v6)->address, address("2001:db8::80"));
  const auto v4 = message->next_answer();
  ASSERT_TRUE(v4 && v4->has_value());
  EXPECT_EQ((*v4)->address, address("192.0.2.80"));
  EXPECT_FALSE(message->next_answer().value().has_value());
}

TEST(Dns, SaysTruncatedOrStopsForEveryPrefix) {
  const auto whole = response();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(size));
    auto message = DnsMessage::read(cut);
    if (!message) {
      EXPECT_EQ(message.error().code, Errc::truncated) << size;
      continue;
    }
    auto answer = message->next_answer();
    while (answer && answer->has_value()) {
      answer = message->next_answer();
    }
    ASSERT_FALSE(answer) << size;
    EXPECT_EQ(answer.error().code, Errc::truncated) << size;
    EXPECT_FALSE(message->next_answer().value().has_value()) << "nothing follows an error";
  }
}

TEST(Dns, BoundsCompression) {
  struct Row {
    std::string name;
    ByteWriter record;
  };
  std::vector<Row> rows;
  rows.push_back({"a pointer to itself", {}});
  rows.back().record.u16(0xc00c).zeros(10);
  rows.push_back({"a pointer forward", {}});
  rows.back().record.u16(0xc020).zeros(40);
  rows.push_back({"two that point at each other", {}});
  rows.back().record.u16(0xc00e).u16(0xc00c).zeros(10);
  rows.push_back({"a label and a pointer to it", {}});
  rows.back().record.u8(1).text("a").u16(0xc00c).zeros(10);
  rows.push_back({"a label of type 01", {}});
  rows.back().record.u8(0x41).zeros(80);
  rows.push_back({"a label with a dot", {}});
  rows.back().record.u8(3).text("a.b").u8(0).zeros(10);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto bytes = bare(row.record);
    auto message = DnsMessage::read(bytes);
    ASSERT_TRUE(message);
    const auto answer = message->next_answer();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::malformed);
  }
}

TEST(Dns, ReadsServiceBindings) {
  ByteWriter record;
  record.u8(1).text("a").u8(0).u16(65).u16(1).u32(300);
  record.u16(2 + 3 + 4 + 3 + 4 + 2).u16(1).u8(1).text("t").u8(0);
  record.u16(1).u16(3).text("\x02h3").u16(5).u16(2).u16(0);
  const auto bytes = bare(record);
  auto message = DnsMessage::read(bytes);
  ASSERT_TRUE(message);
  const auto answer = message->next_answer();
  ASSERT_TRUE(answer && answer->has_value()) << describe(answer.error());
  EXPECT_EQ((*answer)->type, DnsType::https);
  EXPECT_EQ((*answer)->priority, 1);
  EXPECT_EQ((*answer)->target.view(), "t");
  EXPECT_TRUE((*answer)->has_ech);
}

TEST(Dns, RefusesOtherMessagesAndWrongSizes) {
  auto update = response();
  update[2] = std::byte{0x28};
  EXPECT_EQ(DnsMessage::read(update).error().code, Errc::malformed);
  auto two_questions = response();
  two_questions[5] = std::byte{2};
  EXPECT_EQ(DnsMessage::read(two_questions).error().code, Errc::malformed);

  ByteWriter record;
  record.u8(1).text("a").u8(0).u16(1).u16(1).u32(300).u16(5).zeros(5);
  const auto bytes = bare(record);
  auto message = DnsMessage::read(bytes);
  EXPECT_EQ(message->next_answer().error().code, Errc::malformed);

  ByteWriter out;
  EXPECT_FALSE(append_dns_message(out, 1, false, "a..b", DnsType::a, {}));
  EXPECT_FALSE(append_dns_message(out, 1, false, std::string(300, 'a'), DnsType::a, {}));
}

TEST(HostName, IsLowerCaseAndBounded) {
  const auto text = [](std::string_view name) { return std::as_bytes(std::span(name)); };
  EXPECT_EQ(HostName::from_text(text("Example.COM."))->view(), "example.com");
  EXPECT_TRUE(HostName::from_text(text("."))->empty());
  for (const std::string_view bad : {"a..b", ".a", "a b", "a..", "\x80.example"}) {
    EXPECT_FALSE(HostName::from_text(text(bad))) << bad;
  }
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  EXPECT_EQ(HostName::from_text(text(longest))->view(), longest);
  EXPECT_FALSE(HostName::from_text(text(longest + "b")));
}

}  // namespace
}  // namespace sixscope::wire
