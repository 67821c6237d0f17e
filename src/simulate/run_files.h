#pragma once

#include <string>

#include "simulate/simulation.h"

namespace sixscope::simulate {

/// The truth of a run as JSON: options, exporters with what was done to them, and one row for each
/// combination of labels ("cells", whose columns are named once). Volumes are in L3 octets:
/// `true_*` passed the exporter, `exported_*` reached the collector, sampling undone by the
/// interval.
[[nodiscard]] std::string truth_json(const Simulation& simulation);

/// The network dictionary of the country as CSV (setting enrich.dictionaries): which block belongs
/// to which region, operator and access, where the servers are, and whose some of them are.
[[nodiscard]] std::string dictionary_csv();

/// Prefix lists of applications and delivery networks as TOML (settings enrich.applications and
/// enrich.cdns), on top of the built-in ones.
[[nodiscard]] std::string application_lists_toml();
[[nodiscard]] std::string cdn_lists_toml();

}  // namespace sixscope::simulate
