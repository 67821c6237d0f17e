#include "table/csv.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "table/refusal.h"

namespace sixscope::table {
namespace {

using std::string_literals::operator""s;
using Texts = std::vector<std::vector<std::string>>;

Result<Sheet> read(std::string_view text, const Limits& limits = {}) {
  return read_csv(std::as_bytes(std::span(text)), "f.csv", limits);
}

// Rows by number, those left out as empty.
Texts texts_of(const Sheet& sheet) {
  Texts rows;
  for (const Row& row : sheet.rows) {
    rows.resize(row.number);
    for (const Cell& cell : row.cells) {
      rows.back().push_back(cell.text);
      EXPECT_EQ(cell.type, cell.text.empty() ? CellType::empty : CellType::text);
    }
  }
  return rows;
}

TEST(ReadCsv, TakesEveryUsualForm) {
  struct Case {
    const char* name;
    std::string text;
    Texts rows;
  };
  const Case cases[] = {
      {"nothing", "", {}},
      {"only a mark", "\xEF\xBB\xBF", {}},
      {"no line end at the end", "a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"CR", "a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
      {"CRLF", "a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
      {"mixed line ends", "a\nb\rc\r\nd", {{"a"}, {"b"}, {"c"}, {"d"}}},
      {"line ends in quotations stay", "\"a\nb\",\"c\r\nd\"\r\n", {{"a\nb", "c\r\nd"}}},
      {"doubled quotation marks", "\"say \"\"yes\"\"\",\"\"\"\"", {{"say \"yes\"", "\""}}},
      {"a quotation mark inside", "12\" rack,b", {{"12\" rack", "b"}}},
      {"an empty quotation", "\"\",b", {{"", "b"}}},
      {"blanks behind a quotation", "\"a\"  ,b", {{"a", "b"}}},
      {"blanks stay", " a , b", {{" a ", " b"}}},
      {"blank rows are counted", "a\n\n,,\nb\n", {{"a"}, {}, {}, {"b"}}},
      {"empty cells at the end are absent", "a,,\n", {{"a"}}},
      {"semicolons",
       "a;b;c\n1,5;2,5;3,5\n1,2;2;3",
       {{"a", "b", "c"}, {"1,5", "2,5", "3,5"}, {"1,2", "2", "3"}}},
      {"decimal commas in every column",
       "a;b\n1,5;2,5\n1,5;2,5",
       {{"a", "b"}, {"1,5", "2,5"}, {"1,5", "2,5"}}},
      {"tabs, as pasted", "a\tb, c\n1\t2, 3", {{"a", "b, c"}, {"1", "2, 3"}}},
      {"bars", "a|b\n1|2\n", {{"a", "b"}, {"1", "2"}}},
      {"a title above", "台账\na;b\n1;2\n3;4", {{"台账"}, {"a", "b"}, {"1", "2"}, {"3", "4"}}},
      {"delimiters in quotations do not count",
       "\"a;b;c\",d\n\"e;f;g\",h",
       {{"a;b;c", "d"}, {"e;f;g", "h"}}},
      {"Excel's directive", "sep=;\r\na,b;c\r\n", {{"a,b", "c"}}},
      {"a directive alone", "sep=|", {}},
      {"a quoted directive is text", "\"sep=;\"\na", {{"sep=;"}, {"a"}}},
      {"a defused formula", "'=1+2,'-x,-5,'abc,''=1", {{"=1+2", "-x", "-5", "'abc", "'=1"}}},
      {"GB18030", "\xCA\xA1,a\n\xB9\xE3\xB6\xAB,b", {{"省", "a"}, {"广东", "b"}}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto sheet = read(one.text);
    ASSERT_TRUE(sheet) << describe(sheet.error());
    EXPECT_EQ(texts_of(*sheet), one.rows);
    EXPECT_EQ(sheet->name, "f.csv");
  }
}

TEST(ReadCsv, RefusesAndSaysWhere) {
  struct Case {
    const char* name;
    std::string text;
    Refused refused;
    std::string where;
  };
  const Limits limits{.file_bytes = 100, .rows = 3, .columns = 4, .cells = 9, .cell_bytes = 10};
  const Case cases[] = {
      {"file too large", std::string(101, 'a'), Refused::file_too_large, "100"},
      {"row too many", "a\nb\n\n\nc\nd", Refused::too_many_rows, "3"},
      {"column too many", "a\nb,c,d,e,f", Refused::too_many_columns, "E, 2"},
      {"cells, the empty between others too", ",,,a\n,,,b\n,,,c", Refused::too_many_cells, "D, 3"},
      {"cell too long", "a,b\n1,\"\n\n12345678901\"", Refused::cell_too_long, "B, 4"},
      {"NUL", "a\nb\0c"s, Refused::nul_character, "2"},
      {"NUL in a quotation", "a\n\n\"b\0c\""s, Refused::nul_character, "3"},
      {"open quotation: where it opens", "a\n\"b\n\nc", Refused::open_quotation, "2"},
      {"open quotation at the end", "a,\"", Refused::open_quotation, "1"},
      {"text behind a quotation", "a\n\"b\nc\"d", Refused::text_after_quotation, "3"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto sheet = read(one.text, limits);
    ASSERT_FALSE(sheet);
    ASSERT_NE(refusal_of(sheet.error()), nullptr) << sheet.error().rule;
    EXPECT_EQ(refusal_of(sheet.error())->id, words_of(one.refused).id);
    EXPECT_EQ(sheet.error().detail, one.where);
  }
}

TEST(ReadCsv, EveryCutIsReadOrAnOpenQuotation) {
  const std::string whole = "a,\"b\r\n\"\"c\"\"\",d\r\n\"1\",2,3\r\nx,\"y\",z";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    SCOPED_TRACE(size);
    const std::string cut = whole.substr(0, size);
    const bool open = std::ranges::count(cut, '"') % 2 == 1;
    const auto sheet = read(cut);
    ASSERT_EQ(sheet.has_value(), !open);
    if (open) {
      EXPECT_EQ(sheet.error().rule, words_of(Refused::open_quotation).en);
    }
  }
}

TEST(WriteCsv, QuotesOnlyWhatNeedsIt) {
  const Texts rows = {
      {"a", "b c", "d,e", "f\"g", "h\ni"}, {"", "=1+2", "-5", "-5%", "+8613"}, {}, {"省"}};
  EXPECT_EQ(write_csv(rows),
            "\xEF\xBB\xBF"
            "a,b c,\"d,e\",\"f\"\"g\",\"h\ni\"\r\n"
            ",'=1+2,-5,'-5%,+8613\r\n"
            "\r\n"
            "省\r\n");
}

TEST(WriteCsv, ReadsBackAsItWas) {
  const Texts cases[] = {
      {},
      {{"a"}},
      {{"a;b"}, {"c;d"}},
      {{"a\tb", "c|d"}, {"e\tf", "g|h"}},
      {{"sep=;"}, {"a;b"}},
      {{"\"quoted\"", "\"", "\"\""}, {"=\"x\"", "\r", "\n", "\r\n"}},
      {{"'", "''=1", "'-", "@", "\t"}, {"", "", "x"}},
      {{" a", "b ", "  "}},
      {{"＝1", "－", "-", "－5"}},
  };
  for (const Texts& rows : cases) {
    const std::string csv = write_csv(rows);
    SCOPED_TRACE(csv);
    const auto sheet = read(csv);
    ASSERT_TRUE(sheet) << describe(sheet.error());
    EXPECT_EQ(texts_of(*sheet), rows);
  }
}

// Faults name rows by number: a sheet that goes back has to have them at the same place.
TEST(CsvOf, KeepsRowsAtTheirNumbers) {
  const auto sheet = read("a,b\n\n\n1,2\n\n3,4\n");
  ASSERT_TRUE(sheet);
  const auto again = read(csv_of({.name = "x", .rows = sheet->rows}));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->rows, sheet->rows);
  EXPECT_EQ(again->rows.back().number, 6U);
}

TEST(CsvOf, PutsTheTitlesAtTheirRow) {
  const Cell cell{.type = CellType::text, .text = "x"};
  SheetPlan plan{.name = "x", .columns = {{.title = "t"}}, .header_row = 3};
  plan.rows = {{.number = 1, .cells = {cell}}, {.number = 5, .cells = {cell}}};
  EXPECT_EQ(csv_of(plan), "\xEF\xBB\xBFx\r\n\r\nt\r\n\r\nx\r\n");
  plan.rows.clear();
  EXPECT_EQ(csv_of(plan), "\xEF\xBB\xBF\r\n\r\nt\r\n");
}

TEST(SheetName, IsOneThatSpreadsheetsTake) {
  EXPECT_EQ(sheet_name("台账"), "台账");
  EXPECT_EQ(sheet_name("[2026/06] a:b*c?d\\e"), "_2026_06_ a_b_c_d_e");
  EXPECT_EQ(sheet_name(std::string(40, 'a')), std::string(31, 'a'));
  std::string many;
  std::string few;
  for (int i = 0; i < 40; ++i) {
    many += "省";
    few += i < 31 ? "省" : "";
  }
  EXPECT_EQ(sheet_name(many), few);
  EXPECT_EQ(sheet_name("'a'"), "a");
  EXPECT_EQ(sheet_name(" ' "), "Sheet1");
  EXPECT_EQ(sheet_name(""), "Sheet1");
  EXPECT_EQ(sheet_name("a\x01\xFF"
                       "b"),
            "a__b");
}

TEST(Defuse, MakesNoTextAFormulaAndIsUndone) {
  struct Case {
    std::string text;
    std::string defused;
  };
  const Case cases[] = {
      {"", ""},          {"a=1", "a=1"},    {"=1+2", "'=1+2"}, {"=", "'="},
      {"+1 2", "'+1 2"}, {"+12", "+12"},    {"-0.5", "-0.5"},  {"-.5", "-.5"},
      {"-1-1", "'-1-1"}, {"-", "'-"},       {"-1e5", "'-1e5"}, {"-1.2.3", "'-1.2.3"},
      {"@SUM", "'@SUM"}, {"\t=1", "'\t=1"}, {"\rx", "'\rx"},   {"\nx", "'\nx"},
      {"＝1", "'＝1"},   {"'=1", "''=1"},   {"''=1", "'''=1"}, {"'", "'"},
      {"'a", "'a"},      {"'-5", "'-5"},    {"' =1", "' =1"},  {"-5", "-5"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.text);
    EXPECT_EQ(defuse(one.text), one.defused);
    EXPECT_EQ(unfuse(defuse(one.text)), one.text);
  }
}

}  // namespace
}  // namespace sixscope::table
