// A large sheet of thirty columns: planned as new objects, and against what is there already.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "adapters/object_kinds/kind_files.h"
#include "registry/import_plan.h"
#include "testing/seeded_ledger.h"

namespace {

using namespace sixscope;  // NOLINT: a program of its own.

table::Sheet sheet_of(std::size_t devices) {
  auto rows = testing::seeded_ledger(devices, 0).rows;
  const std::vector<std::pair<const char*, const char*>> more = {{"厂商", "华为"},
                                                                 {"型号", "ME60-X16"},
                                                                 {"软件版本", "V800R023"},
                                                                 {"设备形态", "板卡"},
                                                                 {"板卡数", "2"},
                                                                 {"部署位置", "分布式"},
                                                                 {"冗余方式", "热备"},
                                                                 {"最大用户数", "100,000"},
                                                                 {"端口块数", "131072"},
                                                                 {"承载用户数", "8.2万"},
                                                                 {"日志溯源系统", "省平台"},
                                                                 {"备注", "无"}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& [title, text] : more) {
      rows[i].emplace_back(i == 0 ? title : text);
    }
  }
  table::Sheet sheet;
  for (auto& texts : rows) {
    table::Row row{.number = sheet.rows.size() + 1, .hidden = false, .cells = {}};
    for (auto& text : texts) {
      const auto type = text.empty() ? table::CellType::empty : table::CellType::text;
      row.cells.push_back({.type = type, .text = std::move(text)});
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

void plan_sheet(benchmark::State& state, bool is_there) {
  const auto kinds = adapters::load_kinds("catalogue");
  if (!kinds) {
    state.SkipWithError("run it in the project's folder, where catalogue/ is");
    return;
  }
  const registry::Kind& kind = *(*kinds)->kind("nat44_device");
  const table::Sheet sheet = sheet_of(static_cast<std::size_t>(state.range(0)));
  std::vector<registry::Object> objects;
  if (is_there) {
    for (registry::Edit& edit : plan_import(sheet, kind, **kinds, {}, {}).edits) {
      registry::Object object;
      object.id = registry::ObjectId{objects.size() + 1};
      object.key = key_of(kind, edit.set);
      object.fields = std::move(edit.set);
      objects.push_back(std::move(object));
    }
  }
  for (auto _ : state) {
    const auto plan = plan_import(sheet, kind, **kinds, objects, {});
    if (!plan.can_apply() || (is_there ? plan.unchanged : plan.created) != sheet.rows.size() - 1) {
      state.SkipWithError("the sheet is not as it was meant");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(plan_sheet, new_objects, false)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan_sheet, unchanged, true)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
