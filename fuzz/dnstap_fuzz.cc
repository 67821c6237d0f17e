// A stream cut into pieces gives the same frames as the whole; a message borrows from its frame.
#include <cstdlib>
#include <span>
#include <vector>

#include "wire/dnstap.h"
#include "wire/frame_stream.h"

namespace {

using namespace sixscope;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void check_inside(ByteView part, ByteView whole) {
  require(part.empty() || (part.data() >= whole.data() &&
                           part.data() + part.size() <= whole.data() + whole.size()));
}

std::vector<std::vector<std::byte>> frames(ByteView stream, std::size_t piece) {
  std::vector<std::vector<std::byte>> all;
  wire::FrameStreamReader reader(wire::kDnstapContentType);
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    reader.feed(stream.subspan(at, std::min(piece, stream.size() - at)));
    for (auto frame = reader.next(); frame && frame->has_value(); frame = reader.next()) {
      all.emplace_back((*frame)->begin(), (*frame)->end());
      const auto message = wire::read_dnstap(**frame);
      if (message && message->has_value()) {
        check_inside((*message)->query, **frame);
        check_inside((*message)->response, **frame);
      }
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  static_cast<void>(wire::read_dnstap(bytes));
  ByteWriter opened;
  append_frame_control(opened, wire::FrameControl::start, wire::kDnstapContentType);
  opened.bytes(bytes);
  require(frames(opened.view(), opened.size()) == frames(opened.view(), 7));
  require(frames(bytes, bytes.size() + 1) == frames(bytes, 3));
  return 0;
}
