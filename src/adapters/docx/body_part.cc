#include "adapters/docx/body_part.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "adapters/docx/page_layout.h"
#include "adapters/docx/runs.h"
#include "adapters/docx/table_part.h"
#include "adapters/docx/xml_spaces.h"
#include "adapters/docx/xml_text.h"
#include "base/utf8.h"
#include "document/marks.h"

namespace sixscope::adapters {
namespace {

using document::Align;
using document::Block;
using document::Document;
using document::Figure;
using document::Heading;
using document::Language;
using document::PageBreak;
using document::Paragraph;
using document::Signature;
using document::Table;

constexpr std::string_view kDocument = "word/document.xml";
constexpr std::string_view kFooterType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml";
constexpr std::string_view kRelations =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr double kDotsPerInch = 220;
constexpr int kEmuPerPoint = 12700;
constexpr double kPictureShare = 0.85;  // Of a page's height at most; its caption needs room.
constexpr double kLatinWidth = 0.55;    // Of a character that is not wide, in em.
constexpr double kRedHeadShare = 0.9;   // Of the line's width.
constexpr int kRedHeadLeast = 44;       // Half points.
constexpr int kRedHeadMost = 100;

// Text width in em by the rule of thumb that drawings follow too.
double ems(std::string_view text) {
  double sum = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = std::max<std::size_t>(utf8_sequence(text, at), 1);
    sum += size > 2 ? 1 : kLatinWidth;
    at += size;
  }
  return sum;
}

// The number of a caption: "表2-1" of "表2-1 分省统计表", "Table 2-1" of "Table 2-1 Provinces".
std::string_view number_of(std::string_view caption) {
  const std::size_t digit = caption.find_first_of("0123456789");
  return digit == std::string_view::npos ? caption : caption.substr(0, caption.find(' ', digit));
}

class BodyWriter {
 public:
  BodyWriter(const Document& document, const document::Rasterise& rasterise, TableRules rules,
             Package& package)
      : document_(document), rasterise_(rasterise), rules_(rules), package_(package) {
    for (const Block& block : document.blocks) {
      if (const auto* table = std::get_if<Table>(&block); table != nullptr && !table->id.empty()) {
        tables_.emplace(table->id, std::pair(table, fmt::format("table_{}", tables_.size() + 1)));
      }
    }
  }

  Result<std::string> write() {
    odd_footer_ = add_footer("footer1.xml", false);
    even_footer_ = add_footer("footer2.xml", true);
    xml_ = fmt::format("<w:document {}><w:body>", kWordSpaces);
    write_head();
    for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
      enter_section(lies(i));
      const auto written = std::visit(*this, document_.blocks[i]);
      if (!written) {
        return fail_like(written);
      }
    }
    if (xml_.ends_with("<w:body>")) {
      open("Gap");
      close();
    }
    xml_ += section(document_.language, landscape_, odd_footer_, even_footer_);
    return xml_ + "</w:body></w:document>";
  }

  Result<void> operator()(const Heading& heading) {
    open(fmt::format("Heading{}", std::clamp<std::size_t>(heading.level, 1, 4)));
    append_run(xml_, heading.text, document_.language);
    close();
    return {};
  }

  Result<void> operator()(const Paragraph& paragraph) {
    open(paragraph.small      ? "Note"
         : paragraph.indented ? "BodyText"
                              : "Flush",
         paragraph.align == Align::left     ? ""
         : paragraph.align == Align::centre ? R"(<w:jc w:val="center"/>)"
                                            : R"(<w:jc w:val="right"/>)");
    for (const document::Run& run : paragraph.runs) {
      append_run(xml_, run.text, document_.language, {.strong = run.strong});
    }
    close();
    return {};
  }

  Result<void> operator()(const Table& table) {
    open(table.caption.empty() ? "Gap" : "Caption");
    const auto bookmark = tables_.find(table.id);
    const bool marked = bookmark != tables_.end() && bookmark->second.first == &table;
    if (marked) {
      xml_ += fmt::format(R"(<w:bookmarkStart w:id="{}" w:name="{}"/>)", ++bookmarks_,
                          bookmark->second.second);
    }
    append_run(xml_, table.caption, document_.language);
    if (marked) {
      xml_ += fmt::format(R"(<w:bookmarkEnd w:id="{}"/>)", bookmarks_);
    }
    close();
    append_table(xml_, table, document_.language, text_width(landscape_), rules_);
    const std::string legend = document::mark_legend(table, document_.language);
    if (!table.note.empty()) {
      line("Note", table.note);
    }
    if (!legend.empty()) {
      line("Note", legend);
    }
    if (table.note.empty() && legend.empty()) {
      line("Gap", "");  // Or two tables would be one.
    }
    return {};
  }

  Result<void> operator()(const Figure& figure) {
    document::Drawing drawing =
        document::draw(figure.chart, text_width(landscape_) / 20.0, document_.language);
    const auto png = rasterise_(drawing, kDotsPerInch);
    if (!png) {
      return fail_like(png);
    }
    const std::size_t number = ++pictures_;
    const std::string target = fmt::format("media/image{}.png", number);
    package_.add("word/" + target, "", *png);
    const std::string id = package_.relate(kDocument, std::string(kRelations) + "image", target);
    open("Picture");
    append_picture(drawing, figure, number, id);
    close();
    open("FigureCaption");
    append_run(xml_, figure.caption, document_.language);
    append_link(figure.table);
    close();
    return {};
  }

  Result<void> operator()(const PageBreak&) {
    break_page_ = !section_begins_;  // On a new page anyway.
    return {};
  }

  Result<void> operator()(const Signature& signature) {
    line("Issuer", signature.issuer);
    line("Closing", signature.date);
    return {};
  }

 private:
  [[nodiscard]] bool is_zh() const { return document_.language == Language::zh; }

  std::string add_footer(const std::string& name, bool is_even) {
    package_.add("word/" + name, std::string(kFooterType), footer_part(is_even));
    return package_.relate(kDocument, std::string(kRelations) + "footer", name);
  }

  // A paragraph of that style; `properties` are those that come after its breaks.
  void open(std::string_view style, std::string_view properties = {}) {
    xml_ +=
        fmt::format(R"(<w:p><w:pPr><w:pStyle w:val="{}"/>{}{})", style,
                    std::exchange(break_page_, false) ? "<w:pageBreakBefore/>" : "", properties);
    section_begins_ = false;
    properties_end_ = xml_.size();
    xml_ += "</w:pPr>";
  }
  void close() { xml_ += "</w:p>"; }
  void line(std::string_view style, std::string_view text, const RunLook& look = {}) {
    open(style);
    if (!text.empty()) {
      append_run(xml_, text, document_.language, look);
    }
    close();
  }

  // Red head, number, title and what goes with it.
  void write_head() {
    std::string number = document_.number;
    if (!document_.status.empty()) {
      number += (number.empty() ? ""
                 : is_zh()      ? "　"
                                : "  ") +
                (is_zh() ? "（" + document_.status + "）" : "(" + document_.status + ")");
    }
    if (!document_.red_head.empty()) {
      const double size =
          2 * kRedHeadShare * kTextWidth / 20.0 / std::max(ems(document_.red_head), 1.0);
      line("RedHead", document_.red_head,
           {.half_points = std::clamp(static_cast<int>(size), kRedHeadLeast, kRedHeadMost)});
      line("RedLine", number);
    }
    line("Title", document_.title);
    if (document_.red_head.empty() && !number.empty()) {
      line("PaperNumber", number);
    }
    for (const auto& [name, text] : document_.facts) {
      line("Facts", name + (is_zh() ? "：" : ": ") + text);
    }
    if (!document_.addressees.empty()) {
      line("Addressees", document_.addressees);
    }
  }

  // Whether a block stands on a page that lies: such a table, and the headings right above it.
  [[nodiscard]] bool lies(std::size_t block) const {
    while (block < document_.blocks.size() &&
           (std::holds_alternative<Heading>(document_.blocks[block]) ||
            std::holds_alternative<PageBreak>(document_.blocks[block]))) {
      ++block;
    }
    const auto* table =
        block < document_.blocks.size() ? std::get_if<Table>(&document_.blocks[block]) : nullptr;
    return table != nullptr && table->landscape;
  }

  // A section's properties stand in its last paragraph.
  void enter_section(bool landscape) {
    if (landscape == landscape_) {
      return;
    }
    xml_.insert(properties_end_,
                section(document_.language, landscape_, odd_footer_, even_footer_));
    landscape_ = landscape;
    break_page_ = false;
    section_begins_ = true;
  }

  void append_picture(const document::Drawing& drawing, const Figure& figure, std::size_t number,
                      const std::string& id) {
    const double height = landscape_ ? text_height_of_lying() : kTextHeight / 20.0;
    const double shrink = std::min(1.0, height * kPictureShare / std::max(drawing.height, 1.0));
    const auto emu = [shrink](double points) {
      return static_cast<long>(std::lround(points * shrink * kEmuPerPoint));
    };
    const std::string alt = xml_text(figure.alt.empty() ? figure.caption : figure.alt);
    const std::string properties =
        fmt::format(R"(id="{}" name="{}" descr="{}")", number, xml_text(figure.id), alt);
    xml_ += fmt::format(
        R"(<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">)"
        R"(<wp:extent cx="{0}" cy="{1}"/><wp:docPr {2}/><a:graphic>)"
        R"(<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>)"
        R"(<pic:nvPicPr><pic:cNvPr {2}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>)"
        R"(<a:blip r:embed="{3}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>)"
        R"(<a:xfrm><a:off x="0" y="0"/><a:ext cx="{0}" cy="{1}"/></a:xfrm>)"
        R"(<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>)"
        R"(</a:graphic></wp:inline></w:drawing></w:r>)",
        emu(drawing.width), emu(drawing.height), properties, id);
  }
  static double text_height_of_lying() { return (kPageWidth - kLeft - kRight) / 20.0; }

  // "（数据见表2-1）", which leads there.
  void append_link(const std::string& table) {
    const auto found = tables_.find(table);
    if (found == tables_.end()) {
      return;
    }
    const std::string_view number = number_of(found->second.first->caption);
    append_run(xml_, is_zh() ? "（数据见" : " (numbers: ", document_.language);
    xml_ += fmt::format(R"(<w:hyperlink w:anchor="{}" w:history="1">)", found->second.second);
    append_run(xml_, number.empty() ? std::string_view(table) : number, document_.language,
               {.style = "Hyperlink"});
    xml_ += "</w:hyperlink>";
    append_run(xml_, is_zh() ? "）" : ")", document_.language);
  }

  const Document& document_;
  const document::Rasterise& rasterise_;
  TableRules rules_;
  Package& package_;
  /// The first table of each identifier, and its bookmark.
  std::map<std::string, std::pair<const Table*, std::string>, std::less<>> tables_;
  std::string odd_footer_;
  std::string even_footer_;
  std::string xml_;
  std::size_t properties_end_ = 0;  // Of the last paragraph.
  std::size_t bookmarks_ = 0;
  std::size_t pictures_ = 0;
  bool landscape_ = false;
  bool break_page_ = false;
  bool section_begins_ = false;  // Nothing is written in it yet.
};

}  // namespace

Result<std::string> body_part(const Document& document, const document::Rasterise& rasterise,
                              TableRules rules, Package& package) {
  return BodyWriter(document, rasterise, rules, package).write();
}

}  // namespace sixscope::adapters
