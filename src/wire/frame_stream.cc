#include "wire/frame_stream.h"

#include <algorithm>

namespace sixscope::wire {
namespace {

constexpr std::uint32_t kContentTypeField = 1;

bool same(ByteView bytes, std::string_view text) {
  return std::equal(bytes.begin(), bytes.end(), text.begin(), text.end(), [](std::byte a, char b) {
    return std::to_integer<unsigned char>(a) == static_cast<unsigned char>(b);
  });
}

}  // namespace

void append_frame_control(ByteWriter& out, FrameControl control, std::string_view content_type) {
  const bool typed = control != FrameControl::stop && control != FrameControl::finish;
  out.u32(0).u32(typed ? 12 + content_type.size() : 4).u32(static_cast<std::uint32_t>(control));
  if (typed) {
    out.u32(kContentTypeField).u32(content_type.size()).text(content_type);
  }
}

void append_frame_data(ByteWriter& out, ByteView payload) {
  out.u32(payload.size()).bytes(payload);
}

void FrameStreamReader::feed(ByteView bytes) {
  if (at_ > 0) {  // Whole frames were taken: what is left moves to the front.
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

tl::unexpected<Error> FrameStreamReader::break_with(Errc code, std::string_view rule) {
  state_ = State::broken;
  buffer_.clear();
  at_ = 0;
  return fail(code, rule);
}

Result<std::optional<ByteView>> FrameStreamReader::next() {
  // Each turn takes a whole frame off the buffer or ends.
  while (state_ != State::finished && state_ != State::broken) {
    ByteReader in(ByteView(buffer_).subspan(at_));
    std::uint32_t size = in.u32();
    const bool is_control = in.ok() && size == 0;
    if (is_control) {
      size = in.u32();
    }
    if (!in.ok()) {
      return std::optional<ByteView>();
    }
    if (size > (is_control ? kControlBytesMax : kFrameBytesMax)) {
      return break_with(Errc::out_of_range, "frame stream: a frame is too long");
    }
    const ByteView frame = in.take(size);
    if (!in.ok()) {
      return std::optional<ByteView>();
    }
    at_ += in.offset();
    if (!is_control) {
      if (state_ != State::streaming) {
        return break_with(Errc::malformed, "frame stream: data before start");
      }
      return std::optional(frame);
    }
    if (const auto taken = control(frame); !taken) {
      return fail_like(taken);
    }
  }
  return std::optional<ByteView>();
}

Result<bool> FrameStreamReader::control(ByteView frame) {
  ByteReader in(frame);
  const auto type = static_cast<FrameControl>(in.u32());
  if (!in.ok()) {
    return break_with(Errc::malformed, "frame stream: a control frame has no type");
  }
  const bool opens = type == FrameControl::ready && state_ == State::opening;
  const bool starts = type == FrameControl::start &&
                      (state_ == State::accepted || (state_ == State::opening && !handshake_));
  if (opens || starts) {
    const auto fits = content_type_fits(in);
    if (!fits || !*fits) {
      return break_with(Errc::malformed, "frame stream: not the content type we take");
    }
    state_ = opens ? State::accepted : State::streaming;
    if (opens) {
      handshake_ = true;
      append_frame_control(reply_, FrameControl::accept, content_type_);
    }
    return true;
  }
  if (type == FrameControl::stop && state_ == State::streaming) {
    state_ = State::finished;
    if (handshake_) {
      append_frame_control(reply_, FrameControl::finish, content_type_);
    }
    return true;
  }
  return break_with(Errc::malformed, "frame stream: a control frame out of turn");
}

// A start without a content type says nothing against ours; a ready lists what the peer can send.
Result<bool> FrameStreamReader::content_type_fits(ByteReader fields) const {
  bool none = true;
  for (int i = 0; i < kControlFieldsMax && fields.remaining() > 0; ++i) {
    const std::uint32_t type = fields.u32();
    const ByteView value = fields.take(fields.u32());
    if (!fields.ok()) {
      return fail(Errc::malformed, "frame stream: a field is longer than its frame");
    }
    if (type == kContentTypeField) {
      none = false;
      if (same(value, content_type_)) {
        return true;
      }
    }
  }
  return none;
}

std::vector<std::byte> FrameStreamReader::take_reply() { return reply_.take(); }

}  // namespace sixscope::wire
