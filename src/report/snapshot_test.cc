#include "report/snapshot.h"

#include <gmock/gmock.h>

namespace sixscope::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace document;

// Every kind of block and chart, with gaps.
Document everything() {
  Document document{.title = "月报", .number = "〔2025〕6号", .date = "2025-07-10", .marker = "m"};
  document.facts = {{"时期", "2025年6月"}};
  document.blocks.emplace_back(Heading{2, "（一）用户"});
  document.blocks.emplace_back(
      Paragraph{.runs = {{"占比", "", false}, {"66.00%", "T1.value", true}}, .small = true});
  Table table{.id = "t", .caption = "表1", .note = "n", .landscape = true};
  table.columns = {{.id = "region", .title = "地区", .merges = true},
                   {.id = "share", .title = "占比", .unit = "%", .align = Align::right}};
  table.rows = {{{.text = "广东"}, {.text = "66.00%", .number = 0.66, .form = NumberForm::percent}},
                {{.text = "西藏"}, {.text = "—", .mark = Mark::missing}}};
  table.totals = {1};
  document.blocks.emplace_back(table);
  document.blocks.emplace_back(Figure{"f", "图1",
                                      LineChart{.labels = {"a", "b"},
                                                .series = {{"s", {0.1, std::nullopt}, true}},
                                                .targets = {{"t", 0.7, 2}}},
                                      "t", "alt"});
  document.blocks.emplace_back(
      Figure{"g", "", BarChart{.bars = {{"x", std::nullopt, "why"}}, .mean = 0.5}, "t", ""});
  document.blocks.emplace_back(
      Figure{"h", "", TileMap{.tiles = {{"440000", "广东", 0.5}}, .classes = {0.1, 0.2}}, "t", ""});
  document.blocks.emplace_back(
      Figure{"i", "", Waterfall{.steps = {{"o", 1.5, true}}, .unit = "G"}, "t", ""});
  document.blocks.emplace_back(Figure{"j", "", Histogram{{"0–10"}, {3}, "n"}, "t", ""});
  document.blocks.emplace_back(PageBreak{});
  document.blocks.emplace_back(Signature{"局", "2025年7月10日"});
  return document;
}

Snapshot snapshot_of(Document document) {
  Snapshot snapshot;
  snapshot.definition = "monthly";
  snapshot.assignment.question.period = {model::Month::of(2025, 6), model::Month::of(2025, 6)};
  snapshot.assignment.question.known = registry::CommitNumber(7);
  snapshot.assignment.edits = {{"summary", "甲{T1.value}"}};
  snapshot.document = std::move(document);
  snapshot.values = {{.indicator = "T1",
                      .source = "submitted",
                      .version = "1",
                      .period = "2025-06",
                      .region = "100000",
                      .operator_ = "",
                      .numerator = 0.1,
                      .denominator = 0.3,
                      .value = 0.1 / 0.3,
                      .gap = "",
                      .present = 28,
                      .expected = 31},
                     {.indicator = "D1a",
                      .source = "submitted",
                      .version = "1",
                      .period = "2025-H1",
                      .region = "100000",
                      .operator_ = "",
                      .numerator = 7,
                      .denominator = 1,
                      .value = 7,
                      .gap = "",
                      .present = 1,
                      .expected = 93,
                      .months = "2025-04..2025-05"}};
  return snapshot;
}

TEST(Snapshot, IsReadBackWhole) {
  const Snapshot snapshot = snapshot_of(everything());
  const std::string text = to_json(snapshot);
  const auto read = read_snapshot(text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->values, snapshot.values) << "every digit of a number comes back";
  EXPECT_EQ(read->assignment.edits, snapshot.assignment.edits);
  EXPECT_EQ(read->assignment.question.known, registry::CommitNumber(7));
}

TEST(Snapshot, OtherTextsAreNone) {
  for (const char* const text : {"", "{}", "[1]", "{\"report\": 3}", "{\"report\":\"monthly\"}"}) {
    EXPECT_FALSE(read_snapshot(text)) << text;
  }
}

TEST(Differences, AreNoneOfTheSame) {
  EXPECT_THAT(differences(everything(), everything()), IsEmpty());
}

TEST(Differences, NameCellRowAndText) {
  Document after = everything();
  std::get<Paragraph>(after.blocks[1]).runs[1].text = "67.00%";
  auto& table = std::get<Table>(after.blocks[2]);
  table.rows[0][1] = {.text = "67.00%", .number = 0.67, .form = NumberForm::percent};
  table.rows.erase(table.rows.begin() + 1);
  table.rows.push_back({{.text = "青海"}, {.text = "—", .mark = Mark::missing}});
  std::vector<std::string> found;
  for (const Difference& one : differences(everything(), after)) {
    found.push_back(one.where + ": " + one.before + " -> " + one.after);
  }
  EXPECT_THAT(found,
              ElementsAre("text 2: 占比66.00% -> 占比67.00%", "表1: 广东, 占比: 66.00% -> 67.00%",
                          "表1: 青海:  -> 青海 | —", "表1: 西藏: 西藏 | — -> "));
}

TEST(Differences, OfRowsOfOneNameAreToldInTheirOrder) {
  Document before = everything();
  auto& table = std::get<Table>(before.blocks[2]);
  table.rows = {{{.text = "广东"}, {.text = "1", .number = 1}},
                {{.text = "广东"}, {.text = "2", .number = 2}}};
  Document after = before;
  std::get<Table>(after.blocks[2]).rows[1][1] = {.text = "3", .number = 3};
  const auto found = differences(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].before, "2");
  EXPECT_EQ(found[0].after, "3");
}

TEST(Differences, OfValuesNameWhatIsGoneAndNew) {
  const auto values = snapshot_of({}).values;
  auto other = values;
  other[0].numerator = 0.2;
  EXPECT_EQ(differences(values, other).size(), 1U);
  EXPECT_EQ(differences(values, {}).at(0).after, "");
  EXPECT_EQ(differences({}, values).at(0).before, "");
  EXPECT_THAT(differences(values, values), IsEmpty());
}

}  // namespace
}  // namespace sixscope::report
