#include "adapters/workbook/workbook.h"

#include <gmock/gmock.h>

#include <set>
#include <span>

#include "adapters/object_kinds/kind_files.h"
#include "adapters/xlsx/xlsx_reader.h"
#include "office_parts.h"
#include "registry/import_plan.h"
#include "sample_document.h"
#include "testing/source_dir.h"

namespace sixscope::testing {
namespace {

using namespace document;
using adapters::workbook;
using ::testing::ElementsAre;

std::string made(const Document& document) {
  auto bytes = workbook(document, frames());
  EXPECT_TRUE(bytes) << describe(bytes.error());
  return bytes ? *std::move(bytes) : std::string();
}
std::vector<table::Sheet> read(const std::string& bytes) {
  auto sheets = adapters::read_xlsx(std::as_bytes(std::span(bytes)));
  EXPECT_TRUE(sheets) << describe(sheets.error());
  return sheets ? *std::move(sheets) : std::vector<table::Sheet>();
}
Document with(Table table) {
  Document document{.title = "t"};
  document.blocks = {std::move(table)};
  return document;
}
std::vector<std::string> texts(const table::Row& row) {
  std::vector<std::string> list;
  for (const table::Cell& cell : row.cells) {
    list.push_back(cell.text);
  }
  return list;
}

TEST(Workbook, SameDocumentGivesTheSameBytesEverywhere) {
  const auto make = [] { return workbook(sample_document(Language::zh, 20), frames()); };
  EXPECT_EQ(in_time_zone("UTC", make), in_time_zone("Pacific/Kiritimati", make));
  Document later = sample_document(Language::zh, 20);
  later.date = "2025-07-11";
  const std::string core = part_of(made(later), "docProps/core.xml");
  EXPECT_EQ(count_of(core, ">2025-07-11T00:00:00Z<"), 2U);
  EXPECT_NE(part_of(made(later), "docProps/custom.xml").find(later.marker), std::string::npos);
}

TEST(Workbook, HasASheetForTheWholeOneForFiguresAndOneATable) {
  const std::string bytes = made(sample_document(Language::en, 12));
  const auto sheets = read(bytes);
  ASSERT_EQ(sheets.size(), 4U);
  EXPECT_EQ(sheets[0].name, "Cover");
  EXPECT_EQ(sheets[1].name, "Figures");
  EXPECT_EQ(sheets[2].name, "Table 2-1 Provinces by operator");
  EXPECT_EQ(sheets[3].name, "Annex 1 Sites that failed");
  EXPECT_EQ(sheets[3].rows.size(), 2U + 12);
  EXPECT_TRUE(part_of(bytes, "xl/media/image1.png").starts_with("\x89PNG"));
  const std::string cover = part_of(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_EQ(count_of(cover, "<hyperlink "), 3U);
  EXPECT_NE(cover.find("'Table 2-1 Provinces by operator'!A1"), std::string::npos);
}

TEST(Workbook, NumbersAreNumbersAndTextsAreNeverFormulas) {
  Table table{.id = "t"};
  table.columns = {{.id = "a", .title = "=HYPERLINK(\"x\")"}, {.id = "b", .title = "b"}};
  table.rows = {{{.text = "66.00%", .number = 0.66, .form = NumberForm::percent},
                 {.text = "0.31", .number = 0.0031, .form = NumberForm::points}},
                {{.text = "-1.00", .number = -1, .form = NumberForm::two, .mark = Mark::bad},
                 {.text = "+1+cmd|' /C calc'!A0"}},
                {{.text = "_x000D_"}, {.text = "@sum", .mark = Mark::good}}};
  const std::string bytes = made(with(table));
  const auto sheets = read(bytes);
  ASSERT_EQ(sheets.size(), 2U);
  const auto& rows = sheets[1].rows;
  EXPECT_THAT(texts(rows[0]), ElementsAre("=HYPERLINK(\"x\")", "b"));
  EXPECT_EQ(rows[1].cells[0].type, table::CellType::number);
  EXPECT_THAT(texts(rows[1]), ElementsAre("0.66", "0.31"));
  EXPECT_THAT(texts(rows[2]), ElementsAre("-1", "+1+cmd|' /C calc'!A0"));
  EXPECT_THAT(texts(rows[3]), ElementsAre("_x000D_", "√ @sum"));
  EXPECT_EQ(count_of(part_of(bytes, "xl/worksheets/sheet2.xml"), "<f>"), 0U);
  const std::string styles = part_of(bytes, "xl/styles.xml");
  EXPECT_NE(styles.find("&quot;× &quot;0.00;&quot;× &quot;-0.00"), std::string::npos);
}

TEST(Workbook, NamesOfSheetsAreLegalAndUnique) {
  Document document{.title = "t"};
  const std::string forty =
      "表1：网站/应用[支持]情况*统计表一二三四五六七八九十一二三四五六七八九十";
  for (const std::string& caption : {forty, forty, std::string("Cover"), std::string("封面"),
                                     std::string("'a'"), std::string()}) {
    document.blocks.emplace_back(
        Table{.id = "x", .caption = caption, .columns = {{.id = "a", .title = "a"}}});
  }
  std::set<std::string> names;
  for (const table::Sheet& sheet : read(made(document))) {
    names.insert(sheet.name);
    EXPECT_EQ(table::sheet_name(sheet.name), sheet.name);
  }
  EXPECT_EQ(names.size(), 7U);
  EXPECT_TRUE(names.contains("封面 (2)"));
}

TEST(Workbook, RefusesWhatNoCellHolds) {
  const auto refused = workbook(with({.id = "t",
                                      .columns = {{.id = "a", .title = "a"}},
                                      .rows = {{{.text = std::string(40'000, 'x')}}}}),
                                frames());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::malformed);
  EXPECT_NE(refused.error().detail.find("A2"), std::string::npos) << describe(refused.error());
}

// The carriers' own layout: province by operator, metro and mobile core, each in total and IPv6.
Table carriers_table(bool merges) {
  Table table{.id = "operators", .caption = "表3-1 分省统计表"};
  table.columns = {{.id = "month", .title = "月份"},
                   {.id = "region", .title = "区域", .merges = merges},
                   {.id = "operator", .title = "运营商"}};
  for (const char* title : {"城域网出口总流量", "城域网出口IPv6流量", "移动核心网出口总流量",
                            "移动核心网出口IPv6流量"}) {
    table.columns.push_back({.id = "c" + std::to_string(table.columns.size()),
                             .title = title,
                             .unit = "Gbps",
                             .align = Align::right});
  }
  for (const char* province : {"北京", "广东"}) {
    for (const char* name : {"中国电信", "中国移动", "中国联通", "合计"}) {
      const double all = 1000.25 + static_cast<double>(table.rows.size());
      std::vector<Cell> row = {{.text = "2025-06"}, {.text = province}, {.text = name}};
      for (const double share : {1.0, 0.25, 0.5, 0.125}) {
        row.push_back({.text = "?", .number = all * share, .form = NumberForm::two});
      }
      table.rows.push_back(std::move(row));
    }
    table.totals.push_back(table.rows.size() - 1);
  }
  return table;
}

TEST(Workbook, TheCarriersTableComesOutInTheirLayout) {
  const auto sheets = read(made(with(carriers_table(true))));
  const table::Sheet& sheet = sheets.at(1);
  EXPECT_THAT(texts(sheet.rows[1]),
              ElementsAre("月份", "区域", "运营商", "城域网出口总流量（Gbps）",
                          "城域网出口IPv6流量（Gbps）", "移动核心网出口总流量（Gbps）",
                          "移动核心网出口IPv6流量（Gbps）"));
  EXPECT_EQ(sheet.merges, (std::vector<table::MergedRange>{{3, 1, 6, 1}, {7, 1, 10, 1}}));
  EXPECT_THAT(texts(sheet.rows[5]), ElementsAre("2025-06", "北京", "合计", "1003.25", "250.8125",
                                                "501.625", "125.40625"));
}

TEST(Workbook, TheImportDeskReadsTheCarriersTableMergedOrNot) {
  const adapters::ReadKinds read_kinds = adapters::read_kinds(source_dir() / "catalogue");
  const registry::Kind* kind = read_kinds.kinds.kind("traffic_by_province");
  ASSERT_NE(kind, nullptr);
  for (const bool merges : {false, true}) {
    const auto sheets = read(made(with(carriers_table(merges))));
    const registry::ImportPlan plan =
        registry::plan_import(sheets.at(1), *kind, read_kinds.kinds, {}, {});
    EXPECT_EQ(plan.header_row, 2U);
    EXPECT_EQ(plan.created, 6U);
    std::set<std::string> faults;
    for (const registry::CellFault& fault : plan.faults) {
      faults.insert(std::to_string(fault.row) + " " + fault.field + " " +
                    std::string(fault.fault.rule));
    }
    // The sums are no operator's: the desk says so and takes the rest.
    EXPECT_THAT(faults, ElementsAre("10 operator code_unknown", "6 operator code_unknown"))
        << merges;
  }
}

}  // namespace
}  // namespace sixscope::testing
