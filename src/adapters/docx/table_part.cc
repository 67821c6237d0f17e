#include "adapters/docx/table_part.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

#include "adapters/docx/runs.h"
#include "document/cell_text.h"
#include "document/table_shape.h"

namespace sixscope::adapters {
namespace {

using document::Align;
using document::Column;
using document::Language;
using document::Span;
using document::Table;

constexpr std::size_t kColumnsOfBodySize = 6;  // More are printed smaller.
constexpr std::size_t kKeptRowsMax = 12;       // Merged rows that stay on one page.
constexpr double kWeightLeast = 0.1;
constexpr int kShortHead = 680;  // Twentieths of a point: two characters and the margins.

enum class Merge : unsigned char { none, first, later };

std::string_view name_of(Align align) {
  return align == Align::left ? "left" : align == Align::centre ? "center" : "right";
}

// By weight; but a head of a few characters is not broken where others have room.
std::vector<int> widths_of(const Table& table, int width) {
  std::vector<double> parts;
  double sum = 0;
  for (const Column& column : table.columns) {
    parts.push_back(std::max(column.weight, kWeightLeast));
    sum += parts.back();
  }
  const double least = kShortHead * sum / width;
  double wide = 0;
  double lacking = 0;
  for (const double part : parts) {
    wide += part > 2 * least ? part : 0;
    lacking += std::max(least - part, 0.0);
  }
  const bool can_give = lacking < wide / 2;
  std::vector<int> widths;
  int rest = width;
  for (const double part : parts) {
    double given = part;
    if (can_give) {
      given = part > 2 * least ? part - lacking * part / wide : std::max(part, least);
    }
    widths.push_back(static_cast<int>(width * given / sum));
    rest -= widths.back();
  }
  widths.back() += rest;
  return widths;
}

class TableWriter {
 public:
  TableWriter(std::string& xml, const Table& table, Language language, int width, TableRules rules)
      : xml_(xml),
        table_(table),
        language_(language),
        widths_(widths_of(table, width)),
        rules_(rules),
        small_(table.columns.size() > kColumnsOfBodySize ? "Small" : "") {}

  void write(int width) {
    fmt::format_to(std::back_inserter(xml_),
                   R"(<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/>)"
                   R"({}<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>)",
                   width, borders());
    for (const int column : widths_) {
      fmt::format_to(std::back_inserter(xml_), R"(<w:gridCol w:w="{}"/>)", column);
    }
    xml_ += "</w:tblGrid>";
    write_heads();
    find_merges();
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      write_row(row);
    }
    xml_ += "</w:tbl>";
  }

 private:
  [[nodiscard]] std::string_view borders() const {
    return rules_ == TableRules::grid
               ? R"(<w:tblBorders><w:top w:val="single" w:sz="8"/>)"
                 R"(<w:left w:val="single" w:sz="4"/>)"
                 R"(<w:bottom w:val="single" w:sz="8"/><w:right w:val="single" w:sz="4"/>)"
                 R"(<w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/>)"
                 R"(</w:tblBorders>)"
               : R"(<w:tblBorders><w:top w:val="single" w:sz="12"/>)"
                 R"(<w:bottom w:val="single" w:sz="12"/></w:tblBorders>)";
  }

  void open_row(bool is_head) {
    xml_ += "<w:tr><w:trPr><w:cantSplit/>";
    xml_ += is_head ? "<w:tblHeader/></w:trPr>" : "</w:trPr>";
  }

  // A cell over `span` columns up to where its text begins.
  void open_cell(Span span, Merge merge, bool is_head_end) {
    int width = 0;
    for (std::size_t i = 0; i < span.count; ++i) {
      width += widths_[span.first + i];
    }
    fmt::format_to(std::back_inserter(xml_), R"(<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>)",
                   width);
    if (span.count > 1) {
      fmt::format_to(std::back_inserter(xml_), R"(<w:gridSpan w:val="{}"/>)", span.count);
    }
    if (merge != Merge::none) {
      xml_ += merge == Merge::first ? R"(<w:vMerge w:val="restart"/>)" : "<w:vMerge/>";
    }
    if (is_head_end && rules_ == TableRules::three_line) {
      xml_ += R"(<w:tcBorders><w:bottom w:val="single" w:sz="6"/></w:tcBorders>)";
    }
    xml_ += R"(<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>)";
  }

  void write_head(Span span, Merge merge, bool is_end, std::string_view text) {
    open_cell(span, merge, is_end);
    fmt::format_to(std::back_inserter(xml_),
                   R"(<w:pStyle w:val="TableHead{}"/><w:keepNext/></w:pPr>)", small_);
    if (merge != Merge::later) {
      append_run(xml_, text, language_);
    }
    xml_ += "</w:p></w:tc>";
  }

  void write_heads() {
    const bool groups = document::has_groups(table_);
    if (groups) {
      open_row(true);
      for (const Span& span : document::head_spans(table_)) {
        const Column& column = table_.columns[span.first];
        const bool grouped = !column.group.empty();
        write_head(span, grouped ? Merge::none : Merge::first, false,
                   grouped ? column.group : document::title_with_unit(column, language_));
      }
      xml_ += "</w:tr>";
    }
    open_row(true);
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const Column& column = table_.columns[i];
      write_head({.first = i}, groups && column.group.empty() ? Merge::later : Merge::none, true,
                 document::title_with_unit(column, language_));
    }
    xml_ += "</w:tr>";
  }

  void find_merges() {
    merges_.assign(table_.columns.size(), std::vector(table_.rows.size(), Merge::none));
    kept_.assign(table_.rows.size(), false);
    for (std::size_t column = 0; column < table_.columns.size(); ++column) {
      if (!table_.columns[column].merges) {
        continue;
      }
      for (const Span& span : document::row_spans(table_, column)) {
        if (span.count == 1) {
          continue;
        }
        for (std::size_t i = 0; i < span.count; ++i) {
          merges_[column][span.first + i] = i == 0 ? Merge::first : Merge::later;
          if (span.count <= kKeptRowsMax && i + 1 < span.count) {
            kept_[span.first + i] = true;
          }
        }
      }
    }
  }

  void write_row(std::size_t row) {
    open_row(false);
    const RunLook look{.strong = document::is_total(table_, row)};
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      open_cell({.first = i}, merges_[i][row], false);
      fmt::format_to(std::back_inserter(xml_), R"(<w:pStyle w:val="TableText{}"/>)", small_);
      if (kept_[row]) {
        xml_ += "<w:keepNext/>";
      }
      if (table_.columns[i].align != Align::left) {
        fmt::format_to(std::back_inserter(xml_), R"(<w:jc w:val="{}"/>)",
                       name_of(table_.columns[i].align));
      }
      xml_ += "</w:pPr>";
      const std::string text = document::text_with_sign(document::cell_at(table_, row, i));
      if (merges_[i][row] != Merge::later && !text.empty()) {
        append_run(xml_, text, language_, look);
      }
      xml_ += "</w:p></w:tc>";
    }
    xml_ += "</w:tr>";
  }

  std::string& xml_;
  const Table& table_;
  Language language_;
  std::vector<int> widths_;
  TableRules rules_;
  std::string_view small_;
  std::vector<std::vector<Merge>> merges_;  // By column and row.
  std::vector<bool> kept_;                  // By row: on one page with the next.
};

}  // namespace

void append_table(std::string& xml, const Table& table, Language language, int width,
                  TableRules rules) {
  if (!table.columns.empty()) {
    TableWriter(xml, table, language, width, rules).write(width);
  }
}

}  // namespace sixscope::adapters
