#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/api.h"
#include "base/json_writer.h"
#include "store/live_view.h"

namespace sixscope::api {

/// Something wrong with an exporter, by code of catalogue/advice, with the figures its text quotes.
struct Diagnosis {
  std::string code;
  std::map<std::string, std::string, std::less<>> figures;
};

/// What of an exporter's counters is news: losses long over must not be shown for ever.
struct RecentCounters {
  std::map<std::string, std::uint64_t> counters;  ///< Increments within Rules::ledger_window.
  bool known = false;  ///< False: the ledger has nothing, and the totals since start stand in.
};

/// What is wrong with `exporter` at `now`, worst first. Pure: facts in, codes out.
[[nodiscard]] std::vector<Diagnosis> diagnose(const store::ExporterStatus& exporter,
                                              const RecentCounters& recent, Instant now,
                                              const Rules& rules);

/// "ok", "warning", "fault" or "silent": the worst severity among `diagnoses`.
[[nodiscard]] std::string_view status_of(const std::vector<Diagnosis>& diagnoses,
                                         const Catalogue& catalogue);

/// The diagnoses in words of both languages with their remedies, figures filled in.
void write_diagnoses(JsonWriter& out, const std::vector<Diagnosis>& diagnoses,
                     const Catalogue& catalogue);

}  // namespace sixscope::api
