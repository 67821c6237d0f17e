#include "wire/packet_encoder.h"

#include <gtest/gtest.h>

#include "base/byte_reader.h"

namespace sixscope::wire {
namespace {

PacketSpec udp(net::Family family, ByteView payload) {
  PacketSpec packet;
  packet.family = family;
  const bool six = family == net::Family::v6;
  packet.source =
      six ? net::IpAddress::from_halves(0x20010db800000000, 1) : net::IpAddress::v4(0xc0000201);
  packet.destination =
      six ? net::IpAddress::from_halves(0x20010db800000000, 2) : net::IpAddress::v4(0xc0000202);
  packet.protocol = kProtocolUdp;
  packet.source_port = 53;
  packet.destination_port = 1234;
  packet.payload = payload;
  return packet;
}

std::uint32_t folded(ByteView bytes, std::uint32_t sum) {
  ByteReader in(bytes);
  while (in.remaining() >= 2) {
    sum += in.u16();
  }
  if (in.remaining() == 1) {
    sum += std::uint32_t{in.u8()} << 8U;
  }
  return (sum & 0xffffU) + (sum >> 16U);
}

TEST(AppendIpPacket, WritesChecksumsThatSumToAllOnes) {
  const std::array payload = {std::byte{1}, std::byte{2}, std::byte{3}};
  for (const auto family : {net::Family::v4, net::Family::v6}) {
    ByteWriter out;
    append_ip_packet(out, udp(family, payload));
    const std::size_t header = family == net::Family::v6 ? 40 : 20;
    const std::size_t addresses = family == net::Family::v6 ? 8 : 12;
    ASSERT_EQ(out.size(), header + 8 + 3);
    if (family == net::Family::v4) {
      EXPECT_EQ(folded(out.view().first(20), 0), 0xffffU);
    }
    const std::uint32_t pseudo = kProtocolUdp + 11;
    const auto sum = folded(out.view().subspan(addresses, header - addresses), pseudo);
    EXPECT_EQ(folded(out.view().subspan(header), sum), 0xffffU);
  }
}

TEST(AppendIpPacket, AnnouncesALengthThatIsNotWrittenInFull) {
  PacketSpec packet = udp(net::Family::v6, {});
  packet.protocol = kProtocolTcp;
  packet.total_length = 1400;
  ByteWriter out;
  append_ip_packet(out, packet);
  EXPECT_EQ(out.size(), 60U);
  EXPECT_EQ(load_big_endian<std::uint16_t>(out.view().data() + 4), 1360);
  packet.family = net::Family::v4;
  out.clear();
  append_ip_packet(out, packet);
  EXPECT_EQ(load_big_endian<std::uint16_t>(out.view().data() + 2), 1400);
}

TEST(AppendEthernet, PutsTheServiceTagOutside) {
  const std::array<std::uint16_t, 2> vlans = {100, 200};
  ByteWriter out;
  append_ethernet(out, net::Family::v6, vlans);
  ASSERT_EQ(out.size(), ethernet_size(2));
  EXPECT_EQ(load_big_endian<std::uint64_t>(out.view().data() + 12), 0x88a80064810000c8U);
  EXPECT_EQ(load_big_endian<std::uint16_t>(out.view().data() + 20), 0x86dd);
}

TEST(AppendPcapRecord, WritesTimeInSecondsAndMicroseconds) {
  ByteWriter out;
  append_pcap_header(out, PcapLink::raw_ip);
  ASSERT_EQ(out.size(), 24U);
  append_pcap_record(out, Instant{std::chrono::milliseconds{1700000000250}}, {});
  EXPECT_EQ(load_big_endian<std::uint32_t>(out.view().data() + 24), 1700000000U);
  EXPECT_EQ(load_big_endian<std::uint32_t>(out.view().data() + 28), 250000U);
}

}  // namespace
}  // namespace sixscope::wire
