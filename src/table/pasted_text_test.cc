#include "table/pasted_text.h"

#include <gtest/gtest.h>

#include "table/refusal.h"

namespace sixscope::table {
namespace {

using std::string_literals::operator""s;
using Texts = std::vector<std::vector<std::string>>;

Result<Sheet> read(std::string_view text, const Limits& limits = {}) {
  return read_pasted(std::as_bytes(std::span(text)), "pasted", limits);
}

Texts texts_of(const Sheet& sheet) {
  Texts rows;
  for (const Row& row : sheet.rows) {
    rows.resize(row.number);
    for (const Cell& cell : row.cells) {
      rows.back().push_back(cell.text);
    }
  }
  return rows;
}

TEST(ReadPasted, TakesWhatSpreadsheetsCopy) {
  struct Case {
    const char* name;
    std::string text;
    Texts rows;
  };
  const Case cases[] = {
      {"nothing", "", {}},
      {"two rows", "a\tb\r\nc\td\r\n", {{"a", "b"}, {"c", "d"}}},
      {"line ends of every kind", "a\tb\nc\td\re\tf", {{"a", "b"}, {"c", "d"}, {"e", "f"}}},
      {"empty cells", "\tb\t\tc\t\n", {{"", "b", "", "c"}}},
      {"blank rows keep the numbers", "a\tb\n\n\t\nc\td\n", {{"a", "b"}, {}, {}, {"c", "d"}}},
      {"a line break in a cell", "\"a\nb\"\tc\n", {{"a\nb", "c"}}},
      {"a tab in a cell", "\"a\tb\"\tc\n", {{"a\tb", "c"}}},
      {"marks that are doubled", "\"say \"\"yes\"\"\nno\"\tc\n", {{"say \"yes\"\nno", "c"}}},
      {"marks inside", "5\" pipe\tsay \"yes\"\n", {{"5\" pipe", "say \"yes\""}}},
      {"a mark that begins and ends nothing",
       "\"A\" block\tb\n\"c\td\n",
       {{"\"A\" block", "b"}, {"\"c", "d"}}},
      {"a mark alone", "\"\tb\nc\td", {{"\"", "b"}, {"c", "d"}}},
      {"a cell in marks", "\"A\"\tb\n", {{"A", "b"}}},
      {"an empty quotation", "\"\"\tb\n", {{"", "b"}}},
      {"at the end", "a\t\"b\nc\"", {{"a", "b\nc"}}},
      {"commas and semicolons are text", "a,b\tc;d\n", {{"a,b", "c;d"}}},
      {"a formula that was defused", "'=1+2\t-5\n", {{"=1+2", "-5"}}},
      {"one column", "运营商\n中国移动\n", {{"运营商"}, {"中国移动"}}},
      {"a CSV text", "a,b\n\"c,d\",e\n", {{"a", "b"}, {"c,d", "e"}}},
      {"GB18030", "\xD4\xCB\xD3\xAA\xC9\xCC\ta\n", {{"运营商", "a"}}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto sheet = read(one.text);
    ASSERT_TRUE(sheet) << describe(sheet.error());
    EXPECT_EQ(texts_of(*sheet), one.rows);
    EXPECT_EQ(sheet->name, "pasted");
  }
}

TEST(ReadPasted, RefusesAndSaysWhere) {
  struct Case {
    std::string text;
    Refused refused;
    std::string where;
  };
  const Limits limits{.file_bytes = 60, .rows = 3, .columns = 4, .cells = 8, .cell_bytes = 10};
  const Case cases[] = {
      {std::string(61, 'a'), Refused::file_too_large, "60"},
      {"a\tb\0c\n"s, Refused::nul_character, "1"},
      {"a\tb\nc\t01234567890\n", Refused::cell_too_long, "B2"},
      {"a\tb\tc\td\te\n", Refused::too_many_columns, "E1"},
      {"a\t\nb\t\nc\t\nd\t\n", Refused::too_many_rows, "3"},
      {"a\tname\xFF", Refused::unknown_encoding, ""},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.text);
    const auto sheet = read(one.text, limits);
    ASSERT_FALSE(sheet);
    ASSERT_NE(refusal_of(sheet.error()), nullptr) << sheet.error().rule;
    EXPECT_EQ(refusal_of(sheet.error())->id, words_of(one.refused).id);
    EXPECT_EQ(sheet.error().detail, one.where);
  }
}

TEST(ReadPastedOrCsv, GoesByTheFirstRecords) {
  const auto both = [](std::string_view text) {
    return texts_of(*read_pasted_or_csv(std::as_bytes(std::span(text)), ""));
  };
  EXPECT_EQ(both("a\tb\n\"A\" x\td\n"), (Texts{{"a", "b"}, {"\"A\" x", "d"}}));
  EXPECT_EQ(both("a,b\n\"x\ty\",2\n"), (Texts{{"a", "b"}, {"x\ty", "2"}}));
  EXPECT_FALSE(read_pasted_or_csv(std::as_bytes(std::span("a,b\n\"c")), ""));
}

// Marks that open and never close are each looked for once, not once a cell.
TEST(ReadPasted, IsLinearInMarks) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += i % 2 == 0 ? "\"\"\"\t" : "\"\"\"\"x\n";
  }
  const auto sheet = read(text);
  ASSERT_TRUE(sheet) << describe(sheet.error());
  EXPECT_FALSE(sheet->rows.empty());
}

TEST(ReadPasted, EveryCutIsRead) {
  const std::string whole = "a\t\"b\r\n\"\"c\"\"\"\td\r\n\"1\"\t2\t\"3\r\nx\t\"y\"\tz";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    EXPECT_EQ(read(cut).has_value(), true) << cut;
  }
}

}  // namespace
}  // namespace sixscope::table
