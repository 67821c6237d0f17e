#include "wire/pcap.h"

#include <algorithm>
#include <cstring>

namespace sixscope::wire {
namespace {

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;

std::uint32_t big(ByteView head) { return load_big_endian<std::uint32_t>(head.data()); }

}  // namespace

Result<std::size_t> ViewSource::read(std::span<std::byte> into) {
  const std::size_t count = std::min(into.size(), bytes_.size());
  std::copy_n(bytes_.begin(), count, into.begin());
  bytes_ = bytes_.subspan(count);
  return count;
}

Result<ByteView> SourceWindow::peek(std::size_t count) {
  constexpr std::size_t kReadSize = std::size_t{256} * 1024;
  if (end_ - begin_ < count && !ended_) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  while (end_ - begin_ < count && !ended_) {
    if (buffer_.size() < end_ + kReadSize) {
      buffer_.resize(end_ + kReadSize);
    }
    const auto got = source_->read(std::span(buffer_).subspan(end_));
    if (!got) {
      ended_ = true;
      return fail_like(got);
    }
    ended_ = *got == 0;
    end_ += *got;
  }
  return ByteView(buffer_).subspan(begin_, end_ - begin_);
}

void SourceWindow::consume(std::size_t count) {
  const std::size_t moved = std::min(count, end_ - begin_);
  begin_ += moved;
  offset_ += moved;
}

CaptureFormat capture_format(ByteView head) {
  if (head.size() < 4) {
    return CaptureFormat::none;
  }
  const std::uint32_t magic = big(head);
  if (magic == kSectionHeader) {
    return CaptureFormat::pcapng;
  }
  for (const std::uint32_t known : {kMicroseconds, kNanoseconds}) {
    if (magic == known || magic == __builtin_bswap32(known)) {
      return CaptureFormat::pcap;
    }
  }
  return CaptureFormat::none;
}

std::uint16_t CaptureReader::u16(ByteView bytes, std::size_t at) const {
  const auto value = load_big_endian<std::uint16_t>(bytes.data() + at);
  return little_endian_ ? __builtin_bswap16(value) : value;
}

std::uint32_t CaptureReader::u32(ByteView bytes, std::size_t at) const {
  const auto value = load_big_endian<std::uint32_t>(bytes.data() + at);
  return little_endian_ ? __builtin_bswap32(value) : value;
}

CaptureReader::Next CaptureReader::next() {
  if (done_) {
    return std::optional<CapturedPacket>{};
  }
  auto packet = step();
  done_ = !packet || !packet->has_value();
  return packet;
}

CaptureReader::Next CaptureReader::step() {
  window_.consume(consume_next_);
  consume_next_ = 0;
  if (format_ == CaptureFormat::none) {
    if (const auto opened = open(); !opened) {
      return fail_like(opened);
    }
  }
  return format_ == CaptureFormat::pcap ? next_record() : next_block();
}

/// Reads the file header of pcap; pcapng needs none but its first block.
Result<bool> CaptureReader::open() {
  const auto head = window_.peek(kFileHeader);
  if (!head) {
    return fail_like(head);
  }
  format_ = capture_format(*head);
  if (format_ == CaptureFormat::none) {
    return fail_at(0, Errc::malformed, "not a pcap or pcapng file: its first 4 bytes are neither");
  }
  if (format_ == CaptureFormat::pcapng) {
    return true;
  }
  if (head->size() < kFileHeader) {
    return fail_at(head->size(), Errc::truncated, "pcap s.4: the file header has 24 bytes");
  }
  const std::uint32_t magic = big(*head);
  little_endian_ = magic != kMicroseconds && magic != kNanoseconds;
  const bool nanoseconds = u32(*head, 0) == kNanoseconds;
  ticks_per_ms_ = nanoseconds ? 1'000'000 : 1000;
  if (u16(*head, 4) != 2) {
    return fail_at(4, Errc::malformed, "pcap s.4: the major version must be 2");
  }
  pcap_linktype_ = u32(*head, 20) & 0xffffU;  // The upper bits tell of a frame check sequence.
  window_.consume(kFileHeader);
  return true;
}

CaptureReader::Next CaptureReader::next_record() {
  const std::uint64_t at = window_.offset();
  auto head = window_.peek(kRecordHeader);
  if (!head) {
    return fail_like(head);
  }
  if (head->empty()) {
    return std::optional<CapturedPacket>{};
  }
  if (head->size() < kRecordHeader) {
    return fail_at(at, Errc::truncated, "pcap s.5: the file ends inside a record header");
  }
  const std::uint32_t seconds = u32(*head, 0);
  const std::uint32_t fraction = u32(*head, 4);
  const std::uint32_t captured = u32(*head, 8);
  const std::uint32_t wire_length = u32(*head, 12);
  if (captured > kCapturedBytesMax) {
    return fail_at(at + 8, Errc::out_of_range,
                   "pcap s.5: the captured length is more than kCapturedBytesMax");
  }
  const auto record = window_.peek(kRecordHeader + captured);
  if (!record) {
    return fail_like(record);
  }
  if (record->size() < kRecordHeader + captured) {
    return fail_at(at, Errc::truncated, "pcap s.5: the file ends inside a record");
  }
  consume_next_ = kRecordHeader + captured;
  CapturedPacket packet;
  packet.bytes = record->subspan(kRecordHeader, captured);
  packet.wire_length = std::max(wire_length, captured);
  packet.linktype = pcap_linktype_;
  packet.at = Instant(std::chrono::milliseconds(std::int64_t{seconds} * 1000 +
                                                std::int64_t{fraction / ticks_per_ms_}));
  packet.offset = at;
  return std::optional(packet);
}

}  // namespace sixscope::wire
