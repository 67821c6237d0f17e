#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "model/month.h"
#include "store/memory_volume_store.h"

namespace sixscope::tests {

/// What really passed of both families, in bytes.
struct TrueTraffic {
  double v4 = 0;
  double v6 = 0;
};

/// A minute of the simulated country, exported as in the field and collected: decoder, labels by
/// address, roll-up.
struct MeasuredCountry {
  model::Month month;
  store::MemoryVolumeStore store;
  /// By region, operator and access: users' traffic of exporters that can see both families.
  std::map<std::tuple<std::string, std::string, std::string>, TrueTraffic> truth;
  using Places = std::set<std::pair<std::string, std::string>>;  ///< Region and operator.
  Places lossy;     ///< Not all exports arrived: no interval is about that.
  Places sampling;  ///< An exporter looks at some packets only.

  explicit MeasuredCountry(std::uint64_t seed);
};

}  // namespace sixscope::tests
