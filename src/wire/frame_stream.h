#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/result.h"

namespace sixscope::wire {

/// Content type of dnstap streams.
inline constexpr std::string_view kDnstapContentType = "protobuf:dnstap.Dnstap";

/// Control frames of the Frame Streams protocol (fstrm 0.2), by number.
enum class FrameControl : std::uint32_t { accept = 1, start = 2, stop = 3, ready = 4, finish = 5 };

/// Appends a control frame; all but stop and finish carry the content type.
void append_frame_control(ByteWriter& out, FrameControl control, std::string_view content_type);
/// Appends a data frame; `payload` must not be empty: a length of 0 means control.
void append_frame_data(ByteWriter& out, ByteView payload);

/// The receiving side of one frame stream: bytes in, data frames out, answers to send back.
///
/// Speaks both forms: with a handshake (ready, accept, start, data, stop, finish), as over a Unix
/// socket, and without (start, data, stop), as in a file. Keeps at most one frame of
/// `kFrameBytesMax` bytes; anything against the protocol ends the stream with an error. Not thread
/// safe.
class FrameStreamReader {
 public:
  static constexpr std::size_t kFrameBytesMax = std::size_t{1} << 17U;  ///< A DNS message and more.
  static constexpr std::size_t kControlBytesMax = 512;
  static constexpr int kControlFieldsMax = 16;

  /// Only streams of `content_type`, static text, are accepted.
  explicit FrameStreamReader(std::string_view content_type) : content_type_(content_type) {}

  /// Appends what came from the peer.
  void feed(ByteView bytes);

  /// The next data frame, valid until the next call of anything here; nothing if more bytes are
  /// needed or the stream is over. `malformed` if the peer breaks the protocol or has another
  /// content type, `out_of_range` if a frame is longer than the limits: then nothing else comes.
  Result<std::optional<ByteView>> next();

  /// Bytes to send to the peer: its handshake's answers. Emptied by the call.
  [[nodiscard]] std::vector<std::byte> take_reply();
  /// True once the peer has said stop.
  [[nodiscard]] bool finished() const { return state_ == State::finished; }

 private:
  enum class State : std::uint8_t { opening, accepted, streaming, finished, broken };

  Result<bool> control(ByteView frame);
  [[nodiscard]] Result<bool> content_type_fits(ByteReader fields) const;
  tl::unexpected<Error> break_with(Errc code, std::string_view rule);

  std::string_view content_type_;
  State state_ = State::opening;
  bool handshake_ = false;
  std::vector<std::byte> buffer_;
  std::size_t at_ = 0;
  ByteWriter reply_;
};

}  // namespace sixscope::wire
