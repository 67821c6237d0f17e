#include "wire/export_encoder.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "base/byte_reader.h"

namespace sixscope::wire {
namespace {

std::string hex(ByteView bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[std::to_integer<std::size_t>(byte >> 4U)];
    text += kDigits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

const Instant kBoot{std::chrono::seconds{1000}};
const Instant kExport{std::chrono::seconds{4600}};

ExportedFlow example_flow() {
  ExportedFlow flow;
  flow.source = net::IpAddress::v4(0xc0000201);
  flow.destination = net::IpAddress::v4(0xc6336407);
  flow.start = Instant{std::chrono::seconds{4590}};
  flow.end = Instant{std::chrono::seconds{4599}};
  flow.bytes = 0x1234;
  flow.packets = 9;
  flow.source_port = 443;
  flow.destination_port = 50000;
  flow.protocol = 6;
  flow.selector_id = 7;
  return flow;
}

TEST(ExportMessage, WritesNetflow9TemplateAndPaddedData) {
  constexpr std::array kFields = std::to_array<ExportField>({{8, 4}, {1, 4}, {4, 1}});
  ExportMessage message(ExportDialect::netflow9, {kExport, kBoot, 5, 77});
  message.add_template(256, kFields);
  message.add_flow(256, kFields, example_flow());
  const auto bytes = message.finish();
  EXPECT_EQ(hex(bytes),
            "00090002"
            "0036ee80"
            "000011f8"
            "00000005"
            "0000004d"
            "00000014"
            "01000003"
            "00080004"
            "00010004"
            "00040001"
            "01000010"
            "c0000201"
            "00001234"
            "06000000");
}

TEST(ExportMessage, WritesIpfixWithEnterpriseAndVariableLength) {
  constexpr std::array kFields = std::to_array<ExportField>(
      {{4, 1}, {kCesnetTlsServerName, kVariableLength, kEnterpriseCesnet}});
  ExportMessage message(ExportDialect::ipfix, {kExport, kBoot, 5, 77});
  message.add_template(300, kFields);
  ExportedFlow flow = example_flow();
  flow.server_name = "a.cn";
  message.add_flow(300, kFields, flow);
  EXPECT_EQ(message.data_records(), 1U);
  EXPECT_EQ(hex(message.finish()),
            "000a002e"
            "000011f8"
            "00000005"
            "0000004d"
            "00020014"
            "012c0002"
            "00040001"
            "8328ffff"
            "00001f79"
            "012c000a"
            "06"
            "04"
            "612e636e");
}

TEST(ExportMessage, CountsRecordsAndClosesSetsWhenTheTemplateChanges) {
  constexpr std::array kFields = std::to_array<ExportField>({{1, 8}});
  ExportMessage message(ExportDialect::netflow9, {kExport, kBoot, 0, 0});
  message.add_flow(256, kFields, example_flow());
  message.add_flow(256, kFields, example_flow());
  message.add_flow(257, kFields, example_flow());
  EXPECT_EQ(message.data_records(), 3U);
  const auto bytes = message.finish();
  EXPECT_EQ(hex(ByteView(bytes).subspan(2, 2)), "0003");
  EXPECT_EQ(hex(ByteView(bytes).subspan(20, 4)), "01000014");
  EXPECT_EQ(hex(ByteView(bytes).subspan(40, 4)), "0101000c");
}

TEST(ExportMessage, WritesWithdrawalWithoutFields) {
  ExportMessage message(ExportDialect::ipfix, {kExport, kBoot, 0, 0});
  message.withdraw_template(256);
  EXPECT_EQ(hex(ByteView(message.finish()).subspan(16)),
            "00020008"
            "01000000");
}

TEST(SamplingOption, IsWrittenAsEachKindOfExporterDoes) {
  struct Case {
    const char* name;
    ExportDialect dialect;
    SamplingAnnouncement announcement;
    const char* sets;
  };
  const Case cases[] = {
      {"v9 34/35",
       ExportDialect::netflow9,
       {SamplingOption::interval_algorithm, 0, 1000},
       "00010018"
       "0102"
       "0004"
       "0008"
       "00010004"
       "00220004"
       "00230001"
       "0000"
       "01020010"
       "00000000"
       "000003e8"
       "02"
       "000000"},
      {"v9 48 to 50",
       ExportDialect::netflow9,
       {SamplingOption::sampler, 3, 2000},
       "0001001c"
       "0102"
       "0004"
       "000c"
       "00010004"
       "00300001"
       "00310001"
       "00320004"
       "0000"
       "01020010"
       "00000000"
       "03"
       "02"
       "000007d0"
       "0000"},
      {"PSAMP count",
       ExportDialect::ipfix,
       {SamplingOption::selector, 3, 1000},
       "0003001a"
       "0102"
       "0004"
       "0001"
       "012e0004"
       "01300002"
       "01310004"
       "01320004"
       "01020012"
       "00000003"
       "0001"
       "00000001"
       "000003e7"},
      {"PSAMP n of N",
       ExportDialect::ipfix,
       {SamplingOption::population, 3, 1000},
       "0003001a"
       "0102"
       "0004"
       "0001"
       "012e0004"
       "01300002"
       "01350004"
       "01360004"
       "01020012"
       "00000003"
       "0003"
       "00000001"
       "000003e8"},
  };
  for (const auto& [name, dialect, announcement, sets] : cases) {
    SCOPED_TRACE(name);
    ExportMessage message(dialect, {kExport, kBoot, 0, 0});
    add_sampling_template(message, dialect, 258, announcement.option);
    add_sampling_record(message, 258, announcement);
    const std::size_t header = dialect == ExportDialect::netflow9 ? 20 : 16;
    EXPECT_EQ(hex(ByteView(message.finish()).subspan(header)), sets);
  }
}

TEST(FlowFields, AreTwentyInEveryDialectAndFamily) {
  for (const auto dialect : {ExportDialect::netflow9, ExportDialect::ipfix}) {
    for (const auto family : {net::Family::v4, net::Family::v6}) {
      const auto fields = flow_fields(dialect, family);
      EXPECT_EQ(fields.size(), 20U);
      std::size_t expected = 0;
      for (const ExportField& field : fields) {
        expected += field.length;
      }
      ByteWriter out;
      append_flow_record(out, fields, example_flow(), kBoot);
      EXPECT_EQ(out.size(), expected);
    }
  }
}

TEST(AppendVariable, UsesTheLongFormFrom255Bytes) {
  ByteWriter out;
  append_variable(out, std::string(254, 'a'));
  EXPECT_EQ(out.size(), 255U);
  out.clear();
  append_variable(out, std::string(255, 'a'));
  EXPECT_EQ(hex(out.view().first(3)), "ff00ff");
  EXPECT_EQ(out.size(), 258U);
}

TEST(EncodeNetflow5, WritesHeaderAndRecordsOfFortyEightBytes) {
  const std::array flows = {example_flow(), example_flow()};
  const auto bytes = encode_netflow5({kExport, kBoot, 40, 0, 0, 0x4064}, flows);
  ASSERT_EQ(bytes.size(), 24U + 2 * 48U);
  EXPECT_EQ(hex(ByteView(bytes).first(24)),
            "00050002"
            "0036ee80"
            "000011f8"
            "00000000"
            "00000028"
            "00004064");
  EXPECT_EQ(hex(ByteView(bytes).subspan(24, 48)),
            "c0000201"
            "c6336407"
            "00000000"
            "00000000"
            "00000009"
            "00001234"
            "0036c770"
            "0036ea98"
            "01bbc350"
            "00000600"
            "00000000"
            "00000000");
}

TEST(EncodeNetflow5, TakesThirtyAtMost) {
  const std::vector<ExportedFlow> flows(31, example_flow());
  EXPECT_EQ(encode_netflow5({}, flows).size(), 24U + 30 * 48U);
}

TEST(EncodeSflow, PadsTheHeaderAndMeasuresTheSample) {
  const std::array header = {std::byte{1}, std::byte{2}, std::byte{3}};
  SflowSampleSpec sample;
  sample.sequence = 9;
  sample.source_id = 4;
  sample.sampling_rate = 1000;
  sample.sample_pool = 9000;
  sample.frame_length = 100;
  sample.input_interface = 4;
  sample.header = header;
  const auto bytes = encode_sflow({net::IpAddress::v4(0x0a000001), 0, 6, 1000}, {&sample, 1});
  EXPECT_EQ(hex(bytes),
            "00000005"
            "00000001"
            "0a000001"
            "00000000"
            "00000006"
            "000003e8"
            "00000001"
            "00000001"
            "0000003c"
            "00000009"
            "00000004"
            "000003e8"
            "00002328"
            "00000000"
            "00000004"
            "00000000"
            "00000001"
            "00000001"
            "00000014"
            "00000001"
            "00000064"
            "00000004"
            "00000003"
            "01020300");
}

TEST(EncodeSflow, WritesExpandedSamplesAndAnIpv6Agent) {
  const std::array header = {std::byte{1}};
  SflowSampleSpec sample;
  sample.expanded = true;
  sample.header = header;
  const auto bytes =
      encode_sflow({net::IpAddress::from_halves(0x20010db800000000, 1), 0, 0, 0}, {&sample, 1});
  ByteReader in(bytes);
  EXPECT_EQ(in.u32(), 5U);
  EXPECT_EQ(in.u32(), 2U);
  in.skip(16 + 16);
  EXPECT_EQ(in.u32(), 3U);
  const std::uint32_t length = in.u32();
  EXPECT_EQ(length, in.remaining());
}

}  // namespace
}  // namespace sixscope::wire
