#include <algorithm>
#include <map>

#include "registry/column_match.h"
#include "registry/import_plan.h"

namespace sixscope::registry {
namespace {

constexpr double kErrorsWidth = 60;
constexpr std::size_t kWordsMax = 4000;             // Of one row: a cell has bounds of its own.
constexpr std::size_t kMergedCellsMax = 1'000'000;  // Such a workbook is held whole when written.
constexpr std::size_t kCommentsMax = 10'000;  // Beyond, a mark is only a colour: files stay small.

std::string sentence(const CellFault& fault, Language language) {
  const bool zh = language == Language::zh;
  const std::string where =
      fault.column ? table::column_letters(*fault.column) + " " + fault.title : fault.title;
  return where +
         (where.empty() ? ""
          : zh          ? "："
                        : ": ") +
         fault.fault.what.in(language) + (zh ? "；" : "; ") + fault.fault.remedy.in(language) +
         (fault.is_explained ? (zh ? "（已说明）" : " (explained)") : "");
}

}  // namespace

table::SheetPlan error_sheet(const table::Sheet& sheet, const ImportPlan& plan, Language language) {
  table::SheetPlan out{
      .name = sheet.name.empty() ? errors_title().in(language) : table::sheet_name(sheet.name),
      .rows = sheet.rows,
      .frozen_rows = plan.header_row};
  std::size_t errors = 0;
  for (const table::Row& row : sheet.rows) {
    errors = std::max(errors, row.cells.size());
  }
  std::map<std::size_t, std::string> words;  // By row; 0 and the header's are in the header's row.
  for (const CellFault& fault : plan.faults) {
    const std::size_t row = fault.row == 0 ? std::max<std::size_t>(plan.header_row, 1) : fault.row;
    std::string& text = words[row];
    if (text.size() < kWordsMax) {
      text += (text.empty() ? "" : "\n") + sentence(fault, language);
    }
    if (fault.column) {
      out.marks.push_back(
          {row, *fault.column, out.marks.size() < kCommentsMax ? sentence(fault, language) : ""});
    }
  }
  if (const std::size_t more = plan.faults_all() - plan.faults.size(); more > 0) {
    std::string& text = words[std::max<std::size_t>(plan.header_row, 1)];
    text += (text.empty() ? "" : "\n") + (language == Language::zh
                                              ? "另有 " + std::to_string(more) + " 处错误未列出"
                                              : "and " + std::to_string(more) + " faults more");
  }
  for (const table::Row& row : sheet.rows) {
    if (row.number == plan.header_row && !row.cells.empty() &&
        is_errors_title(row.cells.back().text)) {
      errors = row.cells.size() - 1;  // An error file that came back: its column is written anew.
    }
  }
  std::size_t cells = 0;
  for (const table::Row& row : sheet.rows) {
    cells += row.cells.size();
  }
  if (cells <= kMergedCellsMax) {
    out.merges = sheet.merges;
  }
  for (const auto& [number, text] : words) {  // A fault of the whole sheet, in a blank row.
    const auto at = std::ranges::lower_bound(out.rows, number, {}, &table::Row::number);
    if (at == out.rows.end() || at->number != number) {
      out.rows.insert(at, {.number = number});
    }
  }
  for (table::Row& row : out.rows) {
    const auto found = words.find(row.number);
    std::string text = row.number == plan.header_row ? errors_title().in(language) : "";
    if (found != words.end()) {
      text += (text.empty() ? "" : "\n") + found->second;
    }
    row.cells.resize(std::max(row.cells.size(), errors + 1));
    row.cells[errors] = {.type = text.empty() ? table::CellType::empty : table::CellType::text,
                         .text = std::move(text)};
  }
  out.columns.resize(errors + 1);
  out.columns[errors].width = kErrorsWidth;
  if (plan.header_row != 0) {
    out.styles[plan.header_row] = table::RowStyle::header;
  }
  return out;
}

}  // namespace sixscope::registry
