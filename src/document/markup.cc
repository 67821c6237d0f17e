#include "document/markup.h"

#include <cstddef>

#include "base/utf8.h"

namespace sixscope::document {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const std::string_view piece = text.substr(at, length == 0 ? 1 : length);
    at += piece.size();
    const auto byte = static_cast<unsigned char>(piece.front());
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (piece == "&") {
      out += "&amp;";
    } else if (piece == "<") {
      out += "&lt;";
    } else if (piece == ">") {
      out += "&gt;";
    } else if (piece == "\"") {
      out += "&quot;";
    } else if (piece == "'") {
      out += "&#39;";
    } else if ((byte < 0x20 && byte != '\n') || byte == 0x7F || piece == "\xEF\xBF\xBE" ||
               piece == "\xEF\xBF\xBF") {
      out += ' ';  // XML allows none of them.
    } else {
      out += piece;
    }
  }
  return out;
}

}  // namespace sixscope::document
