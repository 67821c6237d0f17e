#include "adapters/xlsx/xlsx_writer.h"

#include <gtest/gtest.h>

#include "adapters/xlsx/container.h"
#include "adapters/xlsx/xlsx_fixture.h"

namespace sixscope::adapters {
namespace {

using table::Cell;
using table::CellType;
using table::Row;
using table::RowStyle;
using table::SheetPlan;
using table::Workbook;

Cell text(std::string content) { return {.type = CellType::text, .text = std::move(content)}; }

std::string written(const Workbook& workbook) {
  auto bytes = write_xlsx(workbook);
  EXPECT_TRUE(bytes) << describe(bytes.error());
  return bytes ? *std::move(bytes) : std::string();
}

// A part as it stands in the file.
std::string part_of(const std::string& bytes, std::string_view name) {
  auto container = Container::open(std::as_bytes(std::span(bytes)), {});
  EXPECT_TRUE(container);
  std::string content;
  const auto done = container->unpack(name, [&](std::string_view piece) -> Result<void> {
    content += piece;
    return {};
  });
  EXPECT_TRUE(done) << describe(done.error());
  return content;
}

TEST(WriteXlsx, MergesWhatDoesNotOverlap) {
  SheetPlan plan{.name = "a"};
  plan.rows = {{.number = 1, .cells = {text("x"), text("y"), {}}},
               {.number = 2, .cells = {{.merged = true}, text("z"), {.merged = true}}},
               {.number = 5, .cells = {text("last"), {}, text("w")}}};
  plan.merges = {{1, 0, 2, 0}, {2, 1, 2, 2}, {2, 2, 5, 2}, {5, 0, 5, 0}};
  const std::string bytes = written({{plan}});
  const auto sheets = read_xlsx(std::as_bytes(std::span(bytes)));
  ASSERT_TRUE(sheets) << describe(sheets.error());
  const table::Sheet& sheet = sheets->front();
  EXPECT_EQ(sheet.merges, (std::vector<table::MergedRange>{{1, 0, 2, 0}, {2, 1, 2, 2}}));
  ASSERT_EQ(sheet.rows.size(), 3U);
  EXPECT_EQ(sheet.rows[0].cells[0], text("x"));
  EXPECT_EQ(sheet.rows[0].cells[1], text("y"));
  EXPECT_EQ(sheet.rows[1].cells, plan.rows[1].cells);
}

TEST(WriteXlsx, ManyLargeRangesThatOverlapAreOne) {
  SheetPlan plan{.name = "a", .rows = {{.number = 1, .cells = {text("x")}}}};
  plan.merges.assign(200'000, {1, 0, 50'000, 1});
  plan.merges.push_back({1, 4, 1'048'576, 5});  // More than is held in memory.
  const std::string merges = part_of(written({{plan}}), "xl/worksheets/sheet1.xml");
  EXPECT_NE(merges.find(R"(<mergeCells count="1"><mergeCell ref="A1:B50000"/></mergeCells>)"),
            std::string::npos);
}

TEST(WriteXlsx, ReadsBackAsItWas) {
  const std::vector<Row> rows = {
      {.number = 1, .cells = {text("文本"), text("=1+2"), text("+x"), text("-1"), text("@a")}},
      {.number = 3,
       .cells = {text("007"), text(" blanks "), text("a\nb"), text("a\r\nb"), text("\t")}},
      {.number = 4,
       .cells = {text("_x000D_"), text("_x_"), text("a&<>\"'b"), text("😀"), text("\x01")}},
      {.number = 6,
       .hidden = true,
       .cells = {{.type = CellType::number, .text = "0"},
                 {.type = CellType::number, .text = "-12.345678"},
                 {.type = CellType::number, .text = "123456789012345"},
                 {.type = CellType::boolean, .text = "true"},
                 {.type = CellType::boolean, .text = "false"}}},
      {.number = 7,
       .cells = {{.type = CellType::date, .text = "2026-06-30"},
                 {.type = CellType::date, .text = "2026-06-30T08:15:30"},
                 {.type = CellType::date, .text = "23:59:59"},
                 {},
                 text("end")}},
  };
  const Workbook workbook{.sheets = {{.name = "台账", .rows = rows}}};
  const auto sheets = read_bytes(written(workbook));
  ASSERT_TRUE(sheets) << describe(sheets.error());
  ASSERT_EQ(sheets->size(), 1U);
  EXPECT_EQ(sheets->front().name, "台账");
  ASSERT_EQ(sheets->front().rows.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(rows[i].number);
    EXPECT_EQ(sheets->front().rows[i].number, rows[i].number);
    EXPECT_EQ(sheets->front().rows[i].hidden, rows[i].hidden);
    ASSERT_EQ(sheets->front().rows[i].cells.size(), rows[i].cells.size());
    for (std::size_t j = 0; j < rows[i].cells.size(); ++j) {
      EXPECT_EQ(sheets->front().rows[i].cells[j].text, rows[i].cells[j].text);
      EXPECT_EQ(sheets->front().rows[i].cells[j].type, rows[i].cells[j].type);
    }
  }
}

TEST(WriteXlsx, KeepsAsTextWhatANumberOrADateCannotSay) {
  const std::vector<Cell> cells = {{.type = CellType::number, .text = "1.50"},
                                   {.type = CellType::number, .text = "12345678901234567890"},
                                   {.type = CellType::number, .text = "many"},
                                   {.type = CellType::date, .text = "2026-06"},
                                   {.type = CellType::error, .text = "#REF!"}};
  const auto sheets =
      read_bytes(written({.sheets = {{.name = "a", .rows = {{.number = 1, .cells = cells}}}}}));
  ASSERT_TRUE(sheets);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(sheets->front().rows[0].cells[i], text(cells[i].text));
  }
}

SheetPlan data_sheet() {
  return {.name = "数据",
          .columns = {{.title = "省份",
                       .note = "见代码表",
                       .width = 12,
                       .number_format = "@",
                       .choices_from = "=代码!$A$2:$A$3"},
                      {.title = "方式", .choices = {"NAT44", "DS-Lite"}},
                      {.title = "编号", .locked = true, .hidden = true}},
          .header_row = 2,
          .rows = {{.number = 1, .cells = {text("NAT44 设备台账")}},
                   {.number = 3, .cells = {text("440000"), text("NAT44"), text("例")}}},
          .styles = {{1, RowStyle::title}, {3, RowStyle::example}},
          .marks = {{4, 1, "必填"}, {3, 0, ""}},
          .frozen_rows = 2,
          .frozen_columns = 1,
          .is_protected = true};
}

TEST(WriteXlsx, MakesATemplate) {
  const Workbook workbook{
      .sheets = {data_sheet(),
                 {.name = "说明", .rows = {{.number = 1, .cells = {text("从第 4 行起填写")}}}},
                 {.name = "代码",
                  .columns = {{.title = "代码", .locked = true}},
                  .header_row = 1,
                  .rows = {{.number = 2, .cells = {text("440000")}},
                           {.number = 3, .cells = {text("320000")}}},
                  .is_protected = true,
                  .hidden = true}}};
  const std::string bytes = written(workbook);
  EXPECT_EQ(bytes, written(workbook));  // Nothing in it but what was asked for.
  const auto sheets = read_bytes(bytes);
  ASSERT_TRUE(sheets) << describe(sheets.error());
  ASSERT_EQ(sheets->size(), 3U);
  EXPECT_FALSE((*sheets)[1].hidden);
  EXPECT_TRUE((*sheets)[2].hidden);
  const auto& data = sheets->front();
  ASSERT_EQ(data.rows.size(), 3U);
  EXPECT_EQ(data.rows[1].cells, (std::vector<Cell>{text("省份"), text("方式"), text("编号")}));
  EXPECT_EQ(data.hidden_columns, (std::vector<bool>{false, false, true}));

  const std::string sheet = part_of(bytes, "xl/worksheets/sheet1.xml");
  for (const char* expected :
       {"<formula1>代码!$A$2:$A$3</formula1>", "<formula1>\"NAT44,DS-Lite\"</formula1>",
        "sqref=\"A3:A1048576\"", "<sheetProtection sheet=\"1\"", "state=\"frozen\"",
        "topLeftCell=\"B3\""}) {
    EXPECT_NE(sheet.find(expected), std::string::npos) << expected;
  }
  EXPECT_EQ(sheet.find("<f>"), std::string::npos);
  const std::string comments = part_of(bytes, "xl/comments1.xml");
  EXPECT_NE(comments.find("ref=\"A2\""), std::string::npos);
  EXPECT_NE(comments.find("必填"), std::string::npos);
  EXPECT_NE(sheet.find("r=\"B4\""), std::string::npos);  // Coloured, though its row is empty.
  EXPECT_NE(part_of(bytes, "xl/styles.xml").find("<protection locked=\"0\"/>"), std::string::npos);
}

TEST(WriteXlsx, RefusesWhatSpreadsheetsDoNotAllow) {
  struct Case {
    const char* name;
    Workbook workbook;
  };
  const Case cases[] = {
      {"name too long", {{{.name = std::string(32, 'a')}}}},
      {"name with a bracket", {{{.name = "a[1]"}}}},
      {"name twice", {{{.name = "a"}, {.name = "A"}}}},
      {"no such column",
       {{{
           .name = "a",
           .marks = {{1, 0, ""}, {1, 16'384, ""}},
       }}}},
      {"no row 0", {{{.name = "a", .rows = {{.number = 0, .cells = {text("a")}}}}}}},
      {"row twice",
       {{{.name = "a",
          .rows = {{.number = 2, .cells = {text("a")}}, {.number = 2, .cells = {text("a")}}}}}}},
      {"choices too long",
       {{{.name = "a", .columns = {{.choices = {std::string(200, 'a'), std::string(60, 'b')}}}}}}},
      {"choice that would be two", {{{.name = "a", .columns = {{.choices = {"a,b"}}}}}}},
      {"text too long",
       {{{.name = "a", .rows = {{.number = 1, .cells = {text(std::string(32'768, 'a'))}}}}}}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto bytes = write_xlsx(one.workbook);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, Errc::malformed) << describe(bytes.error());
  }
}

}  // namespace
}  // namespace sixscope::adapters
