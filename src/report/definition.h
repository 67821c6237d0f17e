#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "figures/evaluation.h"
#include "indicators/catalogue.h"
#include "report/template.h"

namespace sixscope::report {

/// A text with facts, in both languages, as it stands in the catalogue.
using Words = indicators::Title;

/// One sentence. Where a fact of it lacks, `lacking` is said instead (whose facts never lack:
/// titles and reasons); without one, that there is no data for the first indicator that lacks, and
/// why.
struct Sentence {
  Words text;
  Words lacking = {};
};

/// What a table shows. Rows and columns follow from the scope: of the nation its provinces, of a
/// province its cities.
enum class TableLayout : std::uint8_t {
  summary,  ///< An indicator a row: value, changes, next target and distance, rank, coverage.
  regions,  ///< A region a row, an indicator a column; the first is ranked, with its movement.
  tiers,    ///< `regions`, in tiers: who is at the target, above the mean, below it, without data.
  operators,     ///< Region by operator, with both sums and the share of each indicator.
  months,        ///< A period a row, an indicator a column: behind line charts.
  distribution,  ///< How many regions lie in each class of ten points: behind histograms.
  sources,       ///< Submitted, measured and published by others, side by side; never mixed.
  targets,       ///< Every target due this year or next: value, verdict, pace, forecast.
  failures,      ///< Regions that are short of a target: new, still open, mended since last period.
  gaps,          ///< What lacks, by indicator, region and operator, with its fault.
  definitions,   ///< Of every indicator of the report: formula, version, state, paper.
  capacity,      ///< NAT44 capacity by operator: opening, added, retired... closing, verdict.
};
inline constexpr std::array<std::string_view, 12> kTableLayoutNames = {
    "summary", "regions", "tiers",    "operators", "months",      "distribution",
    "sources", "targets", "failures", "gaps",      "definitions", "capacity"};

enum class ChartLayout : std::uint8_t {
  line,          ///< Indicators over periods, with targets, and what others published beside them.
  ranking,       ///< Regions by the first indicator, with the mean (sum over sum) and the target.
  map,           ///< Regions as tiles.
  distribution,  ///< A histogram.
  waterfall,     ///< NAT44 capacity from opening to closing.
};
inline constexpr std::array<std::string_view, 5> kChartLayoutNames = {"line", "ranking", "map",
                                                                      "distribution", "waterfall"};

struct HeadingBlock {
  std::size_t level = 1;
  Words text;
};
struct ProseBlock {
  std::string id;  ///< Of the definition: what an editor changes.
  std::vector<Sentence> sentences;
};
struct TableBlock {
  std::string id;
  Words caption;
  TableLayout layout = TableLayout::summary;
  std::vector<std::string> indicators;  ///< Ids; of some layouts all of the report's if empty.
  Words note = {};
  bool landscape = false;
  bool annex = false;  ///< Numbered among annexes.
};
struct FigureBlock {
  std::string id;
  Words caption;
  ChartLayout layout = ChartLayout::line;
  std::vector<std::string> indicators;
  std::string table;  ///< Id of the table block with its numbers.
};
struct PageBreakBlock {};
struct SignatureBlock {};
using BlockContent =
    std::variant<HeadingBlock, ProseBlock, TableBlock, FigureBlock, PageBreakBlock, SignatureBlock>;

/// Which scopes a block is for.
enum class Level : std::uint8_t { nation, province, operator_ };
inline constexpr std::array<std::string_view, 3> kLevelNames = {"nation", "province", "operator"};

struct BlockDefinition {
  BlockContent content;
  std::vector<Level> only = {};  ///< Empty: for every scope.
};

/// When drafts are built by themselves: on that day of these months, of the newest period that is
/// over by then (`of_period` 0) or that still runs (1: a paper that is due before its period ends).
struct Schedule {
  std::vector<std::int32_t> months;  ///< 1 to 12.
  std::int32_t day = 1;              ///< 1 to 28.
  std::int32_t of_period = 0;        ///< 0 or 1.
  Words source = {};                 ///< The paper that sets the date, or that it is ours.
};

/// One kind of report: an entry of catalogue/reports.
struct Definition {
  std::string id = {};
  Words title = {};  ///< A template: "{scope}IPv6发展监测月报（{period}）".
  Words description = {};
  Words source = {};      ///< Who says that it looks so: a paper, or that it was inferred.
  Words addressees = {};  ///< A template; empty: none.
  figures::PeriodKind period = figures::PeriodKind::month;
  std::int32_t months_back = 24;  ///< How far lines and comparisons look back, from the period on.
  std::optional<Schedule> schedule = {};
  std::vector<BlockDefinition> blocks = {};
};

struct Definitions {
  std::vector<Definition> reports;
  [[nodiscard]] const Definition* find(std::string_view id) const;
};

/// What is wrong with a definition, seen from the catalogue of indicators: a fact, an indicator or
/// a source that is not there, an id twice, a figure without its table. One line each, without
/// file.
[[nodiscard]] std::vector<std::string> check_definition(
    const Definition& definition, const indicators::IndicatorCatalogue& catalogue);

/// Every indicator that its blocks name, or further templates, in the catalogue's order, each once.
[[nodiscard]] std::vector<const indicators::Indicator*> indicators_of(
    const Definition& definition, const indicators::IndicatorCatalogue& catalogue,
    const std::vector<std::string>& templates = {});

}  // namespace sixscope::report
