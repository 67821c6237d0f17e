#include "decode/session.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "decode/export_guess.h"
#include "decode/field_value.h"
#include "wire/packet_encoder.h"

namespace sixscope::decode {
namespace {

using nlohmann::json;

class Text final : public TextSink {
 public:
  void write(std::string_view text) override { all += text; }
  [[nodiscard]] std::vector<json> lines() const {
    std::vector<json> parsed;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = all.find('\n', at);
      parsed.push_back(json::parse(all.substr(at, end - at)));
      at = end + 1;
    }
    return parsed;
  }
  std::string all;
};

/// An IPFIX message of domain 7: a template with a variable-length and a repeated element, and two
/// records.
std::vector<std::byte> ipfix(std::uint32_t sequence, bool with_template = true) {
  ByteWriter sets;
  if (with_template) {
    sets.u16(2).u16(8 + 7 * 4).u16(256).u16(7);
    sets.u16(8).u16(4).u16(12).u16(4).u16(8).u16(4).u16(1).u16(4).u16(2).u16(4);
    sets.u16(4).u16(1).u16(96).u16(0xffff);
  }
  ByteWriter records;
  for (int i = 0; i < 2; ++i) {
    records.u32(0xc0000201).u32(0xc0000202).u32(0xc0000203).u32(1500).u32(3).u8(17);
    records.u8(4).text("na\"m");
  }
  sets.u16(256).u16(4 + records.size()).bytes(records.view());
  ByteWriter out;
  out.u16(10).u16(16 + sets.size()).u32(1700000000).u32(sequence).u32(7).bytes(sets.view());
  return out.take();
}

/// A pcap whose packets carry `payloads` by UDP over IPv6.
std::vector<std::byte> capture(const std::vector<std::vector<std::byte>>& payloads) {
  ByteWriter out;
  wire::append_pcap_header(out, wire::PcapLink::raw_ip);
  for (const auto& payload : payloads) {
    wire::PacketSpec spec;
    spec.source = net::IpAddress::parse("2001:db8::9").value();
    spec.destination = net::IpAddress::parse("2001:db8::1").value();
    spec.source_port = 4000;
    spec.destination_port = 4739;
    spec.protocol = wire::kProtocolUdp;
    spec.payload = payload;
    ByteWriter packet;
    wire::append_ip_packet(packet, spec);
    wire::append_pcap_record(out, Instant(std::chrono::seconds(1700000001)), packet.view());
  }
  return out.take();
}

std::vector<std::byte> joined(const std::vector<std::vector<std::byte>>& parts) {
  std::vector<std::byte> all;
  for (const auto& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

struct Outcome {
  Text text;
  std::vector<Result<bool>> results;
};

Outcome run(const std::vector<std::vector<std::byte>>& inputs, SessionOptions options = {}) {
  Outcome done;
  Session session(std::move(options), done.text);
  for (const auto& input : inputs) {
    wire::ViewSource source(input);
    done.results.push_back(session.read("input", source, Instant()));
  }
  session.finish();
  return done;
}

TEST(Decode, WritesRecordsUnderIanaNames) {
  const auto lines = run({ipfix(0)}).text.lines();
  ASSERT_EQ(lines.size(), 3U);
  const json& record = lines[0];
  EXPECT_EQ(record["exportProtocol"], "ipfix");
  EXPECT_EQ(record["observationDomainId"], 7);
  EXPECT_EQ(record["templateId"], 256);
  EXPECT_EQ(record["exporter"], nullptr);
  EXPECT_EQ(record["family"], 4);
  EXPECT_EQ(record["bytes"], 1500);
  EXPECT_EQ(record["octetDeltaCount"], 1500);
  EXPECT_EQ(record["packets"], 3);
  EXPECT_EQ(record["applicationName"], "na\"m");
  EXPECT_EQ(record["destinationIPv4Address"], "192.0.2.2");
  EXPECT_EQ(record["sourceIPv4Address"], json::array({"192.0.2.1", "192.0.2.3"}))
      << "an element that repeats is a list, never a member twice";
  const json& total = lines[2]["summary"]["total"];
  EXPECT_EQ(total["datagrams"], 1);
  EXPECT_EQ(total["records"], 2);
  EXPECT_EQ(total["templatesSeen"], 1);
  EXPECT_EQ(total["families"]["4"]["bytes"], 3000);
  EXPECT_EQ(lines[2]["summary"]["exporters"][0]["observationDomainId"], 7);
}

TEST(Decode, TellsInputsApartByContent) {
  struct Row {
    std::string name;
    std::vector<std::byte> input;
    std::string kind;
    std::size_t records;
  };
  const std::vector<std::byte> dns(40, std::byte{1});
  const std::vector<Row> rows = {
      {"one datagram", ipfix(0), "datagram", 2},
      {"an IPFIX file", joined({ipfix(0), ipfix(2, false)}), "ipfix", 4},
      {"a capture of exports", capture({ipfix(0), dns, ipfix(2, false)}), "pcap", 4},
      {"a capture of traffic", capture({dns, dns}), "pcap", 1},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Outcome done = run({row.input});
    ASSERT_TRUE(done.results[0]) << describe(done.results[0].error());
    const auto lines = done.text.lines();
    EXPECT_EQ(lines.size(), row.records + 1);
    EXPECT_EQ(lines.back()["summary"]["inputs"][0]["kind"], row.kind);
    EXPECT_EQ(lines.back()["summary"]["inputs"][0]["error"], nullptr);
  }
}

TEST(Decode, NamesTheExporterOfACapture) {
  const auto lines = run({capture({ipfix(0)})}).text.lines();
  EXPECT_EQ(lines[0]["exporter"], "2001:db8::9");
  SessionOptions options;
  options.treatment = Treatment::packets;
  const auto metered = run({capture({ipfix(0)})}, options).text.lines();
  ASSERT_EQ(metered.size(), 2U);
  EXPECT_EQ(metered[0]["exportProtocol"], "packet");
  EXPECT_EQ(metered[0]["sourceIPv6Address"], "2001:db8::9");
  EXPECT_EQ(metered[0]["destinationTransportPort"], 4739);
  EXPECT_EQ(metered[1]["summary"]["total"]["families"]["6"]["packets"], 1);
}

TEST(Decode, GoesOnAfterABadInput) {
  const std::vector<std::byte> text(100, std::byte{'x'});
  const auto whole = joined({ipfix(0), ipfix(2, false)});
  const std::vector<std::byte> cut(whole.begin(), whole.end() - 1);
  const Outcome done = run({text, {}, cut, ipfix(4, true)});
  EXPECT_EQ(done.results[0].error().code, Errc::malformed);
  EXPECT_EQ(done.results[1].error().code, Errc::truncated);
  EXPECT_EQ(done.results[2].error().code, Errc::truncated);
  EXPECT_EQ(done.results[2].error().offset, ipfix(0).size());
  EXPECT_TRUE(done.results[3]);
  const auto lines = done.text.lines();
  EXPECT_EQ(lines.size(), 5U) << "two records before the cut, two of the last input, the summary";
  EXPECT_NE(lines.back()["summary"]["inputs"][2]["error"], nullptr);
}

TEST(Decode, EndsCleanlyForEveryPrefix) {
  for (const auto& whole :
       {joined({ipfix(0), ipfix(2, false)}), capture({ipfix(0), ipfix(2, false)})}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::vector<std::byte> cut(whole.begin(),
                                       whole.begin() + static_cast<std::ptrdiff_t>(size));
      const auto lines = run({cut}).text.lines();
      ASSERT_FALSE(lines.empty());
      ASSERT_EQ(lines.back()["summary"]["total"]["records"], lines.size() - 1) << size;
    }
  }
}

TEST(Decode, WritesEveryFormat) {
  SessionOptions options;
  options.format = Format::json;
  const json whole = json::parse(run({ipfix(0)}, options).text.all);
  EXPECT_EQ(whole["records"].size(), 2U);
  EXPECT_EQ(whole["summary"]["total"]["records"], 2);
  EXPECT_TRUE(json::parse(run({}, options).text.all)["records"].empty());

  options.format = Format::csv;
  const std::string csv = run({ipfix(0)}, options).text.all;
  EXPECT_THAT(csv, testing::StartsWith("exporter,exportProtocol,observationDomainId,templateId,"
                                       "family,outerFamily,"));
  EXPECT_THAT(csv, testing::HasSubstr("\n,ipfix,7,256,4,4,"));
  options.format = Format::table;
  EXPECT_THAT(run({ipfix(0)}, options).text.all, testing::HasSubstr("192.0.2.2"));
}

TEST(Decode, KnowsExportsFromOtherDatagrams) {
  EXPECT_TRUE(looks_like_export(ipfix(0)));
  auto longer = ipfix(0);
  longer.push_back(std::byte{0});
  EXPECT_FALSE(looks_like_export(longer)) << "the length does not fit";
  ByteWriter v9;
  v9.u16(9).u16(1).u32(0).u32(0).u32(0).u32(0).u16(0).u16(8).u32(0);
  EXPECT_TRUE(looks_like_export(v9.view()));
  ByteWriter dns_like;
  dns_like.u16(9)
      .u16(0x0100)
      .u16(1)
      .u16(0)
      .u32(0)
      .text(
          "\x03www\x07"
          "example\x03"
          "com")
      .u8(0);
  EXPECT_FALSE(looks_like_export(dns_like.view()));
  EXPECT_EQ(export_time(ipfix(0)), Instant(std::chrono::seconds(1700000000)));
}

TEST(Decode, WritesValuesByTheirType) {
  const auto written = [](std::uint16_t element, std::string_view name, const ByteWriter& bytes) {
    JsonWriter out;
    write_field({.name = name, .element = element, .bytes = bytes.view()}, out);
    return json::parse(out.text());
  };
  EXPECT_EQ(written(152, "flowStartMilliseconds", ByteWriter().u64(1700000000123)),
            "2023-11-14T22:13:20.123Z");
  EXPECT_EQ(written(150, "flowStartSeconds", ByteWriter().u32(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(written(154, "flowStartMicroseconds", ByteWriter().u32(2208988800).u32(0x80000000)),
            "1970-01-01T00:00:00.500Z");
  EXPECT_EQ(written(56, "sourceMacAddress", ByteWriter().uint(0x0a0b0c0d0e0f, 6)),
            "0a:0b:0c:0d:0e:0f");
  EXPECT_EQ(written(27, "sourceIPv6Address", ByteWriter().u64(0x20010db800000000).u64(1)),
            "2001:db8::1");
  EXPECT_EQ(written(8, "sourceIPv4Address", ByteWriter().u16(1)), "0001") << "odd size: as it is";
  EXPECT_EQ(written(1, "octetDeltaCount", ByteWriter().uint(0x010203, 3)), 0x010203);
  flow::FieldValue reverse{.name = "octetDeltaCount", .element = 1, .bytes = {}};
  reverse.reverse = true;
  EXPECT_EQ(field_name(reverse), "reverseOctetDeltaCount");
  EXPECT_EQ(field_name({.name = {}, .enterprise = 9, .element = 12235, .bytes = {}}), "9:12235");
}

}  // namespace
}  // namespace sixscope::decode
