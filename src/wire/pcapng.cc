#include <algorithm>

#include "wire/pcap.h"

namespace sixscope::wire {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kOldPacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;

/// Block type and both copies of the block length.
constexpr std::size_t kBlockFrame = 12;
constexpr std::size_t kPacketHead = 20;

/// Milliseconds of `ticks` of if_tsresol `resolution` (s.4.2): 10^-n, or 2^-n with the top bit set.
/// An absurd time is the last moment of the year 9999.
Instant instant_of(std::uint64_t ticks, std::uint8_t resolution, std::int64_t offset_seconds) {
  constexpr std::int64_t kLast = 253'402'300'799'999;
  const unsigned exponent = resolution & 0x7fU;
  Wide ms = Wide{ticks} * 1000;
  if ((resolution & 0x80U) != 0) {
    ms >>= exponent;
  } else {
    for (unsigned i = 0; i < exponent; ++i) {
      ms /= 10;
    }
  }
  const auto whole = static_cast<std::int64_t>(std::min<Wide>(ms, Wide{kLast}));
  const std::int64_t shift = std::clamp<std::int64_t>(offset_seconds, -kLast / 1000, kLast / 1000);
  return Instant(std::chrono::milliseconds(std::min(whole + shift * 1000, kLast)));
}

}  // namespace

/// Steps over one block; its two lengths must agree and be a multiple of 4 (s.3.1).
Result<std::optional<CaptureReader::Block>> CaptureReader::take_block() {
  const std::uint64_t at = window_.offset();
  const auto head = window_.peek(kBlockFrame);
  if (!head) {
    return fail_like(head);
  }
  if (head->empty()) {
    return std::optional<Block>{};
  }
  if (head->size() < kBlockFrame) {
    return fail_at(at, Errc::truncated, "pcapng s.3.1: the file ends inside a block");
  }
  Block block{.type = u32(*head, 0), .offset = at, .body = {}};
  if (block.type == kSectionHeader) {  // Reads the same in both orders; the magic says which.
    const auto magic = load_big_endian<std::uint32_t>(head->data() + 8);
    if (magic != kByteOrderMagic && magic != __builtin_bswap32(kByteOrderMagic)) {
      return fail_at(at + 8, Errc::malformed, "pcapng s.4.1: the byte-order magic is wrong");
    }
    little_endian_ = magic != kByteOrderMagic;
  }
  const std::size_t length = u32(*head, 4);
  if (length < kBlockFrame || length % 4 != 0) {
    return fail_at(at + 4, Errc::malformed, "pcapng s.3.1: a block length that cannot be");
  }
  if (length > kCaptureBlockMax) {
    return fail_at(at + 4, Errc::out_of_range, "a pcapng block is longer than kCaptureBlockMax");
  }
  const auto whole = window_.peek(length);
  if (!whole) {
    return fail_like(whole);
  }
  if (whole->size() < length) {
    return fail_at(at, Errc::truncated, "pcapng s.3.1: the file ends inside a block");
  }
  if (u32(*whole, length - 4) != length) {
    return fail_at(at + length - 4, Errc::malformed,
                   "pcapng s.3.1: the two lengths of a block differ");
  }
  block.body = whole->subspan(8, length - kBlockFrame);
  consume_next_ = length;
  return std::optional(block);
}

Result<bool> CaptureReader::open_section(const Block& block) {
  constexpr std::size_t kSectionHead = 16;
  if (block.body.size() < kSectionHead) {
    return fail_at(block.offset, Errc::malformed, "pcapng s.4.1: a section header is too short");
  }
  if (u16(block.body, 4) != 1) {
    return fail_at(block.offset + 12, Errc::malformed, "pcapng s.4.1: the major version must be 1");
  }
  interfaces_.clear();
  return true;
}

Result<bool> CaptureReader::add_interface(const Block& block) {
  constexpr std::size_t kInterfaceHead = 8;
  constexpr std::uint16_t kTimeResolution = 9;
  constexpr std::uint16_t kTimeOffset = 14;
  if (block.body.size() < kInterfaceHead) {
    return fail_at(block.offset, Errc::malformed,
                   "pcapng s.4.2: an interface description is too short");
  }
  if (interfaces_.size() == kCaptureInterfacesMax) {
    return fail_at(block.offset, Errc::out_of_range, "more than kCaptureInterfacesMax interfaces");
  }
  Interface added{.linktype = u16(block.body, 0), .snap_length = u32(block.body, 4)};
  // Options are advice: a broken list ends, and the packets are still read.
  std::size_t at = kInterfaceHead;
  while (at + 4 <= block.body.size()) {
    const std::uint16_t code = u16(block.body, at);
    const std::size_t length = u16(block.body, at + 2);
    at += 4;
    if (code == 0 || at + length > block.body.size()) {
      break;
    }
    if (code == kTimeResolution && length == 1) {
      added.resolution = std::to_integer<std::uint8_t>(block.body[at]);
    }
    if (code == kTimeOffset && length == 8) {
      const std::uint64_t first = u32(block.body, at);
      const std::uint64_t second = u32(block.body, at + 4);
      added.offset_seconds =
          static_cast<std::int64_t>(little_endian_ ? second << 32U | first : first << 32U | second);
    }
    at += (length + 3) / 4 * 4;
  }
  interfaces_.push_back(added);
  return true;
}

CaptureReader::Next CaptureReader::finish_packet(const Block& block, std::uint32_t interface,
                                                 std::uint64_t ticks, ByteView body,
                                                 std::uint32_t captured,
                                                 std::uint32_t wire_length) {
  if (interface >= interfaces_.size()) {
    return fail_at(block.offset, Errc::malformed,
                   "pcapng s.4.3: a packet of an interface that was not described");
  }
  if (captured > body.size()) {
    return fail_at(block.offset, Errc::malformed,
                   "pcapng s.4.3: the captured length is more than the block holds");
  }
  if (captured > kCapturedBytesMax) {
    return fail_at(block.offset, Errc::out_of_range,
                   "pcapng s.4.3: the captured length is more than kCapturedBytesMax");
  }
  const Interface& from = interfaces_[interface];
  CapturedPacket packet;
  packet.bytes = body.first(captured);
  packet.wire_length = std::max(wire_length, captured);
  packet.linktype = from.linktype;
  packet.interface = interface;
  packet.offset = block.offset;
  if (block.type != kSimplePacket) {
    packet.at = instant_of(ticks, from.resolution, from.offset_seconds);
  }
  return std::optional(packet);
}

CaptureReader::Next CaptureReader::read_packet_block(const Block& block) {
  if (block.body.size() < kPacketHead) {
    return fail_at(block.offset, Errc::malformed, "pcapng s.4.3: a packet block is too short");
  }
  const std::uint32_t interface =
      block.type == kOldPacket ? u16(block.body, 0) : u32(block.body, 0);
  const std::uint64_t ticks = std::uint64_t{u32(block.body, 4)} << 32U | u32(block.body, 8);
  return finish_packet(block, interface, ticks, block.body.subspan(kPacketHead),
                       u32(block.body, 12), u32(block.body, 16));
}

CaptureReader::Next CaptureReader::read_simple_block(const Block& block) {
  constexpr std::size_t kSimpleHead = 4;
  if (block.body.size() < kSimpleHead || interfaces_.empty()) {
    return fail_at(block.offset, Errc::malformed,
                   "pcapng s.4.4: a simple packet needs a length and a first interface");
  }
  const std::uint32_t wire_length = u32(block.body, 0);
  const std::uint32_t snap_length = interfaces_[0].snap_length;
  const std::uint32_t captured =
      snap_length == 0 ? wire_length : std::min(wire_length, snap_length);
  return finish_packet(block, 0, 0, block.body.subspan(kSimpleHead), captured, wire_length);
}

CaptureReader::Next CaptureReader::next_block() {
  // Ends with the file: each turn takes a block of at least 12 bytes.
  for (;;) {
    window_.consume(consume_next_);
    consume_next_ = 0;
    const auto block = take_block();
    if (!block) {
      return fail_like(block);
    }
    if (!block->has_value()) {
      return std::optional<CapturedPacket>{};
    }
    Result<bool> noted = true;
    switch ((*block)->type) {
      case kSectionHeader:
        noted = open_section(**block);
        break;
      case kInterfaceDescription:
        noted = add_interface(**block);
        break;
      case kOldPacket:
      case kEnhancedPacket:
        return read_packet_block(**block);
      case kSimplePacket:
        return read_simple_block(**block);
      default:  // Names, statistics, secrets, custom blocks.
        break;
    }
    if (!noted) {
      return fail_like(noted);
    }
  }
}

}  // namespace sixscope::wire
