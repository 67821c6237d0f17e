#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "base/result.h"

namespace sixscope::wire {

/// Bytes kept of one packet. The widest snap length in use is 262,144; segmentation offload goes
/// past it.
inline constexpr std::size_t kCapturedBytesMax = std::size_t{1} << 20U;
/// One pcapng block, its own head and options included.
inline constexpr std::size_t kCaptureBlockMax = std::size_t{16} << 20U;
/// Interfaces of one pcapng section.
inline constexpr std::size_t kCaptureInterfacesMax = 1024;

/// Where a reader gets its bytes: a file, a pipe, memory. The reader itself does no I/O.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Puts up to `into.size()` bytes into `into` and says how many; 0 at the end, for good.
  virtual Result<std::size_t> read(std::span<std::byte> into) = 0;
};

/// Bytes that are already in memory; `bytes` must outlive it.
class ViewSource final : public ByteSource {
 public:
  explicit ViewSource(ByteView bytes) : bytes_(bytes) {}
  Result<std::size_t> read(std::span<std::byte> into) override;

 private:
  ByteView bytes_;
};

/// Looks ahead into a ByteSource without losing its place.
class SourceWindow {
 public:
  explicit SourceWindow(ByteSource& source) : source_(&source) {}
  /// The next bytes, at least `count` unless the source ends before; valid until the next call.
  Result<ByteView> peek(std::size_t count);
  /// Moves past `count` bytes, which a `peek` has shown.
  void consume(std::size_t count);
  /// Bytes consumed so far.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  ByteSource* source_;
  std::vector<std::byte> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
};

/// One packet of a capture.
struct CapturedPacket {
  ByteView bytes;                 ///< As captured; valid until the reader's next call.
  std::uint32_t wire_length = 0;  ///< As it was on the wire.
  std::uint32_t linktype = 0;     ///< LINKTYPE number: see link_type_of_pcap.
  std::uint32_t interface = 0;    ///< pcapng interface of the section; 0 in pcap.
  Instant at;                     ///< The epoch where the format keeps no time (simple packets).
  std::uint64_t offset = 0;       ///< Of the packet's record in the file.
};

enum class CaptureFormat : std::uint8_t { none, pcap, pcapng };
/// What the first four bytes of a file say it is.
[[nodiscard]] CaptureFormat capture_format(ByteView head);

/// Reads a pcap file (draft-ietf-opsawg-pcap; either byte order, micro- or nanoseconds) or a pcapng
/// file (draft-ietf-opsawg-pcapng; several sections and interfaces, enhanced, simple and old packet
/// blocks, if_tsresol, if_tsoffset), packet by packet.
///
/// Errors name the rule and the byte of the file: `malformed`, `truncated` (a cut-off copy),
/// `out_of_range` (a length past a limit above), or the source's own. After one, `next` gives the
/// end: what came before it was good. Memory stays below one block.
class CaptureReader {
 public:
  explicit CaptureReader(ByteSource& source) : window_(source) {}
  /// The next packet; an empty optional at the end of the file.
  Result<std::optional<CapturedPacket>> next();

 private:
  struct Interface {
    std::uint32_t linktype = 0;
    std::uint32_t snap_length = 0;
    std::uint8_t resolution = 6;      ///< if_tsresol as it stands.
    std::int64_t offset_seconds = 0;  ///< if_tsoffset.
  };
  struct Block {
    std::uint32_t type = 0;
    std::uint64_t offset = 0;
    ByteView body;
  };
  using Next = Result<std::optional<CapturedPacket>>;

  Next step();
  Result<bool> open();
  Next next_record();
  Next next_block();
  Result<std::optional<Block>> take_block();
  Result<bool> open_section(const Block& block);
  Result<bool> add_interface(const Block& block);
  Next read_packet_block(const Block& block);
  Next read_simple_block(const Block& block);
  Next finish_packet(const Block& block, std::uint32_t interface, std::uint64_t ticks,
                     ByteView body, std::uint32_t captured, std::uint32_t wire_length);

  [[nodiscard]] std::uint16_t u16(ByteView bytes, std::size_t at) const;
  [[nodiscard]] std::uint32_t u32(ByteView bytes, std::size_t at) const;

  SourceWindow window_;
  CaptureFormat format_ = CaptureFormat::none;
  bool little_endian_ = false;
  bool done_ = false;
  std::uint32_t pcap_linktype_ = 0;
  std::uint32_t ticks_per_ms_ = 1000;
  std::size_t consume_next_ = 0;  ///< Bytes of the packet handed out last.
  std::vector<Interface> interfaces_;
};

}  // namespace sixscope::wire
