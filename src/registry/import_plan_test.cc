#include "registry/import_plan.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "registry/sheet_forms.h"

namespace sixscope::registry {
namespace {

using table::Cell;
using table::CellType;
using table::Sheet;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Field field_of(const char* name, FieldType type, const char* zh, const char* en) {
  Field field;
  field.name = name;
  field.type = type;
  field.title = {zh, en};
  return field;
}

struct Registry {
  Registry() {
    kinds.codes["unit"] = {{"sessions", {"会话", "sessions"}, {"个"}, "", "", "", ""}};
    kinds.codes["region"] = {{"440000", {"广东", "Guangdong"}, {}, "", "", "", "44"}};
    Kind device{.id = "device",
                .title = {"设备", "Device"},
                .description = {},
                .source = {},
                .key = {"name"},
                .region_field = "region",
                .owner_field = "",
                .fields = {}};
    device.fields = {field_of("name", FieldType::text, "名称", "Name"),
                     field_of("region", FieldType::code, "区域", "Region"),
                     field_of("capacity", FieldType::integer, "容量", "Capacity"),
                     field_of("parent", FieldType::reference, "上级", "Parent"),
                     field_of("old", FieldType::text, "旧字段", "Old")};
    device.fields[0].required = true;
    device.fields[1].codes = "region";
    device.fields[2].unit = "sessions";
    device.fields[2].soft.jump_percent = model::Decimal::whole(50);
    device.fields[3].refers = "device";
    device.fields[4].deprecated = true;
    device.fields[0].example = "CGN-00";
    device.fields[2].example = "1,000";
    kinds.kinds = {device};
  }
  [[nodiscard]] const Kind& kind() const { return kinds.kinds.front(); }
  Kinds kinds;
};

const Registry& registry() {
  static const Registry one;
  return one;
}

Sheet sheet_of(const std::vector<std::vector<std::string>>& rows) {
  Sheet sheet;
  for (const auto& texts : rows) {
    table::Row row{.number = sheet.rows.size() + 1, .hidden = false, .cells = {}};
    for (const std::string& text : texts) {
      row.cells.push_back({.type = text.empty() ? CellType::empty : CellType::text, .text = text});
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

Object device(std::uint64_t id, const char* name, std::int64_t capacity) {
  Object object;
  object.id = ObjectId{id};
  object.kind = "device";
  object.key = name;
  object.version = 7;
  object.fields = {{"name", std::string(name)}, {"capacity", model::Decimal::whole(capacity)}};
  return object;
}

ImportPlan plan_of(const Sheet& sheet, std::vector<Object> present = {},
                   const ImportOptions& options = {}) {
  return plan_import(sheet, registry().kind(), registry().kinds, present, options);
}
ImportPlan plan_rows(const std::vector<std::vector<std::string>>& rows,
                     std::vector<Object> present = {}, const ImportOptions& options = {}) {
  return plan_of(sheet_of(rows), std::move(present), options);
}

// "B3 number_form" for each fault.
std::vector<std::string> places(const std::vector<CellFault>& faults) {
  std::vector<std::string> list;
  for (const CellFault& fault : faults) {
    list.push_back((fault.column ? table::column_letters(*fault.column) : "") +
                   std::to_string(fault.row) + " " + std::string(fault.fault.rule) +
                   (fault.is_explained ? " explained" : ""));
  }
  return list;
}

TEST(PlanImport, SaysWhatIsCreatedChangedAndUnchanged) {
  const ImportPlan plan = plan_rows({{"名称", "容量"}, {"a", "100"}, {"b", "130"}, {"c", "5"}},
                                    {device(1, "a", 100), device(2, "b", 100)});
  ASSERT_TRUE(plan.can_apply());
  EXPECT_EQ(plan.unchanged, 1U);
  EXPECT_EQ(plan.changed, 1U);
  EXPECT_EQ(plan.created, 1U);
  ASSERT_EQ(plan.edits.size(), 2U);
  EXPECT_EQ(plan.edits[0].id, ObjectId{2});
  EXPECT_EQ(plan.edits[0].version, 7U);
  EXPECT_EQ(plan.edits[0].set.size(), 1U) << "only what differs";
  EXPECT_EQ(plan.edits[1].id, ObjectId{});
  EXPECT_EQ(plan.edits[1].kind, "device");
  ASSERT_EQ(plan.rows.size(), 3U);
  ASSERT_EQ(plan.rows[1].fields.size(), 1U);
  EXPECT_EQ(text_of(plan.rows[1].fields[0].before), "100");
  EXPECT_EQ(text_of(plan.rows[1].fields[0].after), "130");
  EXPECT_EQ(plan.rows[2].edit, 1U);
}

TEST(PlanImport, FindsTheHeaderBelowInstructionsAndTitlesInEveryForm) {
  const std::vector<std::vector<std::string>> headers = {{"名称", "容量"},
                                                         {"Name", "Capacity"},
                                                         {"name", "capacity"},
                                                         {"*名称", "容量（会话）"},
                                                         {"名 称", "Capacity (sessions)"},
                                                         {"名称（必填）", "容量(个)"}};
  for (const auto& header : headers) {
    SCOPED_TRACE(header[0]);
    const ImportPlan plan = plan_rows({{"设备台账"}, {"填写前请阅读说明", ""}, header, {"a", "3"}});
    EXPECT_EQ(plan.header_row, 3U);
    EXPECT_TRUE(plan.can_apply());
    EXPECT_EQ(plan.created, 1U);
  }
  EXPECT_THAT(places(plan_rows({{"x", "y"}, {"a", "1"}}).faults), ElementsAre("0 header_missing"));
}

TEST(PlanImport, ReadsAMultiplierInTheTitle) {
  const ImportPlan plan = plan_rows({{"名称", "容量（万）"}, {"a", "1.5"}});
  ASSERT_TRUE(plan.can_apply());
  EXPECT_EQ(text_of(value_of(plan.edits[0].set, "capacity")), "15000");
  EXPECT_THAT(places(plan_rows({{"名称", "容量（Gbps）"}, {"a", "1"}}).faults),
              ElementsAre("B1 column_unit"));
}

TEST(PlanImport, FaultsColumns) {
  EXPECT_THAT(places(plan_rows({{"名称", "容量", "颜色"}, {"a", "1", "red"}}).faults),
              ElementsAre("C1 column_unknown"));
  EXPECT_THAT(places(plan_rows({{"名称", "容量", "Capacity"}, {"a", "1", "2"}}).faults),
              ElementsAre("C1 column_twice"));
  EXPECT_THAT(places(plan_rows({{"区域", "容量"}, {"广东", "1"}}).faults),
              ElementsAre("1 column_missing"));
  EXPECT_THAT(places(plan_rows({{"名称", "容量", ""}, {"a", "1", ""}, {"b", "1", "x"}}).faults),
              ElementsAre("C3 column_unknown"));
  const ImportPlan old = plan_rows({{"名称", "旧字段"}, {"a", "x"}});
  EXPECT_TRUE(old.can_apply());
  EXPECT_THAT(places(old.notes), ElementsAre("B1 column_deprecated"));
}

TEST(PlanImport, UsesTheRememberedColumns) {
  const ImportOptions options = {
      .columns = {{"设备名", "name"}, {"会话数（万）", "capacity"}, {"颜色", ""}}};
  const ImportPlan plan =
      plan_rows({{"设备名", "会话数（万）", "颜色"}, {"a", "2", "red"}}, {}, options);
  ASSERT_TRUE(plan.can_apply());
  EXPECT_EQ(text_of(value_of(plan.edits[0].set, "capacity")), "20000");
}

TEST(PlanImport, ListsEveryBadCellWithItsPlaceAndWords) {
  const ImportPlan plan = plan_rows(
      {{"名称", "容量", "区域"}, {"a", "x", "火星"}, {"", "1", "广东"}, {"b", "2", "广东"}});
  EXPECT_THAT(places(plan.faults), ElementsAre("B2 number_form", "C2 code_unknown", "A3 required"));
  EXPECT_EQ(plan.faults[0].title, "容量");
  EXPECT_EQ(plan.faults[0].field, "capacity");
  EXPECT_EQ(plan.faults[0].value, "x");
  EXPECT_EQ(plan.refused, 2U);
  EXPECT_EQ(plan.created, 1U);
  EXPECT_FALSE(plan.can_apply());
  EXPECT_TRUE(plan.edits.empty());
  EXPECT_EQ(plan.rows[2].edit, std::nullopt);
}

TEST(PlanImport, NamesBothRowsOfAKeyThatStandsTwice) {
  const ImportPlan plan = plan_rows({{"名称", "容量"}, {"a", "1"}, {"b", "1"}, {" a ", "2"}});
  ASSERT_THAT(places(plan.faults), ElementsAre("A4 key_twice"));
  EXPECT_THAT(plan.faults[0].fault.what.zh, HasSubstr("第 2 行"));
}

// Effective before a was renamed b: either name means it.
TEST(PlanImport, NamesBothRowsOfAnObjectThatStandsTwice) {
  Object renamed = device(1, "a", 100);
  renamed.key = "b";
  const ImportPlan plan = plan_rows({{"名称", "容量"}, {"a", "110"}, {"c", "1"}, {"b", "120"}},
                                    {renamed, device(2, "c", 1)});
  ASSERT_THAT(places(plan.faults), ElementsAre("A4 key_twice"));
  EXPECT_THAT(plan.faults[0].fault.what.zh, HasSubstr("第 2 行"));
  EXPECT_FALSE(plan.can_apply());
}

TEST(PlanImport, LeavesEmptyCellsAndEmptiesWhereAsked) {
  Object there = device(1, "a", 100);
  there.fields["region"] = std::string("440000");
  EXPECT_EQ(plan_rows({{"名称", "容量", "区域"}, {"a", "", ""}}, {there}).unchanged, 1U);
  for (const char* clear : {"-", "－", "清空"}) {
    const ImportPlan plan = plan_rows({{"名称", "容量", "区域"}, {"a", "", clear}}, {there});
    ASSERT_TRUE(plan.can_apply());
    ASSERT_EQ(plan.changed, 1U) << clear;
    EXPECT_EQ(plan.edits[0].set, (Document{{"region", Value{}}}));
  }
  EXPECT_THAT(places(plan_rows({{"名称", "容量"}, {"-", "1"}}, {there}).faults),
              ElementsAre("A2 required"));
}

TEST(PlanImport, AsksForAnExplanationAndThenPasses) {
  const std::vector<Object> there = {device(1, "a", 100)};
  const ImportPlan open = plan_rows({{"名称", "容量"}, {"a", "1000"}}, there);
  EXPECT_THAT(places(open.faults), ElementsAre("B2 jump"));
  EXPECT_FALSE(open.can_apply());
  EXPECT_EQ(open.soft_open, 1U);
  const ImportPlan in_row = plan_rows({{"名称", "容量", "说明"}, {"a", "1000", "扩容"}}, there);
  EXPECT_THAT(places(in_row.faults), ElementsAre("B2 jump explained"));
  EXPECT_TRUE(in_row.can_apply());
  EXPECT_EQ(in_row.edits.size(), 1U);
  EXPECT_TRUE(
      plan_rows({{"名称", "容量"}, {"a", "1000"}}, there, {.explanation = "扩容"}).can_apply());
}

TEST(PlanImport, ChecksReferencesAgainstTheRegistryAndTheSheet) {
  ImportOptions options;
  options.exists = [](std::string_view kind, std::string_view key) {
    return (kind == "device" && key == "there") || (kind == "region" && key == "440100");
  };
  const ImportPlan plan = plan_rows(
      {{"名称", "上级"}, {"a", "there"}, {"b", "c"}, {"c", "a"}, {"d", "nowhere"}}, {}, options);
  ASSERT_THAT(places(plan.faults), ElementsAre("B5 reference_unknown"));
  EXPECT_THAT(plan.faults[0].fault.what.zh, HasSubstr("nowhere"));
  const ImportPlan codes =
      plan_rows({{"名称", "区域"}, {"a", "440100"}, {"b", "440300"}}, {}, options);
  EXPECT_TRUE(codes.can_apply());
  EXPECT_THAT(places(codes.notes), ElementsAre("B3 code_below"));
}

TEST(PlanImport, PointsOutMergedAndHiddenCells) {
  Sheet sheet = sheet_of(
      {{"名称", "容量", "区域"}, {"a", "1", "广东"}, {"b", "", "广东"}, {"c", "3", "广东"}});
  sheet.rows[2].cells[1].merged = true;
  sheet.rows[3].hidden = true;
  sheet.hidden_columns = {false, false, true};
  EXPECT_THAT(places(plan_of(sheet).faults),
              ElementsAre("C1 hidden_column", "B3 merged_cell", "4 hidden_row"));
}

TEST(PlanImport, LeavesOutExampleRowsAndEmptyOnes) {
  const ImportPlan plan = plan_rows({{"名称", "容量", "说明"},
                                     {"CGN-00", "1000", "【示例】此行导入时跳过"},
                                     {" ", "", ""},
                                     {"a", "1", ""},
                                     {"CGN-00", "", "[example] the import leaves it out"},
                                     {"", "", "【示例】"}});
  EXPECT_TRUE(plan.can_apply());
  ASSERT_EQ(plan.rows.size(), 1U);
  EXPECT_EQ(plan.rows[0].row, 4U);
}

// The mark was left when somebody typed over the example: nothing may vanish in silence.
TEST(PlanImport, AsksWhetherAnExampleThatWasTypedOverIsData) {
  const ImportPlan plan = plan_rows({{"名称", "容量", "说明"},
                                     {"CGN-07", "很多", "【示例】此行导入时跳过"},
                                     {"a", "500", "【示例】此行导入时跳过"}},
                                    {device(1, "a", 100)});
  EXPECT_THAT(places(plan.faults),
              ElementsAre("B2 number_form", "C2 example_filled", "B3 jump", "C3 example_filled"))
      << "all else that is wrong with it is said too, and the mark explains nothing";
  EXPECT_EQ(plan.rows.size(), 2U);
}

// Whatever is wrong with its key, all else that is wrong with a row is said at once.
TEST(PlanImport, ChecksARowWhoseKeyIsWrongAllTheSame) {
  Kinds kinds = registry().kinds;
  Kind& kind = kinds.kinds[0];
  kind.fields[1].required = true;
  kind.fields[2].soft.at_most_field = "most";
  kind.fields.push_back(field_of("most", FieldType::integer, "上限", "Most"));
  kind.fields[0].length_max = 5;
  const Scope scope{.account = "gz", .regions = {"440100"}, .may_write = true};
  ImportOptions options;
  options.exists = [](std::string_view, std::string_view key) { return key == "440300"; };
  options.scope = &scope;
  const std::vector<std::vector<std::string>> rows = {{"名称", "区域", "容量", "上限", "上级"},
                                                      {"a", "440100", "1", "9", ""},
                                                      {"", "440300", "10", "9", "nowhere"},
                                                      {"too long", "", "10", "9", "nowhere"},
                                                      {"a", "440300", "10", "9", "nowhere"}};
  const ImportPlan plan = plan_import(sheet_of(rows), kind, kinds, {}, options);
  EXPECT_THAT(places(plan.faults),
              ElementsAre("A3 required", "B3 out_of_scope", "C3 at_most", "E3 reference_unknown",
                          "A4 too_long", "B4 required", "C4 at_most", "E4 reference_unknown",
                          "A5 key_twice", "B5 out_of_scope", "C5 at_most", "E5 reference_unknown"));
  EXPECT_EQ(plan.refused, 3U);
}

// An object that was removed does not hide the one that has its key now.
TEST(PlanImport, MeansTheObjectThatIsThere) {
  Object removed = device(1, "a", 100);
  removed.removed = true;
  const ImportPlan plan =
      plan_rows({{"名称", "容量"}, {"a", "110"}}, {removed, device(2, "a", 100)});
  ASSERT_TRUE(plan.can_apply());
  EXPECT_EQ(plan.notes_all, 0U);
  EXPECT_EQ(plan.edits[0].id, ObjectId{2});
}

TEST(PlanImport, SaysThatAKeyIsTakenOutsideTheScope) {
  Object removed = device(1, "b", 100);
  removed.removed = true;
  ImportOptions options;
  options.taken = [](std::string_view key, ObjectId) { return key != "c"; };
  const ImportPlan plan =
      plan_rows({{"名称", "容量"}, {"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}},
                {removed, device(2, "d", 1)}, options);
  EXPECT_THAT(places(plan.faults), ElementsAre("A2 key_taken", "A3 key_taken", "B3 jump"));
  options.taken = [](std::string_view, ObjectId object) { return object != ObjectId(1); };
  EXPECT_TRUE(plan_rows({{"名称", "容量"}, {"b", "110"}}, {removed}, options).can_apply())
      << "it is there again: the key is its own";
}

TEST(PlanImport, BringsARemovedObjectBackAndSaysSo) {
  Object there = device(1, "a", 100);
  there.removed = true;
  const ImportPlan plan = plan_rows({{"名称", "容量"}, {"a", "100"}}, {there});
  ASSERT_TRUE(plan.can_apply());
  EXPECT_THAT(places(plan.notes), ElementsAre("2 returns"));
  EXPECT_EQ(plan.edits[0].removed, false);
}

TEST(PlanImport, ListsUpToABoundAndCountsTheRest) {
  std::vector<std::vector<std::string>> rows = {{"名称", "容量"}};
  for (std::size_t i = 0; i < kFaultsListed + 50; ++i) {
    rows.push_back({"d" + std::to_string(i), "x"});
  }
  const ImportPlan plan = plan_rows(rows);
  EXPECT_EQ(plan.faults.size(), kFaultsListed);
  EXPECT_EQ(plan.hard, kFaultsListed + 50);
}

TEST(PlanImport, SaysWhatAnAccountMayNotChange) {
  const Scope scope{.account = "gz", .regions = {"440100"}, .may_write = true};
  ImportOptions options;
  options.scope = &scope;
  const ImportPlan plan =
      plan_rows({{"名称", "区域"}, {"a", "440106"}, {"b", "440300"}, {"c", ""}}, {}, options);
  EXPECT_THAT(places(plan.faults), ElementsAre("B3 out_of_scope", "B4 out_of_scope"));
  EXPECT_THAT(plan.faults[0].fault.what.zh, HasSubstr("440300"));
  EXPECT_EQ(plan.refused, 2U);
  Kinds kinds = registry().kinds;
  kinds.kinds[0].fields[2].sensitive = true;
  const ImportPlan secret = plan_import(sheet_of({{"名称", "区域", "容量"}, {"a", "440100", "1"}}),
                                        kinds.kinds[0], kinds, {}, options);
  EXPECT_THAT(places(secret.faults), ElementsAre("C1 column_sensitive"));
  EXPECT_FALSE(secret.can_apply());
  kinds.kinds[0].fields[2].required = true;
  const ImportPlan empty = plan_import(sheet_of({{"名称", "区域", "容量", "说明"},
                                                 {"CGN-00", "", "1000", "【示例】此行导入时跳过"},
                                                 {"a", "440100", " ", ""}}),
                                       kinds.kinds[0], kinds, {}, options);
  EXPECT_TRUE(empty.can_apply()) << "nothing stands in the column that it may not fill in";
  EXPECT_TRUE(
      plan_import(sheet_of({{"名称", "区域"}, {"a", "440100"}}), kinds.kinds[0], kinds, {}, options)
          .can_apply())
      << "nor has it to be there";
}

// A text may be the very word that empties a cell; an export of it is no change.
TEST(PlanImport, LeavesATextThatLooksLikeEmptying) {
  Object there = device(1, "a", 100);
  there.fields["parent"] = std::string("-");
  const ImportPlan same = plan_rows({{"名称", "上级"}, {"a", "-"}}, {there});
  EXPECT_EQ(same.unchanged, 1U);
  const ImportPlan emptied = plan_rows({{"名称", "上级"}, {"a", "清空"}}, {there});
  EXPECT_EQ(emptied.changed, 1U);
}

TEST(PlanImport, TellsHowFarItIs) {
  std::vector<std::vector<std::string>> rows = {{"名称", "容量"}};
  for (int i = 0; i < 2500; ++i) {
    rows.push_back({"d" + std::to_string(i), "1"});
  }
  std::vector<std::size_t> told;
  ImportOptions options;
  options.progress = [&told](std::size_t checked) { told.push_back(checked); };
  EXPECT_TRUE(plan_rows(rows, {}, options).can_apply());
  EXPECT_THAT(told, ElementsAre(0U, 1000U, 2000U));
}

TEST(ErrorSheet, SaysWhatIsWrongWithTheWholeSheet) {
  for (const Sheet& sheet : {sheet_of({}), Sheet{.name = "[a]:b", .rows = {{.number = 3}}}}) {
    const ImportPlan plan = plan_of(sheet);
    const table::SheetPlan errors = error_sheet(sheet, plan, Language::zh);
    ASSERT_FALSE(errors.rows.empty());
    EXPECT_EQ(errors.rows[0].number, 1U);
    EXPECT_THAT(errors.rows[0].cells.back().text, HasSubstr("没有表头"));
    EXPECT_EQ(errors.name.find_first_of("[]:"), std::string::npos);
  }
}

TEST(ErrorSheet, IsTheSendersLayoutPlusOneColumn) {
  Sheet sheet = sheet_of({{"设备台账"}, {"名称", "容量"}, {"a", "x"}, {"b", "2"}});
  sheet.merges = {{1, 0, 1, 1}};
  const ImportPlan plan = plan_of(sheet);
  const table::SheetPlan errors = error_sheet(sheet, plan, Language::zh);
  ASSERT_EQ(errors.rows.size(), 4U);
  EXPECT_EQ(errors.rows[1].cells.back().text, "错误");
  EXPECT_THAT(errors.rows[2].cells[2].text, HasSubstr("B 容量：不是数字"));
  EXPECT_EQ(errors.rows[3].cells[2].text, "");
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    for (std::size_t j = 0; j < sheet.rows[i].cells.size(); ++j) {
      EXPECT_EQ(errors.rows[i].cells[j], sheet.rows[i].cells[j]);
    }
  }
  EXPECT_EQ(errors.merges, sheet.merges);
  ASSERT_EQ(errors.marks.size(), 1U);
  EXPECT_EQ(errors.marks[0].row, 3U);
  EXPECT_EQ(errors.marks[0].column, 1U);
  // Sent back mended, the added column is left out; wrong again, it is written anew.
  Sheet mended{.name = "", .rows = errors.rows};
  EXPECT_EQ(plan_of(mended).faults_all(), 1U);
  EXPECT_EQ(error_sheet(mended, plan_of(mended), Language::en).rows[1].cells.size(), 3U);
  mended.rows[2].cells[1].text = "1";
  EXPECT_TRUE(plan_of(mended).can_apply());
}

TEST(ErrorSheet, HasMoreThanAnAnswerLists) {
  std::vector<std::vector<std::string>> rows = {{"名称", "容量"}};
  for (std::size_t i = 0; i < kFaultsListed + 50; ++i) {
    rows.push_back({"d" + std::to_string(i), "x"});
  }
  const Sheet sheet = sheet_of(rows);
  ImportOptions options;
  options.faults_listed = kFaultsForSheet;
  const table::SheetPlan errors = error_sheet(sheet, plan_of(sheet, {}, options), Language::zh);
  EXPECT_EQ(errors.marks.size(), kFaultsListed + 50);
  EXPECT_THAT(errors.rows.back().cells.back().text, HasSubstr("不是数字"));
  EXPECT_EQ(errors.rows.front().cells.back().text, "错误");
  const table::SheetPlan cut = error_sheet(sheet, plan_of(sheet), Language::zh);
  EXPECT_THAT(cut.rows.front().cells.back().text, HasSubstr("另有 50 处"));
}

TEST(TemplateSheet, HasATitleAColumnAndALockedListOfCodes) {
  const table::Workbook book =
      template_sheet(registry().kind(), registry().kinds, {.with_sensitive = true});
  ASSERT_EQ(book.sheets.size(), 3U);
  const auto& columns = book.sheets[0].columns;
  ASSERT_EQ(columns.size(), 5U);  // Four fields that are asked for, and the explanation.
  EXPECT_EQ(columns[0].title, "*名称");
  EXPECT_EQ(columns[2].title, "容量（会话）");
  EXPECT_EQ(columns[1].choices_from, "") << "a list that goes on below has no drop-down";
  Kinds kinds = registry().kinds;
  kinds.kinds[0].fields[2].sensitive = true;
  EXPECT_EQ(template_sheet(kinds.kinds[0], kinds, {}).sheets[0].columns.size(), 4U);
  EXPECT_TRUE(book.sheets[2].is_protected);
  EXPECT_EQ(book.sheets[2].rows[0].cells[0].text, "440000");
}

TEST(PlanImport, ACodeThatEndedIsRightInASheetOfItsTime) {
  Kinds kinds = registry().kinds;
  Code old{"652100", {"吐鲁番地区", "Turpan Prefecture"}, {}, "", "2016-01-01", "440000", "6521"};
  kinds.codes["region"].push_back(old);
  const auto plan = [&](const char* effective) {
    ImportOptions options;
    options.effective = model::parse_day(effective).value();
    return plan_import(sheet_of({{"名称", "区域"}, {"a", "652100"}}), kinds.kinds[0], kinds, {},
                       options);
  };
  EXPECT_TRUE(plan("2015-06-30").faults.empty());
  const ImportPlan late = plan("2026-06-30");
  EXPECT_THAT(places(late.faults), ElementsAre("B2 code_ended"));
  EXPECT_THAT(late.faults[0].fault.remedy.en, HasSubstr("440000"));
  EXPECT_EQ(late.refused, 0U) << "it is asked about, not refused";
}

}  // namespace
}  // namespace sixscope::registry
