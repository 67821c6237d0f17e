#include "document/table_shape.h"

#include <gtest/gtest.h>

#include <limits>

#include <nlohmann/json.hpp>

#include "document/cell_text.h"
#include "document/issue_day.h"
#include "document/skins.h"

namespace sixscope::document {
namespace {

Cell number(double value, NumberForm form, std::string text = "x") {
  return {.text = std::move(text), .number = value, .form = form};
}

Table sample() {
  Table table{.id = "t"};
  table.columns = {{.id = "region", .title = "省份", .merges = true},
                   {.id = "class", .title = "类", .merges = true},
                   {.id = "all", .title = "总量", .unit = "Gbps", .group = "城域网"},
                   {.id = "share", .title = "占比", .unit = "%", .group = "城域网"},
                   {.id = "change", .title = "变化"}};
  const auto row = [&](std::string region, std::string kind, double all) {
    table.rows.push_back({{.text = std::move(region)},
                          {.text = std::move(kind)},
                          number(all, NumberForm::two),
                          number(0.1, NumberForm::percent),
                          {.text = "—", .mark = Mark::missing}});
  };
  row("北京", "a", 1);
  row("北京", "b", 2);
  row("天津", "b", 3);
  row("天津", "b", 6);
  row("", "", 1.0 / 3);
  row("", "", 1e21);
  table.rows.push_back({{.text = "=1+2"}});
  table.totals = {3};
  return table;
}

TEST(TableShape, SpansHeadsByGroups) {
  const Table table = sample();
  EXPECT_TRUE(has_groups(table));
  EXPECT_EQ(head_spans(table), (std::vector<Span>{{0, 1}, {1, 1}, {2, 2}, {4, 1}}));
}

TEST(TableShape, MergesEqualNeighboursButNotOverWhatKeepsThemApart) {
  const Table table = sample();
  EXPECT_EQ(row_spans(table, 0), (std::vector<Span>{{0, 2}, {2, 2}, {4, 1}, {5, 1}, {6, 1}}));
  EXPECT_EQ(row_spans(table, 1),
            (std::vector<Span>{{0, 1}, {1, 1}, {2, 2}, {4, 1}, {5, 1}, {6, 1}}));
  EXPECT_EQ(row_spans(table, 2).size(), table.rows.size());
}

TEST(TableShape, SaysHowNumbersAreRead) {
  Table table = sample();
  EXPECT_EQ(form_of(table, 0), "text");
  EXPECT_EQ(form_of(table, 2), "two");
  EXPECT_EQ(form_of(table, 3), "percent");
  table.rows[1][3].form = NumberForm::points;
  EXPECT_EQ(form_of(table, 3), "mixed");
  EXPECT_EQ(title_with_unit(table.columns[2], Language::zh), "总量（Gbps）");
  EXPECT_EQ(title_with_unit(table.columns[2], Language::en), "总量 (Gbps)");
}

TEST(CellText, StandsBehindItsSignAndADashIsNotDoubled) {
  EXPECT_EQ(text_with_sign({.text = "66.00", .mark = Mark::good}), "√ 66.00");
  EXPECT_EQ(text_with_sign({.text = "—", .mark = Mark::missing}), "—");
  EXPECT_EQ(text_with_sign({.text = "未报送", .mark = Mark::missing}), "— 未报送");
  EXPECT_EQ(text_with_sign({.text = "", .mark = Mark::bad}), "×");
  EXPECT_EQ(text_with_sign({.text = "x"}), "x");
}

TEST(Csv, HasNumbersInFullAndDisarmsFormulas) {
  EXPECT_EQ(csv(sample()),
            "\xEF\xBB\xBFregion,class,all,share,change\r\n"
            "北京,a,1,0.1,\r\n北京,b,2,0.1,\r\n天津,b,3,0.1,\r\n天津,b,6,0.1,\r\n"
            ",,0.3333333333333333,0.1,\r\n,,1e+21,0.1,\r\n'=1+2,,,,\r\n");
}

TEST(Json, SaysWhatColumnsMeanAndLosesNoDigit) {
  Document document{.language = Language::en, .title = "a \"b\"\n", .marker = "sixscope:report:x"};
  document.facts = {{"Cut-off", "2025-06-30"}};
  Table table = sample();
  table.rows[0][2].number = std::numeric_limits<double>::infinity();
  document.blocks = {Heading{1, "1 One"},
                     Paragraph{.runs = {{"It is ", "", false}, {"6", "T1.value", true}}},
                     table,
                     Figure{.id = "f", .table = "t"},
                     PageBreak{},
                     Signature{"who", "when"}};
  const auto read = nlohmann::json::parse(json(document));
  EXPECT_EQ(read["title"], "a \"b\"\n");
  EXPECT_EQ(read["marker"], "sixscope:report:x");
  EXPECT_EQ(read["blocks"].size(), 6U);
  EXPECT_EQ(read["blocks"][1]["runs"][1]["fact"], "T1.value");
  const auto& written = read["tables"][0];
  EXPECT_EQ(written["columns"][3],
            nlohmann::json::parse(
                R"({"id":"share","title":"占比","unit":"%","group":"城域网","form":"percent"})"));
  EXPECT_EQ(written["rows"][4]["all"].get<double>(), 1.0 / 3);
  EXPECT_EQ(written["rows"][0]["all"], "x") << "what is no number is what is printed";
  EXPECT_TRUE(written["rows"][0]["change"].is_null());
  EXPECT_EQ(written["totals"], nlohmann::json::parse("[3]"));
  EXPECT_EQ(written["remarks"][0],
            nlohmann::json::parse(R"({"row":0,"column":"change","mark":"missing"})"));
}

TEST(IssueDay, IsADayOrNothing) {
  EXPECT_TRUE(issue_day({.date = "2024-02-29"}));
  for (const char* text : {"", "2025-02-29", "2025-13-01", "2025-7-1", "2025-07-1x", "20250710",
                           "2025-07-10T", "0000-00-00"}) {
    EXPECT_FALSE(issue_day({.date = text})) << text;
  }
}

}  // namespace
}  // namespace sixscope::document
