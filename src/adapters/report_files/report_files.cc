#include "adapters/report_files/report_files.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/toml_files/toml_folder.h"

namespace sixscope::adapters {
namespace {

using report::BlockContent;
using report::BlockDefinition;
using report::Definition;
using report::Words;

constexpr std::array<std::string_view, 6> kBlockTypes = {"heading", "prose",      "table",
                                                         "figure",  "page_break", "signature"};
constexpr std::int64_t kMonthsBackMax = 120;
constexpr std::int64_t kDayMax = 28;

BlockContent heading(TomlEntry& one) {
  report::HeadingBlock block;
  block.level = static_cast<std::size_t>(one.integer("level", 1, 4).value_or(1));
  block.text = one.words<Words>("text", true);
  return block;
}

BlockContent prose(TomlEntry& one) {
  report::ProseBlock block{.id = one.text("id", true), .sentences = {}};
  for (const toml::table* const table : one.tables("sentence")) {
    TomlEntry sentence(*table, one.file(), one.faults());
    block.sentences.push_back(
        {.text = sentence.words<Words>("text", true), .lacking = sentence.words<Words>("lacking")});
    sentence.finish();
  }
  if (block.sentences.empty()) {
    one.fault("prose has at least one [[block.sentence]]");
  }
  return block;
}

BlockContent table(TomlEntry& one) {
  report::TableBlock block;
  block.id = one.text("id", true);
  block.caption = one.words<Words>("caption", true);
  block.layout = one.one_of<report::TableLayout>("layout", report::kTableLayoutNames);
  block.indicators = one.texts("indicators");
  block.note = one.words<Words>("note");
  block.landscape = one.boolean("landscape");
  block.annex = one.boolean("annex");
  return block;
}

BlockContent figure(TomlEntry& one) {
  report::FigureBlock block;
  block.id = one.text("id", true);
  block.caption = one.words<Words>("caption", true);
  block.layout = one.one_of<report::ChartLayout>("layout", report::kChartLayoutNames);
  block.indicators = one.texts("indicators");
  block.table = one.text("table", true);
  return block;
}

BlockContent page_break(TomlEntry&) { return report::PageBreakBlock{}; }
BlockContent signature(TomlEntry&) { return report::SignatureBlock{}; }

using ReadBlock = BlockContent (*)(TomlEntry&);
// In the order of kBlockTypes.
constexpr std::array<ReadBlock, kBlockTypes.size()> kReadBlock = {heading, prose,      table,
                                                                  figure,  page_break, signature};

std::optional<BlockDefinition> block(TomlEntry& one) {
  const std::size_t before = one.faults().size();
  const auto type = one.one_of<std::size_t>("type", kBlockTypes);
  if (one.faults().size() != before) {
    return std::nullopt;  // Nobody knows which keys it may have.
  }
  BlockDefinition made;
  made.content = kReadBlock.at(type)(one);
  for (const std::string& level : one.texts("only")) {
    const auto found = std::ranges::find(report::kLevelNames, level);
    if (found == report::kLevelNames.end()) {
      one.fault("only", "'only' names nation, province or operator, not '" + level + "'");
      continue;
    }
    made.only.push_back(static_cast<report::Level>(found - report::kLevelNames.begin()));
  }
  one.finish();
  return made;
}

std::optional<report::Schedule> schedule(TomlEntry& entry) {
  const toml::table* const table = entry.table("schedule");
  if (table == nullptr) {
    return std::nullopt;
  }
  TomlEntry one(*table, entry.file(), entry.faults());
  report::Schedule made;
  for (const std::int64_t month : one.integers("months", 1, 12)) {
    made.months.push_back(static_cast<std::int32_t>(month));
  }
  if (made.months.empty()) {
    one.fault("a schedule names its months: months = [1, 7]");
  }
  std::ranges::sort(made.months);
  made.day = static_cast<std::int32_t>(one.integer("day", 1, kDayMax).value_or(1));
  made.of_period = static_cast<std::int32_t>(one.integer("of_period", 0, 1).value_or(0));
  made.source = one.words<Words>("source", true);
  one.finish();
  return made;
}

Definition definition(TomlEntry& entry) {
  Definition made;
  made.id = entry.name("id");
  made.title = entry.words<Words>("title", true);
  made.description = entry.words<Words>("description", true);
  made.source = entry.words<Words>("source", true);
  made.addressees = entry.words<Words>("addressees");
  made.period = entry.one_of<figures::PeriodKind>("period", figures::kMonthlyPeriodNames);
  made.months_back =
      static_cast<std::int32_t>(entry.integer("months_back", 0, kMonthsBackMax).value_or(24));
  made.schedule = schedule(entry);
  const auto blocks = entry.tables("block");
  for (const toml::table* const table : blocks) {
    TomlEntry one(*table, entry.file(), entry.faults());
    if (auto read = block(one)) {
      made.blocks.push_back(*std::move(read));
    }
  }
  if (blocks.empty()) {
    entry.fault("a report has at least one [[block]]");
  }
  return made;
}

}  // namespace

ReadReports read_reports(const std::filesystem::path& catalogue,
                         const indicators::IndicatorCatalogue& indicators) {
  ReadReports read;
  TomlFolder folder(catalogue, read.faults);
  folder.each("reports", [&](TomlEntry& entry, const std::string&) {
    const std::size_t before = read.faults.size();
    Definition made = definition(entry);
    if (!made.id.empty() && read.definitions.find(made.id) != nullptr) {
      entry.fault("id", "report '" + made.id + "' stands twice");
    }
    // What could not be read has been told; a check would tell it again in other words.
    if (read.faults.size() == before) {
      for (std::string& fault : report::check_definition(made, indicators)) {
        entry.faults().push_back({entry.file(), 0, std::move(fault)});
      }
    }
    read.definitions.reports.push_back(std::move(made));
  });
  return read;
}

Result<std::shared_ptr<const report::Definitions>> load_reports(
    const std::filesystem::path& catalogue, const indicators::IndicatorCatalogue& indicators) {
  ReadReports read = read_reports(catalogue, indicators);
  if (!read.faults.empty()) {
    return fail_because(describe(std::move(read.faults)), Errc::malformed,
                        "the catalogue of reports has faults");
  }
  return std::make_shared<const report::Definitions>(std::move(read.definitions));
}

}  // namespace sixscope::adapters
