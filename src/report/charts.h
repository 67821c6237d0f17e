#pragma once

#include <string>

#include "base/result.h"
#include "document/chart.h"
#include "report/definition.h"
#include "report/facts.h"
#include "report/tables.h"

namespace sixscope::report {

/// A chart and what it shows in a sentence.
struct MadeChart {
  document::Chart chart;
  std::string alt;
  bool is_empty = false;  ///< No value is in it.
};

/// The chart of a figure block, out of the same values as its table. Fails as `Tables::capacity`.
[[nodiscard]] Result<MadeChart> make_chart(const FigureBlock& block, Facts& facts, Tables& tables);

}  // namespace sixscope::report
