#include "decode/carried_exports.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/byte_writer.h"
#include "wire/packet_encoder.h"

namespace sixscope::decode {
namespace {

constexpr std::uint32_t kRawIp = 101;
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kAck = 0x10;

using Octets = std::vector<std::byte>;

wire::CapturedPacket captured(const Octets& packet) {
  return {.bytes = packet,
          .wire_length = static_cast<std::uint32_t>(packet.size()),
          .linktype = kRawIp,
          .at = {}};
}

Octets message(std::size_t size, std::uint8_t fill) {
  ByteWriter out;
  out.u16(10).u16(size).u32(1700000000).u32(fill).u32(7);
  while (out.size() < size) {
    out.u8(fill);
  }
  return out.take();
}

/// A UDP datagram in IPv4 fragments of `step` octets, or in IPv6 ones.
std::vector<Octets> fragments(const Octets& payload, std::size_t step, net::Family family,
                              std::uint32_t id) {
  ByteWriter udp;
  udp.u16(4000).u16(4739).u16(payload.size() + 8).u16(0).bytes(payload);
  const ByteView whole = udp.view();
  std::vector<Octets> parts;
  for (std::size_t at = 0; at < whole.size(); at += step) {
    const ByteView part = whole.subspan(at, std::min(step, whole.size() - at));
    const bool more = at + part.size() < whole.size();
    ByteWriter out;
    if (family == net::Family::v4) {
      out.u8(0x45).u8(0).u16(20 + part.size()).u16(id);
      out.u16((more ? 0x2000U : 0U) | at / 8).u8(64).u8(17).u16(0);
      out.u32(0xc0000209).u32(0xc0000201);
    } else {
      out.u32(0x60000000).u16(8 + part.size()).u8(44).u8(64);
      out.u64(0x20010db800000000).u64(9).u64(0x20010db800000000).u64(1);
      out.u8(17).u8(0).u16(at | (more ? 1U : 0U)).u32(id);
    }
    out.bytes(part);
    parts.push_back(out.take());
  }
  return parts;
}

Octets segment(std::uint32_t sequence, ByteView payload, std::uint8_t flags = kAck) {
  ByteWriter out;
  out.u8(0x45).u8(0).u16(40 + payload.size()).u32(0).u8(64).u8(6).u16(0);
  out.u32(0xc0000209).u32(0xc0000201);
  out.u16(4000).u16(4739).u32(sequence).u32(0).u8(0x50).u8(flags).u16(1000).u32(0).bytes(payload);
  return out.take();
}

struct Collected {
  std::vector<Octets> payloads;
  std::vector<std::uint64_t> sessions;
  std::uint64_t incomplete = 0;
};

Collected collect(const std::vector<Octets>& packets) {
  std::uint64_t sessions = 0;
  CarriedExports exports(sessions);
  Collected all;
  for (const Octets& packet : packets) {
    for (const flow::Datagram& datagram : exports.add(captured(packet))) {
      all.payloads.emplace_back(datagram.payload.begin(), datagram.payload.end());
      all.sessions.push_back(datagram.session);
      EXPECT_EQ(datagram.source_port, 4000);
    }
  }
  all.incomplete = exports.finish();
  return all;
}

TEST(CarriedExports, PutsFragmentsTogetherInAnyOrder) {
  const Octets payload = message(3001, 1);
  for (const auto family : {net::Family::v4, net::Family::v6}) {
    auto parts = fragments(payload, 1000, family, 77);
    ASSERT_EQ(parts.size(), 4U);
    std::vector<std::size_t> order = {0, 1, 2, 3};
    do {
      std::vector<Octets> packets;
      for (const std::size_t i : order) {
        packets.push_back(parts[i]);
        packets.push_back(parts[i]);  // Twice: a mirror port often does that.
      }
      packets.resize(packets.size() - 1);
      const Collected all = collect(packets);
      ASSERT_EQ(all.payloads.size(), 1U);
      EXPECT_EQ(all.payloads[0], payload);
      EXPECT_EQ(all.incomplete, 0U);
    } while (std::ranges::next_permutation(order).found);
  }
}

TEST(CarriedExports, TellsDatagramsApartAndCountsTheIncomplete) {
  const Octets first = message(2000, 1);
  const Octets second = message(2000, 2);
  const auto a = fragments(first, 1000, net::Family::v4, 1);
  const auto b = fragments(second, 1000, net::Family::v4, 2);
  const Collected all = collect({a[0], b[0], b[2], a[2], b[1]});
  ASSERT_EQ(all.payloads.size(), 1U) << "the first lacks its middle";
  EXPECT_EQ(all.payloads[0], second);
  EXPECT_EQ(all.incomplete, 1U);
}

TEST(CarriedExports, KeepsABoundedNumberOfFragments) {
  std::vector<Octets> packets;
  for (std::uint32_t id = 1; id <= 2 * kUnfinishedMax; ++id) {
    packets.push_back(fragments(message(2000, 1), 1000, net::Family::v4, id)[0]);
  }
  EXPECT_EQ(collect(packets).incomplete, 2 * kUnfinishedMax);
}

/// The messages, cut into segments without regard to their ends.
std::vector<Octets> stream(const std::vector<Octets>& messages, std::size_t step,
                           std::uint32_t sequence) {
  Octets all;
  for (const Octets& one : messages) {
    all.insert(all.end(), one.begin(), one.end());
  }
  std::vector<Octets> packets;
  for (std::size_t at = 0; at < all.size(); at += step) {
    packets.push_back(segment(sequence + static_cast<std::uint32_t>(at),
                              ByteView(all).subspan(at, std::min(step, all.size() - at))));
  }
  return packets;
}

TEST(CarriedExports, FramesMessagesOfATcpConnection) {
  const std::vector<Octets> messages = {message(100, 1), message(1400, 2), message(16, 3),
                                        message(700, 4)};
  for (const std::size_t step : {std::size_t{5}, std::size_t{333}, std::size_t{5000}}) {
    for (const std::uint32_t start : {1000U, 0xffffff00U}) {  // The second one wraps.
      SCOPED_TRACE(std::to_string(step) + " from " + std::to_string(start));
      auto packets = stream(messages, step, start);
      const Collected in_order = collect(packets);
      EXPECT_EQ(in_order.payloads, messages);
      EXPECT_EQ(in_order.incomplete, 0U);
      std::reverse(packets.begin() + 1, packets.end());
      EXPECT_EQ(collect(packets).payloads, messages) << "in reverse behind the first segment";
    }
  }
}

TEST(CarriedExports, TakesRepeatedSegmentsOnce) {
  const std::vector<Octets> messages = {message(300, 1), message(300, 2)};
  auto packets = stream(messages, 200, 9);
  packets.insert(packets.begin() + 1, packets[0]);
  packets.push_back(packets.back());
  Octets both = messages[0];
  both.insert(both.end(), messages[1].begin(), messages[1].end());
  packets.push_back(segment(9, both));  // All of it again, in one piece.
  EXPECT_EQ(collect(packets).payloads, messages);
}

TEST(CarriedExports, NumbersConnectionsAndEndsThem) {
  const Octets one = message(100, 1);
  std::uint64_t sessions = 4;
  CarriedExports exports(sessions);
  EXPECT_TRUE(exports.add(captured(segment(99, {}, kSyn))).empty());
  ASSERT_EQ(exports.add(captured(segment(100, one))).size(), 1U);
  EXPECT_TRUE(exports.ended_sessions().empty());
  ASSERT_EQ(exports.add(captured(segment(200, one, kAck | kFin))).front().session, 5U);
  ASSERT_EQ(exports.ended_sessions().size(), 1U);
  EXPECT_EQ(exports.ended_sessions()[0], 5U);
  ASSERT_EQ(exports.add(captured(segment(7, one))).front().session, 6U) << "the next connection";
  exports.add(captured(segment(50, {}, kSyn)));
  ASSERT_EQ(exports.ended_sessions().size(), 1U) << "opened anew without an end";
  EXPECT_EQ(exports.ended_sessions()[0], 6U);
}

TEST(CarriedExports, GoesOnBehindAHole) {
  std::vector<Octets> messages;
  for (int i = 0; i < 400; ++i) {
    messages.push_back(message(1000, static_cast<std::uint8_t>(i)));
  }
  auto packets = stream(messages, 1000, 1);
  packets.erase(packets.begin() + 3);
  const Collected all = collect(packets);
  messages.erase(messages.begin() + 3);
  EXPECT_EQ(all.payloads, messages);
  EXPECT_EQ(all.incomplete, 1U);
}

TEST(CarriedExports, LeavesOtherTrafficAlone) {
  const Octets text(100, std::byte{'x'});
  const Collected all = collect({segment(1, text), segment(101, text)});
  EXPECT_TRUE(all.payloads.empty());
  EXPECT_EQ(all.incomplete, 0U);
}

TEST(CarriedExports, EndsCleanlyForEveryPrefixOfAPacket) {
  auto packets = fragments(message(40, 1), 16, net::Family::v6, 3);
  const auto segments = stream({message(40, 1)}, 30, 1);
  packets.insert(packets.end(), segments.begin(), segments.end());
  for (const Octets& packet : packets) {
    for (std::size_t size = 0; size < packet.size(); ++size) {
      const Octets cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_TRUE(collect({cut}).payloads.empty()) << size;
    }
  }
}

}  // namespace
}  // namespace sixscope::decode
