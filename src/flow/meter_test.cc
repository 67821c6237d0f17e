#include "flow/meter.h"

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

#include "flow/server_name.h"
#include "wire/dns.h"
#include "wire/packet_encoder.h"

namespace sixscope::flow {
namespace {

using namespace std::chrono_literals;
using net::Family;
using net::IpAddress;

const IpAddress kClient = IpAddress::parse("2001:db8:1:2::1").value();
const IpAddress kServer = IpAddress::parse("2001:db8:ffff::80").value();
const Instant kStart{1700000000s};

/// Keeps copies of what was reported, names with them.
class Collected final : public FlowSink, public DnsSink {
 public:
  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& flow : batch) {
      all.push_back(flow);
      names.emplace_back(flow.server_name);
    }
  }
  void answer(const DnsAnswer& answer) override { answers.push_back(answer); }
  std::vector<model::Flow> all;
  std::vector<std::string> names;
  std::vector<DnsAnswer> answers;
};

struct Fed {
  std::uint16_t port = 50000;  ///< Of the client.
  std::uint16_t server_port = 443;
  std::uint8_t protocol = 6;
  std::uint8_t flags = 0x10;
  bool back = false;
  std::vector<std::byte> payload = {};
  std::uint32_t sequence = 1;
};

class MeterTest : public testing::Test {
 protected:
  void feed(Meter& meter, const Fed& fed, std::chrono::milliseconds after) {
    wire::PacketSpec spec;
    spec.source = fed.back ? kServer : kClient;
    spec.destination = fed.back ? kClient : kServer;
    spec.source_port = fed.back ? fed.server_port : fed.port;
    spec.destination_port = fed.back ? fed.port : fed.server_port;
    spec.protocol = fed.protocol;
    spec.tcp_flags = fed.flags;
    spec.payload = fed.payload;
    ByteWriter out;
    wire::append_ip_packet(out, spec);
    if (fed.protocol == 6) {
      out.set_u32(44, fed.sequence);
    }
    meter.add(wire::LinkType::raw_ip, out.view(), out.size(), kStart + after, got, &got);
  }
  Collected got;
};

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

/// A ClientHello for `name`, padded to `size` by an extension before the name.
std::vector<std::byte> hello(std::string_view name, std::size_t padding) {
  ByteWriter list;
  list.u16(21).u16(padding).zeros(padding);
  list.u16(0).u16(name.size() + 5).u16(name.size() + 3).u8(0).u16(name.size()).text(name);
  ByteWriter body;
  body.u16(0x0303).zeros(32).u8(0).u16(2).u16(0x1301).u8(1).u8(0).u16(list.size());
  body.bytes(list.view());
  ByteWriter out;
  out.u8(22).u16(0x0301).u16(body.size() + 4).u8(1).uint(body.size(), 3).bytes(body.view());
  return out.take();
}

TEST_F(MeterTest, CountsEachDirectionOnItsOwn) {
  Meter meter({});
  feed(meter, {.flags = 0x02}, 0ms);
  feed(meter, {.flags = 0x12, .back = true}, 10ms);
  feed(meter, {.payload = bytes_of("12345")}, 20ms);
  meter.finish(got);
  ASSERT_EQ(got.all.size(), 2U);
  const auto& back = got.all[0];  // The one whose last packet is older comes first.
  const auto& forward = got.all[1];
  EXPECT_EQ(forward.source, kClient);
  EXPECT_EQ(forward.family, Family::v6);
  EXPECT_EQ(forward.packets, 2U);
  EXPECT_EQ(forward.bytes, 60U + 65U);
  EXPECT_EQ(forward.tcp_flags, 0x12);
  EXPECT_EQ(forward.start, kStart);
  EXPECT_EQ(forward.end, kStart + 20ms);
  EXPECT_EQ(back.packets, 1U);
  EXPECT_EQ(back.source_port, 443);
}

TEST_F(MeterTest, EndsFlowsByTime) {
  Meter meter({});
  feed(meter, {.port = 1}, 0ms);
  feed(meter, {.port = 2}, 10s);
  feed(meter, {.port = 1}, 14s);
  EXPECT_TRUE(got.all.empty());
  meter.expire(kStart + 26s, got);
  ASSERT_EQ(got.all.size(), 1U) << "the one idle for more than 15 seconds";
  EXPECT_EQ(got.all[0].source_port, 2);
  for (int second = 15; second < 62; second += 10) {
    feed(meter, {.port = 1}, std::chrono::seconds(second));
  }
  feed(meter, {.port = 1}, 64s);
  ASSERT_EQ(got.all.size(), 2U) << "active for a minute";
  EXPECT_EQ(got.all[1].start, kStart);
  EXPECT_EQ(meter.open_flows(), 1U);
}

TEST_F(MeterTest, EndsTcpFlowsSoonAfterFin) {
  Meter meter({});
  feed(meter, {.flags = 0x11}, 0ms);
  feed(meter, {.flags = 0x10}, 100ms);
  feed(meter, {.flags = 0x02}, 200ms);
  ASSERT_EQ(got.all.size(), 1U) << "a new connection of the same ports is a new flow";
  EXPECT_EQ(got.all[0].packets, 2U);
  feed(meter, {.flags = 0x04}, 300ms);
  meter.expire(kStart + 3s, got);
  EXPECT_EQ(got.all.size(), 2U);
}

TEST_F(MeterTest, KeepsItsBound) {
  MeterOptions options;
  options.flows_max = 10;
  Meter meter(options);
  for (std::uint16_t port = 1; port <= 100; ++port) {
    feed(meter, {.port = port}, std::chrono::milliseconds(port));
    EXPECT_LE(meter.open_flows(), 10U);
  }
  EXPECT_EQ(meter.counters().evicted, 90U);
  EXPECT_EQ(got.all.front().source_port, 1) << "the idlest goes first";
  meter.finish(got);
  EXPECT_EQ(got.all.size(), 100U);
}

TEST_F(MeterTest, GivesAServerNameToBothDirections) {
  Meter meter({});
  feed(meter, {.flags = 0x12, .back = true}, 0ms);
  feed(meter, {.payload = hello("WWW.example.com", 0)}, 1ms);
  meter.finish(got);
  EXPECT_THAT(got.names, testing::ElementsAre("www.example.com", "www.example.com"));
}

TEST_F(MeterTest, PutsAHelloOfTwoSegmentsTogether) {
  Meter meter({});
  const auto whole = hello("www.example.com", 1400);
  const std::vector<std::byte> first(whole.begin(), whole.begin() + 1300);
  const std::vector<std::byte> second(whole.begin() + 1300, whole.end());
  feed(meter, {.payload = first, .sequence = 100}, 0ms);
  feed(meter, {.payload = first, .sequence = 100}, 1ms);  // Sent again.
  feed(meter, {.payload = second, .sequence = 1400}, 2ms);
  meter.finish(got);
  EXPECT_THAT(got.names, testing::ElementsAre("www.example.com"));
}

TEST_F(MeterTest, FindsTheNameOfTheNextFlowToo) {
  Meter meter({});
  const auto whole = hello("first.example.com", 1400);
  feed(meter, {.payload = {whole.begin(), whole.begin() + 1300}, .sequence = 100}, 0ms);
  feed(meter, {.payload = {whole.begin() + 1300, whole.end()}, .sequence = 1400}, 1ms);
  feed(meter, {.port = 50001, .payload = hello("next.example.com", 0)}, 2ms);
  meter.finish(got);
  EXPECT_THAT(got.names, testing::ElementsAre("first.example.com", "next.example.com"));
}

TEST_F(MeterTest, ReadsHttpHosts) {
  const auto name = [](std::string_view request) {
    const auto host = http_host(bytes_of(request));
    return host ? std::string(host->view()) : std::string();
  };
  EXPECT_EQ(name("GET / HTTP/1.1\r\nAccept: */*\r\nHOST:  Example.com:8080 \r\n\r\n"),
            "example.com");
  EXPECT_EQ(name("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n"), "") << "an address is no name";
  EXPECT_EQ(name("GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n"), "");
  EXPECT_EQ(name("HTTP/1.1 200 OK\r\nHost: example.com\r\n\r\n"), "") << "not a request";
  EXPECT_EQ(http_host(bytes_of("GET / HTTP/1.1\r\nHost: exam")).error().code, Errc::truncated);
  EXPECT_EQ(http_host(bytes_of("GET / HTTP/1.1\r\n\r\nHost: a\r\n")).error().code, Errc::not_found);
}

TEST_F(MeterTest, HandsOnDnsAnswersWithoutTheClient) {
  const std::vector<wire::DnsAnswerSpec> records = {
      {.name = "www.example.com", .type = wire::DnsType::cname, .ttl = 60, .target = "cdn.example"},
      {.name = "cdn.example", .type = wire::DnsType::aaaa, .ttl = 20, .address = kServer}};
  ByteWriter message;
  ASSERT_TRUE(
      wire::append_dns_message(message, 1, true, "www.example.com", wire::DnsType::aaaa, records));
  Meter meter({});
  feed(meter, {.server_port = 53, .protocol = 17, .back = true, .payload = message.take()}, 5ms);
  ASSERT_EQ(got.answers.size(), 1U);
  const DnsAnswer& answer = got.answers[0];
  EXPECT_EQ(answer.query.view(), "www.example.com");
  EXPECT_EQ(answer.aliases.at(0).to.view(), "cdn.example");
  EXPECT_EQ(answer.addresses.at(0).address, kServer);
  EXPECT_EQ(answer.addresses.at(0).ttl, 20U);
  EXPECT_EQ(answer.client.to_string(), "2001:db8:1::/56");
  EXPECT_EQ(answer.at, kStart + 5ms);
}

TEST_F(MeterTest, GivesLaterFragmentsThePortsOfTheFirst) {
  Meter meter({});
  const auto add = [&](std::uint16_t fragment, std::size_t size) {
    ByteWriter out;
    out.u8(0x45).u8(0).u16(20 + size).u16(9).u16(fragment).u8(64).u8(17).u16(0);
    out.u32(0xc0000201).u32(0xc0000202).u16(5000).u16(6000).zeros(size - 4);
    meter.add(wire::LinkType::raw_ip, out.view(), out.size(), kStart, got, &got);
  };
  add(0x2000, 80);
  add(10, 40);
  meter.finish(got);
  ASSERT_EQ(got.all.size(), 1U);
  EXPECT_EQ(got.all[0].bytes, 160U);
  EXPECT_EQ(got.all[0].source_port, 5000);
  EXPECT_EQ(got.all[0].adjustments, model::Adjustment::none);
  add(10, 40);  // Remembered still; another datagram's is not.
  meter.finish(got);
  EXPECT_EQ(got.all[1].source_port, 5000);
}

TEST_F(MeterTest, CountsWhatItCannotUse) {
  Meter meter({});
  const std::vector<std::byte> arp(14);
  meter.add(wire::LinkType::ethernet, std::vector<std::byte>(10), 60, kStart, got);
  meter.add(wire::LinkType::raw_ip, std::vector<std::byte>(40), 40, kStart, got);
  auto frame = std::vector<std::byte>(60);
  frame[12] = std::byte{8};
  frame[13] = std::byte{6};
  meter.add(wire::LinkType::ethernet, frame, 60, kStart, got);
  EXPECT_EQ(meter.counters().truncated, 1U);
  EXPECT_EQ(meter.counters().malformed, 1U);
  EXPECT_EQ(meter.counters().not_ip, 1U);
}

}  // namespace
}  // namespace sixscope::flow
