#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "figures/gather.h"
#include "indicators/target.h"
#include "report/book.h"

namespace sixscope::report {

/// NAT44 capacity of one component and one group between two month ends, as the ledger takes it
/// apart: opening + added + expanded - reduced - retired + moved_in - moved_out + corrected =
/// closing.
struct CapacityLine {
  std::string region;     ///< Empty: not told apart.
  std::string operator_;  ///< Empty: all together.
  std::string component;  ///< "design_throughput": a field of the ledger.
  std::string unit;       ///< "Gbit/s".
  double opening = 0;
  double added = 0;
  double expanded = 0;
  double reduced = 0;
  double retired = 0;
  double moved_in = 0;
  double moved_out = 0;
  double corrected = 0;
  double closing = 0;
  std::size_t gaps = 0;  ///< Devices whose figure lacks at the closing.
  /// Whether it stopped growing since the reference month, by both readings of the notice.
  indicators::Verdict month_on_month = indicators::Verdict::no_data;
  indicators::Verdict above_reference = indicators::Verdict::no_data;
};

/// Who handed in late, or has not yet.
struct LateSubmission {
  std::string form;  ///< Title in the report's language is the form's.
  std::string region;
  std::string operator_;
  std::string state;                 ///< "not_opened", "draft", "submitted"... of the round.
  std::optional<std::int32_t> days;  ///< Late; nothing: not handed in.
};

/// Where a report gets what it says. All borrowed; readers that are not set have nothing to tell.
struct Inputs {
  const figures::Sources& figures;
  const figures::Expectation& expectation;
  const registry::Scope& account;
  std::function<Result<std::vector<CapacityLine>>(const Question&)> capacity = {};
  std::function<Result<std::vector<LateSubmission>>(const Question&)> late = {};
};

}  // namespace sixscope::report
