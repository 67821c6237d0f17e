#pragma once

#include <string>

#include "simulate/simulation.h"

namespace sixscope::simulate {

/// The truth of a run as JSON: options, exporters with what was done to them, and one row for each
/// combination of labels ("cells", whose columns are named once). Volumes are in L3 octets:
/// `true_*` passed the exporter, `exported_*` reached the collector, sampling undone by the
/// interval.
[[nodiscard]] std::string truth_json(const Simulation& simulation);

/// The network dictionary of the country as CSV: which block belongs to which region, operator and
/// access, and whose servers are where.
[[nodiscard]] std::string dictionary_csv();

}  // namespace sixscope::simulate
