// Whatever the bytes, UTF-8 comes out, or a byte inside them that does not fit. Text that is UTF-8
// already comes out as it is.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "table/refusal.h"
#include "table/text_encoding.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope::table;
  const auto decoded = decode_text(std::as_bytes(std::span(data, size)));
  if (!decoded) {
    require(refusal_of(decoded.error()) != nullptr && decoded.error().offset < size);
    return 0;
  }
  require(valid_utf8_prefix(decoded->text) == decoded->text.size());
  const auto again = decode_text(std::as_bytes(std::span(decoded->text)));
  const bool marked = decoded->text.starts_with("\xEF\xBB\xBF");
  require(again && (marked || again->text == decoded->text));
  return 0;
}
