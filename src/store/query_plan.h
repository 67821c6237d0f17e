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

/// A stretch of time that one stored resolution answers.
struct PlanSegment {
  Resolution resolution{};
  Instant begin;  ///< Rows whose window starts in [begin, end).
  Instant end;
  /// The window of the answer these rows belong to; nothing: the stored window is the answer's.
  std::optional<Instant> window;
  friend bool operator==(const PlanSegment&, const PlanSegment&) = default;
};

/// Which tables answer a question: one family, and the coarsest resolutions that fit its span.
struct Plan {
  std::string_view family;
  std::vector<PlanSegment> segments;  ///< By time, without gap or overlap.
};

/// The narrowest family that has every axis of `query`. `out_of_range` if there is none: the
/// exporter and the content of traffic are not kept together.
[[nodiscard]] Result<std::string_view> family_for(const VolumeQuery& query);

/// Covers [begin, end) with the coarsest windows that lie inside it, and the ragged edges with
/// finer ones. Where `retention` has already dropped the finer ones, a coarser window counts if
/// it starts inside the span. Fails as family_for, and with `malformed` if `end` is before `begin`
/// or a dimension stands twice.
[[nodiscard]] Result<Plan> plan_query(const VolumeQuery& query, const Retention& retention,
                                      Instant now);

/// The resolution that answers most of the plan's span: what an answer says it was made from.
[[nodiscard]] Resolution main_resolution(const Plan& plan);

}  // namespace sixscope::store
