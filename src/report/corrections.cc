#include "report/corrections.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <variant>

#include "report/press.h"
#include "report/words.h"

namespace sixscope::report {
namespace {

using document::Block;
using document::Cell;
using document::Document;
using document::Table;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Runs of digits, as numbers; what is too long for one is none.
std::vector<std::int64_t> numbers_in(std::string_view text) {
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data() + i, text.data() + text.size(), number);
    if (read.ec == std::errc()) {
      all.push_back(number);
    }
    i = static_cast<std::size_t>(read.ptr - text.data());
  }
  return all;
}

bool is_corrections(const Block& block) {
  const auto* const table = std::get_if<Table>(&block);
  return table != nullptr && table->id == kCorrectionsTable;
}

}  // namespace

std::string number_text(std::int32_t year, std::int64_t number, document::Language language) {
  return language == document::Language::zh ? fmt::format("〔{}〕{}号", year, number)
                                            : fmt::format("No. {} of {}", number, year);
}

std::int64_t number_in_year(std::string_view text, std::int32_t year) {
  const auto all = numbers_in(text);
  if (all.size() != 2) {
    return 0;
  }
  return all[0] == year ? all[1] : all[1] == year ? all[0] : 0;
}

void append_corrections(Document& document, const std::vector<Difference>& changed,
                        const Issue& before, const std::string& reason) {
  const document::Language language = document.language;
  Table table;
  table.id = kCorrectionsTable;
  table.caption = say(language, "附表 更正清单", "Annex: list of corrections");
  table.columns = {
      {.id = "place", .title = say(language, "位置", "Where"), .weight = 2},
      {.id = "before", .title = say(language, "更正前", "Before")},
      {.id = "after", .title = say(language, "更正后", "After")},
  };
  for (const Difference& one : changed) {
    table.rows.push_back(
        {Cell{.text = one.where}, Cell{.text = one.before}, Cell{.text = one.after}});
  }
  const std::string what = language == document::Language::zh
                               ? fmt::format("与第{}版（{}）相比共{}处不同。更正原因：{}",
                                             before.version, before.number, changed.size(), reason)
                               : fmt::format("{} places differ from version {} ({}). Reason: {}",
                                             changed.size(), before.version, before.number, reason);
  table.note = what;
  document.blocks.emplace_back(document::PageBreak{});
  document.blocks.emplace_back(std::move(table));
}

Document without_corrections(Document document) {
  if (!document.blocks.empty() && is_corrections(document.blocks.back())) {
    document.blocks.pop_back();
    if (!document.blocks.empty() &&
        std::holds_alternative<document::PageBreak>(document.blocks.back())) {
      document.blocks.pop_back();
    }
  }
  return document;
}

}  // namespace sixscope::report
