#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "registry/kind.h"
#include "simulate_ledger/nation.h"

namespace sixscope::simulate_ledger {

/// Numbers of a nation's objects lie below, those of its surroundings from here on.
inline constexpr std::uint64_t kFirstSurrounding = 1'000'000;

/// A rate as it was made: what is counted, of how many, and rows that do not say.
struct TruthRate {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  std::uint32_t given = 0;
  std::uint32_t missing = 0;
};

/// What lies around the devices: organisations, operators, divisions, segments with their
/// subscribers, and month by month new leased lines and the stock of gateways and routers.
struct Surroundings {
  std::vector<DatedCommit> commits;  ///< In order of `at`.
  /// By month, province, operator: "new_lines", "gateways", "routers".
  std::map<std::tuple<std::string, std::string, std::string>, std::map<std::string, TruthRate>>
      rates;
  std::map<std::pair<std::string, std::string>, std::int64_t> subscribers;  ///< Province, operator.
};

/// The same options give the same surroundings. `kinds` has the names of regions and operators.
[[nodiscard]] Surroundings make_surroundings(const NationOptions& options,
                                             const registry::Kinds& kinds);

}  // namespace sixscope::simulate_ledger
