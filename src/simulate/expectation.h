#pragma once

#include "simulate/traffic.h"
#include "simulate/truth.h"

namespace sixscope::simulate {

/// What a collector should conclude about a flow from all that the simulation tells it: the
/// dictionary, the DNS answers, and the server name if the exporter sends one. Exporter and
/// coverage are left to the caller.
[[nodiscard]] LabelKey expected_labels(const TrueFlow& flow, bool server_name_exported);

}  // namespace sixscope::simulate
