// Bad input, and everything that must survive it: limits, cuts, duplicates, order, restarts.

#include <gtest/gtest.h>

#include "flow/export_decoder.h"
#include "testing/decoder_fixture.h"
#include "testing/export_builder.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using model::SamplingRate;
using testing::DecoderFixture;
using testing::ExportBuilder;
using testing::FieldSpec;

const std::vector<FieldSpec> kSix = {{27, 16}, {28, 16}, {1, 8}, {2, 8}, {152, 8}, {153, 8}};

ByteWriter six_records(std::size_t count, std::uint64_t bytes = 1000) {
  ByteWriter out;
  for (std::size_t i = 0; i < count; ++i) {
    out.u64(0x20010DB800000000).u64(i + 1).u64(0x20010DB800000000).u64(2).u64(bytes).u64(10);
    out.u64(1'699'999'990'000).u64(1'699'999'999'000);
  }
  return out;
}

TEST(Input, NamesWhatIsWrong) {
  struct Case {
    const char* name;
    std::vector<std::byte> payload;
    Malformed reason;
  };
  const auto raw = [](auto... values) {
    ByteWriter out;
    (out.u8(static_cast<std::uint64_t>(values)), ...);
    return out.take();
  };
  ByteWriter many_fields;
  many_fields.u16(256).u16(600);
  for (int i = 0; i < 600; ++i) {
    many_fields.u16(1).u16(1);
  }
  ByteWriter long_length;
  long_length.u16(256).u16(20).u16(27).u16(16);
  const auto set = [](std::uint16_t id, const ByteWriter& body) {
    return ExportBuilder::netflow9(1).data(id, body).build();
  };
  ByteWriter half_header;
  half_header.u16(5);
  ByteWriter short_set;
  short_set.u16(9).u16(0).u32(1).u32(1).u32(1).u32(1).u16(300).u16(3);
  ByteWriter beyond;
  beyond.u16(9).u16(0).u32(1).u32(1).u32(1).u32(1).u16(300).u16(99);
  ByteWriter bad_ipfix;
  bad_ipfix.u16(10).u16(4).u32(1).u32(1).u32(1);
  ByteWriter cut_ipfix;
  cut_ipfix.u16(10).u16(99).u32(1).u32(1).u32(1);
  ByteWriter low_id;
  low_id.u16(255).u16(1).u16(1).u16(4);
  ByteWriter no_length;
  no_length.u16(256).u16(2).u16(1).u16(0).u16(2).u16(0);
  ByteWriter no_fields;
  no_fields.u16(256).u16(0);
  ByteWriter huge;
  huge.u16(256).u16(2).u16(1).u16(65000).u16(2).u16(65000);
  const Case cases[] = {
      {"nothing", {}, Malformed::truncated},
      {"one byte", raw(0), Malformed::truncated},
      {"version 7", raw(0, 7, 0, 0, 0, 0), Malformed::bad_version},
      {"v5 without header", half_header.take(), Malformed::truncated},
      {"set shorter than its header", short_set.take(), Malformed::bad_set},
      {"set longer than the datagram", beyond.take(), Malformed::truncated},
      {"IPFIX length below its header", bad_ipfix.take(), Malformed::bad_length},
      {"IPFIX length beyond the datagram", cut_ipfix.take(), Malformed::truncated},
      {"set of a reserved id", set(17, low_id), Malformed::bad_set},
      {"template below 256", set(0, low_id), Malformed::bad_template},
      {"template of no length", set(0, no_length), Malformed::bad_template},
      {"template of no fields", set(0, no_fields), Malformed::bad_template},
      {"template longer than any datagram", set(0, huge), Malformed::bad_template},
      {"template cut", set(0, long_length), Malformed::truncated},
      {"template of too many fields", set(0, many_fields), Malformed::field_limit},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    DecoderFixture fixture;
    fixture.send(one.payload);
    ASSERT_EQ(fixture.decoder.exporters().size(), 1U);
    EXPECT_EQ(fixture.malformed(one.reason), 1U);
    EXPECT_EQ(fixture.malformed_in_all(), 1U);
    EXPECT_EQ(fixture.counters().datagrams, 1U);
    EXPECT_TRUE(fixture.seen.empty());
  }
}

TEST(Input, UsesTheRestOfADatagram) {
  DecoderFixture fixture;
  ByteWriter zero_length;
  zero_length.u16(256).u16(1).u16(1).u16(0);
  fixture.send(ExportBuilder::netflow9(1)
                   .data(0, zero_length)
                   .data(999, six_records(1))
                   .define(300, kSix)
                   .data(300, six_records(2))
                   .build());
  EXPECT_EQ(fixture.seen.size(), 2U);
  EXPECT_EQ(fixture.malformed(Malformed::bad_template), 1U);
  EXPECT_EQ(fixture.counters().template_misses, 1U);
}

TEST(Input, TemplateBombsStopAtTheLimit) {
  DecoderOptions options;
  options.templates_per_exporter_max = 100;
  DecoderFixture fixture(options);
  auto builder = ExportBuilder::ipfix(0);
  for (std::uint16_t id = 256; id < 456; ++id) {
    builder.define(id, {{1, 4}});
  }
  fixture.send(builder.build());
  EXPECT_EQ(fixture.counters().templates_seen, 100U);
  EXPECT_EQ(fixture.malformed(Malformed::template_limit), 100U);
  // A second transport session is the same exporter.
  fixture.send(ExportBuilder::ipfix(0).define(256, {{1, 4}}).build(), 4000);
  EXPECT_EQ(fixture.malformed(Malformed::template_limit), 101U);
  // Room comes back with a withdrawal.
  fixture.send(ExportBuilder::ipfix(0).withdraw(300).define(999, kSix).build());
  EXPECT_EQ(fixture.counters().templates_seen, 101U);
}

TEST(Input, RecordsOfADatagramAreLimited) {
  DecoderFixture fixture;
  ByteWriter tiny;
  tiny.zeros(20'000);
  fixture.send(ExportBuilder::ipfix(0).define(256, {{4, 1}}).data(256, tiny).build());
  EXPECT_EQ(fixture.malformed(Malformed::record_limit), 1U);
  EXPECT_LT(fixture.seen.size(), 9'000U);
}

TEST(Input, ExportersBeyondTheLimitAreCountedAsOne) {
  DecoderOptions options;
  options.exporters_max = 2;
  DecoderFixture fixture(options);
  for (std::uint32_t domain = 0; domain < 5; ++domain) {
    fixture.send(
        ExportBuilder::ipfix(0, domain).define(256, kSix).data(256, six_records(1)).build());
  }
  EXPECT_EQ(fixture.seen.size(), 2U);
  ASSERT_EQ(fixture.decoder.exporters().size(), 3U);
  EXPECT_EQ(fixture.malformed(Malformed::unknown_exporter, 2), 3U);
}

TEST(Input, TemplatesAreWithdrawnRedefinedAndLapse) {
  DecoderFixture fixture;
  fixture.send(ExportBuilder::ipfix(0).define(256, kSix).define(257, kSix).build());
  fixture.send(ExportBuilder::ipfix(0).define(256, kSix).build());
  EXPECT_EQ(fixture.counters().templates_seen, 2U) << "a repetition is none";
  fixture.send(ExportBuilder::ipfix(0).define(256, {{1, 8}, {27, 16}}).build());
  EXPECT_EQ(fixture.counters().templates_redefined, 1U);
  fixture.send(ExportBuilder::ipfix(0).withdraw(257).data(257, six_records(1)).build());
  EXPECT_EQ(fixture.counters().templates_withdrawn, 1U);
  EXPECT_EQ(fixture.counters().template_misses, 1U);
  EXPECT_TRUE(fixture.exporter().has_v6_template);
  fixture.send(ExportBuilder::ipfix(0).withdraw(2).build());
  EXPECT_EQ(fixture.counters().templates_withdrawn, 2U);
  EXPECT_FALSE(fixture.exporter().has_v6_template);

  fixture.send(ExportBuilder::ipfix(1, 9).define(256, kSix).build());
  fixture.received += std::chrono::hours(25);
  fixture.send(ExportBuilder::ipfix(1, 9).data(256, six_records(1)).build());
  EXPECT_EQ(fixture.counters(1).template_misses, 1U) << "older than a day";
}

TEST(Input, TemplatesBelongToSessionDomainAndProtocol) {
  DecoderFixture fixture;
  fixture.send(ExportBuilder::ipfix(0, 1).define(256, kSix).build());
  fixture.send(ExportBuilder::ipfix(0, 2).data(256, six_records(1)).build());
  fixture.send(ExportBuilder::netflow9(0, 1).data(256, six_records(1)).build());
  fixture.send(ExportBuilder::ipfix(0, 1).data(256, six_records(1)).build(), 9999);
  EXPECT_TRUE(fixture.seen.empty());
  fixture.send(ExportBuilder::ipfix(0, 1).data(256, six_records(1)).build());
  EXPECT_EQ(fixture.seen.size(), 1U);
}

TEST(Input, SessionsTakeTheirTemplatesWithThem) {
  DecoderFixture fixture;
  const auto send = [&](const std::vector<std::byte>& payload) {
    Datagram datagram;
    datagram.payload = payload;
    datagram.exporter = net::IpAddress::v4(0xC0000201);
    datagram.session = 5;
    datagram.transport = Transport::tcp;
    datagram.received = fixture.received;
    fixture.decoder.decode(datagram, fixture);
  };
  send(ExportBuilder::ipfix(0).define(256, kSix).data(256, six_records(1)).build());
  fixture.decoder.end_session(5);
  send(ExportBuilder::ipfix(1).data(256, six_records(1)).build());
  EXPECT_EQ(fixture.seen.size(), 1U);
  EXPECT_EQ(fixture.counters().template_misses, 1U);
}

TEST(Input, WaitingDataIsBoundedInBytesAndAge) {
  DecoderOptions options;
  options.pending_bytes_per_exporter_max = 300;
  DecoderFixture fixture(options);
  for (std::uint32_t i = 0; i < 5; ++i) {
    fixture.send(ExportBuilder::netflow9(i).data(256, six_records(1)).build());
  }
  EXPECT_EQ(fixture.counters().template_misses, 5U);
  EXPECT_EQ(fixture.counters().sets_dropped, 2U) << "three of 96 bytes fit";
  fixture.received += std::chrono::minutes(3);
  fixture.send(ExportBuilder::netflow9(5).define(256, kSix).build());
  EXPECT_EQ(fixture.counters().sets_dropped, 5U);
  EXPECT_TRUE(fixture.seen.empty());
  EXPECT_EQ(fixture.exporter().templates_missing, 0U);
}

TEST(Input, DuplicatesAndLateDatagramsDoNotChangeTotals) {
  std::vector<std::vector<std::byte>> line;
  line.push_back(ExportBuilder::ipfix(0).define(256, kSix).data(256, six_records(2, 100)).build());
  for (std::uint32_t i = 1; i < 40; ++i) {
    line.push_back(ExportBuilder::ipfix(i * 2).data(256, six_records(2, i)).build());
  }
  DecoderFixture straight;
  for (const auto& payload : line) {
    straight.send(payload);
  }
  DecoderFixture mixed;
  mixed.send(line[0]);
  for (std::size_t i = 1; i + 2 < line.size(); i += 3) {
    mixed.send(line[i + 2]);
    mixed.send(line[i]);
    mixed.send(line[i]);
    mixed.send(line[i + 1]);
    mixed.send(line[i + 2]);
  }
  EXPECT_EQ(mixed.counters().v6.bytes, straight.counters().v6.bytes);
  EXPECT_EQ(mixed.counters().duplicates, 26U);
  EXPECT_EQ(mixed.counters().reordered, 26U);
  EXPECT_EQ(mixed.counters().sequence_gaps, mixed.counters().sequence_recovered);
  EXPECT_EQ(straight.counters().sequence_gaps, 0U);
}

TEST(Input, EachProtocolCountsItsOwnUnits) {
  DecoderFixture nine;
  nine.send(ExportBuilder::netflow9(10).define(256, kSix).data(256, six_records(3)).build());
  nine.send(ExportBuilder::netflow9(13).data(256, six_records(3)).build());
  nine.send(ExportBuilder::netflow9(14).data(256, six_records(3)).build());
  EXPECT_EQ(nine.counters().sequence_gaps, 2U) << "v9: datagrams";
  DecoderFixture ipfix;
  ipfix.send(ExportBuilder::ipfix(10).define(256, kSix).data(256, six_records(3)).build());
  ipfix.send(ExportBuilder::ipfix(15).data(256, six_records(3)).build());
  EXPECT_EQ(ipfix.counters().sequence_gaps, 2U) << "IPFIX: data records";
}

TEST(Input, Netflow9ThatCountsFlowsHasNoFalseGaps) {
  DecoderFixture fixture;
  std::uint32_t sequence = 10;
  const auto send = [&](std::size_t records, bool define = false) {
    auto message = ExportBuilder::netflow9(sequence);
    if (define) {
      message.define(256, kSix);
    }
    fixture.send(message.data(256, six_records(records, sequence)).build());
    sequence += static_cast<std::uint32_t>(records);
  };
  send(3, true);
  for (std::size_t i = 0; i < 20; ++i) {
    send(2 + i % 3);
  }
  EXPECT_EQ(fixture.counters().sequence_gaps, 0U);
  EXPECT_EQ(fixture.counters().reordered, 0U);
  EXPECT_TRUE(fixture.exporter().sequence_counts_records);
  sequence += 7;
  send(3);
  EXPECT_EQ(fixture.counters().sequence_gaps, 7U) << "flows";
  for (int i = 0; i < 80; ++i) {  // New software: it counts datagrams now.
    fixture.send(ExportBuilder::netflow9(++sequence).data(256, six_records(2)).build());
  }
  EXPECT_FALSE(fixture.exporter().sequence_counts_records);
  const std::uint64_t gaps = fixture.counters().sequence_gaps;
  sequence += 4;
  fixture.send(ExportBuilder::netflow9(++sequence).data(256, six_records(2)).build());
  EXPECT_EQ(fixture.counters().sequence_gaps, gaps + 4) << "datagrams";
}

SamplingRate rate_after(DecoderFixture& fixture, const std::vector<std::byte>& payload) {
  fixture.send(payload);
  return fixture.seen.empty() ? SamplingRate{} : fixture.seen.back().rate;
}

TEST(Input, SamplingIsAnnouncedInManyWays) {
  std::vector<FieldSpec> with_sampler = kSix;
  with_sampler.insert(with_sampler.begin(), {48, 1});
  ByteWriter sampled;
  sampled.u8(3).bytes(six_records(1).view());
  ByteWriter sampler;
  sampler.u32(1).u8(3).u8(2).u32(512);
  DecoderFixture cisco;
  EXPECT_EQ(
      rate_after(cisco,
                 ExportBuilder::netflow9(0).define(256, with_sampler).data(256, sampled).build()),
      (SamplingRate{.numerator = 1, .denominator = 0}))
      << "a sampler, and nobody said its rate";
  EXPECT_EQ(cisco.seen.back().adjustments, Adjustment::rate_unknown);
  EXPECT_EQ(cisco.counters().rate_unknown_records, 1U);
  EXPECT_EQ(cisco.counters().v6.scaled_bytes, 0U);
  EXPECT_FALSE(cisco.exporter().sampling_announced);
  EXPECT_EQ(rate_after(cisco, ExportBuilder::netflow9(1)
                                  .define_options(300, 1, {{1, 4}, {48, 1}, {49, 1}, {50, 4}})
                                  .data(300, sampler)
                                  .data(256, sampled)
                                  .build()),
            (SamplingRate{.numerator = 512}));
  EXPECT_EQ(cisco.counters().v6.scaled_bytes, 512'000U);
  EXPECT_EQ(cisco.counters().option_records, 1U);
  EXPECT_TRUE(cisco.exporter().sampling_announced);

  std::vector<FieldSpec> in_record = kSix;
  in_record.push_back({34, 4});
  ByteWriter fifty;
  fifty.bytes(six_records(1).view()).u32(50);
  ByteWriter zero;
  zero.bytes(six_records(1).view()).u32(0);
  DecoderFixture huawei;
  EXPECT_EQ(rate_after(huawei,
                       ExportBuilder::netflow9(0).define(256, in_record).data(256, fifty).build()),
            (SamplingRate{.numerator = 50}));
  EXPECT_FALSE(rate_after(huawei, ExportBuilder::netflow9(1).data(256, zero).build()).known());
  EXPECT_EQ(huawei.malformed(Malformed::bad_sampling_rate), 1U);

  ByteWriter selector;
  selector.u64(1).u16(1).u32(1).u32(999);
  DecoderFixture psamp;
  EXPECT_EQ(rate_after(psamp, ExportBuilder::ipfix(0, 0)
                                  .define_options(300, 1, {{302, 8}, {304, 2}, {305, 4}, {306, 4}})
                                  .data(300, selector)
                                  .define(256, kSix)
                                  .data(256, six_records(1))
                                  .build()),
            (SamplingRate{.numerator = 1000}));
  EXPECT_EQ(
      rate_after(psamp,
                 ExportBuilder::ipfix(0, 77).define(256, kSix).data(256, six_records(1)).build()),
      (SamplingRate{.numerator = 1000}))
      << "domain 0 speaks for the exporter";

  DecoderOptions fixed;
  fixed.fixed_rates = {{net::IpAddress::v4(0xC0000201), {.numerator = 7}}};
  DecoderFixture by_hand(fixed);
  EXPECT_EQ(rate_after(by_hand,
                       ExportBuilder::netflow9(0).define(256, in_record).data(256, fifty).build()),
            (SamplingRate{.numerator = 7}));
  DecoderOptions strict;
  strict.assume_unsampled = false;
  DecoderFixture silent(strict);
  EXPECT_FALSE(
      rate_after(silent,
                 ExportBuilder::netflow9(0).define(256, kSix).data(256, six_records(1)).build())
          .known());
}

TEST(Input, StateSurvivesARestart) {
  DecoderFixture before;
  ByteWriter interval;
  interval.u32(0).u32(100).u8(1);
  before.send(ExportBuilder::netflow9(0)
                  .define(256, kSix)
                  .define_options(300, 1, {{1, 4}, {34, 4}, {35, 1}})
                  .data(300, interval)
                  .build());
  const std::string saved = before.decoder.save_state();
  DecoderFixture after;
  ASSERT_TRUE(after.decoder.restore_state(saved));
  EXPECT_EQ(after.decoder.save_state(), saved);
  after.send(ExportBuilder::netflow9(1).data(256, six_records(1)).build());
  ASSERT_EQ(after.seen.size(), 1U);
  EXPECT_EQ(after.seen[0].rate, (SamplingRate{.numerator = 100}));
  EXPECT_EQ(after.counters().template_misses, 0U);
}

TEST(Input, StateThatWasNotSavedIsRefusedWhole) {
  DecoderFixture source;
  source.send(ExportBuilder::netflow9(0).define(256, kSix).data(256, six_records(1)).build());
  const std::string saved = source.decoder.save_state();
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = saved;
    const auto at = text.find(from);
    return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
  };
  for (const std::string& bad :
       {std::string(), std::string("{}"), std::string("[1,2"), saved.substr(0, saved.size() - 2),
        changed("\"version\":1", "\"version\":2"), changed("192.0.2.1", "192.0.2"),
        changed("netflow9", "netflow8"), changed("\"id\":256", "\"id\":25"),
        changed("[0,27,16", "[0,27,-16"), changed("[0,27,16", "[0,27,1600000")}) {
    SCOPED_TRACE(bad);
    DecoderFixture fixture;
    EXPECT_FALSE(fixture.decoder.restore_state(bad));
    EXPECT_TRUE(fixture.decoder.exporters().empty());
  }
}

}  // namespace
}  // namespace sixscope::flow
