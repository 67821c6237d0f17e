#pragma once

#include <cstdint>

#include "model/access.h"
#include "model/flow.h"
#include "model/units.h"

namespace sixscope::enrich {

/// Number of a name in a Vocabulary; 0 is always "unknown".
using NameId = std::uint16_t;

/// What a flow means: the axes of the roll-up, by number. Trivially copyable and comparable.
struct Labels {
  RegionCode region;             ///< Of the user side, GB/T 2260; 0: unknown.
  NameId operator_ = 0;          ///< Of the user side.
  NameId application = 0;
  NameId cdn = 0;
  model::Access access = model::Access::unknown;
  model::Method application_method = model::Method::unknown;
  model::Method cdn_method = model::Method::unknown;
  model::TrafficClass traffic_class = model::TrafficClass::user;
  bool counted = true;           ///< False: another observation of the same packets counts.
  friend bool operator==(const Labels&, const Labels&) = default;
};

}  // namespace sixscope::enrich
