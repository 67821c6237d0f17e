#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/table_catalogue.h"
#include "store/volume_store.h"

namespace sixscope::store {

/// A stretch of time that one roll-up answers.
struct PlanSegment {
  const Table* table = nullptr;
  Instant begin;  ///< Rows whose window starts in [begin, end).
  Instant end;
  /// The window of the answer these rows belong to; nothing: the stored window is the answer's.
  std::optional<Instant> window;
  friend bool operator==(const PlanSegment&, const PlanSegment&) = default;
};

/// Which tables answer a question: by time, without gap or overlap.
using Plan = std::vector<PlanSegment>;

/// The narrowest roll-up of `resolution` that has every axis of `query`. `out_of_range` if there is
/// none: the exporter and the content of traffic are not kept together.
[[nodiscard]] Result<const Table*> table_for(const VolumeQuery& query, Resolution resolution);

/// Covers [begin, end) with the coarsest windows that lie inside it, and the ragged edges with
/// finer ones. Where `retention` has already dropped the finer ones, a coarser window counts if
/// it starts inside the span. Fails as table_for, and with `malformed` if `end` is before `begin`
/// or a dimension stands twice.
[[nodiscard]] Result<Plan> plan_query(const VolumeQuery& query, const Retention& retention,
                                      Instant now);

/// The resolution that answers most of the plan's span: what an answer says it was made from.
[[nodiscard]] Resolution main_resolution(const Plan& plan);

}  // namespace sixscope::store
