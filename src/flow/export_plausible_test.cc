// Records that cannot be true: named, counted, and in no sum.

#include <gtest/gtest.h>

#include "flow/export_decoder.h"
#include "testing/decoder_fixture.h"
#include "testing/export_builder.h"

namespace sixscope::flow {
namespace {

using testing::DecoderFixture;
using testing::ExportBuilder;
using testing::FieldSpec;

constexpr std::uint64_t kNow = 1'699'999'999'000;
constexpr std::uint64_t kYear = 365ULL * 24 * 3600 * 1000;

struct Counted {
  const char* name;
  std::uint64_t octets;
  std::uint64_t packets;
  bool plausible;
  std::uint64_t start = kNow - 1000;
};
constexpr Counted kCounted[] = {
    {"usual", 15'000, 10, true},
    {"the largest IPv6 packet", 65'575, 1, true},
    {"an octet more", 65'576, 1, false},
    {"a counter that was never set", 4'294'967'295, 1, false},
    {"octets without packets", 1, 0, false},
    {"packets without octets", 0, 5, true},
    {"nothing", 0, 0, true},
    {"both scaled by the exporter already", 1'500ULL << 40U, 1ULL << 40U, true},
    {"more than fits when multiplied", ~0ULL, ~0ULL, true},
    {"all ones against few packets", ~0ULL, 1'000'000, false},
    {"lasts a week", 1500, 1, true, kNow - 7 * kYear / 365},
    {"lasts for years", 1500, 1, false, kNow - 2 * kYear},
    {"start not said", 1500, 1, true, 0},
};

const std::vector<FieldSpec> kSix = {{27, 16}, {28, 16}, {1, 8}, {2, 8}, {152, 8}, {153, 8}};
// With an element that keeps records off the fast path.
const std::vector<FieldSpec> kNamed = {{27, 16}, {28, 16}, {1, 8},  {2, 8},
                                       {152, 8}, {153, 8}, {460, 2}};

ByteWriter record_of(const Counted& one, bool named) {
  ByteWriter out;
  out.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(one.octets);
  out.u64(one.packets).u64(one.start).u64(kNow);
  return named ? std::move(out.u16(0x612E)) : std::move(out);
}

void expect_counted(const DecoderFixture& fixture, bool plausible) {
  EXPECT_EQ(fixture.seen.size(), plausible ? 1U : 0U);
  EXPECT_EQ(fixture.malformed(Malformed::implausible_counters), plausible ? 0U : 1U);
  EXPECT_EQ(fixture.counters().records, 1U);
  EXPECT_EQ(fixture.counters().v6.records, fixture.seen.size());
  EXPECT_EQ(fixture.counters().v6.bytes, plausible ? fixture.seen[0].bytes : 0U);
}

TEST(Plausible, CountersOfEveryTemplateAreJudged) {
  for (const Counted& one : kCounted) {
    for (const bool named : {false, true}) {
      SCOPED_TRACE(std::string(one.name) + (named ? ", any path" : ", fast path"));
      DecoderFixture fixture;
      fixture.send(ExportBuilder::ipfix(0)
                       .define(256, named ? kNamed : kSix)
                       .data(256, record_of(one, named))
                       .build());
      expect_counted(fixture, one.plausible);
    }
  }
}

TEST(Plausible, ARefusedRecordIsShownWithItsReason) {
  DecoderFixture fixture;
  ByteWriter records = record_of({"", 99'999, 1, false}, false);
  records.bytes(record_of({"", 1500, 1, true}, false).view());
  fixture.send_with_records(ExportBuilder::ipfix(0).define(256, kSix).data(256, records).build());
  EXPECT_EQ(fixture.kinds.size(), 2U);
  EXPECT_EQ(fixture.malformed(Malformed::implausible_counters), 1U);
  ASSERT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.seen[0].bytes, 1500U);
  // The next message's number follows both records.
  fixture.send(ExportBuilder::ipfix(2).data(256, record_of({"", 1, 1, true}, false)).build());
  EXPECT_EQ(fixture.counters().sequence_gaps, 0U);
}

TEST(Plausible, OneCounterAloneIsBelieved) {
  DecoderFixture fixture;
  ByteWriter records;
  records.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u32(1'000'000);
  fixture.send(
      ExportBuilder::ipfix(0).define(256, {{27, 16}, {28, 16}, {1, 4}}).data(256, records).build());
  ASSERT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.seen[0].bytes, 1'000'000U);
}

// Totals may be older than the collector, and the narrow one may have wrapped: what counts is the
// growth, and that is judged.
TEST(Plausible, TotalsAreJudgedByTheirGrowth) {
  const auto totals = [](std::uint64_t octets, std::uint32_t packets) {
    ByteWriter out;
    out.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(octets).u32(packets);
    return out;
  };
  const std::initializer_list<FieldSpec> fields = {{27, 16}, {28, 16}, {85, 8}, {86, 4}};
  DecoderFixture fixture;
  fixture.send(
      ExportBuilder::ipfix(0).define(256, fields).data(256, totals(9'000'000'000'000, 17)).build());
  EXPECT_EQ(fixture.malformed(Malformed::implausible_counters), 1U);
  fixture.send(ExportBuilder::ipfix(1).data(256, totals(9'000'000'030'000, 37)).build());
  ASSERT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.seen[0].bytes, 30'000U);
  EXPECT_EQ(fixture.seen[0].packets, 20U);
}

TEST(Plausible, EitherDirectionOfABiflowSpeaksForTheRecord) {
  const std::initializer_list<FieldSpec> fields = {{27, 16}, {28, 16}, {231, 8},
                                                   {298, 8}, {232, 8}, {299, 8}};
  const auto biflow = [](std::uint64_t responder_octets) {
    ByteWriter out;
    out.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(1500).u64(1);
    out.u64(responder_octets).u64(2);
    return out;
  };
  DecoderFixture fixture;
  fixture.send(ExportBuilder::ipfix(0).define(256, fields).data(256, biflow(3000)).build());
  EXPECT_EQ(fixture.seen.size(), 2U);
  fixture.send(ExportBuilder::ipfix(1).data(256, biflow(131'151)).build());
  EXPECT_EQ(fixture.seen.size(), 2U);
  EXPECT_EQ(fixture.malformed(Malformed::implausible_counters), 1U);
}

// A datagram of NetFlow v5; `records` are 48 bytes each.
std::vector<std::byte> netflow5(std::size_t count, const ByteWriter& records) {
  ByteWriter out;
  out.u16(5).u16(count).u32(1'000'000).u32(1'700'000'000).u32(0).u32(0).u16(0).u16(0);
  out.bytes(records.view());
  return out.take();
}

void netflow5_record(ByteWriter& out, std::uint32_t packets, std::uint32_t octets,
                     std::uint32_t first, std::uint32_t last) {
  out.u32(0xC6336401).u32(0xCB007102).u32(0).u16(1).u16(2).u32(packets).u32(octets).u32(first);
  out.u32(last).u16(40000).u16(443).u8(0).u8(0).u8(6).u8(0).u16(0).u16(0).u8(0).u8(0).u16(0);
}

TEST(Plausible, Netflow5IsJudgedMoreStrictly) {
  struct Row {
    const char* name;
    std::uint32_t packets;
    std::uint32_t octets;
    std::uint32_t first;
    std::uint32_t last;
    bool plausible;
  };
  const Row rows[] = {
      {"usual", 10, 15'000, 940'000, 990'000, true},
      {"fewer octets than headers", 10, 199, 940'000, 990'000, false},
      {"headers alone", 10, 200, 940'000, 990'000, true},
      {"ends before it begins", 10, 15'000, 900'000, 100'000, false},
      {"ends a moment before it begins: rounding", 10, 15'000, 990'010, 990'000, true},
      {"across the wrap of the uptime", 10, 15'000, 0xFFFFFF00, 990'000, true},
      {"no times", 10, 15'000, 0, 0, true},
      {"no end", 10, 15'000, 900'000, 0, true},
  };
  for (const Row& row : rows) {
    for (const bool shown : {false, true}) {
      SCOPED_TRACE(row.name);
      ByteWriter records;
      netflow5_record(records, row.packets, row.octets, row.first, row.last);
      netflow5_record(records, 1, 40, 940'000, 990'000);
      DecoderFixture fixture;
      shown ? fixture.send_with_records(netflow5(2, records)) : fixture.send(netflow5(2, records));
      EXPECT_EQ(fixture.seen.size(), row.plausible ? 2U : 1U);
      EXPECT_EQ(fixture.malformed(Malformed::implausible_counters), row.plausible ? 0U : 1U);
    }
  }
}

TEST(Plausible, RandomBytesBehindANetflow5HeaderAddNothing) {
  std::uint64_t state = 1;
  DecoderFixture fixture;
  for (std::uint32_t turn = 0; turn < 200; ++turn) {
    ByteWriter records;
    for (int i = 0; i < 30 * 12; ++i) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      records.u32(state >> 32U);
    }
    turn % 2 == 0 ? fixture.send(netflow5(30, records))
                  : fixture.send_with_records(netflow5(30, records));
  }
  EXPECT_EQ(fixture.kinds.size(), 3000U);
  EXPECT_EQ(fixture.counters().v4.bytes, 0U);
  EXPECT_EQ(fixture.counters().records, 6000U);
  EXPECT_EQ(fixture.malformed(Malformed::implausible_counters), 6000U);
  EXPECT_FALSE(fixture.exporter().has_v4_template);
}

TEST(Plausible, AProbeWithoutSamplerIsNotSampled) {
  const std::initializer_list<FieldSpec> fields = {{27, 16}, {28, 16}, {1, 8},
                                                   {2, 8},   {34, 4},  {35, 1}};
  const auto record = [](std::uint32_t interval, std::uint8_t algorithm) {
    ByteWriter out;
    out.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(1500).u64(1);
    out.u32(interval).u8(algorithm);
    return out;
  };
  DecoderOptions strict;
  strict.assume_unsampled = false;
  DecoderFixture fixture(strict);
  fixture.send(ExportBuilder::netflow9(0).define(256, fields).data(256, record(0, 0)).build());
  ASSERT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.seen[0].rate, model::SamplingRate{});
  EXPECT_EQ(fixture.malformed(Malformed::bad_sampling_rate), 0U);
  fixture.send(ExportBuilder::netflow9(1).data(256, record(0, 1)).build());
  EXPECT_FALSE(fixture.seen[1].rate.known());
  EXPECT_EQ(fixture.malformed(Malformed::bad_sampling_rate), 1U);

  DecoderFixture options(strict);
  ByteWriter none;
  none.u32(1).u32(0).u8(0);
  ByteWriter plain;
  plain.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(1500).u64(1);
  options.send(ExportBuilder::netflow9(0)
                   .define_options(300, 1, {{1, 4}, {34, 4}, {35, 1}})
                   .data(300, none)
                   .define(256, {{27, 16}, {28, 16}, {1, 8}, {2, 8}})
                   .data(256, plain)
                   .build());
  ASSERT_EQ(options.seen.size(), 1U);
  EXPECT_EQ(options.seen[0].rate, model::SamplingRate{});
  EXPECT_EQ(options.malformed(Malformed::bad_sampling_rate), 0U);
}

}  // namespace
}  // namespace sixscope::flow
