#pragma once

#include <cstddef>

#include "figures/evaluation.h"

namespace sixscope::figures {

/// One indicator by two methods, over the leaves that both have.
struct Comparison {
  indicators::Value one;
  indicators::Value other;
  std::size_t only_one = 0;    ///< Leaves of the scope that only the first has.
  std::size_t only_other = 0;  ///< And only the second.
};

/// Holds `other` against `one` for a period and a scope, place by place: where a leaf of `one` was
/// read of one month of the period, the other's figure is that of the same month. So a report for
/// May is held against May's ledger and not June's. The two stay apart; neither fills the other.
[[nodiscard]] Comparison compare(const MethodEvaluation& one, const MethodEvaluation& other,
                                 const Period& period, const indicators::Scope& scope);

}  // namespace sixscope::figures
