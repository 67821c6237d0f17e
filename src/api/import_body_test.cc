#include "api/import_body.h"

#include <gmock/gmock.h>

#include <string>

#include "table/refusal.h"

namespace sixscope::api {
namespace {

using table::Cell;
using table::CellType;
using ::testing::ElementsAre;
using ::testing::Pair;

TEST(SheetFromJson, TakesRowsAndNumbersThemAsSent) {
  const auto sheet = sheet_from_json(
      R"({"name":"六月","rows":[["a","",null,"b"],[],["",null],[1,-2,0.50,1e3,true,false,"\"\n"]]})");
  ASSERT_TRUE(sheet) << describe(sheet.error());
  EXPECT_EQ(sheet->name, "六月");
  ASSERT_EQ(sheet->rows.size(), 2U);
  EXPECT_EQ(sheet->rows[0].number, 1U);
  EXPECT_THAT(sheet->rows[0].cells, ElementsAre(Cell{.type = CellType::text, .text = "a"}, Cell{},
                                                Cell{}, Cell{.type = CellType::text, .text = "b"}));
  EXPECT_EQ(sheet->rows[1].number, 4U);
  EXPECT_THAT(sheet->rows[1].cells, ElementsAre(Cell{.type = CellType::number, .text = "1"},
                                                Cell{.type = CellType::number, .text = "-2"},
                                                Cell{.type = CellType::number, .text = "0.50"},
                                                Cell{.type = CellType::number, .text = "1e3"},
                                                Cell{.type = CellType::boolean, .text = "true"},
                                                Cell{.type = CellType::boolean, .text = "false"},
                                                Cell{.type = CellType::text, .text = "\"\n"}));
  EXPECT_TRUE(sheet_from_json(R"({"rows":[],"name":""})"));
}

TEST(SheetFromJson, RefusesEverythingElse) {
  for (const std::string json : {"",
                                 "x",
                                 "null",
                                 "1",
                                 "\"a\"",
                                 "[]",
                                 "{}",
                                 R"({"name":"a"})",
                                 R"({"name":1,"rows":[]})",
                                 R"({"rows":{}})",
                                 R"({"rows":["a"]})",
                                 R"({"rows":[[["a"]]]})",
                                 R"({"rows":[[{}]]})",
                                 R"({"rows":[],"rows":[]})",
                                 R"({"rows":[],"more":1})",
                                 R"({"rows":[["a"]])",
                                 R"({"rows":[]} {})",
                                 R"({"rows":[["\ud800"]]})",
                                 "{\"rows\":[[\"\xFF\"]]}",
                                 R"({"rows":[[1,]]})",
                                 R"({"rows":[[NaN]]})",
                                 R"({"name":"a")",
                                 R"([{"rows":[]}])"}) {
    const auto sheet = sheet_from_json(json);
    ASSERT_FALSE(sheet) << json;
    EXPECT_EQ(sheet.error().code, Errc::malformed) << json;
  }
}

TEST(SheetFromJson, KeepsItsLimits) {
  const table::Limits limits{
      .file_bytes = 60, .rows = 2, .columns = 3, .cells = 5, .cell_bytes = 4};
  struct Case {
    std::string json;
    table::Refused refused;
    std::string where;
  };
  const Case cases[] = {
      {std::string(61, ' '), table::Refused::file_too_large, "60"},
      {R"({"rows":[["a"],["b"],["c"]]})", table::Refused::too_many_rows, "2"},
      {R"({"rows":[["a","b","c","d"]]})", table::Refused::too_many_columns, "D1"},
      {R"({"rows":[["a","b","c"],["a","b","c"]]})", table::Refused::too_many_cells, "C2"},
      {R"({"rows":[[],["abcde"]]})", table::Refused::cell_too_long, "A2"},
      {R"({"rows":[["\u0000"]]})", table::Refused::nul_character, "1"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.json);
    const auto sheet = sheet_from_json(one.json, limits);
    ASSERT_FALSE(sheet);
    ASSERT_NE(table::refusal_of(sheet.error()), nullptr) << sheet.error().rule;
    EXPECT_EQ(table::refusal_of(sheet.error())->id, table::words_of(one.refused).id);
    EXPECT_EQ(sheet.error().detail, one.where);
  }
}

TEST(SheetFromJson, EveryCutIsRefused) {
  const std::string whole = R"({"name":"a","rows":[["x",1,true,null],[],["y"]]})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(sheet_from_json(whole.substr(0, size))) << size;
  }
  EXPECT_TRUE(sheet_from_json(whole));
}

TEST(MendsFromJson, TakesOneForEachCell) {
  const auto mends = mends_from_json(
      R"([{"row":5,"column":"D","text":"2026-01"},{"text":"","row":1048576,"column":"AB"}])");
  ASSERT_TRUE(mends) << describe(mends.error());
  ASSERT_EQ(mends->size(), 2U);
  EXPECT_EQ((*mends)[0].row, 5U);
  EXPECT_EQ((*mends)[0].column, 3U);
  EXPECT_EQ((*mends)[0].text, "2026-01");
  EXPECT_EQ((*mends)[1].column, 27U);
  EXPECT_TRUE(mends_from_json("[]"));
  const std::string good = R"({"row":5,"column":"D","text":"x"})";
  for (const std::string& json :
       {std::string(), std::string("{}"), std::string("[1]"), "[" + good + "," + good + "]",
        "[" + good, std::string(R"([{"row":5,"column":"D"}])"),
        std::string(R"([{"row":-1,"column":"D","text":"x"}])"),
        std::string(R"([{"row":1,"column":"d","text":"x"}])"),
        std::string(R"([{"row":1,"column":"","text":"x"}])"),
        std::string(R"([{"row":1,"column":"XFE","text":"x"}])"),
        std::string(R"([{"row":1,"column":"D","text":1}])"),
        std::string(R"([{"row":1,"column":"D","text":["x"]}])"),
        std::string(R"([{"row":1,"column":"D","text":"x","more":1}])"),
        std::string(100'000, '[')}) {
    EXPECT_FALSE(mends_from_json(json)) << json.substr(0, 80);
  }
}

// A list of a million takes no longer than it is, and what is nested deep is not built up.
TEST(MendsFromJson, IsBoundedBeforeAnythingIsMadeOfIt) {
  std::string many = "[{}";
  while (many.size() < (4U << 20U)) {
    many += ",{}";
  }
  const auto refused = mends_from_json(many + "]");
  ASSERT_FALSE(refused);
  EXPECT_EQ(table::refusal_of(refused.error())->refused, table::Refused::too_many_mends);
  EXPECT_EQ(mends_from_json(std::string(1U << 20U, '[')).error().code, Errc::malformed);
  EXPECT_EQ(mends_from_json(R"([{"row":1,"column":"A","text":["x"]}])").error().code,
            Errc::malformed);
  const auto brackets = mends_from_json(R"([{"row":1,"column":"A","text":"[[{\"{"}])");
  ASSERT_TRUE(brackets) << "in a text they are a text";
  EXPECT_EQ(brackets->front().text, "[[{\"{");
}

TEST(MendsFromJson, NamesTheOneThatIsWrong) {
  const std::string good = R"({"row":5,"column":"D","text":"x"})";
  const auto detail = [](const std::string& json) { return mends_from_json(json).error().detail; };
  EXPECT_EQ(detail("[" + good + R"(,{"row":-1,"column":"D","text":"x"}])"),
            R"({"column":"D","row":-1,"text":"x"})");
  EXPECT_EQ(detail(R"([{"row":1,"column":"XFE","text":"x"}])"),
            R"({"column":"XFE","row":1,"text":"x"})");
  EXPECT_EQ(detail("[" + good + "," + good + "]"), R"({"column":"D","row":5,"text":"x"})");
  EXPECT_NE(mends_from_json("[" + good + "," + good + "]").error().rule.find("twice"),
            std::string::npos);
  EXPECT_LE(detail(R"([{"row":1,"column":")" + std::string(9'000, 'A') + R"(","text":""}])").size(),
            203U);
}

TEST(ColumnsFromJson, KeepsTheirOrder) {
  const auto columns = columns_from_json(R"({"b":"name","a":""})");
  ASSERT_TRUE(columns);
  EXPECT_THAT(*columns, ElementsAre(Pair("b", "name"), Pair("a", "")));
  EXPECT_TRUE(columns_from_json("{}")->empty());
  for (const char* json : {"", "[]", "{", R"({"a":1})", R"({"a":null})", "\"a\""}) {
    EXPECT_FALSE(columns_from_json(json)) << json;
  }
}

}  // namespace
}  // namespace sixscope::api
