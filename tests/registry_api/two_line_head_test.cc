// The provincial table as we print it comes back through the import desk with the same figures.
#include "adapters/indicator_files/indicator_files.h"
#include "adapters/paper/paper.h"
#include "adapters/report_files/report_files.h"
#include "adapters/workbook/workbook.h"
#include "api/ledger_figures.h"
#include "api/registry_calls.h"
#include "apps/sheet_files.h"
#include "indicator_world.h"
#include "registry/import_desk.h"
#include "report/compose.h"

namespace sixscope::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const model::Month kJune = model::Month::of(2025, 6);
constexpr const char* kForm = "traffic_by_province";
constexpr const char* kHead =
    "month,region,operator,metro_egress,metro_egress_ipv6,mobile_core_egress,"
    "mobile_core_egress_ipv6\n";

/// A form's rows as they are in the registry, by key.
std::map<std::string, std::vector<double>> rows_of(IndicatorWorld& world) {
  std::map<std::string, std::vector<double>> all;
  const Json listed = world.json(world.get("/registry/objects/traffic_by_province?limit=500"));
  for (const Json& one : listed["data"]) {
    std::vector<double>& row = all[one["key"].get<std::string>()];
    for (const char* name :
         {"metro_egress", "metro_egress_ipv6", "mobile_core_egress", "mobile_core_egress_ipv6"}) {
      const Json& value = one["fields"][name];
      row.push_back(value.is_null()     ? -1
                    : value.is_string() ? std::stod(value.get<std::string>())
                                        : value.get<double>());
    }
  }
  return all;
}

class TwoLineHead : public ::testing::Test {
 protected:
  // 29 provinces; Tibet and Qinghai have handed in nothing, and Unicom of Guangdong has not.
  std::string country() const {
    std::string sheet = kHead;
    int n = 0;
    for (const std::string& province : expected_.provinces) {
      ++n;
      for (const std::string& operator_ : expected_.operators) {
        if (province == "540000" || province == "630000" ||
            (province == "440000" && operator_ == "china_unicom")) {
          continue;
        }
        const double metro = 1000.25 + n;
        sheet += "2025-06," + province + "," + operator_ + "," + std::to_string(metro) + "," +
                 std::to_string(metro / 4) + ",300.5,200." + std::to_string(n) + "\n";
      }
    }
    return sheet;
  }

  // The provincial table of the monthly report, as a workbook has it.
  table::Sheet printed() {
    auto indicators = adapters::load_indicators(testing::source_dir() / "catalogue");
    auto reports = adapters::load_reports(testing::source_dir() / "catalogue", **indicators);
    const api::RegistryDependencies registry = world_.dependencies();
    const figures::Sources sources{**indicators, *registry.kinds, registry.store};
    const registry::Scope everything = registry::Scope::everything("test");
    report::Assignment assignment;
    assignment.question.period = {kJune, kJune};
    assignment.imprint = {.issuer = "某监测中心", .date = "2025-07-10"};
    const auto made =
        report::compose(*(*reports)->find("monthly"), assignment,
                        {.figures = sources, .expectation = expected_, .account = everything});
    EXPECT_TRUE(made) << describe(made.error());
    const auto book = adapters::workbook(made->document, adapters::png);
    EXPECT_TRUE(book) << describe(book.error());
    const auto sheets = apps::read_sheets(*book, "", {});
    EXPECT_TRUE(sheets) << describe(sheets.error());
    for (const table::Sheet& sheet : *sheets) {
      if (sheet.name.find("分省统计表") != std::string::npos) {
        return sheet;
      }
    }
    ADD_FAILURE() << "the table is not printed";
    return {};
  }

  static Json import(IndicatorWorld& world, const table::Sheet& sheet, int status,
                     const std::string& form = kForm) {
    const auto kinds = shipped_kinds();
    Json rows = Json::array();
    registry::ImportRequest request{.receipt_id = "r" + std::to_string(++world_number),
                                    .door = "api",
                                    .sender = "test",
                                    .file = "t.xlsx",
                                    .sha256 = "0",
                                    .reason = "test",
                                    .at = world.clock.now(),
                                    .effective = world.clock.now()};
    const auto done = registry::import_sheet(world.dependencies().store, *kinds, *kinds->kind(form),
                                             sheet, request, registry::Scope::everything("test"));
    EXPECT_TRUE(done) << describe(done.error());
    Json told = {{"rows", done->plan.rows.size()}, {"applied", done->receipt.has_value()}};
    for (const auto* const list : {&done->plan.faults, &done->plan.notes}) {
      for (const registry::CellFault& fault : *list) {
        told[std::string(fault.fault.rule)].push_back(
            std::to_string(fault.row) + ": " + fault.fault.what.zh + " | " + fault.fault.what.en +
            " [" + fault.value + "]");
      }
    }
    EXPECT_EQ(told["applied"].get<bool>(), status == 201) << told.dump(1);
    return told;
  }

  // The first cell that says `was` says `is`.
  static void retype(table::Sheet& sheet, const std::string& was, const std::string& is) {
    for (table::Row& row : sheet.rows) {
      for (table::Cell& cell : row.cells) {
        if (cell.text == was) {
          cell = {.type = table::CellType::text, .text = is};
          return;
        }
      }
    }
    ADD_FAILURE() << "no cell says " << was;
  }

  static inline int world_number = 0;
  IndicatorWorld world_;
  const figures::Expectation expected_ = expected_everywhere(testing::source_dir() / "catalogue");
};

TEST_F(TwoLineHead, WhatWePrintComesBackEqual) {
  world_.hand_in_all(kForm, country());
  const auto before = rows_of(world_);
  ASSERT_EQ(before.size(), 29U * 3 - 1);
  IndicatorWorld empty;
  const Json told = import(empty, printed(), 201);
  EXPECT_EQ(rows_of(empty), before);
  EXPECT_FALSE(told.contains("total_differs")) << told.dump(1);
  EXPECT_FALSE(told.contains("share_differs")) << told.dump(1);
  ASSERT_TRUE(told.contains("not_handed_in"));
  const std::string lacks = told["not_handed_in"].dump();
  EXPECT_THAT(lacks, HasSubstr("西藏"));
  EXPECT_THAT(lacks, HasSubstr("青海"));
  EXPECT_THAT(lacks, HasSubstr("广东"));
  const Json again = import(empty, printed(), 201);
  EXPECT_EQ(rows_of(empty), before) << again.dump(1);
}

TEST_F(TwoLineHead, AWrongSumIsFoundAndNeverImported) {
  world_.hand_in_all(kForm, country());
  table::Sheet sheet = printed();
  bool changed = false;
  for (table::Row& row : sheet.rows) {
    if (!changed && row.cells.size() > 3 && row.cells[1].text == "合计") {
      row.cells[2] = {.type = table::CellType::number, .text = "9999"};
      changed = true;
    }
  }
  ASSERT_TRUE(changed);
  IndicatorWorld empty;
  const Json told = import(empty, sheet, 422);
  ASSERT_TRUE(told.contains("total_differs")) << told.dump(1);
  EXPECT_THAT(told["total_differs"].dump(), HasSubstr("合计写 9999，3 行之和为 3003.75"));
  EXPECT_THAT(told["total_differs"].dump(), HasSubstr("a total is not imported"));
  EXPECT_THAT(rows_of(empty), IsEmpty());
}

TEST_F(TwoLineHead, AShareThatItsRowDoesNotMakeIsFound) {
  world_.hand_in_all(kForm, country());
  table::Sheet sheet = printed();
  for (table::Row& row : sheet.rows) {
    if (row.cells.size() > 4 && row.cells[4].text == "0.25") {
      row.cells[4].text = "0.31";
      break;
    }
  }
  IndicatorWorld empty;
  const Json told = import(empty, sheet, 422);
  ASSERT_TRUE(told.contains("share_differs")) << told.dump(1);
  EXPECT_THAT(told["share_differs"].dump(), HasSubstr("占比写 0.31，由本行算得 25%"));
}

// A carrier's own: GB beside PB in one head, other words for provinces and groups.
TEST_F(TwoLineHead, ACarriersOwnTableIsReadByItsUnitsAndItsNames) {
  const auto cell = [](const char* text) {
    return *text == '\0' ? table::Cell{} : table::Cell{.type = table::CellType::text, .text = text};
  };
  const auto row = [&](std::size_t number, std::vector<const char*> texts) {
    table::Row made{.number = number};
    for (const char* const text : texts) {
      made.cells.push_back(cell(text));
    }
    return made;
  };
  table::Sheet sheet{.name = "Sheet1"};
  sheet.rows = {
      row(1, {"2025年6月分业务统计"}),
      row(2, {"省份", "运营企业", "人网", "", "", "家宽（GB）", "", ""}),
      row(3, {"", "", "总流量（PB/日）", "IPv6流量（GB）", "占比", "总流量", "IPv6流量", "占比"}),
      row(4, {"广东省", "移动", "5", "3", "60%", "100", "40", "40%"})};
  const Json wrong = import(world_, sheet, 422, "traffic_by_use");
  ASSERT_TRUE(wrong.contains("column_unit")) << wrong.dump(1);
  EXPECT_EQ(wrong["column_unit"].size(), 1U) << "the one in GB; GB of home broadband is right";
  sheet.rows[2].cells[3].text = "IPv6流量（PB/日）";
  const Json right = import(world_, sheet, 201, "traffic_by_use");
  EXPECT_EQ(right["rows"], 1);
  const Json value = world_.value("indicator=T7a&source=submitted&month=2025-06");
  EXPECT_EQ(IndicatorWorld::parts(value), std::pair(3.0, 5.0));
  EXPECT_EQ(world_.value("indicator=T8a&source=submitted&month=2025-06&within=440000")["value"],
            0.4);
}

TEST_F(TwoLineHead, ProvincesOfOtherNamesAreTheSame) {
  world_.hand_in_all(kForm, country());
  table::Sheet sheet = printed();
  retype(sheet, "广东", "广东省");
  IndicatorWorld empty;
  import(empty, sheet, 201);
  EXPECT_EQ(rows_of(empty), rows_of(world_));
  retype(sheet, "北京", "北平");
  IndicatorWorld other;
  const Json told = import(other, sheet, 422);
  ASSERT_TRUE(told.contains("code_unknown")) << told.dump(1);
  EXPECT_THAT(told["code_unknown"].dump(), HasSubstr("北平"));
}

}  // namespace
}  // namespace sixscope::tests
