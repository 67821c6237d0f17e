#pragma once

#include <string_view>
#include <vector>

#include "api/diagnoses.h"

namespace sixscope::api {

/// An exporter and what is wrong with it.
struct Examined {
  store::ExporterStatus exporter;
  RecentCounters recent;
  std::vector<Diagnosis> diagnoses;
  std::string_view status;  ///< As status_of has it.
};

/// All exporters at `now`, the worst first: the one rule of health, for every page. A store that is
/// away is no reason to say nothing: then the totals since start stand in.
[[nodiscard]] std::vector<Examined> examine_exporters(const Dependencies& dependencies,
                                                      Instant now);

}  // namespace sixscope::api
