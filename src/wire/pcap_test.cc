#include "wire/pcap.h"

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/byte_writer.h"

namespace sixscope::wire {
namespace {

using std::chrono::milliseconds;

/// Writes integers in either byte order.
class Writer {
 public:
  explicit Writer(bool little) : little_(little) {}
  Writer& uint(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      out_.u8(value >> 8 * (little_ ? i : size - 1 - i) & 0xffU);
    }
    return *this;
  }
  Writer& u16(std::uint64_t value) { return uint(value, 2); }
  Writer& u32(std::uint64_t value) { return uint(value, 4); }
  Writer& bytes(ByteView view) {
    out_.bytes(view);
    return *this;
  }
  Writer& pad() {
    out_.zeros((4 - out_.size() % 4) % 4);
    return *this;
  }
  Writer& block(std::uint32_t type, const Writer& body) {
    u32(type).u32(body.size() + 12).bytes(body.view());
    return u32(body.size() + 12);
  }
  [[nodiscard]] std::size_t size() const { return out_.size(); }
  [[nodiscard]] ByteView view() const { return out_.view(); }

 private:
  ByteWriter out_;
  bool little_;
};

constexpr std::array<std::byte, 5> kData = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                                            std::byte{5}};

std::vector<std::byte> copy(const Writer& out) { return {out.view().begin(), out.view().end()}; }

std::vector<std::byte> pcap(bool little, bool nanoseconds, std::uint32_t captured = 5) {
  Writer out(little);
  out.u32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(101);
  out.u32(1700000000).u32(nanoseconds ? 7'000'000 : 7000).u32(captured).u32(60).bytes(kData);
  out.u32(1700000001).u32(0).u32(5).u32(5).bytes(kData);
  return copy(out);
}

void section(Writer& out, bool little) {
  out.block(0x0a0d0d0a, Writer(little).u32(0x1a2b3c4d).u16(1).u16(0).uint(~0ULL, 8));
}

void interface(Writer& out, bool little, std::uint32_t linktype, std::uint8_t resolution,
               std::int64_t offset) {
  Writer body(little);
  body.u16(linktype).u16(0).u32(3).u16(2).u16(3).uint(0x414243, 3).uint(0, 1);
  body.u16(9).u16(1).uint(resolution, 1).uint(0, 3);
  body.u16(14).u16(8).uint(static_cast<std::uint64_t>(offset), 8).u32(0);
  out.block(1, body);
}

void enhanced(Writer& out, bool little, std::uint32_t on, std::uint64_t ticks) {
  Writer body(little);
  body.u32(on).u32(ticks >> 32U).u32(ticks & 0xffffffffU).u32(5).u32(60).bytes(kData).pad();
  out.block(6, body);
}

std::vector<std::byte> pcapng(bool little) {
  Writer out(little);
  section(out, little);
  interface(out, little, 1, 9, 0);                    // Nanoseconds.
  interface(out, little, 113, 0x80U | 10, 5);         // 1/1024 s, five seconds on.
  out.block(5, Writer(little).u32(0).u32(0).u32(0));  // Statistics: skipped.
  enhanced(out, little, 0, 1'700'000'000'007'000'000);
  enhanced(out, little, 1, 1024 * 10 + 512);
  Writer simple(little);
  simple.u32(60).bytes(ByteView(kData).first(3)).uint(0, 1);
  out.block(3, simple);
  section(out, little);  // A second section forgets the interfaces of the first.
  interface(out, little, 276, 3, 0);
  enhanced(out, little, 0, 1500);
  return copy(out);
}

std::vector<CapturedPacket> read_all(ByteView bytes, Error* error = nullptr) {
  ViewSource source(bytes);
  CaptureReader reader(source);
  std::vector<CapturedPacket> packets;
  auto packet = reader.next();
  for (; packet && packet->has_value(); packet = reader.next()) {
    packets.push_back(**packet);
    packets.back().bytes = {};
  }
  if (!packet && error != nullptr) {
    *error = packet.error();
  }
  EXPECT_FALSE(reader.next().value().has_value()) << "nothing follows the end or an error";
  return packets;
}

TEST(Capture, ReadsPcapInBothOrdersAndResolutions) {
  for (const bool little : {false, true}) {
    for (const bool nanoseconds : {false, true}) {
      SCOPED_TRACE(std::to_string(little) + std::to_string(nanoseconds));
      const auto bytes = pcap(little, nanoseconds);
      EXPECT_EQ(capture_format(bytes), CaptureFormat::pcap);
      const auto packets = read_all(bytes);
      ASSERT_EQ(packets.size(), 2U);
      EXPECT_EQ(packets[0].at, Instant(milliseconds(1700000000007)));
      EXPECT_EQ(packets[0].wire_length, 60U);
      EXPECT_EQ(packets[0].linktype, 101U);
      EXPECT_EQ(packets[0].offset, 24U);
      EXPECT_EQ(packets[1].offset, 45U);
    }
  }
}

TEST(Capture, ReadsPcapngSectionsInterfacesAndTimes) {
  for (const bool little : {false, true}) {
    SCOPED_TRACE(little);
    const auto bytes = pcapng(little);
    EXPECT_EQ(capture_format(bytes), CaptureFormat::pcapng);
    const auto packets = read_all(bytes);
    ASSERT_EQ(packets.size(), 4U);
    EXPECT_EQ(packets[0].at, Instant(milliseconds(1700000000007)));
    EXPECT_EQ(packets[0].linktype, 1U);
    EXPECT_EQ(packets[1].at, Instant(milliseconds(15500)));
    EXPECT_EQ(packets[1].linktype, 113U);
    EXPECT_EQ(packets[2].at, Instant());
    EXPECT_EQ(packets[2].wire_length, 60U);
    EXPECT_EQ(packets[3].at, Instant(milliseconds(1500)));
    EXPECT_EQ(packets[3].linktype, 276U);
  }
}

TEST(Capture, SaysWhereACutFileEnds) {
  for (const auto& whole : {pcap(true, false), pcapng(false)}) {
    const std::size_t all = read_all(whole).size();
    std::size_t clean_ends = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::vector<std::byte> cut(whole.begin(),
                                       whole.begin() + static_cast<std::ptrdiff_t>(size));
      Error error;
      error.code = Errc::unavailable;
      EXPECT_LT(read_all(cut, &error).size(), all) << size;
      clean_ends += error.code == Errc::unavailable ? 1U : 0U;
      if (error.code == Errc::truncated) {
        EXPECT_LE(error.offset, size);
      } else if (error.code != Errc::unavailable) {
        EXPECT_LT(size, 4U) << "only a file without a magic number is no capture";
      }
    }
    // A file that ends between two records or blocks is whole as far as anybody can tell.
    EXPECT_EQ(clean_ends, capture_format(whole) == CaptureFormat::pcap ? 2U : 9U);
  }
}

/// Gives one byte at a time, as a slow pipe does.
class Trickle final : public ByteSource {
 public:
  explicit Trickle(ByteView bytes) : source_(bytes) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    return source_.read(into.first(std::min<std::size_t>(into.size(), 1)));
  }

 private:
  ViewSource source_;
};

TEST(Capture, ReadsAStreamThatTrickles) {
  const auto bytes = pcapng(true);
  Trickle source(bytes);
  CaptureReader reader(source);
  for (int i = 0; i < 2; ++i) {
    const auto packet = reader.next();
    ASSERT_TRUE(packet && packet->has_value());
    EXPECT_TRUE(std::equal(kData.begin(), kData.end(), (*packet)->bytes.begin()));
  }
}

TEST(Capture, RefusesHostileLengths) {
  struct Row {
    std::string name;
    std::vector<std::byte> bytes;
    Errc code;
    std::size_t offset;
  };
  const auto with = [](const auto& write) {
    Writer out(false);
    section(out, false);
    write(out);
    return copy(out);
  };
  const std::vector<Row> rows = {
      {"pcap record of 4 GB", pcap(false, false, 0xffffffff), Errc::out_of_range, 32},
      {"text", std::vector<std::byte>(40, std::byte{'a'}), Errc::malformed, 0},
      {"block of 4 GB", with([](Writer& out) { out.u32(6).u32(0xfffffff0).u32(0); }),
       Errc::out_of_range, 32},
      {"block of 8 bytes", with([](Writer& out) { out.u32(6).u32(8).u32(8); }), Errc::malformed,
       32},
      {"block of 13 bytes", with([](Writer& out) { out.u32(6).u32(13).u32(13); }), Errc::malformed,
       32},
      {"two lengths", with([](Writer& out) { out.u32(9).u32(12).u32(16); }), Errc::malformed, 36},
      {"no interface", with([](Writer& out) { enhanced(out, false, 0, 1); }), Errc::malformed, 28},
      {"captured more than the block", with([](Writer& out) {
         interface(out, false, 1, 6, 0);
         out.block(6, Writer(false).u32(0).u32(0).u32(0).u32(100).u32(100));
       }),
       Errc::malformed, 80},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Error error;
    error.code = Errc::unavailable;
    EXPECT_TRUE(read_all(row.bytes, &error).empty());
    EXPECT_EQ(error.code, row.code) << describe(error);
    EXPECT_EQ(error.offset, row.offset) << describe(error);
  }
}

}  // namespace
}  // namespace sixscope::wire
