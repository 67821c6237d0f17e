#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <type_traits>
#include <variant>

#include "document/html_parts.h"
#include "document/markup.h"
#include "document/skins.h"

namespace sixscope::document {
namespace {

constexpr double kFigureWidth = 560;  // Points; it shrinks with the page.

class Page {
 public:
  explicit Page(const Document& document) : document_(document) {
    for (const Block& block : document.blocks) {
      if (const auto* table = std::get_if<Table>(&block)) {
        tables_.insert(table->id);
      }
    }
  }

  std::string written() {
    head();
    add("<body>\n<header>\n");
    title();
    add("</header>\n");
    contents();
    add("<main>\n");
    if (!document_.addressees.empty()) {
      add("<p class=\"addressees\">{}</p>\n", escaped(document_.addressees));
    }
    for (const Block& block : document_.blocks) {
      std::visit([this](const auto& one) { append(one); }, block);
    }
    add("</main>\n</body>\n</html>\n");
    return std::move(out_);
  }

 private:
  template <class... T>
  void add(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<T>(values)...);
  }
  [[nodiscard]] bool zh() const { return document_.language == Language::zh; }

  void meta(std::string_view name, const std::string& content) {
    if (!content.empty()) {
      add("<meta name=\"{}\" content=\"{}\">\n", name, escaped(content));
    }
  }

  void head() {
    add("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
        zh() ? "zh-CN" : "en");
    // Nothing is loaded, nothing runs, whoever sends the page.
    add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'{}'; base-uri 'none'; form-action 'none'\">\n",
        html_style_sum());
    add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    add("<title>{}</title>\n", escaped(document_.title));
    meta("author", document_.author);
    meta("description", document_.subject);
    meta("date", document_.date);
    meta("marker", document_.marker);
    add("<style>{}</style>\n</head>\n", html_style());
  }

  void title() {
    if (!document_.red_head.empty()) {
      add("<p class=\"red-head\">{}</p>\n", escaped(document_.red_head));
      number();
    }
    add("<h1>{}</h1>\n", escaped(document_.title));
    if (document_.red_head.empty()) {
      number();
    }
    if (!document_.facts.empty()) {
      add("<dl class=\"facts\">\n");
      for (const auto& [name, value] : document_.facts) {
        add("<div><dt>{}{}</dt><dd>{}</dd></div>\n", escaped(name), zh() ? "：" : ": ",
            escaped(value));
      }
      add("</dl>\n");
    }
  }

  void number() {
    std::string text = document_.number;
    if (!document_.status.empty()) {
      text += zh() ? "（" + document_.status + "）"
                   : (text.empty() ? "(" : " (") + document_.status + ")";
    }
    if (!text.empty() || !document_.red_head.empty()) {
      add("<p class=\"number\">{}</p>\n", escaped(text));
    }
  }

  void contents() {
    std::size_t n = 0;
    for (const Block& block : document_.blocks) {
      if (const auto* heading = std::get_if<Heading>(&block)) {
        if (n++ == 0) {
          add("<nav aria-label=\"{}\">\n<ol>\n", zh() ? "目录" : "Contents");
        }
        add("<li class=\"level-{}\"><a href=\"#heading-{}\">{}</a></li>\n", level_of(*heading), n,
            escaped(heading->text));
      }
    }
    if (n > 0) {
      add("</ol>\n</nav>\n");
    }
  }

  static std::size_t level_of(const Heading& heading) {
    return std::clamp<std::size_t>(heading.level, 1, 4);
  }

  void append(const Heading& heading) {
    const std::size_t level = level_of(heading) + 1;  // The title is the first.
    add("<h{0} id=\"heading-{1}\">{2}</h{0}>\n", level, ++headings_, escaped(heading.text));
  }

  void append(const Paragraph& paragraph) {
    const bool left = paragraph.align == Align::left;
    std::string classes = left && paragraph.indented ? "indented" : "plain";
    classes += left ? "" : paragraph.align == Align::centre ? " centre" : " right";
    add("<p class=\"{}{}\">", classes, paragraph.small ? " small" : "");
    for (const Run& run : paragraph.runs) {
      std::string text = escaped(run.text);
      if (!run.fact.empty()) {
        text = "<span" + fact_attribute(run.fact) + ">" + text + "</span>";
      }
      out_ += run.strong ? "<strong>" + text + "</strong>" : text;
    }
    add("</p>\n");
  }

  void append(const Table& table) { append_html(table, document_.language, out_); }

  void append(const Figure& figure) {
    add("<figure id=\"figure-{}\">\n", escaped(figure.id));
    out_ += svg(draw(figure.chart, kFigureWidth, document_.language), figure.alt);
    add("<figcaption>{}", escaped(figure.caption));
    if (tables_.contains(figure.table)) {
      add(" <a href=\"#table-{}\">{}</a>", escaped(figure.table), zh() ? "数据表" : "Table");
    }
    add("</figcaption>\n</figure>\n");
  }

  void append(const PageBreak& /*none*/) { add("<div class=\"page-break\"></div>\n"); }

  void append(const Signature& signature) {
    add("<div class=\"signature\">\n<p>{}</p>\n<p>{}</p>\n</div>\n", escaped(signature.issuer),
        escaped(signature.date));
  }

  const Document& document_;
  std::set<std::string> tables_;
  std::size_t headings_ = 0;
  std::string out_;
};

}  // namespace

std::string html(const Document& document) { return Page(document).written(); }

}  // namespace sixscope::document
