#include "wire/packet.h"

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "base/byte_writer.h"

namespace sixscope::wire {
namespace {

using model::Adjustment;
using net::Family;
using net::IpAddress;

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

std::vector<std::byte> join(std::vector<std::vector<std::byte>> parts) {
  std::vector<std::byte> all;
  for (const auto& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<std::byte> hex(std::string_view text) {
  std::vector<std::byte> bytes;
  std::string digits;
  for (const char c : text) {
    if (c == ' ') {
      continue;
    }
    digits += c;
    if (digits.size() == 2) {
      bytes.push_back(static_cast<std::byte>(std::stoi(digits, nullptr, 16)));
      digits.clear();
    }
  }
  return bytes;
}

std::vector<std::byte> ip4(std::uint8_t protocol, const std::vector<std::byte>& payload,
                           std::uint16_t fragment = 0) {
  ByteWriter out;
  out.u8(0x45).u8(0x2e).u16(20 + payload.size()).u16(0x1234).u16(fragment);
  out.u8(64).u8(protocol).u16(0).u32(0xc0000201).u32(0xc6336402).bytes(payload);
  return out.take();
}

std::vector<std::byte> ip6(std::uint8_t next, const std::vector<std::byte>& payload,
                           std::string_view source = "2001:db8::1",
                           std::string_view destination = "2001:db8::2") {
  ByteWriter out;
  out.u32(0x62e00000).u16(payload.size()).u8(next).u8(60);
  out.bytes(address(source).bytes()).bytes(address(destination).bytes()).bytes(payload);
  return out.take();
}

std::vector<std::byte> udp(std::uint16_t source, std::uint16_t destination,
                           const std::vector<std::byte>& payload) {
  ByteWriter out;
  out.u16(source).u16(destination).u16(8 + payload.size()).u16(0).bytes(payload);
  return out.take();
}

std::vector<std::byte> tcp(std::uint8_t flags = 0x18) {
  ByteWriter out;
  out.u16(443).u16(50000).u32(7).u32(8).u8(0x50).u8(flags).u16(1000).u32(0).text("hello");
  return out.take();
}

std::vector<std::byte> ethernet(std::uint16_t type, const std::vector<std::byte>& payload) {
  ByteWriter out;
  out.zeros(12).u16(type).bytes(payload);
  return out.take();
}

const std::vector<std::byte> kInner4 = ip4(kTcp, tcp());  // 45 bytes.
const std::vector<std::byte> kInner6 = ip6(kTcp, tcp());  // 65 bytes.
const std::vector<std::byte> kSrh =
    hex("04 02 04 00 00 00 0000 20010db8000000000000000000000099");  // NH 4, one segment, done.

struct Case {
  std::string name;
  LinkType link;
  std::vector<std::byte> frame;
  Family outer;
  Family family;
  Adjustment adjustments;
  std::uint32_t ip_length;
  Seen seen;
};

std::vector<std::byte> srh_with(std::uint8_t next) {
  auto header = kSrh;
  header[0] = std::byte{next};
  return header;
}

constexpr auto kNone = Adjustment::none;
constexpr auto kTunnel = Adjustment::tunnel_inner;

std::vector<Case> link_cases() {
  const auto label = [](std::uint32_t value, bool bottom) {
    ByteWriter out;
    out.u32(value << 12U | (bottom ? 0x100U : 0U) | 64U);
    return out.take();
  };
  return {
      {"ethernet v4", LinkType::ethernet, ethernet(0x0800, kInner4), Family::v4, Family::v4, kNone,
       45, Seen::none},
      {"ethernet v6", LinkType::ethernet, ethernet(0x86dd, kInner6), Family::v6, Family::v6, kNone,
       65, Seen::none},
      {"padding never counts", LinkType::ethernet,
       join({ethernet(0x0800, kInner4), hex("000000000000000000")}), Family::v4, Family::v4, kNone,
       45, Seen::none},
      {"802.1Q", LinkType::ethernet, join({ethernet(0x8100, hex("0064 86dd")), kInner6}),
       Family::v6, Family::v6, kNone, 65, Seen::vlan},
      {"802.1ad in 802.1Q", LinkType::ethernet,
       join({ethernet(0x88a8, hex("0064 8100 0065 0800")), kInner4}), Family::v4, Family::v4, kNone,
       45, Seen::vlan},
      {"PPPoE session, v6", LinkType::ethernet,
       join({ethernet(0x8864, hex("11 00 0001 0043 0057")), kInner6}), Family::v6, Family::v6,
       kNone, 65, Seen::pppoe},
      {"SNAP", LinkType::ethernet, join({ethernet(53, hex("aaaa03000000 0800")), kInner4}),
       Family::v4, Family::v4, kNone, 45, Seen::none},
      {"MPLS, explicit null 2", LinkType::ethernet,
       join({ethernet(0x8847, label(2, true)), kInner6}), Family::v6, Family::v6, kNone, 65,
       Seen::mpls},
      {"MPLS, explicit null 0", LinkType::ethernet,
       join({ethernet(0x8847, label(0, true)), kInner4}), Family::v4, Family::v4, kNone, 45,
       Seen::mpls},
      {"MPLS, two labels, first nibble 6", LinkType::ethernet,
       join({ethernet(0x8847, label(100, false)), label(200, true), kInner6}), Family::v6,
       Family::v6, kNone, 65, Seen::mpls},
      {"MPLS pseudowire with control word", LinkType::ethernet,
       join({ethernet(0x8847, label(100, true)), hex("00000001"), ethernet(0x86dd, kInner6)}),
       Family::v6, Family::v6, kNone, 65, Seen::mpls},
      {"MPLS pseudowire without", LinkType::ethernet,
       join({ethernet(0x8847, label(100, true)), ethernet(0x0800, kInner4)}), Family::v4,
       Family::v4, kNone, 45, Seen::mpls},
      {"raw v4", LinkType::raw_ip, kInner4, Family::v4, Family::v4, kNone, 45, Seen::none},
      {"raw v6", LinkType::raw_ip, kInner6, Family::v6, Family::v6, kNone, 65, Seen::none},
      {"loopback, little-endian", LinkType::loopback, join({hex("1e000000"), kInner6}), Family::v6,
       Family::v6, kNone, 65, Seen::none},
      {"loopback, big-endian", LinkType::loopback, join({hex("00000002"), kInner4}), Family::v4,
       Family::v4, kNone, 45, Seen::none},
      {"SLL", LinkType::linux_cooked, join({hex("0000 0001 0006 000000000000 0000 86dd"), kInner6}),
       Family::v6, Family::v6, kNone, 65, Seen::none},
      {"SLL2", LinkType::linux_cooked2,
       join({hex("86dd 0000 00000001 0001 00 06 0000000000000000"), kInner6}), Family::v6,
       Family::v6, kNone, 65, Seen::none},
      {"PPP with HDLC bytes", LinkType::ppp, join({hex("ff03 0057"), kInner6}), Family::v6,
       Family::v6, kNone, 65, Seen::none},
      {"PPP compressed", LinkType::ppp, join({hex("21"), kInner4}), Family::v4, Family::v4, kNone,
       45, Seen::none},
  };
}

std::vector<Case> ip_tunnel_cases() {
  const auto six_to_four = ip6(kTcp, tcp(), "2002:c000:0201::1", "2001:db8::2");
  return {
      {"4in6", LinkType::raw_ip, ip6(4, kInner4), Family::v6, Family::v4, kTunnel, 45,
       Seen::ip_in_ip},
      {"6in4", LinkType::raw_ip, ip4(41, kInner6), Family::v4, Family::v6, kTunnel, 65,
       Seen::ip_in_ip},
      {"6to4", LinkType::raw_ip, ip4(41, six_to_four), Family::v4, Family::v6,
       kTunnel | Adjustment::six_to_four, 65, Seen::ip_in_ip},
      {"4in4", LinkType::raw_ip, ip4(4, kInner4), Family::v4, Family::v4, kTunnel, 45,
       Seen::ip_in_ip},
      {"4in4 in 6", LinkType::raw_ip, ip6(4, ip4(4, kInner4)), Family::v6, Family::v4, kTunnel, 45,
       Seen::ip_in_ip},
      {"SRv6 carries v4", LinkType::raw_ip, ip6(43, join({srh_with(4), kInner4})), Family::v6,
       Family::v4, kTunnel | Adjustment::srv6, 45, Seen::segment_routing},
      {"SRv6 carries v6", LinkType::raw_ip, ip6(43, join({srh_with(41), kInner6})), Family::v6,
       Family::v6, kTunnel | Adjustment::srv6, 65, Seen::segment_routing},
      {"SRv6 carries Ethernet", LinkType::raw_ip,
       ip6(43, join({srh_with(143), ethernet(0x0800, kInner4)})), Family::v6, Family::v4,
       kTunnel | Adjustment::srv6, 45, Seen::segment_routing},
      {"GRE", LinkType::raw_ip, ip4(47, join({hex("0000 86dd"), kInner6})), Family::v4, Family::v6,
       kTunnel, 65, Seen::gre},
      {"GRE, checksum, key, sequence", LinkType::raw_ip,
       ip4(47, join({hex("b000 0800 00000000 00000001 00000002"), kInner4})), Family::v4,
       Family::v4, kTunnel, 45, Seen::gre},
      {"NVGRE", LinkType::raw_ip,
       ip4(47, join({hex("2000 6558 00000100"), ethernet(0x86dd, kInner6)})), Family::v4,
       Family::v6, kTunnel, 65, Seen::gre},
      {"GRE with MPLS", LinkType::raw_ip, ip4(47, join({hex("0000 8847 00064140"), kInner4})),
       Family::v4, Family::v4, kTunnel, 45, Seen::gre},
      {"PPTP", LinkType::raw_ip,
       ip4(47, join({hex("3081 880b 0049 0001 00000001 00000001 ff03 0021"), kInner4})), Family::v4,
       Family::v4, kTunnel, 45, Seen::gre},
      {"WCCP version 1", LinkType::raw_ip, ip4(47, join({hex("0000 883e"), kInner4})), Family::v4,
       Family::v4, kTunnel, 45, Seen::gre},
      {"WCCP version 2", LinkType::raw_ip, ip4(47, join({hex("0000 883e 00000000"), kInner4})),
       Family::v4, Family::v4, kTunnel, 45, Seen::gre},
      {"MPLS in IP", LinkType::raw_ip, ip4(137, join({hex("00002140"), kInner6})), Family::v4,
       Family::v6, kTunnel, 65, Seen::mpls},
  };
}

std::vector<Case> udp_tunnel_cases() {
  const auto teredo = ip6(kTcp, tcp(), "2001:0:c000:201::1", "2001:db8::2");
  const auto over = [](std::uint16_t port, std::vector<std::vector<std::byte>> parts) {
    return ip4(kUdp, udp(40000, port, join(std::move(parts))));
  };
  return {
      {"VXLAN", LinkType::raw_ip, over(4789, {hex("08000000 00007b00"), ethernet(0x86dd, kInner6)}),
       Family::v4, Family::v6, kTunnel, 65, Seen::vxlan},
      {"VXLAN, Linux's port", LinkType::raw_ip,
       over(8472, {hex("08000000 00007b00"), ethernet(0x0800, kInner4)}), Family::v4, Family::v4,
       kTunnel, 45, Seen::vxlan},
      {"VXLAN-GPE", LinkType::raw_ip, over(4790, {hex("0c000002 00007b00"), kInner6}), Family::v4,
       Family::v6, kTunnel, 65, Seen::vxlan},
      {"VXLAN-GPE with NSH", LinkType::raw_ip,
       over(4790, {hex("0c000004 00007b00 00020201 000001ff"), kInner4}), Family::v4, Family::v4,
       kTunnel, 45, Seen::vxlan},
      {"Geneve with options", LinkType::raw_ip,
       over(6081, {hex("02006558 00000100 0102800100000000"), ethernet(0x86dd, kInner6)}),
       Family::v4, Family::v6, kTunnel, 65, Seen::geneve},
      {"GTP-U", LinkType::raw_ip, over(2152, {hex("30ff 0029 00000001"), kInner4}), Family::v4,
       Family::v4, kTunnel, 45, Seen::gtp_u},
      {"GTP-U with extension header", LinkType::raw_ip,
       over(2152, {hex("34ff 0049 00000001 000000 85 01 1001 00"), kInner6}), Family::v4,
       Family::v6, kTunnel, 65, Seen::gtp_u},
      {"Teredo", LinkType::raw_ip, over(3544, {teredo}), Family::v4, Family::v6,
       kTunnel | Adjustment::teredo, 65, Seen::teredo},
      {"Teredo with both indications", LinkType::raw_ip,
       over(3544, {hex("0001 00 00 0011223344556677 00 0000 1234 3fffffff"), teredo}), Family::v4,
       Family::v6, kTunnel | Adjustment::teredo, 65, Seen::teredo},
      {"L2TP", LinkType::raw_ip, over(1701, {hex("4002 0035 0001 0002 ff03 0021"), kInner4}),
       Family::v4, Family::v4, kTunnel, 45, Seen::l2tp},
      {"MPLS in UDP", LinkType::raw_ip, over(6635, {hex("00015140"), kInner4}), Family::v4,
       Family::v4, kTunnel, 45, Seen::mpls},
      {"GRE in UDP", LinkType::raw_ip, over(4754, {hex("0000 86dd"), kInner6}), Family::v4,
       Family::v6, kTunnel, 65, Seen::gre},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> all = link_cases();
  for (auto cases : {ip_tunnel_cases(), udp_tunnel_cases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

TEST(Dissect, FindsTheUsersPacketInEveryCarrier) {
  for (const Case& row : all_cases()) {
    SCOPED_TRACE(row.name);
    const auto packet = dissect(row.link, row.frame, row.frame.size());
    ASSERT_TRUE(packet) << describe(packet.error());
    EXPECT_EQ(packet->outer_family, row.outer);
    EXPECT_EQ(packet->family, row.family);
    EXPECT_EQ(packet->adjustments, row.adjustments);
    EXPECT_EQ(packet->ip_length, row.ip_length);
    EXPECT_TRUE(row.seen == Seen::none || has(packet->seen, row.seen));
    EXPECT_EQ(packet->protocol, kTcp);
    EXPECT_EQ(packet->source_port, 443);
    EXPECT_EQ(packet->destination_port, 50000);
    EXPECT_EQ(packet->tcp_flags, 0x18);
    EXPECT_EQ(packet->traffic_class, 0x2e);
    EXPECT_EQ(packet->payload_size, 5U);
    EXPECT_EQ(row.frame[packet->payload_offset], std::byte{'h'});
    EXPECT_EQ(packet->hop_limit, row.family == Family::v4 ? 64 : 60);
  }
}

TEST(Dissect, GivesNoOtherAnswerForACutFrameUnlessItSaysSo) {
  for (const Case& row : all_cases()) {
    SCOPED_TRACE(row.name);
    const auto whole = dissect(row.link, row.frame, row.frame.size());
    for (std::size_t size = 0; size < row.frame.size(); ++size) {
      // A copy on the heap of the exact size, so that a sanitizer sees a read past its end.
      const std::vector<std::byte> cut(row.frame.begin(),
                                       row.frame.begin() + static_cast<std::ptrdiff_t>(size));
      const auto packet = dissect(row.link, cut, row.frame.size());
      if (!packet) {
        EXPECT_EQ(packet.error().code, Errc::truncated) << size;
        continue;
      }
      if (!has(packet->adjustments, Adjustment::snap_truncated)) {
        EXPECT_EQ(packet->ip_length, whole->ip_length) << size;
        EXPECT_EQ(packet->source, whole->source) << size;
        EXPECT_EQ(packet->source_port, whole->source_port) << size;
        EXPECT_EQ(packet->family, whole->family) << size;
      }
    }
  }
}

TEST(Dissect, KeepsTheCarrierWhereTheTunnelCannotBeRead) {
  struct Row {
    std::string name;
    std::vector<std::byte> frame;
    std::uint8_t protocol;
  };
  const std::vector<Row> rows = {
      {"ARP in VXLAN",
       ip4(kUdp, udp(1, 4789, join({hex("08000000 00007b00"), ethernet(0x0806, kInner4)}))), kUdp},
      {"GTP echo request", ip4(kUdp, udp(1, 2152, hex("3201 0004 00000000 0001 0000"))), kUdp},
      {"port 2152 without GTP", ip4(kUdp, udp(1, 2152, hex("deadbeef"))), kUdp},
      {"port 4789 without the I flag",
       ip4(kUdp, udp(1, 4789, join({hex("00000000 00007b00"), ethernet(0x0800, kInner4)}))), kUdp},
      {"port 3544 without a Teredo address", ip4(kUdp, udp(1, 3544, kInner6)), kUdp},
      {"an inner packet longer than its carrier, by port only",
       ip4(kUdp, udp(1, 6635, join({hex("00015140"), ip4(kTcp, {}, 0), {}}))), kTcp},
      {"STP in GRE", ip4(47, join({hex("0000 6558"), ethernet(38, hex("424203"))})), 47},
      {"IPv4 in IP with version 5", ip4(4, hex("55000000")), 4},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto packet = dissect(LinkType::raw_ip, row.frame, row.frame.size());
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->protocol, row.protocol);
    if (row.protocol != kTcp) {
      EXPECT_EQ(packet->adjustments, Adjustment::none);
      EXPECT_EQ(packet->ip_length, row.frame.size());
    }
  }
}

TEST(Dissect, StopsAtItsLimits) {
  std::vector<std::byte> nested = kInner4;
  for (int i = 0; i < 40; ++i) {
    nested = ip4(4, nested);
  }
  const auto deep = dissect(LinkType::raw_ip, nested, nested.size());
  ASSERT_TRUE(deep);
  EXPECT_EQ(deep->tunnels + 1, kIpDepthMax);

  std::vector<std::byte> tags = ethernet(0x8100, {});
  for (int i = 0; i < 100; ++i) {
    tags = join({tags, hex("0064 8100")});
  }
  EXPECT_EQ(dissect(LinkType::ethernet, tags, tags.size()).error().code, Errc::out_of_range);

  const auto labels = join({ethernet(0x8847, std::vector<std::byte>(400))});
  EXPECT_EQ(dissect(LinkType::ethernet, labels, labels.size()).error().code, Errc::out_of_range);

  std::vector<std::byte> chain;
  for (int i = 0; i < kExtensionHeadersMax + 4; ++i) {
    chain = join({chain, hex("3c00 000000000000")});
  }
  const auto frame = ip6(60, chain);
  const auto packet = dissect(LinkType::raw_ip, frame, frame.size());
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->protocol, 60);
  EXPECT_EQ(packet->adjustments, Adjustment::none);
}

TEST(Dissect, RefusesWhatIsNotIp) {
  struct Row {
    std::string name;
    LinkType link;
    std::vector<std::byte> frame;
    Errc code;
  };
  const std::vector<Row> rows = {
      {"ARP", LinkType::ethernet, ethernet(0x0806, hex("0001")), Errc::not_found},
      {"STP", LinkType::ethernet, ethernet(38, hex("4242030000000000")), Errc::not_found},
      {"PPPoE with a code", LinkType::ethernet, ethernet(0x8864, hex("11a700000000")),
       Errc::not_found},
      {"version 5", LinkType::raw_ip, hex("55000000"), Errc::malformed},
      {"IHL 4", LinkType::raw_ip, hex("44000014000000004006000001020304050607 08"),
       Errc::malformed},
      {"total length below IHL", LinkType::raw_ip,
       hex("46000014000000004006000001020304 05060708 00000000"), Errc::malformed},
      {"nothing", LinkType::ethernet, {}, Errc::malformed},
      {"MPLS OAM channel", LinkType::ethernet, ethernet(0x8847, hex("00064140 10000007")),
       Errc::not_found},
      {"loopback of another family", LinkType::loopback, hex("07000000"), Errc::not_found},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const std::size_t wire = row.frame.empty() ? 1 : row.frame.size();
    const auto packet = dissect(row.link, row.frame, wire);
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error().code, row.frame.empty() ? Errc::truncated : row.code);
  }
}

TEST(Dissect, WalksExtensionHeadersAndFragments) {
  const auto chain = ip6(0, join({hex("3c00 0502 0000 0100"), hex("3300 010400000000"),
                                  hex("2c04 0000 00000001 00000001 000000000000000000000000"),
                                  hex("0600 0001 00000007"), tcp()}));
  const auto first = dissect(LinkType::raw_ip, chain, chain.size());
  ASSERT_TRUE(first);
  EXPECT_EQ(first->protocol, kTcp);
  EXPECT_EQ(first->part, FragmentPart::first);
  EXPECT_EQ(first->fragment_id, 7U);
  EXPECT_EQ(first->source_port, 443);
  for (const Seen bit :
       {Seen::hop_by_hop, Seen::destination_options, Seen::authentication, Seen::fragment_header}) {
    EXPECT_TRUE(has(first->seen, bit));
  }

  const auto later6 = ip6(44, join({hex("0600 0009 00000007"), tcp()}));
  const auto later4 = ip4(kTcp, tcp(), 0x2001);
  for (const auto& frame : {later6, later4}) {
    const auto later = dissect(LinkType::raw_ip, frame, frame.size());
    ASSERT_TRUE(later);
    EXPECT_EQ(later->adjustments, Adjustment::fragment);
    EXPECT_EQ(later->part, FragmentPart::later);
    EXPECT_EQ(later->protocol, kTcp);
    EXPECT_EQ(later->source_port, 0);
  }

  const auto atomic = ip6(44, join({hex("0600 0000 00000007"), tcp()}));
  EXPECT_EQ(dissect(LinkType::raw_ip, atomic, atomic.size())->part, FragmentPart::whole);

  // An unfinished segment list: the destination is its last segment.
  auto list = srh_with(kTcp);
  list[3] = std::byte{1};
  const auto steered = ip6(43, join({list, tcp()}));
  const auto packet = dissect(LinkType::raw_ip, steered, steered.size());
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->destination, address("2001:db8::99"));
  EXPECT_EQ(packet->adjustments, Adjustment::none);
  // A list that says its next stop is another address steers some other packet.
  const auto foreign = ip6(43, join({hex("06 04 04 01 01 00 0000"),
                                     hex("20010db80000000000000000000"
                                         "00099"),
                                     hex("20010db8000000000000000000000088"), tcp()}));
  EXPECT_EQ(dissect(LinkType::raw_ip, foreign, foreign.size())->destination,
            address("2001:db8::2"));
}

TEST(Dissect, CountsLengthByItsRule) {
  auto offloaded = kInner4;
  offloaded[2] = offloaded[3] = std::byte{0};
  EXPECT_EQ(dissect(LinkType::raw_ip, offloaded, 70000)->ip_length, 70000U);
  EXPECT_TRUE(
      has(dissect(LinkType::raw_ip, offloaded, 0)->adjustments, Adjustment::snap_truncated));

  auto big = kInner6;
  big[4] = big[5] = std::byte{0};
  EXPECT_EQ(dissect(LinkType::raw_ip, big, 80000)->ip_length, 80000U);

  auto jumbo = ip6(0, join({hex("0600 c204 00013880"), tcp()}));
  jumbo[4] = jumbo[5] = std::byte{0};
  EXPECT_EQ(dissect(LinkType::raw_ip, jumbo, 90000)->ip_length, 40U + 80000U);

  auto nothing = ip6(59, {});
  nothing = join({nothing, hex("000000000000")});
  EXPECT_EQ(dissect(LinkType::raw_ip, nothing, nothing.size())->ip_length, 40U);

  EXPECT_EQ(dissect(LinkType::raw_ip, kInner4, 30)->ip_length, 30U) << "never more than the wire";
  EXPECT_EQ(dissect(LinkType::raw_ip, ip4(4, kInner4), 0)->outer_ip_length, 65U);
}

TEST(Dissect, EndsAHeaderThatIsLongerThanItsPacket) {
  auto header = tcp();
  header[12] = std::byte{0xf0};  // 60 bytes of TCP header, in 25.
  const auto frame = ip4(kTcp, header);
  const auto packet = dissect(LinkType::raw_ip, frame, frame.size());
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->adjustments, Adjustment::none);
  EXPECT_EQ(packet->payload_offset, frame.size());
  const auto cut = dissect(LinkType::raw_ip, ByteView(frame).first(40), frame.size());
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->adjustments, Adjustment::snap_truncated);
}

}  // namespace
}  // namespace sixscope::wire
