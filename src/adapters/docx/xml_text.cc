#include "adapters/docx/xml_text.h"

#include <cstddef>

#include "base/utf8.h"

namespace sixscope::adapters {
namespace {

// XML 1.0, 2.2: no control character but tab and line ends, and neither U+FFFE nor U+FFFF.
bool is_forbidden(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  return (first < 0x20 && first != '\t' && first != '\n' && first != '\r') ||
         sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF";
}

}  // namespace

void append_xml(std::string& xml, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) {
      xml += "\xEF\xBF\xBD";
      ++at;
      continue;
    }
    const std::string_view sequence = text.substr(at, size);
    at += size;
    if (sequence == "&") {
      xml += "&amp;";
    } else if (sequence == "<") {
      xml += "&lt;";
    } else if (sequence == ">") {
      xml += "&gt;";
    } else if (sequence == "\"") {
      xml += "&quot;";
    } else if (!is_forbidden(sequence)) {
      xml += sequence;
    }
  }
}

std::string xml_text(std::string_view text) {
  std::string xml;
  append_xml(xml, text);
  return xml;
}

}  // namespace sixscope::adapters
