// A capture read at once and read byte by byte gives the same packets and the same end.
#include <algorithm>
#include <cstdlib>
#include <span>

#include "wire/pcap.h"

namespace {

using namespace sixscope;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

class Trickle final : public wire::ByteSource {
 public:
  explicit Trickle(ByteView bytes) : source_(bytes) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    return source_.read(into.first(std::min<std::size_t>(into.size(), 7)));
  }

 private:
  wire::ViewSource source_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = std::as_bytes(std::span(data, size));
  wire::ViewSource whole(file);
  Trickle slow(file);
  wire::CaptureReader first(whole);
  wire::CaptureReader second(slow);
  for (;;) {
    const auto a = first.next();
    const auto b = second.next();
    require(a.has_value() == b.has_value());
    if (!a) {
      require(a.error().code == b.error().code && a.error().offset == b.error().offset);
      require(a.error().offset <= size);
      return 0;
    }
    require(a->has_value() == b->has_value());
    if (!a->has_value()) {
      return 0;
    }
    require((*a)->at == (*b)->at && (*a)->linktype == (*b)->linktype);
    require((*a)->wire_length >= (*a)->bytes.size());
    require(std::ranges::equal((*a)->bytes, (*b)->bytes));
  }
}
