#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "document/html_parts.h"
#include "document/marks.h"
#include "document/markup.h"

namespace sixscope::document {
namespace {

std::string_view align_class(Align align) {
  return align == Align::right ? "right" : align == Align::centre ? "centre" : "left";
}

std::string span_attribute(std::string_view name, std::size_t span) {
  return span > 1 ? fmt::format(" {}=\"{}\"", name, span) : "";
}

void append_column_head(const Column& column, std::size_t rows, std::string& out) {
  fmt::format_to(std::back_inserter(out), "<th scope=\"col\"{}>{}", span_attribute("rowspan", rows),
                 escaped(column.title));
  if (!column.unit.empty()) {
    out += "<span class=\"unit\">" + escaped(column.unit) + "</span>";
  }
  out += "</th>";
}

void append_heads(const Table& table, std::string& out) {
  const auto& columns = table.columns;
  const bool two =
      std::ranges::any_of(columns, [](const Column& one) { return !one.group.empty(); });
  out += "<thead>\n<tr>";
  for (std::size_t n = 0; n < columns.size(); ++n) {
    if (columns[n].group.empty()) {
      append_column_head(columns[n], two ? 2 : 1, out);
    } else if (n == 0 || columns[n - 1].group != columns[n].group) {
      std::size_t end = n + 1;
      while (end < columns.size() && columns[end].group == columns[n].group) {
        ++end;
      }
      fmt::format_to(std::back_inserter(out), "<th scope=\"colgroup\"{}>{}</th>",
                     span_attribute("colspan", end - n), escaped(columns[n].group));
    }
  }
  out += "</tr>\n";
  if (two) {
    out += "<tr>";
    for (const Column& column : columns) {
      if (!column.group.empty()) {
        append_column_head(column, 1, out);
      }
    }
    out += "</tr>\n";
  }
  out += "</thead>\n";
}

class Body {
 public:
  Body(const Table& table, Language language) : table_(table), language_(language) {
    // Names at the left say which row it is: all columns that merge, else the first one.
    while (heads_ < table.columns.size() && table.columns[heads_].merges) {
      ++heads_;
    }
    heads_ = std::max<std::size_t>(heads_, 1);
  }

  void append(std::string& out) const {
    out += "<tbody>\n";
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      out += std::ranges::binary_search(table_.totals, row) ? "<tr class=\"total\">" : "<tr>";
      const std::size_t cells = std::min(table_.rows[row].size(), table_.columns.size());
      for (std::size_t column = 0; column < cells; ++column) {
        if (!continues(row, column)) {
          append_cell(row, column, out);
        }
      }
      out += "</tr>\n";
    }
    out += "</tbody>\n";
  }

 private:
  // Whether the cell is one with the cell above it; a name below another region's is not.
  [[nodiscard]] bool continues(std::size_t row, std::size_t column) const {
    if (row == 0 || !table_.columns[column].merges) {
      return false;
    }
    const auto& here = table_.rows[row];
    const auto& above = table_.rows[row - 1];
    for (std::size_t n = 0; n <= column; ++n) {
      if (table_.columns[n].merges && (n >= here.size() || n >= above.size() ||
                                       here[n].text.empty() || here[n].text != above[n].text)) {
        return false;
      }
    }
    return true;
  }

  void append_cell(std::size_t row, std::size_t column, std::string& out) const {
    const Cell& cell = table_.rows[row][column];
    std::size_t end = row + 1;
    while (end < table_.rows.size() && continues(end, column)) {
      ++end;
    }
    const bool head = column < heads_;
    fmt::format_to(std::back_inserter(out), "<{}{} class=\"{}\"{}", head ? "th" : "td",
                   !head           ? ""
                   : end > row + 1 ? " scope=\"rowgroup\""
                                   : " scope=\"row\"",
                   align_class(table_.columns[column].align), span_attribute("rowspan", end - row));
    if (cell.number) {
      fmt::format_to(std::back_inserter(out), " data-value=\"{}\"", *cell.number);
    }
    out += fact_attribute(cell.fact) + ">";
    if (cell.mark != Mark::none) {
      // The sign for the eye, the words for the ear.
      const bool sign = prints_sign(cell);
      fmt::format_to(std::back_inserter(out),
                     "<span class=\"mark\" aria-hidden=\"true\">{}</span><span class=\"heard\">{}"
                     "</span>{}",
                     sign ? mark_sign(cell.mark) : "", mark_words(cell.mark, language_),
                     sign && !cell.text.empty() ? " " : "");
    }
    out += escaped(cell.text) + (head ? "</th>" : "</td>");
  }

  const Table& table_;
  Language language_;
  std::size_t heads_ = 0;
};

}  // namespace

std::string fact_attribute(std::string_view fact) {
  return fact.empty() ? "" : " data-fact=\"" + escaped(fact) + "\"";
}

void append_html(const Table& table, Language language, std::string& out) {
  const std::string caption = escaped(table.caption);
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"table{}\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n"
                 "<table id=\"table-{}\">\n",
                 table.landscape ? " lying" : "", caption.empty() ? escaped(table.id) : caption,
                 escaped(table.id));
  if (!caption.empty()) {
    out += "<caption>" + caption + "</caption>\n";
  }
  append_heads(table, out);
  Body(table, language).append(out);
  out += "</table>\n";
  if (!table.note.empty()) {
    out += "<p class=\"note\">" + escaped(table.note) + "</p>\n";
  }
  const std::string legend = mark_legend(table, language);
  if (!legend.empty()) {
    out += "<p class=\"note\">" + escaped(legend) + "</p>\n";
  }
  out += "</div>\n";
}

}  // namespace sixscope::document
