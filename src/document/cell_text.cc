#include "document/cell_text.h"

#include <array>
#include <cstddef>

#include "document/marks.h"

namespace sixscope::document {

std::string text_with_sign(const Cell& cell) {
  if (!prints_sign(cell)) {
    return cell.text;
  }
  const std::string sign(mark_sign(cell.mark));
  return cell.text.empty() ? sign : sign + " " + cell.text;
}

bool is_dash(std::string_view text) {
  return text == "—" || text == "–" || text == "-" || text == "——";
}

std::string_view to_string(Mark mark) {
  static constexpr std::array<std::string_view, 5> kNames = {"none", "good", "bad", "unknown",
                                                             "missing"};
  return kNames[static_cast<std::size_t>(mark)];
}

}  // namespace sixscope::document
