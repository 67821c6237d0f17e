#include "registry/sheet_forms.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace sixscope::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Code code(const char* name, const char* valid_to = "") {
  Code made;
  made.code = name;
  made.title = {std::string(name) + "名", std::string(name) + " title"};
  made.valid_to = valid_to;
  return made;
}

Kinds kinds_with_an_end() {
  Field mode;
  mode.name = "mode";
  mode.type = FieldType::code;
  mode.title = {"方式", "Mode"};
  mode.codes = "mode";
  Kind device;
  device.id = "device";
  device.title = {"设备", "Device"};
  device.key = {"mode"};
  device.fields = {mode};
  Kinds kinds;
  kinds.kinds = {device};
  kinds.codes["mode"] = {code("old", "2016-01-01"), code("a"), code("b", "2030-01-01")};
  return kinds;
}

std::vector<std::string> first_column(const table::SheetPlan& sheet) {
  std::vector<std::string> all;
  for (const table::Row& row : sheet.rows) {
    all.push_back(row.cells.front().text);
  }
  return all;
}

TEST(SheetForms, LeaveOutCodesThatEndedByTheirDay) {
  const Kinds kinds = kinds_with_an_end();
  const auto book = [&](const char* today) {
    return template_sheet(kinds.kinds[0], kinds, {.today = model::parse_day(today).value()});
  };
  const auto now = book("2026-07-01");
  EXPECT_THAT(first_column(now.sheets.back()), ElementsAre("a", "b"));
  EXPECT_THAT(now.sheets.front().columns.front().choices_from, HasSubstr("$2:$B$3"));
  const auto then = book("2015-12-31");
  EXPECT_THAT(first_column(then.sheets.back()), ElementsAre("old", "a", "b"));
  EXPECT_THAT(then.sheets.front().columns.front().choices_from, HasSubstr("$2:$B$4"));
}

TEST(SheetForms, AnExportStillSaysWhatObjectsHave) {
  const Kinds kinds = kinds_with_an_end();
  Object object;
  object.fields = {{"mode", std::string("old")}};
  const auto book = export_sheet(kinds.kinds[0], kinds, {&object, 1},
                                 {.today = model::parse_day("2026-07-01").value()});
  EXPECT_EQ(book.sheets.front().rows.back().cells.front().text, "old名");
  EXPECT_THAT(first_column(book.sheets.back()), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace sixscope::registry
