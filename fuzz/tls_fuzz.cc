// A hello cut anywhere gives the name of the whole one, no name, or says that it is cut.
#include <cstdlib>
#include <span>

#include "wire/tls.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope;
  const auto payload = std::as_bytes(std::span(data, size));
  const auto whole = wire::read_tls_client_hello(payload);
  for (std::size_t cut = 0; cut < size; ++cut) {
    const auto part = wire::read_tls_client_hello(payload.first(cut));
    const bool fine = !whole ? (!part || part->server_name.view().size() <= size)
                      : part ? part->server_name == whole->server_name
                             : part.error().code == Errc::truncated;
    if (!fine) {
      std::abort();
    }
  }
  return 0;
}
