// Whatever the bytes, a marker of ours comes out, or none, or a refusal that has words. Bytes that
// are no archive are also the properties inside of one.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/docx/marker.h"
#include "adapters/xlsx/xlsx_fixture.h"
#include "document/marker.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void look(const std::string& bytes) {
  using namespace sixscope;
  const auto marker = adapters::marker_of(bytes);
  if (!marker) {
    require(!describe(marker.error()).empty());
    return;
  }
  if (!marker->has_value()) {
    return;
  }
  const std::string& text = **marker;
  require(text.starts_with(document::kMarkerBegin) && text.size() <= 255);
  require(text.size() > document::kMarkerBegin.size());
  for (const char c : text) {
    require(c > ' ' && c < '\x7F' && c != '<' && c != '"');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(static_cast<char>(data[i]));
  }
  look(text);
  if (!text.starts_with("PK")) {
    look(sixscope::adapters::zip_of({{"docProps/custom.xml", text}}));
  }
  return 0;
}
