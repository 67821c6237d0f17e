// Wherever a datagram of any protocol ends, whatever comes twice or late: nothing is read past the
// end, and the counters agree with the flows handed out. The identity, over all exporters:
//
//   datagrams = datagrams sent
//   records + second directions of biflows = flows + implausible_counters + bad_header
//   flows = records of IPv4, of IPv6 and of no family; their bytes and packets are the sums
//   sets_replayed + sets_dropped <= template_misses, sequence_recovered <= sequence_gaps

#include <gtest/gtest.h>

#include "flow/export_decoder.h"
#include "testing/decoder_fixture.h"
#include "testing/export_builder.h"

namespace sixscope::flow {
namespace {

using testing::DecoderFixture;
using testing::ExportBuilder;
using testing::FieldSpec;
using Payload = std::vector<std::byte>;

const std::vector<FieldSpec> kSix = {{27, 16}, {28, 16}, {1, 8}, {2, 8}, {152, 8}, {153, 8}};
const std::vector<FieldSpec> kBiflow = {{8, 4},   {12, 4},  {231, 4},          {298, 4},
                                        {232, 4}, {299, 4}, {808, 65535, 8057}};

ByteWriter six_records(std::size_t count, std::uint64_t octets) {
  ByteWriter out;
  for (std::size_t i = 0; i < count; ++i) {
    out.u64(0x20010DB800000000).u64(i + 1).u64(0x20010DB800000000).u64(2).u64(octets).u64(i);
    out.u64(1'699'999'990'000).u64(1'699'999'999'000);  // The first has no packets: refused.
  }
  return out;
}

ByteWriter biflows() {
  ByteWriter out;
  out.u32(0xC6336401).u32(0xCB007102).u32(1500).u32(1).u32(3000).u32(2).u8(3).text("a.b");
  out.u32(0xC6336401).u32(0xCB007102).u32(1500).u32(1).u32(0).u32(0).u8(0);
  return out;
}

Payload with_templates(ExportBuilder builder) {
  return builder.define(256, kSix)
      .data(256, six_records(3, 1000))
      .define(257, kBiflow)
      .data(257, biflows())
      .data(300, six_records(1, 1))
      .build();
}

Payload netflow5(std::uint32_t sequence) {
  ByteWriter out;
  out.u16(5).u16(4).u32(1'000'000).u32(1'700'000'000).u32(0).u32(sequence).u16(0).u16(0);
  for (std::uint32_t i = 0; i < 4; ++i) {
    out.u32(0xC6336401).u32(0xCB007102).u32(0).u16(1).u16(2).u32(i).u32(100 + 40 * i);
    out.u32(940'000).u32(990'000).u16(40000).u16(443).u8(0).u8(0).u8(6).u8(0).u32(0).u32(0);
  }
  return out.take();
}

Payload sflow(std::uint32_t sequence) {
  const auto frame_of = [](std::uint16_t ether_type) {
    ByteWriter frame;
    frame.zeros(12).u16(ether_type).u32(0x60000000).u16(1008).u8(17).u8(64);
    frame.u64(0x20010DB800000001).u64(1).u64(0x20010DB800000002).u64(2);
    frame.u16(1111).u16(443).u16(1008).u16(0).u16(0);
    return frame;
  };
  ByteWriter out;
  out.u32(5).u32(1).u32(0xC0000201).u32(0).u32(sequence).u32(1000 * sequence).u32(3);
  for (std::uint32_t i = 0; i < 2; ++i) {  // The second is no IP, and longer than any frame.
    const ByteWriter frame = frame_of(i == 0 ? 0x86dd : 0x0806);
    out.u32(1).u32(56 + frame.size()).u32(sequence).u32(3).u32(10).u32(10).u32(0).u32(3).u32(4);
    out.u32(1).u32(1).u32(16 + frame.size()).u32(1).u32(i == 0 ? 1066 : 99'999).u32(4);
    out.u32(frame.size()).bytes(frame.view());
  }
  out.u32(2).u32(12).u32(1).u32(3).u32(0);
  return out.take();
}

struct Protocol {
  const char* name;
  Payload first;
  Payload second;
  Payload third;
};

std::vector<Protocol> protocols() {
  return {
      {"NetFlow v5", netflow5(0), netflow5(4), netflow5(8)},
      {"NetFlow v9", with_templates(ExportBuilder::netflow9(0)),
       with_templates(ExportBuilder::netflow9(1)), with_templates(ExportBuilder::netflow9(2))},
      {"IPFIX", with_templates(ExportBuilder::ipfix(0)), with_templates(ExportBuilder::ipfix(5)),
       with_templates(ExportBuilder::ipfix(10))},
      {"sFlow", sflow(1), sflow(2), sflow(3)},
  };
}

Payload cut(const Payload& whole, std::size_t size) {
  return {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)};
}

void expect_identity(const DecoderFixture& fixture, std::uint64_t sent) {
  const auto reason = [](const ExporterCounters& counters, Malformed one) {
    return counters.malformed[static_cast<std::size_t>(one)];
  };
  std::uint64_t datagrams = 0;
  std::uint64_t made = 0;
  FamilyTotals all;
  for (const ExporterInfo& info : fixture.decoder.exporters()) {
    const ExporterCounters& counters = info.counters;
    datagrams += counters.datagrams;
    made += counters.records - reason(counters, Malformed::implausible_counters) -
            reason(counters, Malformed::bad_header);
    for (const FamilyTotals* totals : {&counters.v4, &counters.v6, &counters.no_family}) {
      all.records += totals->records;
      all.bytes += totals->bytes;
      all.packets += totals->packets;
    }
    EXPECT_LE(counters.sets_replayed + counters.sets_dropped, counters.template_misses);
    EXPECT_LE(counters.sequence_recovered, counters.sequence_gaps);
  }
  FamilyTotals seen;
  std::uint64_t reverse = 0;
  for (const model::Flow& flow : fixture.seen) {
    ++seen.records;
    seen.bytes += flow.bytes;
    seen.packets += flow.packets;
    reverse += model::has(flow.adjustments, model::Adjustment::biflow_reverse) ? 1 : 0;
  }
  EXPECT_EQ(datagrams, sent);
  EXPECT_EQ(made + reverse, seen.records);
  EXPECT_EQ(all.records, seen.records);
  EXPECT_EQ(all.bytes, seen.bytes);
  EXPECT_EQ(all.packets, seen.packets);
}

TEST(Cuts, EveryCutKeepsTheCountersTrue) {
  for (const Protocol& one : protocols()) {
    DecoderFixture whole;
    whole.send(one.first);
    expect_identity(whole, 1);
    EXPECT_GE(whole.malformed(Malformed::implausible_counters), 1U) << one.name;
    EXPECT_GE(whole.seen.size(), 1U) << one.name;
    for (std::size_t size = 0; size < one.first.size(); ++size) {
      SCOPED_TRACE(std::string(one.name) + " cut to " + std::to_string(size));
      DecoderFixture fixture;
      fixture.send(cut(one.first, size));
      expect_identity(fixture, 1);
      EXPECT_LE(fixture.seen.size(), whole.seen.size());
      // What a cut takes away is missed, unless it lies between two sets of v9.
      EXPECT_TRUE(fixture.malformed_in_all() > 0 ||
                  (one.first[1] == std::byte{9} && fixture.seen.size() < whole.seen.size()) ||
                  fixture.counters().template_misses < whole.counters().template_misses);
    }
  }
}

// The second datagram late, and cut; then again, and whole; the third twice.
TEST(Cuts, OrderAndRepetitionKeepThemToo) {
  for (const Protocol& one : protocols()) {
    for (std::size_t size = 0; size <= one.second.size(); ++size) {
      SCOPED_TRACE(std::string(one.name) + " cut to " + std::to_string(size));
      const Payload late = cut(one.second, size);
      DecoderFixture fixture;
      std::uint64_t sent = 0;
      for (const Payload* payload : {&one.first, &one.third, &late, &late, &one.third}) {
        fixture.send(*payload);
        expect_identity(fixture, ++sent);
      }
      EXPECT_GE(fixture.counters().duplicates, 1U) << "the third";
      fixture.send(one.second);
      expect_identity(fixture, ++sent);
    }
  }
}

TEST(Cuts, ADuplicateChangesNothing) {
  for (const Protocol& one : protocols()) {
    SCOPED_TRACE(one.name);
    DecoderFixture once;
    DecoderFixture twice;
    for (const Payload* payload : {&one.first, &one.second, &one.third}) {
      once.send(*payload);
      twice.send(*payload);
      twice.send(*payload);
    }
    EXPECT_EQ(twice.seen.size(), once.seen.size());
    EXPECT_EQ(twice.counters().duplicates, 3U);
    EXPECT_EQ(twice.counters().records, once.counters().records);
    EXPECT_EQ(once.counters().sequence_gaps, 0U);
  }
}

}  // namespace
}  // namespace sixscope::flow
