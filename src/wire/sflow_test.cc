#include "wire/sflow.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/byte_writer.h"

namespace sixscope::wire {
namespace {

using net::Family;
using net::IpAddress;

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

void block(ByteWriter& out, std::uint32_t format, const ByteWriter& body) {
  out.u32(format).u32(body.size()).bytes(body.view());
}

/// An Ethernet frame with an IPv6 UDP packet of 60 bytes.
std::vector<std::byte> frame() {
  ByteWriter out;
  out.zeros(12).u16(0x86dd).u32(0x60000000).u16(20).u8(17).u8(64);
  out.bytes(address("2001:db8::1").bytes()).bytes(address("2001:db8::2").bytes());
  out.u16(53).u16(5353).u16(20).u16(0).zeros(12);
  return out.take();
}

ByteWriter raw_header(std::uint32_t protocol = 1) {
  const auto bytes = frame();
  ByteWriter body;
  body.u32(protocol).u32(bytes.size() + 4).u32(4).u32(bytes.size()).bytes(bytes).zeros(2);
  return body;
}

ByteWriter gateway() {
  ByteWriter body;
  body.u32(2).bytes(address("2001:db8::ff").bytes()).u32(64500).u32(64501).u32(64502);
  body.u32(2).u32(2).u32(2).u32(64503).u32(64504).u32(1).u32(1).u32(64505);
  body.u32(1).u32(0x00010002).u32(100);
  return body;
}

ByteWriter flow_sample(bool expanded) {
  ByteWriter records;
  block(records, 1, raw_header());
  ByteWriter vlan;
  vlan.u32(10).u32(1).u32(20).u32(2);
  block(records, 1001, vlan);
  ByteWriter router;
  router.u32(1).u32(0xc0000201).u32(48).u32(32);
  block(records, 1002, router);
  block(records, 1003, gateway());
  block(records, (9U << 12U) | 1U, vlan);  // Another enterprise's.
  ByteWriter sample;
  sample.u32(5);
  expanded ? sample.u32(0).u32(7) : sample.u32(7);
  sample.u32(1000).u32(123456).u32(3);
  expanded ? sample.u32(0).u32(11).u32(1).u32(256) : sample.u32(11).u32(0x40000100);
  sample.u32(5).bytes(records.view()).zeros(4);  // Padding behind the records is fine.
  return sample;
}

ByteWriter head(std::uint32_t samples) {
  ByteWriter out;
  out.u32(5).u32(1).u32(0xc0000201).u32(4).u32(99).u32(5000).u32(samples);
  return out;
}

std::vector<std::byte> datagram() {
  ByteWriter out = head(4);
  block(out, 1, flow_sample(false));
  block(out, 3, flow_sample(true));
  ByteWriter counters;
  counters.u32(8).u32(7).u32(1);
  ByteWriter interface;
  interface.u32(7).u32(6).u64(1'000'000'000).u32(1).u32(3).u64(3910).u32(28).zeros(20);
  interface.u64(3946).u32(29).zeros(20);
  block(counters, 1, interface);
  block(out, 2, counters);
  ByteWriter drop;
  drop.u32(1).u32(0).u32(1).u32(256).u32(1).u32(2).u32(258).u32(0);
  block(out, 5, drop);
  return out.take();
}

void expect_flow(const SflowSample& sample, bool expanded) {
  EXPECT_EQ(sample.kind, SflowKind::flow);
  EXPECT_EQ(sample.expanded, expanded);
  EXPECT_EQ(sample.sequence, 5U);
  EXPECT_EQ(sample.source_index, 7U);
  EXPECT_EQ(sample.rate, 1000U);
  EXPECT_EQ(sample.pool, 123456U);
  EXPECT_EQ(sample.drops, 3U);
  EXPECT_EQ(sample.input.if_index(), 11U);
  EXPECT_EQ(sample.output.format, 1U);
  EXPECT_EQ(sample.output.if_index(), 0U) << "discarded";
  const auto content = read_flow_sample(sample);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->unknown_records, 1U);
  EXPECT_EQ(content->broken_records, 0U);
  EXPECT_EQ(content->vlan->destination_vlan, 20U);
  EXPECT_EQ(content->router->next_hop, address("192.0.2.1"));
  EXPECT_EQ(content->gateway->source_as, 64501U);
  EXPECT_EQ(content->gateway->destination_as, 64505U);
  EXPECT_EQ(content->gateway->path_length, 3U);
  EXPECT_EQ(content->gateway->local_pref, 100U);
  const auto packet = sampled_packet(*content);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->family, Family::v6);
  EXPECT_EQ(packet->ip_length, 60U);
  EXPECT_EQ(packet->destination_port, 5353);
}

TEST(Sflow, ReadsSamplesOfEveryKind) {
  const auto bytes = datagram();
  EXPECT_TRUE(looks_like_sflow(bytes));
  const auto read = read_sflow(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->agent, address("192.0.2.1"));
  EXPECT_EQ(read->sub_agent, 4U);
  EXPECT_EQ(read->sequence, 99U);
  SflowSamples samples(*read);
  expect_flow(**samples.next(), false);
  expect_flow(**samples.next(), true);

  const auto counter = **samples.next();
  EXPECT_EQ(counter.kind, SflowKind::counter);
  SflowRecords records(counter);
  const auto interface = read_sflow_interface(**records.next());
  ASSERT_TRUE(interface);
  EXPECT_EQ(interface->in_octets, 3910U);
  EXPECT_EQ(interface->out_unicast, 29U);

  const auto drop = **samples.next();
  EXPECT_EQ(drop.kind, SflowKind::drop);
  EXPECT_EQ(drop.drop_reason, 258U);
  EXPECT_FALSE(samples.next().value().has_value());
}

TEST(Sflow, ReadsIpRecords) {
  ByteWriter v6;
  v6.u32(1280).u32(6).bytes(address("2001:db8::1").bytes()).bytes(address("2001:db8::2").bytes());
  v6.u32(443).u32(5000).u32(0x18).u32(4);
  ByteWriter v4;
  v4.u32(576).u32(17).u32(0xc0000201).u32(0xc0000202).u32(53).u32(54).u32(0).u32(8);
  SflowFlowSample sample;
  sample.ip = read_sflow_ip({.enterprise = 0, .format = 4, .body = v6.view(), .offset = 0}).value();
  EXPECT_EQ(sampled_packet(sample)->family, Family::v6);
  EXPECT_EQ(sampled_packet(sample)->ip_length, 1280U);
  EXPECT_EQ(sampled_packet(sample)->source_port, 443);
  sample.ip = read_sflow_ip({.enterprise = 0, .format = 3, .body = v4.view(), .offset = 0}).value();
  EXPECT_EQ(sampled_packet(sample)->family, Family::v4);
  EXPECT_EQ(sampled_packet(sample)->destination, address("192.0.2.2"));
  EXPECT_EQ(sampled_packet({}).error().code, Errc::not_found);
}

/// Walks everything; the number of samples that were read.
int walk(ByteView bytes) {
  const auto read = read_sflow(bytes);
  if (!read) {
    EXPECT_EQ(read.error().code, Errc::truncated);
    return 0;
  }
  int count = 0;
  SflowSamples samples(*read);
  auto sample = samples.next();
  for (; sample && sample->has_value(); sample = samples.next()) {
    ++count;
    if (const auto content = read_flow_sample(**sample)) {
      static_cast<void>(sampled_packet(*content).has_value());
    }
  }
  EXPECT_FALSE(sample) << "a cut datagram must not look whole";
  EXPECT_FALSE(samples.next().value().has_value());
  return count;
}

TEST(Sflow, UsesTheSamplesBeforeACut) {
  const auto whole = datagram();
  int most = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(size));
    most = std::max(most, walk(cut));
  }
  EXPECT_EQ(most, 3);
}

TEST(Sflow, RefusesLengthsThatCannotBe) {
  ByteWriter many = head(kSflowSamplesMax + 1);
  EXPECT_EQ(read_sflow(many.view()).error().code, Errc::out_of_range);

  ByteWriter version;
  version.u32(4).zeros(24);
  EXPECT_EQ(read_sflow(version.view()).error().code, Errc::malformed);

  // A sample too short for its head: the one behind it is still read.
  ByteWriter short_head = head(2);
  ByteWriter stub;
  stub.u32(1);
  block(short_head, 1, stub);
  block(short_head, 1, flow_sample(false));
  const auto read = read_sflow(short_head.view());
  SflowSamples samples(*read);
  EXPECT_EQ(samples.next().error().code, Errc::malformed);
  expect_flow(**samples.next(), false);

  // Absurd counts inside records are broken records, not loops.
  ByteWriter path;
  path.u32(0).u32(1).u32(2).u32(3).u32(0xffffffff).zeros(64);
  EXPECT_EQ(read_sflow_gateway({.enterprise = 0, .format = 1003, .body = path.view(), .offset = 0})
                .error()
                .code,
            Errc::malformed);
  ByteWriter header;
  header.u32(1).u32(100).u32(0).u32(0xffffffff).zeros(20);
  EXPECT_EQ(read_sflow_header({.enterprise = 0, .format = 1, .body = header.view(), .offset = 0})
                .error()
                .code,
            Errc::truncated);
}

TEST(Sflow, NamesInterfaces) {
  EXPECT_EQ((SflowInterface{.format = 0, .value = 12}).if_index(), 12U);
  EXPECT_EQ((SflowInterface{.format = 0, .value = 0x3fffffff}).if_index(), 0U);
  EXPECT_EQ((SflowInterface{.format = 2, .value = 3}).if_index(), 0U);
}

}  // namespace
}  // namespace sixscope::wire
