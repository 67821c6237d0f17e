#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "document/marks.h"
#include "document/markup.h"
#include "document/skins.h"

namespace sixscope::document {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kHostile = "<script>alert(\"1\")</script>&'\x01\xFF";

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Escaped, NothingOfMarkupIsLeft) {
  EXPECT_EQ(escaped("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
  EXPECT_EQ(escaped("\x01\xFF\xC0占"), " \xEF\xBF\xBD\xEF\xBF\xBD占");
  EXPECT_EQ(escaped(""), "");
}

TEST(Svg, PaintsWhatTheDrawingHas) {
  Drawing drawing{.width = 100, .height = 50.25, .shapes = {}};
  Path path;
  path.points = {{0, 0}, {10.123, 20}};
  path.stroke = {{255, 0, 16}};
  path.dash = {3, 1.5};
  drawing.shapes.emplace_back(path);
  Label label;
  label.at = {5, 6};
  label.text = kHostile;
  label.anchor = Anchor::end;
  drawing.shapes.emplace_back(label);
  const std::string text = svg(drawing, "what & why");
  EXPECT_THAT(text, HasSubstr("viewBox=\"0 0 100 50.25\""));
  EXPECT_THAT(text, HasSubstr("d=\"M0 0L10.12 20\" fill=\"none\" stroke=\"#ff0010\""));
  EXPECT_THAT(text, HasSubstr("stroke-dasharray=\"3 1.5\""));
  EXPECT_THAT(text, HasSubstr("text-anchor=\"end\""));
  EXPECT_THAT(text, HasSubstr("role=\"img\" aria-label=\"what &amp; why\""));
  EXPECT_THAT(text, Not(HasSubstr("<script")));
}

Document hostile() {
  Document document{.title = kHostile,
                    .number = kHostile,
                    .red_head = kHostile,
                    .status = kHostile,
                    .addressees = kHostile,
                    .subject = kHostile,
                    .author = kHostile,
                    .marker = kHostile,
                    .facts = {{kHostile, kHostile}}};
  Table table{.id = kHostile, .caption = kHostile, .note = kHostile};
  table.columns = {{.id = kHostile, .title = kHostile, .unit = kHostile, .group = kHostile}};
  table.rows = {{{.text = kHostile, .fact = kHostile}}};
  document.blocks = {
      Heading{9, kHostile},
      Paragraph{.runs = {{kHostile, kHostile, true}}},
      table,
      Figure{kHostile, kHostile, Histogram{{kHostile}, {1}, kHostile}, kHostile, kHostile},
      PageBreak{},
      Signature{kHostile, kHostile}};
  return document;
}

TEST(Html, NoTextIsEverMarkup) {
  const std::string page = html(hostile());
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("alert(\"")));
  EXPECT_THAT(page, Not(HasSubstr("&'")));
  EXPECT_EQ(page.find('\x01'), std::string::npos);
}

TEST(Html, LoadsNothingAndRunsNothing) {
  const std::string page = html(hostile());
  EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'sha256-"));
  for (const std::string_view outside : {"src=", "url(", "@import", "<link", " style=", " on"}) {
    if (outside != " on") {
      EXPECT_EQ(count_of(page, outside), 0U) << outside;
    }
  }
}

TEST(Html, KeepsFactsMarkerAndLanguage) {
  Document document{.language = Language::en, .title = "Report", .marker = "sixscope:report:1"};
  document.blocks = {Paragraph{.runs = {{"share is ", "", false}, {"66.00%", "T1.value", true}}}};
  const std::string page = html(document);
  EXPECT_THAT(page, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(page, HasSubstr("<meta name=\"marker\" content=\"sixscope:report:1\">"));
  EXPECT_THAT(page,
              HasSubstr("share is <strong><span data-fact=\"T1.value\">66.00%</span></strong>"));
}

Table provinces() {
  Table table{.id = "provinces", .caption = "表1"};
  table.columns = {
      {.id = "region", .title = "省份", .merges = true},
      {.id = "operator", .title = "运营商"},
      {.id = "all", .title = "总量", .unit = "Gbps", .group = "出口"},
      {.id = "v6", .title = "IPv6", .unit = "Gbps", .group = "出口", .align = Align::right}};
  table.rows = {
      {{.text = "北京"}, {.text = "电信"}, {.text = "1"}, {.text = "2", .number = 2.5}},
      {{.text = "北京"}, {.text = "合计"}, {.text = "1"}, {.text = "31", .mark = Mark::bad}},
      {{.text = "天津"}, {.text = "电信"}, {.text = "1"}, {.text = "—", .mark = Mark::missing}}};
  table.totals = {1};
  return table;
}

TEST(Html, TablesHaveHeadsThatSpanAndNamesThatMerge) {
  Document document;
  document.blocks = {provinces(), Figure{.id = "f", .chart = Histogram{}, .table = "provinces"}};
  const std::string page = html(document);
  EXPECT_THAT(page, HasSubstr("<caption>表1</caption>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\" rowspan=\"2\">省份</th>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"colgroup\" colspan=\"2\">出口</th>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"rowgroup\" class=\"left\" rowspan=\"2\">北京</th>"));
  EXPECT_EQ(count_of(page, ">北京<"), 1U);
  EXPECT_EQ(count_of(page, "<tr class=\"total\">"), 1U);
  EXPECT_THAT(page, HasSubstr("class=\"right\" data-value=\"2.5\">2</td>"));
  EXPECT_THAT(page, HasSubstr("×</span><span class=\"heard\">不符合</span> 31</td>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"heard\">无数据</span>—</td>"));  // Not twice.
  EXPECT_THAT(page, HasSubstr("<p class=\"note\">× 不符合　— 无数据</p>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"#table-provinces\">数据表</a>"));
}

TEST(Html, ShortRowsAreNoFault) {
  Table table = provinces();
  table.rows[2].clear();
  Document document;
  document.blocks = {table};
  EXPECT_THAT(html(document), HasSubstr("<tr></tr>"));
}

TEST(Marks, SignsAndWordsAreThereForEach) {
  for (const Mark mark : {Mark::good, Mark::bad, Mark::unknown, Mark::missing}) {
    EXPECT_FALSE(mark_sign(mark).empty());
    EXPECT_FALSE(mark_words(mark, Language::zh).empty());
    EXPECT_FALSE(mark_words(mark, Language::en).empty());
  }
  EXPECT_TRUE(mark_sign(Mark::none).empty());
  EXPECT_FALSE(prints_sign({.text = "— none", .mark = Mark::missing}));
  EXPECT_TRUE(prints_sign({.text = "", .mark = Mark::missing}));
}

}  // namespace
}  // namespace sixscope::document
