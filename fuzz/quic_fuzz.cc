// Whatever a datagram holds, the answer is a host name or a named error, and OpenSSL never refuses.
#include <cstdlib>
#include <span>

#include "wire/quic.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope;
  const auto payload = std::as_bytes(std::span(data, size));
  wire::QuicHello flight;
  static_cast<void>(flight.add(payload.subspan(payload.size() / 2)));
  const auto hello = wire::QuicHello().add(payload);
  const auto second = flight.add(payload);
  if ((!hello && hello.error().code == Errc::unavailable) ||
      (!second && second.error().code == Errc::unavailable)) {
    std::abort();
  }
  if (hello && !wire::looks_like_quic_initial(payload)) {
    std::abort();
  }
  return 0;
}
