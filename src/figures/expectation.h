#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "indicators/cube.h"
#include "indicators/definition.h"
#include "model/month.h"

namespace sixscope::figures {

/// A form that was asked for some months, and of whom: what a round wrote down when it opened.
struct AskedRound {
  std::string id;    ///< "nat44_progress-2025-H1".
  std::string form;  ///< The kind.
  model::Month first;
  model::Month last;
  model::Day due;  ///< The last day in time.
  /// A region's branch of an operator, a region (no operator), or the country itself (`kNation`),
  /// which answers for its own figure and for none of its provinces.
  std::vector<indicators::Place> units;
};

/// Rounds of those forms whose months lie within [first, last].
using RoundsAsked = std::function<Result<std::vector<AskedRound>>(
    const std::set<std::string>& forms, model::Month first, model::Month last)>;

/// Who is expected to have a figure. Where rounds of a method's forms lie within a period, whom
/// they asked. Where none does, `provinces` by `operators`, which is ours and no official paper's.
/// And whoever has a figure.
struct Expectation {
  std::vector<std::string> provinces = {};  ///< Codes.
  std::vector<std::string> operators = {};  ///< Identifiers.
  RoundsAsked rounds = {};                  ///< May be unset: there are none.
  /// Figures of these places and what lies in them alone count, as if the rest were not there.
  bool only_there = false;

  /// Whether what a place has counts.
  [[nodiscard]] bool counts(const indicators::Place& place) const;
};

/// The forms and kinds of the registry that a method's figures come from.
[[nodiscard]] std::set<std::string> kinds_of(const indicators::Method& method,
                                             const indicators::Definitions& definitions);

/// Whether a unit answers for a place.
[[nodiscard]] bool answers_for(const indicators::Place& unit, const indicators::Place& place);

/// Whom rounds ask that none of `there` is of: places that lack. A unit of the country lacks only
/// where the figure is the country's own (`own_figures`), or its operator is asked nowhere else:
/// beside its provinces it would be one thing told twice.
[[nodiscard]] std::vector<indicators::Place> lacking(const std::vector<const AskedRound*>& rounds,
                                                     const std::vector<indicators::Place>& there,
                                                     bool own_figures);

}  // namespace sixscope::figures
