// What a person does with the kinds that are shipped: fills in forms, imports, exports.
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "adapters/object_kinds/kind_files.h"
#include "registry/import_plan.h"
#include "registry/sheet_forms.h"
#include "testing/seeded_ledger.h"
#include "testing/source_dir.h"

namespace sixscope::adapters {
namespace {

using registry::CellFault;
using registry::ImportPlan;
using registry::Kind;
using registry::Kinds;
using registry::Language;
using registry::Object;

const Kinds& kinds() {
  static const ReadKinds read = read_kinds(testing::source_dir() / "catalogue");
  return read.kinds;
}

table::Sheet sheet_of(const std::vector<std::vector<std::string>>& rows) {
  table::Sheet sheet;
  for (const auto& texts : rows) {
    table::Row row{.number = sheet.rows.size() + 1, .hidden = false, .cells = {}};
    for (const std::string& text : texts) {
      row.cells.push_back(
          {.type = text.empty() ? table::CellType::empty : table::CellType::text, .text = text});
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

// As the store would have them after the commit.
std::vector<Object> objects_of(const ImportPlan& plan, const Kind& kind) {
  std::vector<Object> objects;
  for (const registry::Edit& edit : plan.edits) {
    Object object;
    object.id = registry::ObjectId{objects.size() + 1};
    object.kind = kind.id;
    object.key = key_of(kind, edit.set);
    object.version = 1;
    object.fields = edit.set;
    objects.push_back(std::move(object));
  }
  return objects;
}

// A written sheet as it reads back: the header row where the columns' titles stand.
table::Sheet read_back(const table::SheetPlan& plan) {
  table::Sheet sheet{.name = plan.name, .rows = plan.rows};
  table::Row header{.number = plan.header_row, .hidden = false, .cells = {}};
  for (const table::Column& column : plan.columns) {
    header.cells.push_back({.type = table::CellType::text, .text = column.title});
  }
  const auto behind = std::ranges::find_if(
      sheet.rows, [&](const table::Row& row) { return row.number > plan.header_row; });
  sheet.rows.insert(behind, header);
  return sheet;
}

TEST(ShippedKinds, ListJustTheFaultsThatWereSeeded) {
  const auto ledger = testing::seeded_ledger(5'000, 40);
  const Kind& kind = *kinds().kind("nat44_device");
  const ImportPlan plan = plan_import(sheet_of(ledger.rows), kind, kinds(), {}, {});
  ASSERT_EQ(plan.faults.size(), ledger.faults.size());
  EXPECT_EQ(plan.faults_all(), 40U);
  EXPECT_EQ(plan.notes_all, 0U);
  for (std::size_t i = 0; i < plan.faults.size(); ++i) {
    const CellFault& found = plan.faults[i];
    SCOPED_TRACE(found.row);
    EXPECT_EQ(found.row, ledger.faults[i].row);
    EXPECT_EQ(found.column, ledger.faults[i].column);
    EXPECT_EQ(found.fault.rule, ledger.faults[i].rule);
    EXPECT_EQ(found.title, plan.columns[ledger.faults[i].column].title);
  }
  EXPECT_FALSE(plan.can_apply());
  EXPECT_TRUE(plan.edits.empty()) << "nothing is imported in part";
}

TEST(ShippedKinds, ImportAGoodLedgerAndThenItIsUnchanged) {
  const auto ledger = testing::seeded_ledger(500, 0);
  const Kind& kind = *kinds().kind("nat44_device");
  const ImportPlan first = plan_import(sheet_of(ledger.rows), kind, kinds(), {}, {});
  ASSERT_TRUE(first.can_apply());
  EXPECT_EQ(first.created, 500U);
  const auto objects = objects_of(first, kind);
  const ImportPlan again = plan_import(sheet_of(ledger.rows), kind, kinds(), objects, {});
  EXPECT_EQ(again.unchanged, 500U);
  EXPECT_TRUE(again.edits.empty());
  for (const Language language : {Language::zh, Language::en}) {
    const table::Workbook book =
        export_sheet(kind, kinds(), objects, {.language = language, .with_sensitive = true});
    const ImportPlan back = plan_import(read_back(book.sheets.front()), kind, kinds(), objects, {});
    EXPECT_EQ(back.unchanged, 500U);
    EXPECT_EQ(back.faults_all() + back.notes_all, 0U);
  }
}

TEST(ShippedKinds, GiveAFormOfEachWhoseExampleRowIsLeftOut) {
  for (const Kind& kind : kinds().kinds) {
    for (const Language language : {Language::zh, Language::en}) {
      SCOPED_TRACE(kind.id);
      const table::Workbook book =
          template_sheet(kind, kinds(), {.language = language, .with_sensitive = true});
      const table::SheetPlan& form = book.sheets.front();
      EXPECT_EQ(form.columns.size(), kind.fields.size() + 1);
      const ImportPlan plan = plan_import(read_back(form), kind, kinds(), {}, {});
      EXPECT_EQ(plan.header_row, form.header_row);
      EXPECT_TRUE(plan.rows.empty());
      EXPECT_TRUE(plan.can_apply()) << (plan.faults.empty() ? "" : plan.faults[0].fault.what.en);
    }
  }
}

// The example row itself, if its mark is taken off, imports: examples are true.
TEST(ShippedKinds, HaveExamplesThatImport) {
  for (const Kind& kind : kinds().kinds) {
    SCOPED_TRACE(kind.id);
    table::Sheet sheet =
        read_back(template_sheet(kind, kinds(), {.with_sensitive = true}).sheets.front());
    sheet.rows.back().cells.back() = {};
    const ImportPlan plan = plan_import(sheet, kind, kinds(), {}, {.explanation = "示例"});
    EXPECT_EQ(plan.created, 1U);
    EXPECT_EQ(plan.hard, 0U) << (plan.faults.empty() ? "" : plan.faults[0].fault.what.en);
  }
}

}  // namespace
}  // namespace sixscope::adapters
