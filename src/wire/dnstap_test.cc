#include "wire/dnstap.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/byte_writer.h"
#include "wire/frame_stream.h"

namespace sixscope::wire {
namespace {

void varint(ByteWriter& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) {
    out.u8((value & 0x7fU) | 0x80U);
  }
  out.u8(value);
}
void number(ByteWriter& out, std::uint32_t id, std::uint64_t value) {
  varint(out, id << 3U);
  varint(out, value);
}
void bytes(ByteWriter& out, std::uint32_t id, ByteView value) {
  varint(out, id << 3U | 2U);
  varint(out, value.size());
  out.bytes(value);
}
ByteView text(std::string_view value) { return std::as_bytes(std::span(value)); }

// A response to 192.0.2.7 as unbound sends it, with fields of every wire type.
std::vector<std::byte> sample() {
  ByteWriter message;
  number(message, 1, 6);
  number(message, 2, 1);
  ByteWriter client;
  client.u8(192).u8(0).u8(2).u8(7);
  bytes(message, 4, client.view());
  number(message, 6, 40'000);
  number(message, 12, 1'800'000'000);
  varint(message, 13U << 3U | 5U);
  message.u32(0x0065cd1d);  // 500 000 000 ns, least significant byte first.
  bytes(message, 14, text("a DNS message"));
  varint(message, 99U << 3U | 1U);
  message.zeros(8);
  ByteWriter frame;
  bytes(frame, 1, text("resolver"));
  bytes(frame, 14, message.view());
  number(frame, 15, 1);
  return frame.take();
}

TEST(Dnstap, ReadsAClientResponse) {
  const auto frame = sample();
  const auto read = read_dnstap(frame);
  ASSERT_TRUE(read) << describe(read.error());
  ASSERT_TRUE(*read);
  EXPECT_EQ((*read)->type, DnstapType::client_response);
  EXPECT_EQ((*read)->query_address, net::IpAddress::v4(0xc0000207));
  EXPECT_EQ((*read)->response.size(), 13U);
  EXPECT_TRUE((*read)->query.empty());
  EXPECT_FALSE((*read)->query_time);
  EXPECT_EQ((*read)->response_time,
            Instant(std::chrono::seconds(1'800'000'000) + std::chrono::milliseconds(500)));
}

TEST(Dnstap, EveryCutIsAnErrorOrANothing) {
  const auto frame = sample();
  for (std::size_t size = 0; size < frame.size(); ++size) {
    SCOPED_TRACE(size);
    const auto read = read_dnstap(ByteView(frame).first(size));
    EXPECT_TRUE(!read || !*read);
  }
}

TEST(Dnstap, RefusesWhatIsNoMessage) {
  ByteWriter endless;
  for (int i = 0; i < 11; ++i) {
    endless.u8(0xff);
  }
  EXPECT_EQ(read_dnstap(endless.view()).error().code, Errc::malformed);
  ByteWriter group;
  group.u8(1U << 3U | 3U);
  EXPECT_EQ(read_dnstap(group.view()).error().code, Errc::malformed) << "groups are not skipped";
  ByteWriter many;
  for (int i = 0; i <= kDnstapFieldsMax; ++i) {
    number(many, 3, 1);
  }
  EXPECT_EQ(read_dnstap(many.view()).error().code, Errc::out_of_range);
  ByteWriter untyped;
  ByteWriter message;
  number(message, 2, 1);
  bytes(untyped, 14, message.view());
  number(untyped, 15, 1);
  EXPECT_EQ(read_dnstap(untyped.view()).error().code, Errc::malformed);
  ByteWriter absurd_time;
  ByteWriter timed;
  number(timed, 1, 6);
  number(timed, 12, ~std::uint64_t{0});
  bytes(absurd_time, 14, timed.view());
  number(absurd_time, 15, 1);
  ASSERT_TRUE(read_dnstap(absurd_time.view()));
  EXPECT_FALSE((*read_dnstap(absurd_time.view()))->response_time);
}

// Feeds `stream` in pieces of `piece` bytes; the data frames as texts, or the error's code.
struct Outcome {
  std::vector<std::string> frames;
  std::vector<std::byte> reply;
  bool failed = false;
  bool finished = false;
};
Outcome play(ByteView stream, std::size_t piece) {
  FrameStreamReader reader(kDnstapContentType);
  Outcome outcome;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    reader.feed(stream.subspan(at, std::min(piece, stream.size() - at)));
    while (true) {
      const auto frame = reader.next();
      outcome.failed = outcome.failed || !frame;
      if (!frame || !*frame) {
        break;
      }
      std::string content;
      for (const std::byte byte : **frame) {
        content += static_cast<char>(byte);
      }
      outcome.frames.push_back(content);
    }
    const auto reply = reader.take_reply();
    outcome.reply.insert(outcome.reply.end(), reply.begin(), reply.end());
  }
  outcome.finished = reader.finished();
  return outcome;
}

TEST(FrameStream, SpeaksBothFormsInPiecesOfAnySize) {
  for (const bool handshake : {true, false}) {
    ByteWriter stream;
    if (handshake) {
      append_frame_control(stream, FrameControl::ready, kDnstapContentType);
    }
    append_frame_control(stream, FrameControl::start, kDnstapContentType);
    append_frame_data(stream, text("one"));
    append_frame_data(stream, text("two"));
    append_frame_control(stream, FrameControl::stop, kDnstapContentType);
    ByteWriter reply;
    if (handshake) {
      append_frame_control(reply, FrameControl::accept, kDnstapContentType);
      append_frame_control(reply, FrameControl::finish, kDnstapContentType);
    }
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
      SCOPED_TRACE(piece);
      const Outcome outcome = play(stream.view(), piece);
      EXPECT_FALSE(outcome.failed);
      EXPECT_TRUE(outcome.finished);
      EXPECT_EQ(outcome.frames, (std::vector<std::string>{"one", "two"}));
      EXPECT_TRUE(std::equal(outcome.reply.begin(), outcome.reply.end(), reply.view().begin(),
                             reply.view().end()));
    }
  }
}

TEST(FrameStream, EndsAtAnythingAgainstTheProtocol) {
  const auto stream = [](auto write) {
    ByteWriter out;
    write(out);
    return out.take();
  };
  const struct {
    const char* name;
    std::vector<std::byte> bytes;
  } cases[] = {
      {"data before start", stream([](ByteWriter& o) { append_frame_data(o, text("x")); })},
      {"another content", stream([](ByteWriter& o) {
         append_frame_control(o, FrameControl::start, "protobuf:other");
       })},
      {"stop before start",
       stream([](ByteWriter& o) { append_frame_control(o, FrameControl::stop, {}); })},
      {"ready twice", stream([](ByteWriter& o) {
         append_frame_control(o, FrameControl::ready, kDnstapContentType);
         append_frame_control(o, FrameControl::ready, kDnstapContentType);
       })},
      {"control without a type", stream([](ByteWriter& o) { o.u32(0).u32(2).u16(1); })},
      {"control too long", stream([](ByteWriter& o) { o.u32(0).u32(513); })},
      {"frame too long", stream([](ByteWriter& o) {
         append_frame_control(o, FrameControl::start, kDnstapContentType);
         o.u32(FrameStreamReader::kFrameBytesMax + 1);
       })},
      {"field longer than its frame",
       stream([](ByteWriter& o) { o.u32(0).u32(12).u32(2).u32(1).u32(0xffffffff); })},
  };
  for (const auto& [name, bytes_of_case] : cases) {
    SCOPED_TRACE(name);
    const Outcome outcome = play(bytes_of_case, bytes_of_case.size());
    EXPECT_TRUE(outcome.failed);
    EXPECT_TRUE(outcome.frames.empty());
  }
}

}  // namespace
}  // namespace sixscope::wire
