#include <gtest/gtest.h>

#include "base/byte_writer.h"
#include "flow/export_decoder.h"
#include "flow/sflow_rate.h"
#include "testing/decoder_fixture.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using model::SamplingRate;
using testing::DecoderFixture;

ByteWriter frame_of_six() {
  ByteWriter frame;
  frame.zeros(12).u16(0x86dd).u32(0x60000000).u16(1008).u8(17).u8(64);
  frame.u64(0x20010DB800000001).u64(1).u64(0x20010DB800000002).u64(2);
  frame.u16(1111).u16(443).u16(1008).u16(0);
  while (frame.size() % 4 != 0) {
    frame.u8(0);
  }
  return frame;
}

// One datagram with one flow sample of one frame, and one counter sample.
std::vector<std::byte> datagram(std::uint32_t sequence, std::uint32_t rate, std::uint32_t pool) {
  const ByteWriter frame = frame_of_six();
  ByteWriter record;
  record.u32(1).u32(16 + frame.size()).u32(1).u32(1066).u32(4).u32(frame.size());
  record.bytes(frame.view());
  ByteWriter out;
  out.u32(5).u32(1).u32(0xC0000202).u32(7).u32(sequence).u32(1000 * sequence).u32(2);
  out.u32(1).u32(32 + record.size());
  out.u32(sequence).u32(3).u32(rate).u32(pool).u32(0).u32(3).u32(4).u32(1);
  out.bytes(record.view());
  out.u32(2).u32(12).u32(1).u32(3).u32(0);
  return out.take();
}

TEST(Sflow, SamplesBecomeFlows) {
  DecoderFixture fixture;
  fixture.send_with_records(datagram(1, 1000, 1000));
  ASSERT_EQ(fixture.seen.size(), 1U);
  const model::Flow& flow = fixture.seen[0];
  EXPECT_EQ(flow.family, net::Family::v6);
  EXPECT_EQ(flow.bytes, 1048U) << "L3 length";
  EXPECT_EQ(flow.packets, 1U);
  EXPECT_EQ(flow.rate, (SamplingRate{.numerator = 1000}));
  EXPECT_EQ(flow.destination_port, 443);
  EXPECT_EQ(flow.input_interface, 3U);
  EXPECT_EQ(flow.direction, model::Direction::ingress);
  EXPECT_EQ(flow.start, fixture.received);
  EXPECT_EQ(fixture.exporter().address.to_string(), "192.0.2.2") << "the agent";
  EXPECT_EQ(fixture.exporter().observation_domain, 7U);
  EXPECT_EQ(fixture.counters().option_records, 1U);
  EXPECT_EQ(fixture.counters().v6.scaled_bytes, 1'048'000U);
  EXPECT_EQ(fixture.kinds, (std::vector{RecordView::Kind::flow, RecordView::Kind::counter}));
}

TEST(Sflow, CountsLossDuplicatesAndBadRates) {
  DecoderFixture fixture;
  fixture.send(datagram(1, 1000, 1000));
  fixture.send(datagram(4, 1000, 4000));
  fixture.send(datagram(4, 1000, 4000));
  fixture.send(datagram(5, 0, 5000));
  EXPECT_EQ(fixture.counters().sequence_gaps, 2U);
  EXPECT_EQ(fixture.counters().duplicates, 1U);
  EXPECT_EQ(fixture.malformed(Malformed::bad_sampling_rate), 1U);
  EXPECT_FALSE(fixture.seen.back().rate.known());
  EXPECT_EQ(fixture.seen.back().adjustments, Adjustment::rate_unknown);
}

TEST(Sflow, EveryCutKeepsTheCountersTrue) {
  const auto whole = datagram(1, 1000, 1000);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    DecoderFixture fixture;
    fixture.send(
        std::vector<std::byte>(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    ASSERT_EQ(fixture.decoder.exporters().size(), 1U) << size;
    const ExporterCounters& counters = fixture.counters();
    EXPECT_EQ(counters.datagrams, 1U) << size;
    EXPECT_EQ(counters.v6.records, fixture.seen.size()) << size;
  }
}

TEST(SflowRate, PrefersThePoolWhereTheAgentDropsSamples) {
  struct Case {
    const char* name;
    std::uint32_t pool_step;
    SamplingRate last;
    bool from_pool;
  };
  const Case cases[] = {
      {"as configured", 100, {.numerator = 100}, false},
      {"by chance a little off", 105, {.numerator = 100}, false},
      {"half of the samples dropped", 200, {.numerator = 200}, true},
      {"a pool that stands still", 0, {.numerator = 100}, false},
      {"an absurd pool", 1'000'000, {.numerator = 100}, false},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    SflowRate rate;
    SflowRate::Answer answer;
    for (std::uint32_t i = 0; i < 200; ++i) {
      answer = rate.observe(i, i * one.pool_step, 100);
    }
    EXPECT_EQ(answer.rate, one.last);
    EXPECT_EQ(answer.from_pool, one.from_pool);
  }
}

TEST(SflowRate, NeedsSamplesAndForgetsAtRestarts) {
  SflowRate rate;
  for (std::uint32_t i = 0; i < SflowRate::kSamplesMin; ++i) {
    EXPECT_FALSE(rate.observe(i, i * 300, 100).from_pool);
  }
  EXPECT_TRUE(rate.observe(SflowRate::kSamplesMin, SflowRate::kSamplesMin * 300, 100).from_pool);
  EXPECT_FALSE(rate.observe(0, 0, 100).from_pool);
  EXPECT_FALSE(rate.observe(1, 300, 50).from_pool);
}

}  // namespace
}  // namespace sixscope::flow
