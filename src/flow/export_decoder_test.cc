#include "flow/export_decoder.h"

#include <gtest/gtest.h>

#include "testing/decoder_fixture.h"
#include "testing/export_builder.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using net::Family;
using testing::DecoderFixture;
using testing::ExportBuilder;
using testing::FieldSpec;

const std::vector<FieldSpec> kV4Fields = {{8, 4}, {12, 4}, {7, 2},  {11, 2}, {4, 1},
                                          {1, 4}, {2, 4},  {22, 4}, {21, 4}};
const std::vector<FieldSpec> kV6Fields = {{27, 16}, {28, 16}, {7, 2},   {11, 2}, {4, 1},
                                          {1, 8},   {2, 8},   {152, 8}, {153, 8}};

void v4_record(ByteWriter& out, std::uint32_t bytes = 1500, std::uint32_t packets = 3) {
  out.u32(0xC6336401).u32(0xCB007102).u16(40000).u16(443).u8(6).u32(bytes).u32(packets);
  out.u32(940'000).u32(990'000);
}

void v6_record(ByteWriter& out, std::uint64_t bytes = 9000, std::uint64_t packets = 7) {
  out.u64(0x20010DB800000001).u64(1).u64(0x20010DB800000002).u64(2).u16(50000).u16(443).u8(17);
  out.u64(bytes).u64(packets).u64(1'699'999'990'000).u64(1'699'999'999'000);
}

TEST(ExportDecoder, DecodesNetflow9OfBothFamilies) {
  DecoderFixture fixture;
  ByteWriter v4;
  v4_record(v4);
  ByteWriter v6;
  v6_record(v6);
  fixture.send(ExportBuilder::netflow9(1)
                   .define(256, kV4Fields)
                   .define(257, kV6Fields)
                   .data(256, v4)
                   .data(257, v6)
                   .build());
  ASSERT_EQ(fixture.seen.size(), 2U);
  const model::Flow& first = fixture.seen[0];
  EXPECT_EQ(first.family, Family::v4);
  EXPECT_EQ(first.source.to_string(), "198.51.100.1");
  EXPECT_EQ(first.destination.to_string(), "203.0.113.2");
  EXPECT_EQ(first.source_port, 40000);
  EXPECT_EQ(first.destination_port, 443);
  EXPECT_EQ(first.protocol, 6);
  EXPECT_EQ(first.bytes, 1500U);
  EXPECT_EQ(first.packets, 3U);
  EXPECT_EQ(first.start.time_since_epoch().count(), 1'699'999'940'000);
  EXPECT_EQ(first.end.time_since_epoch().count(), 1'699'999'990'000);
  const model::Flow& second = fixture.seen[1];
  EXPECT_EQ(second.family, Family::v6);
  EXPECT_EQ(second.outer_family, Family::v6);
  EXPECT_EQ(second.source.to_string(), "2001:db8:0:1::1");
  EXPECT_EQ(second.bytes, 9000U);
  EXPECT_EQ(second.start.time_since_epoch().count(), 1'699'999'990'000);
  EXPECT_EQ(second.adjustments, Adjustment::none);
  EXPECT_EQ(fixture.counters().records, 2U);
  EXPECT_EQ(fixture.counters().v6.bytes, 9000U);
  EXPECT_EQ(fixture.counters().templates_seen, 2U);
  EXPECT_TRUE(fixture.exporter().has_v6_template);
}

TEST(ExportDecoder, DecodesNetflow5) {
  DecoderFixture fixture;
  ByteWriter out;
  out.u16(5).u16(1).u32(1'000'000).u32(1'700'000'000).u32(0).u32(77).u8(1).u8(2).u16(0x4000 | 100);
  out.u32(0xC6336401).u32(0xCB007102).u32(0).u16(3).u16(4).u32(10).u32(5000);
  out.u32(940'000).u32(990'000).u16(1234).u16(80).u8(0).u8(0x1b).u8(6).u8(8);
  out.u16(64500).u16(64501).u8(24).u8(24).u16(0);
  fixture.send(out.view());
  ASSERT_EQ(fixture.seen.size(), 1U);
  const model::Flow& flow = fixture.seen[0];
  EXPECT_EQ(flow.family, Family::v4);
  EXPECT_EQ(flow.bytes, 5000U);
  EXPECT_EQ(flow.packets, 10U);
  EXPECT_EQ(flow.input_interface, 3U);
  EXPECT_EQ(flow.output_interface, 4U);
  EXPECT_EQ(flow.source_asn, 64500U);
  EXPECT_EQ(flow.tcp_flags, 0x1b);
  EXPECT_EQ(flow.rate, (model::SamplingRate{.numerator = 100, .denominator = 1}));
  EXPECT_EQ(flow.observation_domain, 0x102U);
  EXPECT_EQ(fixture.counters().v4.scaled_bytes, 500'000U);
}

TEST(ExportDecoder, KeepsDataForItsTemplate) {
  DecoderFixture fixture;
  ByteWriter v6;
  v6_record(v6);
  fixture.send(ExportBuilder::ipfix(0).data(300, v6).build());
  EXPECT_EQ(fixture.counters().template_misses, 1U);
  EXPECT_EQ(fixture.exporter().templates_missing, 1U);
  EXPECT_TRUE(fixture.seen.empty());
  fixture.send(ExportBuilder::ipfix(1).define(300, kV6Fields).build());
  ASSERT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.seen[0].adjustments, Adjustment::replayed);
  EXPECT_EQ(fixture.seen[0].bytes, 9000U);
  EXPECT_EQ(fixture.counters().sets_replayed, 1U);
  EXPECT_EQ(fixture.exporter().templates_missing, 0U);
  EXPECT_EQ(fixture.counters().sequence_gaps, 0U);
}

}  // namespace
}  // namespace sixscope::flow
