#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "api/registry_calls.h"
#include "figures/evaluation.h"
#include "http/router.h"
#include "indicators/catalogue.h"
#include "store/volume_store.h"

namespace sixscope::api {

/// All that the calls of indicators need. What is borrowed outlives the router.
struct IndicatorDependencies {
  RegistryDependencies registry;
  std::shared_ptr<const indicators::IndicatorCatalogue> catalogue;
  const store::VolumeStore* traffic = nullptr;  ///< Null: nothing is measured here.
  /// Null: the ledger of NAT44 devices is not read.
  std::shared_ptr<const figures::LedgerReader> ledger = nullptr;
  figures::Expectation expectation;
  /// Codes of the regions that targets of the scope "pilot" are held against: configuration.
  std::vector<std::string> pilot_regions = {};
  std::size_t values_max = 100'000;  ///< Most values of one answer; a server has others to serve.
};

/// The calls under /api/v1/indicators (docs/reference/indicator-api.md). They keep nothing between
/// calls and may run on several threads.
void add_indicator_calls(http::Router& router, const IndicatorDependencies& dependencies);

[[nodiscard]] http::Response get_indicators(const http::Request& request,
                                            const IndicatorDependencies& dependencies);
[[nodiscard]] http::Response get_indicator(const http::Request& request,
                                           const IndicatorDependencies& dependencies);
[[nodiscard]] http::Response get_indicator_values(const http::Request& request,
                                                  const IndicatorDependencies& dependencies);
/// The leaves behind one value, and the figures each is made of.
[[nodiscard]] http::Response get_indicator_leaves(const http::Request& request,
                                                  const IndicatorDependencies& dependencies);
/// The composite index of a region's parts or its operators, with ranks and contributions.
[[nodiscard]] http::Response get_indicator_composite(const http::Request& request,
                                                     const IndicatorDependencies& dependencies);
[[nodiscard]] http::Response get_target_board(const http::Request& request,
                                              const IndicatorDependencies& dependencies);

}  // namespace sixscope::api
