#include "document/marks.h"

#include <set>

namespace sixscope::document {

std::string_view mark_sign(Mark mark) {
  switch (mark) {
    case Mark::good:
      return "√";
    case Mark::bad:
      return "×";
    case Mark::unknown:
      return "？";
    case Mark::missing:
      return "—";
    case Mark::none:
      break;
  }
  return "";
}

std::string_view mark_words(Mark mark, Language language) {
  const bool zh = language == Language::zh;
  switch (mark) {
    case Mark::good:
      return zh ? "符合" : "met";
    case Mark::bad:
      return zh ? "不符合" : "not met";
    case Mark::unknown:
      return zh ? "未能判定" : "undecided";
    case Mark::missing:
      return zh ? "无数据" : "no data";
    case Mark::none:
      break;
  }
  return "";
}

bool prints_sign(const Cell& cell) {
  return cell.mark != Mark::none && !cell.text.starts_with(mark_sign(cell.mark));
}

std::string mark_legend(const Table& table, Language language) {
  std::set<Mark> marks;
  for (const auto& row : table.rows) {
    for (const Cell& cell : row) {
      if (cell.mark != Mark::none) {
        marks.insert(cell.mark);
      }
    }
  }
  std::string legend;
  for (const Mark mark : marks) {
    legend += legend.empty() ? "" : language == Language::zh ? "　" : "   ";
    legend += std::string(mark_sign(mark)) + " " + std::string(mark_words(mark, language));
  }
  return legend;
}

}  // namespace sixscope::document
