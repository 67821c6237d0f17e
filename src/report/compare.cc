// What differs between two issues of a report.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "report/snapshot.h"

namespace sixscope::report {
namespace {

using document::Block;
using document::Cell;
using document::Column;
using document::Document;
using document::Table;

std::string text_of(const std::vector<document::Run>& runs) {
  std::string text;
  for (const document::Run& run : runs) {
    text += run.text;
  }
  return text;
}

const Table* table_in(const Document& document, const std::string& id) {
  for (const Block& block : document.blocks) {
    const auto* const table = std::get_if<Table>(&block);
    if (table != nullptr && table->id == id) {
      return table;
    }
  }
  return nullptr;
}

// Cells that say what a row is of: texts in front, without a rank, which moves.
std::string name_of(const Table& table, const std::vector<Cell>& row) {
  std::string name;
  for (std::size_t i = 0; i < row.size() && i < table.columns.size(); ++i) {
    const bool is_name = table.columns[i].align == document::Align::left && !row[i].number &&
                         row[i].mark == document::Mark::none;
    if (is_name && !row[i].text.empty()) {
      name += (name.empty() ? "" : " / ") + row[i].text;
    } else if (!name.empty() && !is_name) {
      break;
    }
  }
  return name;
}

using Rows = std::map<std::string, std::vector<const std::vector<Cell>*>>;

Rows rows_of(const Table& table) {
  Rows rows;
  for (const auto& row : table.rows) {
    rows[name_of(table, row)].push_back(&row);
  }
  return rows;
}

// Shows a table's row in one text.
std::string whole(const std::vector<Cell>& row) {
  std::string text;
  for (const Cell& cell : row) {
    text += (text.empty() ? "" : " | ") + cell.text;
  }
  return text;
}

void compare_rows(const std::string& where, const Table& before, const std::vector<Cell>& old_row,
                  const Table& after, const std::vector<Cell>& new_row,
                  std::vector<Difference>& found) {
  for (std::size_t i = 0; i < after.columns.size() && i < new_row.size(); ++i) {
    const Column& column = after.columns[i];
    const auto was = std::ranges::find(before.columns, column.id, &Column::id);
    const auto place = static_cast<std::size_t>(was - before.columns.begin());
    const bool there = was != before.columns.end() && place < old_row.size();
    const std::string old_text = there ? old_row[place].text : "";
    const bool same_number = there && old_row[place].number == new_row[i].number;
    if (old_text != new_row[i].text || !same_number) {
      found.push_back({fmt::format("{}, {}", where, column.title), old_text, new_row[i].text});
    }
  }
}

void compare_tables(const Table& before, const Table& after, std::vector<Difference>& found) {
  const Rows old_rows = rows_of(before);
  const Rows new_rows = rows_of(after);
  for (const auto& row : after.rows) {
    const std::string name = name_of(after, row);
    const auto& ours = new_rows.at(name);
    const auto nth = static_cast<std::size_t>(std::ranges::find(ours, &row) - ours.begin());
    const std::string where = fmt::format("{}: {}", after.caption, name);
    const auto was = old_rows.find(name);
    if (was == old_rows.end() || nth >= was->second.size()) {
      found.push_back({where, "", whole(row)});
    } else {
      compare_rows(where, before, *was->second[nth], after, row, found);
    }
  }
  for (const auto& [name, rows] : old_rows) {
    const auto now = new_rows.find(name);
    for (std::size_t i = now == new_rows.end() ? 0 : now->second.size(); i < rows.size(); ++i) {
      found.push_back({fmt::format("{}: {}", before.caption, name), whole(*rows[i]), ""});
    }
  }
}

// Headings and paragraphs, in order.
std::vector<std::string> texts_of(const Document& document) {
  std::vector<std::string> texts;
  for (const Block& block : document.blocks) {
    if (const auto* const heading = std::get_if<document::Heading>(&block)) {
      texts.push_back(heading->text);
    } else if (const auto* const paragraph = std::get_if<document::Paragraph>(&block)) {
      texts.push_back(text_of(paragraph->runs));
    }
  }
  return texts;
}

void compare_texts(const Document& before, const Document& after, std::vector<Difference>& found) {
  const auto old_texts = texts_of(before);
  const auto new_texts = texts_of(after);
  for (std::size_t i = 0; i < std::max(old_texts.size(), new_texts.size()); ++i) {
    const std::string was = i < old_texts.size() ? old_texts[i] : "";
    const std::string is = i < new_texts.size() ? new_texts[i] : "";
    if (was != is) {
      found.push_back({fmt::format("text {}", i + 1), was, is});
    }
  }
}

auto key_of(const UsedValue& value) {
  return std::tie(value.indicator, value.source, value.period, value.region, value.operator_);
}

// Without the last digits of a double, which say nothing to who looks.
std::string words_of(const UsedValue& value) {
  const std::string figure = value.value ? fmt::format("{:.10g}", *value.value) : value.gap;
  return fmt::format("{} = {:.10g} / {:.10g}, {}/{}, {}{}{}", figure, value.numerator,
                     value.denominator, value.present, value.expected, value.version,
                     value.months.empty() ? "" : ", ", value.months);
}

std::string where_of(const UsedValue& value) {
  return fmt::format("{} ({}) {} {} {}", value.indicator, value.source, value.period, value.region,
                     value.operator_);
}

}  // namespace

std::vector<Difference> differences(const Document& before, const Document& after) {
  std::vector<Difference> found;
  if (before.title != after.title) {
    found.push_back({"title", before.title, after.title});
  }
  compare_texts(before, after, found);
  for (const Block& block : after.blocks) {
    if (const auto* const table = std::get_if<Table>(&block)) {
      static const Table kNothing;
      const Table* const was = table_in(before, table->id);
      compare_tables(was == nullptr ? kNothing : *was, *table, found);
    }
  }
  for (const Block& block : before.blocks) {
    const auto* const table = std::get_if<Table>(&block);
    if (table != nullptr && table_in(after, table->id) == nullptr) {
      found.push_back({table->caption, fmt::format("{} rows", table->rows.size()), ""});
    }
  }
  return found;
}

std::vector<Difference> differences(const std::vector<UsedValue>& before,
                                    const std::vector<UsedValue>& after) {
  std::vector<Difference> found;
  auto old_value = before.begin();
  auto new_value = after.begin();
  while (old_value != before.end() || new_value != after.end()) {
    if (new_value == after.end() ||
        (old_value != before.end() && key_of(*old_value) < key_of(*new_value))) {
      found.push_back({where_of(*old_value), words_of(*old_value), ""});
      ++old_value;
    } else if (old_value == before.end() || key_of(*new_value) < key_of(*old_value)) {
      found.push_back({where_of(*new_value), "", words_of(*new_value)});
      ++new_value;
    } else {
      if (!(*old_value == *new_value)) {
        found.push_back({where_of(*new_value), words_of(*old_value), words_of(*new_value)});
      }
      ++old_value;
      ++new_value;
    }
  }
  return found;
}

}  // namespace sixscope::report
