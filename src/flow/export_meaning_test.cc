// What records mean: families, counters, directions, sampling and times, through the whole decoder.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "flow/export_decoder.h"
#include "testing/decoder_fixture.h"
#include "testing/export_builder.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using model::Flow;
using model::SamplingRate;
using net::Family;
using testing::DecoderFixture;
using testing::ExportBuilder;
using testing::FieldSpec;

// A field with its value, so that template and record can be shuffled together.
struct Valued {
  FieldSpec field;
  std::uint64_t high = 0;  ///< First half of 16-byte values.
  std::uint64_t value = 0;
};

void write(const std::vector<Valued>& record, ByteWriter& out) {
  for (const Valued& one : record) {
    if (one.field.length == 16) {
      out.u64(one.high).u64(one.value);
    } else {
      out.uint(one.value, one.field.length);
    }
  }
}

std::vector<FieldSpec> fields_of(const std::vector<Valued>& record) {
  std::vector<FieldSpec> fields;
  for (const Valued& one : record) {
    fields.push_back(one.field);
  }
  return fields;
}

std::vector<Flow> decode(const std::vector<Valued>& record, bool netflow9 = false,
                         bool with_records = false) {
  DecoderFixture fixture;
  ByteWriter data;
  write(record, data);
  auto builder = netflow9 ? ExportBuilder::netflow9(1) : ExportBuilder::ipfix(0);
  const auto payload = builder.define(256, fields_of(record)).data(256, data).build();
  if (with_records) {
    fixture.send_with_records(payload);
  } else {
    fixture.send(payload);
  }
  return fixture.seen;
}

constexpr std::uint64_t kSix = 0x20010DB800000000;
const Valued kOctets{{1, 8}, 0, 12'000};
const Valued kPackets{{2, 8}, 0, 10};
const Valued kStart{{152, 8}, 0, 1'699'999'990'000};
const Valued kEnd{{153, 8}, 0, 1'699'999'995'000};
const Valued kSourcePort{{7, 2}, 0, 50'000};
const Valued kDestinationPort{{11, 2}, 0, 443};
const Valued kTcp{{4, 1}, 0, 6};
const std::vector<Valued> kFour = {{{8, 4}, 0, 0xC6336401}, {{12, 4}, 0, 0xCB007102}};
const std::vector<Valued> kSixes = {{{27, 16}, kSix | 1, 1}, {{28, 16}, kSix | 2, 2}};
const std::vector<Valued> kCommon = {kOctets, kPackets,    kStart,
                                     kEnd,    kSourcePort, kDestinationPort};

std::vector<Valued> together(std::initializer_list<std::vector<Valued>> parts) {
  std::vector<Valued> all;
  for (const auto& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

struct Layout {
  const char* name;
  std::vector<Valued> record;
  Family user;
  Family outer;
};

std::vector<Layout> layouts() {
  const std::vector<Valued> zero4 = {{{8, 4}, 0, 0}, {{12, 4}, 0, 0}};
  const std::vector<Valued> zero6 = {{{27, 16}, 0, 0}, {{28, 16}, 0, 0}};
  const std::vector<Valued> srv6 = {{{4, 1}, 0, 4}, {{4, 1}, 0, 17}};
  return {
      {"IPv4", together({kCommon, kFour, {kTcp}}), Family::v4, Family::v4},
      {"IPv6", together({kCommon, kSixes, {kTcp}}), Family::v6, Family::v6},
      {"SRv6: IPv4 in IPv6, protocol twice", together({kCommon, kFour, kSixes, srv6}), Family::v4,
       Family::v6},
      {"6in4", together({kCommon, kFour, kSixes, {{{4, 1}, 0, 41}}}), Family::v6, Family::v4},
      {"dual template, IPv6 flow", together({kCommon, zero4, kSixes, {kTcp}}), Family::v6,
       Family::v6},
      {"dual template, IPv4 flow", together({kCommon, kFour, zero6, {kTcp}}), Family::v4,
       Family::v4},
      {"both, ipVersion 6", together({kCommon, kFour, kSixes, {kTcp, {{60, 1}, 0, 6}}}), Family::v6,
       Family::v6},
      {"totals and deltas, seconds and uptime",
       together({kCommon,
                 kSixes,
                 {kTcp,
                  {{85, 8}, 0, 99},
                  {{86, 8}, 0, 9},
                  {{150, 4}, 0, 5},
                  {{151, 4}, 0, 6},
                  {{23, 4}, 0, 7},
                  {{352, 8}, 0, 8}}}),
       Family::v6, Family::v6},
      {"biflow", together({kCommon, kSixes, {kTcp, {{1, 4, 29305}, 0, 5}, {{2, 4, 29305}, 0, 1}}}),
       Family::v6, Family::v6},
  };
}

bool same(const Flow& a, const Flow& b) {
  return a.source == b.source && a.destination == b.destination && a.start == b.start &&
         a.end == b.end && a.bytes == b.bytes && a.packets == b.packets && a.rate == b.rate &&
         a.adjustments == b.adjustments && a.source_port == b.source_port &&
         a.destination_port == b.destination_port && a.protocol == b.protocol &&
         a.tcp_flags == b.tcp_flags && a.traffic_class == b.traffic_class &&
         a.direction == b.direction && a.family == b.family && a.outer_family == b.outer_family &&
         a.input_interface == b.input_interface && a.output_interface == b.output_interface &&
         a.source_asn == b.source_asn && a.destination_asn == b.destination_asn;
}

// The promise of the family rule and of everything else: only values count, never their order.
TEST(Meaning, OrderOfElementsNeverChangesTheAnswer) {
  std::mt19937 random(2026);
  for (const Layout& layout : layouts()) {
    SCOPED_TRACE(layout.name);
    const std::vector<Flow> first = decode(layout.record);
    ASSERT_FALSE(first.empty());
    EXPECT_EQ(first[0].family, layout.user);
    EXPECT_EQ(first[0].outer_family, layout.outer);
    EXPECT_EQ(first[0].bytes, 12'000U);
    std::vector<Valued> record = layout.record;
    for (int round = 0; round < 200; ++round) {
      std::ranges::shuffle(record, random);
      const std::vector<Flow> again = decode(record);
      ASSERT_EQ(again.size(), first.size());
      for (std::size_t i = 0; i < again.size(); ++i) {
        ASSERT_TRUE(same(again[i], first[i])) << "round " << round;
      }
    }
  }
}

// The fast loop, and the one that shows records, must agree; so must v9 and IPFIX.
TEST(Meaning, EveryPathGivesTheSameFlows) {
  for (const Layout& layout : layouts()) {
    SCOPED_TRACE(layout.name);
    const auto plain = decode(layout.record);
    std::vector<std::vector<Flow>> others = {decode(layout.record, false, true)};
    if (std::string(layout.name) != "biflow") {  // NetFlow v9 has no enterprise numbers.
      others.push_back(decode(layout.record, true));
      others.push_back(decode(layout.record, true, true));
    }
    for (const auto& other : others) {
      ASSERT_EQ(other.size(), plain.size());
      for (std::size_t i = 0; i < plain.size(); ++i) {
        EXPECT_TRUE(same(other[i], plain[i]));
      }
    }
  }
}

TEST(Meaning, Srv6KeepsTheUsersProtocolAndAddresses) {
  const auto flows = decode(layouts()[2].record);
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].protocol, 17);
  EXPECT_EQ(flows[0].source.to_string(), "198.51.100.1");
  EXPECT_EQ(flows[0].adjustments,
            Adjustment::dual_family | Adjustment::tunnel_inner | Adjustment::srv6);
}

TEST(Meaning, ReducedSizesAndWideOnesRead) {
  for (std::uint16_t size = 1; size <= 8; ++size) {
    auto record = together({kSixes, {kTcp, kStart, kEnd}});
    record.push_back({{1, size}, 0, 200});
    record.push_back({{2, size}, 0, 100});
    const auto flows = decode(record);
    ASSERT_EQ(flows.size(), 1U) << size;
    EXPECT_EQ(flows[0].bytes, 200U) << size;
    EXPECT_EQ(flows[0].packets, 100U) << size;
  }
}

TEST(Meaning, BiflowsOfRfc5103AreTwoFlows) {
  DecoderFixture fixture;
  auto record = together({kCommon, kSixes, {kTcp, {{6, 1}, 0, 0x02}, {{16, 4}, 0, 64'500}}});
  record.push_back({{1, 4, 29305}, 0, 700});
  record.push_back({{2, 4, 29305}, 0, 7});
  record.push_back({{6, 1, 29305}, 0, 0x12});
  record.push_back({{152, 8, 29305}, 0, 1'699'999'991'000});
  record.push_back({{153, 8, 29305}, 0, 1'699'999'994'000});
  ByteWriter data;
  write(record, data);
  for (Valued& one : record) {
    one.value = one.field.enterprise == 29305 ? 0 : one.value;
  }
  write(record, data);
  fixture.send(ExportBuilder::ipfix(0).define(256, fields_of(record)).data(256, data).build());
  ASSERT_EQ(fixture.seen.size(), 3U) << "a reverse direction without packets is none";
  const Flow& back = fixture.seen[1];
  EXPECT_EQ(back.source, fixture.seen[0].destination);
  EXPECT_EQ(back.destination, fixture.seen[0].source);
  EXPECT_EQ(back.source_port, 443);
  EXPECT_EQ(back.destination_port, 50'000);
  EXPECT_EQ(back.bytes, 700U);
  EXPECT_EQ(back.packets, 7U);
  EXPECT_EQ(back.tcp_flags, 0x12);
  EXPECT_EQ(back.destination_asn, 64'500U);
  EXPECT_EQ(back.adjustments, Adjustment::biflow_reverse);
  EXPECT_EQ(back.start.time_since_epoch().count(), 1'699'999'991'000);
  EXPECT_EQ(fixture.counters().records, 2U);
  EXPECT_EQ(fixture.counters().v6.records, 3U);
}

TEST(Meaning, InitiatorAndResponderAreTwoFlows) {
  auto record = together({kFour, {kTcp, kStart, kEnd, kSourcePort, kDestinationPort}});
  record.push_back({{231, 8}, 0, 900});
  record.push_back({{232, 8}, 0, 90'000});
  record.push_back({{298, 8}, 0, 9});
  record.push_back({{299, 8}, 0, 80});
  const auto flows = decode(record);
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(flows[0].bytes, 900U);
  EXPECT_EQ(flows[0].packets, 9U);
  EXPECT_EQ(flows[1].bytes, 90'000U);
  EXPECT_EQ(flows[1].packets, 80U);
  EXPECT_EQ(flows[1].source_port, 443);
}

TEST(Meaning, TotalsGrowIntoDeltas) {
  DecoderFixture fixture;
  auto record = together({kFour, {kTcp, kStart, kEnd, kSourcePort, kDestinationPort}});
  record.push_back({{85, 8}, 0, 1000});
  record.push_back({{86, 8}, 0, 10});
  record.push_back({{136, 1}, 0, 2});
  const auto report = [&](std::uint32_t sequence, std::uint64_t bytes, std::uint64_t packets,
                          std::uint64_t reason) {
    record[record.size() - 3].value = bytes;
    record[record.size() - 2].value = packets;
    record[record.size() - 1].value = reason;
    ByteWriter data;
    write(record, data);
    fixture.send(
        ExportBuilder::ipfix(sequence).define(256, fields_of(record)).data(256, data).build());
    return std::pair(fixture.seen.back().bytes, fixture.seen.back().packets);
  };
  EXPECT_EQ(report(0, 1000, 10, 2), std::pair(1000UL, 10UL)) << "the first report counts whole";
  EXPECT_EQ(report(1, 1500, 12, 2), std::pair(500UL, 2UL));
  EXPECT_EQ(report(2, 1500, 12, 2), std::pair(0UL, 0UL));
  EXPECT_EQ(report(3, 1800, 13, 3), std::pair(300UL, 1UL)) << "ended: forgotten";
  EXPECT_EQ(report(4, 1000, 10, 2), std::pair(1000UL, 10UL)) << "a new flow of the same ends";
  EXPECT_EQ(report(5, 400, 4, 2), std::pair(400UL, 4UL)) << "counters that go back start anew";
  EXPECT_EQ(fixture.seen.back().adjustments, Adjustment::counter_from_total);
}

TEST(Meaning, OctetsBehindAMiddleboxCountOnlyAlone) {
  auto both = together({kCommon, kSixes, {kTcp}});
  both.push_back({{23, 8}, 0, 777});
  EXPECT_EQ(decode(both)[0].bytes, 12'000U);
  auto alone = together({kSixes, {kTcp, kStart, kEnd}});
  alone.push_back({{23, 8}, 0, 777});
  alone.push_back({{24, 8}, 0, 7});
  EXPECT_EQ(decode(alone)[0].bytes, 777U);
  EXPECT_EQ(decode(alone)[0].packets, 7U);
}

TEST(Meaning, FrameOctetsLoseTheirHeaders) {
  auto record = together({kSixes, {kTcp, kStart, kEnd, kPackets}});
  record.push_back({{352, 8}, 0, 1140});
  const auto flows = decode(record);
  EXPECT_EQ(flows[0].bytes, 1000U);
  EXPECT_EQ(flows[0].adjustments, Adjustment::packet_length_l2);
}

TEST(Meaning, EventsOfTranslatorsAreNoTraffic) {
  DecoderFixture fixture;
  auto event = kFour;
  event.push_back({{225, 4}, 0, 0xCB007103});
  event.push_back({{230, 1}, 0, 4});
  event.push_back({{323, 8}, 0, 1'699'999'995'000});
  auto firewall = together({kFour, {kTcp}});
  firewall.push_back({{233, 1}, 0, 1});
  firewall.push_back({{231, 4}, 0, 0});
  firewall.push_back({{232, 4}, 0, 0});
  auto teardown = firewall;
  teardown[teardown.size() - 3].value = 2;
  teardown[teardown.size() - 2].value = 500;
  ByteWriter events;
  write(event, events);
  ByteWriter firewalls;
  write(firewall, firewalls);
  write(teardown, firewalls);
  fixture.send_with_records(ExportBuilder::netflow9(1)
                                .define(256, fields_of(event))
                                .define(257, fields_of(firewall))
                                .data(256, events)
                                .data(257, firewalls)
                                .build());
  EXPECT_EQ(fixture.counters().nat_events, 2U);
  EXPECT_EQ(fixture.counters().records, 1U);
  ASSERT_EQ(fixture.seen.size(), 1U) << "a torn down flow has its volume";
  EXPECT_EQ(fixture.seen[0].bytes, 500U);
  EXPECT_EQ(fixture.kinds, (std::vector{RecordView::Kind::nat_event, RecordView::Kind::nat_event,
                                        RecordView::Kind::flow}));
}

TEST(Meaning, ServerNamesComeFromKnownElements) {
  struct Case {
    const char* name;
    std::vector<FieldSpec> fields;
    std::vector<std::string> texts;
    const char* expected;
  };
  const Case cases[] = {
      {"TLS SNI", {{808, 65535, 8057}}, {"www.example.cn"}, "www.example.cn"},
      {"QUIC SNI", {{890, 65535, 8057}}, {"v6.example.cn"}, "v6.example.cn"},
      {"SNI empty, host not", {{808, 65535, 8057}, {1, 65535, 39499}}, {"", "host.cn"}, "host.cn"},
      {"the same, the other way",
       {{1, 65535, 39499}, {808, 65535, 8057}},
       {"host.cn", ""},
       "host.cn"},
      {"Cisco HTTP host",
       {{12235, 65535, 9}},
       {std::string("\x03\0\0\x50\x34\x02", 6) + "a.cn"},
       "a.cn"},
      {"padded with zeroes",
       {{460, 12, 0}},
       {std::string("b.example.cn").substr(0, 12)},
       "b.example.cn"},
      {"long: three bytes of length", {{808, 65535, 8057}}, {std::string(300, 'x')}, nullptr},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    auto record = together({kCommon, kSixes, {kTcp}});
    auto fields = fields_of(record);
    fields.insert(fields.end(), one.fields.begin(), one.fields.end());
    ByteWriter data;
    for (int copies = 0; copies < 2; ++copies) {
      write(record, data);
      for (std::size_t i = 0; i < one.texts.size(); ++i) {
        if (one.fields[i].length == 65535 && one.texts[i].size() < 255) {
          data.u8(one.texts[i].size());
        } else if (one.fields[i].length == 65535) {
          data.u8(255).u16(one.texts[i].size());
        }
        data.text(one.texts[i]);
      }
    }
    DecoderFixture fixture;
    fixture.send(ExportBuilder::ipfix(0).define(256, fields).data(256, data).build());
    ASSERT_EQ(fixture.seen.size(), 2U);
    const std::string expected = one.expected == nullptr ? std::string(300, 'x') : one.expected;
    EXPECT_EQ(fixture.names[0], expected);
    EXPECT_EQ(fixture.names[1], expected);
    EXPECT_EQ(fixture.seen[1].bytes, 12'000U);
  }
}

TEST(Meaning, StructuredDataIsSteppedOver) {
  auto fields = fields_of(together({kCommon, kSixes, {kTcp}}));
  fields.insert(fields.begin() + 2, FieldSpec{291, 65535});
  fields.insert(fields.begin() + 5, FieldSpec{293, 65535});
  ByteWriter data;
  const auto record = together({kCommon, kSixes, {kTcp}});
  for (int copies = 0; copies < 3; ++copies) {
    write({record[0], record[1]}, data);
    data.u8(9).u8(3).u16(0x8000 | 1013).u16(2).u32(8057);
    write({record[2], record[3]}, data);
    data.u8(255).u16(300).zeros(300);
    write({record.begin() + 4, record.end()}, data);
  }
  DecoderFixture fixture;
  fixture.send(ExportBuilder::ipfix(0).define(256, fields).data(256, data).build());
  ASSERT_EQ(fixture.seen.size(), 3U);
  EXPECT_EQ(fixture.seen[2].bytes, 12'000U);
  EXPECT_EQ(fixture.seen[2].destination_port, 443);
}

TEST(Meaning, FrameSectionsGiveTheUsersPacket) {
  ByteWriter frame;
  frame.zeros(12).u16(0x86dd).u32(0x60000000).u16(8).u8(17).u8(64);
  frame.u64(kSix | 1).u64(1).u64(kSix | 2).u64(2).u16(1111).u16(53).u16(8).u16(0);
  for (const std::uint16_t element : {std::uint16_t{104}, std::uint16_t{315}}) {
    SCOPED_TRACE(element);
    ByteWriter data;
    data.u8(frame.size()).bytes(frame.view()).u64(1'699'999'995'000);
    DecoderFixture fixture;
    fixture.send(
        ExportBuilder::ipfix(0).define(256, {{element, 65535}, {323, 8}}).data(256, data).build());
    ASSERT_EQ(fixture.seen.size(), 1U);
    EXPECT_EQ(fixture.seen[0].family, Family::v6);
    EXPECT_EQ(fixture.seen[0].bytes, 48U);
    EXPECT_EQ(fixture.seen[0].packets, 1U);
    EXPECT_EQ(fixture.seen[0].destination_port, 53);
    EXPECT_TRUE(fixture.exporter().has_v6_template);
  }
}

TEST(Meaning, IpfixUptimesNeedTheTimeOfBoot) {
  const std::vector<FieldSpec> fields = {{27, 16}, {28, 16}, {1, 4}, {2, 4}, {22, 4}, {21, 4}};
  ByteWriter data;
  data.u64(kSix).u64(1).u64(kSix).u64(2).u32(100).u32(1).u32(5000).u32(9000);
  DecoderFixture fixture;
  fixture.send(ExportBuilder::ipfix(0).define(256, fields).data(256, data).build());
  ASSERT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.seen[0].adjustments, Adjustment::time_from_export);
  EXPECT_EQ(fixture.seen[0].start.time_since_epoch().count(), 1'699'999'996'000);
  ByteWriter boot;
  boot.u32(7).u64(1'699'999'990'000);
  fixture.send(ExportBuilder::ipfix(1)
                   .define_options(300, 1, {{143, 4}, {160, 8}})
                   .data(300, boot)
                   .data(256, data)
                   .build());
  ASSERT_EQ(fixture.seen.size(), 2U);
  EXPECT_EQ(fixture.seen[1].adjustments, Adjustment::none);
  EXPECT_EQ(fixture.seen[1].start.time_since_epoch().count(), 1'699'999'995'000);
  EXPECT_EQ(fixture.seen[1].end.time_since_epoch().count(), 1'699'999'999'000);
}

TEST(Meaning, WrongClocksAreShiftedAndShown) {
  DecoderFixture fixture;
  fixture.received += std::chrono::hours(2);
  ByteWriter data;
  write(together({kCommon, kSixes, {kTcp}}), data);
  fixture.send(ExportBuilder::ipfix(0)
                   .define(256, fields_of(together({kCommon, kSixes, {kTcp}})))
                   .data(256, data)
                   .build());
  ASSERT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.seen[0].adjustments, Adjustment::clock_skew_corrected);
  EXPECT_NEAR(static_cast<double>(fixture.exporter().clock_skew_ms), -7'200'000, 1000);
  EXPECT_NEAR(static_cast<double>((fixture.received - fixture.seen[0].end).count()), 5000, 1000);
}

}  // namespace
}  // namespace sixscope::flow
