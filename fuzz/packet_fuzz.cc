// An answer points into the frame, and bytes captured behind it do not change it.
#include <cstdlib>
#include <span>
#include <vector>

#include "wire/packet.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope;
  constexpr std::size_t kHead = 3;
  if (size < kHead) {
    return 0;
  }
  const auto link = static_cast<wire::LinkType>(data[0] % 7);
  const std::size_t wire_length = data[1] * std::size_t{256} + data[2];
  const auto frame = std::as_bytes(std::span(data + kHead, size - kHead));
  const auto packet = wire::dissect(link, frame, wire_length);
  if (packet) {
    require(packet->payload_offset + std::size_t{packet->payload_size} <= frame.size());
    require(packet->ip_offset < frame.size());
    require(packet->family != net::Family::none && packet->outer_family != net::Family::none);
    require(wire_length == 0 || packet->ip_length <= wire_length);
    require(packet->tunnels < wire::kIpDepthMax);
  }
  std::vector<std::byte> longer(frame.begin(), frame.end());
  longer.insert(longer.end(), {std::byte{0x45}, std::byte{0xff}, std::byte{0}});
  const auto again = wire::dissect(link, longer, wire_length);
  if (!packet) {
    require(packet.error().code == Errc::truncated ||
            (!again && again.error().code == packet.error().code));
    return 0;
  }
  if (!has(packet->adjustments, model::Adjustment::snap_truncated)) {
    require(again.has_value());
    auto same = *again;
    same.payload_size = packet->payload_size;
    require(same == *packet);
  }
  return 0;
}
