#include "adapters/docx/docx.h"

#include <gtest/gtest.h>

#include "office_parts.h"
#include "sample_document.h"

namespace sixscope::testing {
namespace {

using namespace document;
using adapters::docx;
using adapters::TableRules;

std::string made(const Document& document, TableRules rules = TableRules::grid) {
  auto bytes = docx(document, frames(), rules);
  EXPECT_TRUE(bytes) << describe(bytes.error());
  return bytes ? *std::move(bytes) : std::string();
}
std::string body_of(const Document& document) {
  return part_of(made(document), "word/document.xml");
}

Table table_of(std::string id, bool landscape) {
  return {.id = std::move(id),
          .caption = "表1 甲",
          .columns = {{.id = "a", .title = "甲", .merges = true}, {.id = "b", .title = "乙"}},
          .rows = {{{.text = "x"}, {.text = "1"}}, {{.text = "x"}, {.text = "2"}}},
          .totals = {1},
          .landscape = landscape};
}

TEST(Docx, SameDocumentGivesTheSameBytesEverywhere) {
  const Document sample = sample_document(Language::zh, 20);
  const auto make = [&] { return docx(sample, frames()); };
  const std::string here = in_time_zone("UTC", make);
  EXPECT_EQ(here, in_time_zone("Pacific/Kiritimati", make));
  EXPECT_NE(here, made(sample_document(Language::zh, 21)));
}

TEST(Docx, LaysThePageOutAsTheStandardAsks) {
  const std::string body = body_of(sample_document(Language::zh, 3));
  EXPECT_EQ(count_of(body, R"(<w:pgSz w:w="11906" w:h="16838"/>)"), 2U);
  EXPECT_EQ(count_of(body, R"(w:top="2098" w:right="1474" w:bottom="1984" w:left="1588")"), 2U);
  EXPECT_EQ(count_of(body, R"(<w:docGrid w:type="linesAndChars" w:linePitch="579"/>)"), 3U);
  const std::string styles = part_of(made(sample_document(Language::zh, 3)), "word/styles.xml");
  for (const char* face : {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"}) {
    EXPECT_NE(styles.find(face), std::string::npos) << face;
  }
  EXPECT_EQ(count_of(styles, "w:outlineLvl"), 4U);
}

TEST(Docx, LeavesOutWhatXmlForbidsAndEscapesTheRest) {
  Document document{.title = "a<b>&\"c\"\x01\x1F\xEF\xBF\xBF\xFF"};
  document.blocks = {Paragraph{.runs = {{"one\ntwo\tthree ]]>", "", false}}}};
  const std::string body = body_of(document);
  EXPECT_NE(body.find("a&lt;b&gt;&amp;&quot;c&quot;\xEF\xBF\xBD</w:t>"), std::string::npos);
  EXPECT_NE(body.find("one</w:t><w:br/>"), std::string::npos);
  EXPECT_NE(body.find("two</w:t><w:tab/>"), std::string::npos);
  EXPECT_NE(body.find("three ]]&gt;</w:t>"), std::string::npos);
}

TEST(Docx, ATableThatLiesHasASectionWithTheHeadingAboveIt) {
  Document document{.title = "t"};
  document.blocks = {Paragraph{.runs = {{"before", "", false}}},
                     PageBreak{},
                     Heading{1, "一、甲"},
                     table_of("t", true),
                     PageBreak{},
                     Paragraph{.runs = {{"after", "", false}}}};
  const std::string body = body_of(document);
  ASSERT_EQ(count_of(body, "<w:sectPr>"), 3U);
  EXPECT_EQ(count_of(body, "pageBreakBefore"), 0U) << "a section begins on a new page";
  const std::size_t first = body.find("<w:sectPr>");
  const std::size_t second = body.find("<w:sectPr>", first + 1);
  EXPECT_LT(first, body.find("before")) << "in the properties of the last paragraph before it";
  EXPECT_LT(first, body.find("一、甲"));
  EXPECT_LT(body.find("一、甲"), second);
  EXPECT_EQ(body.find("w:orient=\"landscape\"", first),
            body.find("w:orient=\"landscape\"", second));
}

TEST(Docx, RepeatsHeadsMergesCellsAndNeverSplitsARow) {
  const std::string body = body_of(sample_document(Language::zh, 10));
  EXPECT_EQ(count_of(body, "<w:tblHeader/>"), 3U);  // Two of the provinces' table, one.
  EXPECT_EQ(count_of(body, "<w:cantSplit/>"), 3U + 31 * 4 + 10);
  EXPECT_EQ(count_of(body, R"(<w:gridSpan w:val="3"/>)"), 2U);
  EXPECT_EQ(count_of(body, R"(<w:vMerge w:val="restart"/>)"), 31U + 2);
  EXPECT_EQ(count_of(body, "<w:vMerge/>"), 31U * 3 + 2);
  EXPECT_NE(body.find(">√ 符合　× 不符合　— 无数据<"), std::string::npos);
}

TEST(Docx, ThreeLinesInsteadOfAGridByOneChoice) {
  Document document;
  document.blocks = {table_of("t", false)};
  const std::string grid = part_of(made(document), "word/document.xml");
  const std::string lines = part_of(made(document, TableRules::three_line), "word/document.xml");
  EXPECT_NE(grid.find("insideV"), std::string::npos);
  EXPECT_EQ(lines.find("insideV"), std::string::npos);
  EXPECT_EQ(count_of(lines, R"(<w:tcBorders><w:bottom w:val="single" w:sz="6"/>)"), 2U);
}

TEST(Docx, AFigureIsAPictureWithWordsAndLeadsToItsTable) {
  const Document sample = sample_document(Language::en, 3);
  const std::string bytes = made(sample);
  const std::string body = part_of(bytes, "word/document.xml");
  EXPECT_TRUE(part_of(bytes, "word/media/image5.png").starts_with("\x89PNG"));
  EXPECT_NE(body.find("descr=\"145 Gbps less.\""), std::string::npos);
  EXPECT_EQ(count_of(body, R"(<w:hyperlink w:anchor="table_1" )"), 4U);
  EXPECT_EQ(count_of(body, R"(w:name="table_1"/>)"), 1U);
  EXPECT_NE(body.find(">Table 2-1</w:t></w:r></w:hyperlink>"), std::string::npos);
}

TEST(Docx, WidthsFollowWeightsButAShortHeadHasRoom) {
  const auto widths = [](const std::vector<double>& weights) {
    Table table{.id = "t", .columns = {}};
    for (const double weight : weights) {
      table.columns.push_back({.id = "a", .title = "序号", .weight = weight});
    }
    Document document;
    document.blocks = {table};
    const std::string body = body_of(document);
    std::vector<int> found;
    int sum = 0;
    for (std::size_t at = body.find("<w:gridCol"); at != std::string::npos;
         at = body.find("<w:gridCol", at + 1)) {
      found.push_back(std::stoi(body.substr(at + std::string_view("<w:gridCol w:w=\"").size())));
      sum += found.back();
    }
    EXPECT_EQ(sum, 8844);
    return found;
  };
  EXPECT_EQ(widths({1, 2, 1}), (std::vector<int>{2211, 4422, 2211}));
  const auto uneven = widths({0.1, 2, 3});
  EXPECT_GE(uneven[0], 679);
  EXPECT_NEAR(1.5 * uneven[1], uneven[2], 2);
  const auto many = widths(std::vector<double>(20, 1));  // Nobody has room to give.
  EXPECT_EQ(many[0], 442);
}

TEST(Docx, HandsOnWhyAPictureFails) {
  const auto failed =
      docx(sample_document(Language::zh, 1), [](const Drawing&, double) -> Result<std::string> {
        return fail(Errc::unavailable, "no pictures today");
      });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().rule, "no pictures today");
}

TEST(Docx, TwoTablesOfOneNameAndNoneAtAll) {
  Document document;
  document.blocks = {table_of("t", false), table_of("t", false), Table{},
                     Figure{.caption = "图", .chart = Histogram{}, .table = "nowhere"}};
  const std::string body = body_of(document);
  EXPECT_EQ(count_of(body, "<w:tbl>"), 2U);
  EXPECT_EQ(count_of(body, "<w:bookmarkStart "), 1U);
  EXPECT_EQ(count_of(body, "<w:hyperlink "), 0U);
  EXPECT_EQ(count_of(body, "</w:tbl><w:tbl>"), 0U) << "they would be one";
  EXPECT_NE(body_of({}).find("<w:sectPr>"), std::string::npos);
}

TEST(Docx, DatesAreTheDayOfIssueOrNone) {
  Document document{.date = "2025-07-10", .marker = "sixscope:report:a:1:ff"};
  std::string core = part_of(made(document), "docProps/core.xml");
  EXPECT_EQ(count_of(core, ">2025-07-10T00:00:00Z<"), 2U);
  EXPECT_NE(part_of(made(document), "docProps/custom.xml").find(document.marker),
            std::string::npos);
  document.date = "soon";
  EXPECT_EQ(count_of(part_of(made(document), "docProps/core.xml"), "dcterms:created"), 0U);
}

}  // namespace
}  // namespace sixscope::testing
