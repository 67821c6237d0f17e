#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "figures/expectation.h"
#include "figures/ledger_reader.h"
#include "indicators/catalogue.h"
#include "indicators/cube.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "store/volume_store.h"

namespace sixscope::figures {

/// Where figures come from; all borrowed.
struct Sources {
  const indicators::IndicatorCatalogue& catalogue;
  const registry::Kinds& kinds;
  const registry::ObjectStore& registry;
  const store::VolumeStore* traffic = nullptr;  ///< Null: nothing is measured here.
  const LedgerReader* ledger = nullptr;         ///< Null: the ledger is not read.
};

/// What is wanted: months, whole or day by day, the quantities of some methods, as known at a
/// commit. Of days there are only the quantities of the roll-ups.
struct Wanted {
  model::Month first;
  std::size_t months = 1;
  indicators::Grain grain = indicators::Grain::month;
  std::set<std::string, std::less<>> quantities;
  std::optional<registry::CommitNumber> known;  ///< Nothing: the newest.
  std::vector<indicators::Place> places = {};  ///< That are there whether they have figures or not.
};

/// Every figure of those quantities by month (or day) and place, as the scope sees it, with all
/// places that have any or are expected to. A field that holds nothing is no figure and not zero;
/// objects that are counted but do not match are a zero, where others of their kind are there.
[[nodiscard]] Result<indicators::Cube> gather(const Sources& sources, const Wanted& wanted,
                                              const Expectation& expectation,
                                              const registry::Scope& scope);

/// What quantities and kinds do not agree in: a kind or field that is not there, a month that is
/// none, a field that is no number. One line each, empty if all is well.
[[nodiscard]] std::vector<std::string> check_sources(
    const indicators::IndicatorCatalogue& catalogue, const registry::Kinds& kinds);

/// The quantities that a method's expressions name.
void add_quantities(const indicators::Method& method,
                    std::set<std::string, std::less<>>& quantities);

}  // namespace sixscope::figures
