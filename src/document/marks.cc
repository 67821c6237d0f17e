#include "document/marks.h"

#include <array>
#include <cstddef>

namespace sixscope::document {
namespace {

struct Words {
  std::string_view id;
  std::string_view sign;
  std::string_view zh;
  std::string_view en;
};

// By number of the mark.
constexpr std::array<Words, 5> kMarks = {{{"none", "", "", ""},
                                          {"good", "●", "达标", "reached"},
                                          {"bad", "×", "未达标", "not reached"},
                                          {"unknown", "？", "无法判定", "cannot be told"},
                                          {"missing", "—", "无数据", "no data"}}};

const Words& words(Mark mark) { return kMarks[static_cast<std::size_t>(mark)]; }

}  // namespace

std::string_view sign_of(Mark mark) { return words(mark).sign; }

std::string_view words_of(Mark mark, Language language) {
  return language == Language::zh ? words(mark).zh : words(mark).en;
}

std::string_view to_string(Mark mark) { return words(mark).id; }

bool is_dash(std::string_view text) {
  return text == "—" || text == "–" || text == "-" || text == "——";
}

std::string text_with_sign(const Cell& cell) {
  const std::string_view sign = sign_of(cell.mark);
  if (sign.empty() || (cell.mark == Mark::missing && is_dash(cell.text))) {
    return cell.text;
  }
  return cell.text.empty() ? std::string(sign) : std::string(sign) + " " + cell.text;
}

std::string legend_of(const Table& table, Language language) {
  std::array<bool, kMarks.size()> seen = {};
  for (const auto& row : table.rows) {
    for (const Cell& cell : row) {
      seen[static_cast<std::size_t>(cell.mark)] = true;
    }
  }
  std::string legend;
  for (std::size_t i = 1; i < kMarks.size(); ++i) {
    if (!seen[i]) {
      continue;
    }
    if (!legend.empty()) {
      legend += language == Language::zh ? "；" : "; ";
    }
    const Mark mark = static_cast<Mark>(i);
    legend.append(sign_of(mark)).append(" ").append(words_of(mark, language));
  }
  return legend;
}

}  // namespace sixscope::document
