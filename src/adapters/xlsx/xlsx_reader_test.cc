#include "adapters/xlsx/xlsx_reader.h"

#include <gtest/gtest.h>

#include <utility>

#include "adapters/xlsx/xlsx_fixture.h"
#include "table/refusal.h"

namespace sixscope::adapters {
namespace {

using table::Cell;
using table::CellType;
using table::Refused;
using table::Row;

std::string row_of(const std::string& cells) {
  return "<sheetData><row r=\"1\">" + cells + "</row></sheetData>";
}

TEST(ReadXlsx, TakesEveryKindOfCell) {
  struct Case {
    const char* name;
    std::string cell;
    CellType type;
    std::string text;
    bool formula = false;
  };
  const Case cases[] = {
      {"shared string", R"(<c r="A1" t="s"><v>0</v></c>)", CellType::text, "广东"},
      {"rich text, phonetic left out", R"(<c t="s"><v>1</v></c>)", CellType::text, "中国 电信"},
      {"escapes", R"(<c t="s"><v>3</v></c>)", CellType::text, "a\rb_x000D_"},
      {"inline", R"(<c t="inlineStr"><is><t> a </t></is></c>)", CellType::text, " a "},
      {"inline rich",
       R"(<c t="inlineStr"><is><r><t>a</t></r><rPh><t>x</t></rPh><r><t>b</t></r></is></c>)",
       CellType::text, "ab"},
      {"formula's text", R"(<c t="str"><f>A2&amp;"x"</f><v>x&lt;y</v></c>)", CellType::text, "x<y",
       true},
      {"formula's number", "<c><f>1+2</f><v>3</v></c>", CellType::number, "3", true},
      {"formula not computed", "<c><f>1+2</f></c>", CellType::empty, "", true},
      {"number", "<c><v>440000</v></c>", CellType::number, "440000"},
      {"stored with noise", "<c><v>0.30000000000000004</v></c>", CellType::number, "0.3"},
      {"with an exponent", "<c><v>1.5E-3</v></c>", CellType::number, "0.0015"},
      {"17 digits", "<c><v>1234.5678900000001</v></c>", CellType::number, "1234.56789"},
      {"zeroes at the end", "<c><v>10.50</v></c>", CellType::number, "10.5"},
      {"zeroes at the front", "<c><v>007</v></c>", CellType::number, "7"},
      {"negative", "<c><v>-0.25</v></c>", CellType::number, "-0.25"},
      {"a point at the end", "<c><v>3.</v></c>", CellType::number, "3"},
      {"true", R"(<c t="b"><v>1</v></c>)", CellType::boolean, "true"},
      {"false", R"(<c t="b"><v>0</v></c>)", CellType::boolean, "false"},
      {"error", R"(<c t="e"><v>#REF!</v></c>)", CellType::error, "#REF!"},
      {"date", R"(<c s="1"><v>46203</v></c>)", CellType::date, "2026-06-30"},
      {"date and time", R"(<c s="1"><v>46203.25</v></c>)", CellType::date, "2026-06-30T06:00:00"},
      {"custom date", R"(<c s="2"><v>46174</v></c>)", CellType::date, "2026-06-01"},
      {"custom number", R"(<c s="3"><v>46174</v></c>)", CellType::number, "46174"},
      {"time", R"(<c s="4"><v>0.5</v></c>)", CellType::date, "12:00:00"},
      {"the day that never was", R"(<c s="1"><v>60</v></c>)", CellType::date, "1900-02-29"},
      {"a date no sheet shows", R"(<c s="1"><v>-1</v></c>)", CellType::number, "-1"},
      {"a style that is not there", R"(<c s="77"><v>5</v></c>)", CellType::number, "5"},
      {"ISO date", R"(<c t="d"><v>2026-06-30T00:00:00.000Z</v></c>)", CellType::date, "2026-06-30"},
      {"ISO date and time", R"(<c t="d"><v>2026-06-30T06:00:00</v></c>)", CellType::date,
       "2026-06-30T06:00:00"},
      {"no ISO date", R"(<c t="d"><v>June</v></c>)", CellType::text, "June"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    HandMade book;
    book.sheet = row_of(one.cell);
    const auto sheets = read_bytes(book.bytes());
    ASSERT_TRUE(sheets) << describe(sheets.error());
    ASSERT_EQ(sheets->size(), 1U);
    ASSERT_EQ(sheets->front().rows.size(), 1U);
    const Cell expected{.type = one.type, .text = one.text, .formula = one.formula};
    EXPECT_EQ(sheets->front().rows[0].cells, std::vector<Cell>{expected});
  }
}

TEST(ReadXlsx, LeavesOutWhatIsEmptyAndKeepsNumbers) {
  HandMade book;
  book.sheet =
      R"(<dimension ref="A1:XFD1048576"/><cols><col min="2" max="2" hidden="1"/>)"
      R"(<col min="4" max="16384" hidden="true"/></cols>)"
      R"(<sheetData><row r="2" hidden="1"><c r="C2"><v>1</v></c><c r="E2" s="1"/></row>)"
      R"(<row r="3"><c r="A3" t="s"><v>2</v></c></row>)"
      R"(<row><c><v>2</v></c><c><v>3</v></c></row><row r="1048576"><c r="B1048576"><v>4</v>)"
      R"(</c></row></sheetData>)";
  const auto sheets = read_bytes(book.bytes());
  ASSERT_TRUE(sheets) << describe(sheets.error());
  const auto number = [](const char* text) { return Cell{.type = CellType::number, .text = text}; };
  const std::vector<Row> rows = {
      {.number = 2, .hidden = true, .cells = {Cell{}, Cell{}, number("1")}},
      {.number = 4, .cells = {number("2"), number("3")}},
      {.number = 1'048'576, .cells = {Cell{}, number("4")}}};
  EXPECT_EQ(sheets->front().rows, rows);
  const auto& hidden = sheets->front().hidden_columns;
  ASSERT_EQ(hidden.size(), table::Limits().columns);
  EXPECT_EQ(std::vector<bool>(hidden.begin(), hidden.begin() + 4),
            (std::vector<bool>{false, true, false, true}));
}

TEST(ReadXlsx, MarksWhatMergedRangesCover) {
  HandMade book;
  book.sheet = R"(<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>)"
               R"(<row r="2"><c r="B2"><v>3</v></c></row>)"
               R"(<row r="4"><c r="A4"><v>4</v></c></row></sheetData><mergeCells>)"
               R"(<mergeCell ref="A1:A3"/><mergeCell ref="A4:XFD1048576"/></mergeCells>)";
  const auto sheets = read_bytes(book.bytes());
  ASSERT_TRUE(sheets) << describe(sheets.error());
  const auto& rows = sheets->front().rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_FALSE(rows[0].cells[0].merged);
  EXPECT_TRUE(rows[1].cells[0].merged);
  EXPECT_FALSE(rows[1].cells[1].merged);
  ASSERT_EQ(rows[2].cells.size(), 3U);  // As wide as the sheet, no wider.
  EXPECT_FALSE(rows[2].cells[0].merged);
  EXPECT_TRUE(rows[2].cells[2].merged);
  EXPECT_EQ(sheets->front().merges, (std::vector<table::MergedRange>{{1, 0, 3, 0}, {4, 0, 4, 2}}));
}

// Our own workbooks write the value into every cell of a range, so that the sheet can be filtered.
TEST(ReadXlsx, ACoveredCellThatHoldsTheNameThatIsShownHasItsValue) {
  HandMade book;
  book.sheet = R"(<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>)"
               R"(<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>1</v></c></row>)"
               R"(<row r="3"><c r="A3" t="s"><v>1</v></c></row></sheetData><mergeCells>)"
               R"(<mergeCell ref="A1:A3"/><mergeCell ref="B1:B3"/></mergeCells>)";
  const auto sheets = read_bytes(book.bytes());
  ASSERT_TRUE(sheets) << describe(sheets.error());
  const auto& rows = sheets->front().rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_FALSE(rows[1].cells[0].merged);
  EXPECT_EQ(rows[1].cells[0].text, "广东");
  EXPECT_TRUE(rows[1].cells[1].merged) << "a quantity may be meant for both rows together";
  EXPECT_TRUE(rows[2].cells[0].merged) << "another name than the one that is seen";
  EXPECT_TRUE(rows[2].cells[1].merged) << "no value";
}

// A small file may name very many ranges: what they cost later is bounded here.
TEST(ReadXlsx, KeepsMergedRangesThatDoNotOverlapUpToABound) {
  const auto merges_of = [](const std::string& merges) {
    HandMade book;
    book.sheet = R"(<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>)"
                 R"(<row r="500000"><c r="A500000"><v>3</v></c></row></sheetData><mergeCells>)" +
                 merges + "</mergeCells>";
    auto sheets = read_bytes(book.bytes());
    EXPECT_TRUE(sheets) << describe(sheets.error());
    return sheets ? std::move(sheets->front()) : table::Sheet();
  };
  std::string same;
  std::string different;
  for (int i = 2; i < 100'000; ++i) {
    same += R"(<mergeCell ref="A1:B500000"/>)";
    const std::string row = std::to_string(i);
    different += R"(<mergeCell ref="A)" + row + ":B" + row + R"("/>)";
  }
  const table::Sheet covered = merges_of(same);
  EXPECT_EQ(covered.merges, (std::vector<table::MergedRange>{{1, 0, 500'000, 1}}));
  EXPECT_TRUE(covered.rows[1].cells[0].merged);
  const table::Sheet many = merges_of(different + R"(<mergeCell ref="A500000:B500000"/>)");
  EXPECT_EQ(many.merges.size(), 10'000U);
  EXPECT_TRUE(many.rows[1].cells[1].merged) << "the cells know all";
}

TEST(ReadXlsx, PutsHiddenSheetsLastAndLeavesChartsOut) {
  HandMade book;
  book.relationships +=
      R"(<Relationship Id="r4" Type="t/worksheet" Target="/xl/worksheets/two.xml"/>)"
      R"(<Relationship Id="r5" Type="t/chartsheet" Target="chartsheets/c.xml"/>)"
      R"(<Relationship Id="r6" Type="t/worksheet" Target="../XL/./worksheets/three.xml"/>)"
      R"(<Relationship Id="r7" Type="t/externalLink" Target="http://192.0.2.1/x")"
      R"( TargetMode="External"/>)";
  book.workbook =
      R"(<workbookPr date1904="1"/><sheets><sheet name="码" r:id="r4" state="veryHidden"/>)"
      R"(<sheet name="图" r:id="r5"/>)"
      R"(<sheet name="说明" r:id="r6"/><sheet name="旧" r:id="r3" state="hidden"/></sheets>)";
  book.sheet = row_of(R"(<c s="1"><v>44741</v></c>)");
  const std::string empty =
      "<x:worksheet xmlns:x=\"" + book.main_space + "\"><x:sheetData/></x:worksheet>";
  book.others = {{"xl/worksheets/two.xml", empty}, {"xl/worksheets/three.xml", empty}};
  const auto sheets = read_bytes(book.bytes());
  ASSERT_TRUE(sheets) << describe(sheets.error());
  std::vector<std::pair<std::string, bool>> names;
  for (const table::Sheet& sheet : *sheets) {
    names.emplace_back(sheet.name, sheet.hidden);
  }
  EXPECT_EQ(names, (std::vector<std::pair<std::string, bool>>{
                       {"说明", false}, {"码", true}, {"旧", true}}));
  EXPECT_EQ(sheets->back().rows[0].cells[0].text, "2026-06-30");
}

TEST(ReadXlsx, TakesStrictWorkbooksPrefixesAndForeignElements) {
  HandMade book;
  book.main_space = "http://purl.oclc.org/ooxml/spreadsheetml/main";
  const std::string sheet = "<x:worksheet xmlns:x=\"" + book.main_space +
                            "\" xmlns:o=\"urn:other\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c>"
                            "<o:c><x:c><x:v>9</x:v></x:c></o:c><x:c><o:f>x</o:f><x:v>2</x:v></x:c>"
                            "</x:row></x:sheetData></x:worksheet>";
  book.others = {{"xl/worksheets/sheet1.xml", sheet}, {"xl/vbaProject.bin", "macro"}};
  const auto sheets = read_bytes(book.bytes());
  ASSERT_TRUE(sheets) << describe(sheets.error());
  ASSERT_EQ(sheets->front().rows.size(), 1U);
  const auto& cells = sheets->front().rows[0].cells;
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[1], (Cell{.type = CellType::number, .text = "2"}));
}

struct Hostile {
  const char* name;
  std::string bytes;
  Refused refused;
  std::string where;
};

void expect_refused(const Hostile& one, const table::Limits& limits = {}) {
  SCOPED_TRACE(one.name);
  const auto sheets = read_bytes(one.bytes, limits);
  ASSERT_FALSE(sheets);
  ASSERT_NE(table::refusal_of(sheets.error()), nullptr) << describe(sheets.error());
  EXPECT_EQ(table::refusal_of(sheets.error())->id, table::words_of(one.refused).id);
  EXPECT_EQ(sheets.error().detail, one.where);
}

std::string with_sheet(const std::string& sheet) {
  HandMade book;
  book.sheet = sheet;
  return book.bytes();
}

std::string with_part(const std::string& name, const std::string& content) {
  HandMade book;
  book.sheet = row_of("<c><v>1</v></c>");
  book.others[name] = content;
  return book.bytes();
}

// Every place where `from` stands gets `to`, which is as long.
std::string replaced(std::string bytes, std::string_view from, std::string_view to) {
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1)) {
    bytes.replace(at, from.size(), to);
  }
  return bytes;
}

TEST(ReadXlsx, RefusesHostileContainers) {
  const std::string good = with_sheet("");
  const std::string blanks = "<a>" + std::string(12U << 20U, ' ');
  std::map<std::string, std::string> many;
  for (int i = 0; i < 4097; ++i) {
    many[std::to_string(i)] = "";
  }
  const Hostile cases[] = {
      {"nothing", "", Refused::not_a_spreadsheet, ""},
      {"a text", "id,name\n1,2\n", Refused::not_a_spreadsheet, ""},
      {"old .xls or encrypted", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0'),
       Refused::old_or_encrypted, ""},
      {"cut in half", good.substr(0, good.size() / 2), Refused::damaged_container, ""},
      {"another zip", zip_of({{"a.txt", "a"}}), Refused::not_a_spreadsheet, ""},
      {"OpenDocument", zip_of({{"content.xml", "a"}, {"mimetype", "a"}}),
       Refused::other_spreadsheet, ""},
      {"too many parts", zip_of(many), Refused::too_many_parts, "4096"},
      {"step upwards", with_part("xl/../../evil", "a"), Refused::part_name, "xl/../../evil"},
      {"other root", with_part("/etc/evil", "a"), Refused::part_name, "/etc/evil"},
      {"other separator", with_part("xl\\evil", "a"), Refused::part_name, "xl\\evil"},
      {"drive", with_part("C:evil", "a"), Refused::part_name, "C:evil"},
      {"part twice", replaced(with_part("xl/styles2xml", "a"), "xl/styles2xml", "xl/styles.xml"),
       Refused::duplicate_part, "xl/styles.xml"},
      {"part twice in another case", with_part("XL/Workbook.xml", "a"), Refused::duplicate_part,
       "xl/workbook.xml"},
      {"ratio", with_part("xl/worksheets/sheet1.xml", blanks), Refused::unpacks_too_large,
       "xl/worksheets/sheet1.xml"},
  };
  for (const Hostile& one : cases) {
    expect_refused(one);
  }
  expect_refused({"by the sum of what is unpacked",
                  with_part("xl/worksheets/sheet1.xml", std::string(70'000, ' ')),
                  Refused::unpacks_too_large, "xl/worksheets/sheet1.xml"},
                 {.unpacked_bytes = 65'536});
  expect_refused({"by size", good, Refused::file_too_large, "100"}, {.file_bytes = 100});
}

TEST(ReadXlsx, RefusesHostileXml) {
  HandMade laughs;
  laughs.prolog =
      "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM "
      "\"file:///etc/passwd\">]>";
  HandMade lost;
  lost.workbook = R"(<sheets><sheet name="a" r:id="r9"/></sheets>)";
  HandMade none;
  none.workbook = "<sheets/>";
  HandMade missing;
  missing.relationships = R"(<Relationship Id="r3" Type="t/worksheet" Target="nowhere.xml"/>)";
  std::string deep;
  for (int i = 0; i < 70; ++i) {
    deep += "<a>";
  }
  const std::string sheet = "xl/worksheets/sheet1.xml";
  const Hostile cases[] = {
      {"document type", laughs.bytes(), Refused::document_type, "_rels/.rels"},
      {"too deep", with_sheet(deep), Refused::too_deep, sheet},
      {"not closed", with_part(sheet, "<worksheet>"), Refused::damaged_part, sheet + ", 1"},
      {"not XML", with_part(sheet, "\n\n<<"), Refused::damaged_part, sheet + ", 3"},
      {"empty", with_part(sheet, ""), Refused::damaged_part, sheet + ", 1"},
      {"endless tag", with_part(sheet, "<a b=\"" + std::string(1'500'000, 'x')),
       Refused::damaged_part, sheet + ", 1"},
      {"sheet without relationship", lost.bytes(), Refused::missing_part, "a"},
      {"no sheets", none.bytes(), Refused::not_a_spreadsheet, ""},
      {"no part", missing.bytes(), Refused::missing_part, "xl/nowhere.xml"},
  };
  for (const Hostile& one : cases) {
    expect_refused(one);
  }
}

TEST(ReadXlsx, RefusesHostileSheets) {
  const auto row = [](const char* cells) { return with_sheet(row_of(cells)); };
  const Hostile cases[] = {
      {"string that is not there", row(R"(<c r="A1" t="s"><v>4</v></c>)"), Refused::bad_cell,
       "表!A1"},
      {"string number below 0", row(R"(<c r="A1" t="s"><v>-1</v></c>)"), Refused::bad_cell,
       "表!A1"},
      {"no number", row(R"(<c r="B1"><v>abc</v></c>)"), Refused::bad_cell, "表!B1"},
      {"not finite", row(R"(<c r="B1"><v>nan</v></c>)"), Refused::bad_cell, "表!B1"},
      {"cell of another row", row(R"(<c r="A2"><v>1</v></c>)"), Refused::bad_cell, "表!A2"},
      {"cell twice", row(R"(<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>)"), Refused::bad_cell,
       "表!A1"},
      {"cell backwards", row(R"(<c r="C1"><v>1</v></c><c r="B1"><v>2</v></c>)"), Refused::bad_cell,
       "表!B1"},
      {"no reference", row(R"(<c r="1A"><v>1</v></c>)"), Refused::bad_cell, "表!1A"},
      {"beyond the last column", row(R"(<c r="XFE1"><v>1</v></c>)"), Refused::bad_cell, "表!XFE1"},
      {"row twice", with_sheet(R"(<sheetData><row r="2"/><row r="2"/></sheetData>)"),
       Refused::bad_cell, "表!2"},
      {"row 0", with_sheet(R"(<sheetData><row r="0"/></sheetData>)"), Refused::bad_cell, "表!0"},
      {"beyond the last row", with_sheet(R"(<sheetData><row r="1048577"/></sheetData>)"),
       Refused::bad_cell, "表!1048577"},
      {"cell outside rows", with_sheet(R"(<sheetData><c r="A1"><v>1</v></c></sheetData>)"),
       Refused::bad_cell, "表!A1"},
      {"no range", with_sheet(R"(<mergeCells><mergeCell ref="B2:A1"/></mergeCells>)"),
       Refused::bad_cell, "表!B2:A1"},
      {"column past the limit", row(R"(<c r="E1"><v>1</v></c>)"), Refused::too_many_columns,
       "表!E1"},
      {"too long", row(R"(<c r="A1" t="str"><v>12345678901</v></c>)"), Refused::cell_too_long,
       "表!A1"},
      {"shared and too long", row(R"(<c r="A1" t="s"><v>1</v></c>)"), Refused::cell_too_long,
       "表!A1"},
      {"rows",
       with_sheet("<sheetData><row><c><v>1</v></c></row><row/><row><c><v>1</v></c></"
                  "row><row><c><v>1</v></c></row></sheetData>"),
       Refused::too_many_rows, "2"},
      {"cells, the empty between others too",
       with_sheet(R"(<sheetData><row r="1"><c r="D1"><v>1</v></c></row><row r="2"><c r="C2">)"
                  R"(<v>1</v></c></row></sheetData>)"),
       Refused::too_many_cells, "表!C2"},
  };
  for (const Hostile& one : cases) {
    expect_refused(one, {.rows = 2, .columns = 4, .cells = 6, .cell_bytes = 10});
  }
  std::string merges;
  for (int i = 0; i < 5; ++i) {
    merges += R"(<mergeCell ref="A1:B1"/>)";
  }
  expect_refused({"merges again and again",
                  with_sheet(row_of("<c><v>1</v></c><c><v>2</v></c>") + "<mergeCells>" + merges +
                             "</mergeCells>"),
                  Refused::overlapping_merges, "表"},
                 {.cells = 10});
  // One long shared string in many cells is small in the file.
  HandMade book;
  book.strings = "<si><t>" + std::string(3000, 'x') + "</t></si>";
  const std::string cell = R"(<c t="s"><v>0</v></c>)";
  book.sheet = row_of(cell + cell + cell);
  expect_refused({"texts together", book.bytes(), Refused::texts_too_large, "表!C1"},
                 {.unpacked_bytes = 8000});
}

TEST(ReadXlsx, EveryCutAndEveryFlippedByteIsReadOrRefused) {
  HandMade book;
  book.sheet = row_of(R"(<c t="s"><v>0</v></c><c s="1"><v>46203</v></c>)");
  const std::string whole = book.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_bytes(std::string_view(whole).substr(0, size))) << size;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    const auto sheets = read_bytes(flipped);
    if (!sheets) {
      EXPECT_NE(table::refusal_of(sheets.error()), nullptr) << at;
    }
  }
}

}  // namespace
}  // namespace sixscope::adapters
