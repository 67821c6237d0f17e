// A document that is accepted is written in one way, and reading that gives the same document. An
// error points into the text, or right behind it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "registry/value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope::registry;
  const std::string json(data, data + size);
  const auto document = document_from_json(json);
  if (!document) {
    if (document.error().offset > json.size()) {
      std::abort();
    }
    return 0;
  }
  const std::string canonical = to_json(*document);
  const auto again = document_from_json(canonical);
  // Escapes may make it longer than what is accepted.
  if (!again && again.error().code == sixscope::Errc::out_of_range) {
    return 0;
  }
  if (!again || *again != *document || to_json(*again) != canonical) {
    std::abort();
  }
  return 0;
}
