#include "adapters/workbook/cells_wide.h"

#include <algorithm>

#include "base/utf8.h"

namespace sixscope::adapters {

std::size_t cells_wide(std::string_view text) {
  std::size_t widest = 0;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = std::max<std::size_t>(utf8_sequence(text, at), 1);
    line = text[at] == '\n' ? 0 : line + (size > 2 ? 2 : 1);
    widest = std::max(widest, line);
    at += size;
  }
  return widest;
}

}  // namespace sixscope::adapters
