#include "store/query_plan.h"

#include <algorithm>
#include <array>

#include "store/windows.h"

namespace sixscope::store {
namespace {

Resolution finer(Resolution resolution) {
  return static_cast<Resolution>(static_cast<int>(resolution) - 1);
}

bool has_axis(const Table& table, Dimension dimension) {
  return std::ranges::any_of(table.columns, [&](const Column& column) {
    return column.role == ColumnRole::key &&
           column.name == kDimensionNames[static_cast<std::size_t>(dimension)];
  });
}

bool answers(const Table& table, const VolumeQuery& query) {
  return std::ranges::all_of(query.by, [&](Dimension axis) { return has_axis(table, axis); }) &&
         std::ranges::all_of(query.filters, [&](const Filter& filter) {
           return has_axis(table, filter.dimension);
         });
}

/// Lays segments over a span, coarsest first, by halves of a recursion at most five deep.
class Cover {
 public:
  Cover(const VolumeQuery& query, const Retention& retention, Instant now)
      : query_(query), retention_(retention), now_(now) {}

  void lay(Instant begin, Instant end, Resolution resolution) {
    if (begin >= end) {
      return;
    }
    if (resolution == Resolution::minute || !kept(finer(resolution), begin)) {
      add(round_up(begin, resolution), round_up(end, resolution), resolution);
      return;
    }
    const Instant first = round_up(begin, resolution);
    const Instant last = window_start(end, resolution);
    if (first > last) {
      lay(begin, end, finer(resolution));
      return;
    }
    lay(begin, first, finer(resolution));
    add(first, last, resolution);
    lay(last, end, finer(resolution));
  }

  [[nodiscard]] Plan take() { return std::move(segments_); }

 private:
  [[nodiscard]] bool kept(Resolution resolution, Instant at) const {
    const unsigned days = retention_.days(kResolutionNames[static_cast<std::size_t>(resolution)]);
    return days == 0 || at >= now_ - std::chrono::days(days);
  }

  void add(Instant begin, Instant end, Resolution resolution) {
    if (begin >= end) {
      return;
    }
    // plan_query has seen that every resolution has a table with these axes.
    PlanSegment segment{table_for(query_, resolution).value(), begin, end, std::nullopt};
    if (!query_.step) {
      segment.window = query_.begin;
    } else if (*query_.step != resolution) {
      segment.window = window_start(begin, *query_.step);
    }
    segments_.push_back(segment);
  }

  const VolumeQuery& query_;
  const Retention& retention_;
  const Instant now_;
  Plan segments_;
};

}  // namespace

Result<const Table*> table_for(const VolumeQuery& query, Resolution resolution) {
  for (const Table& table : tables()) {
    if (table.kind == TableKind::rollup && table.resolution == resolution &&
        answers(table, query)) {
      return &table;
    }
  }
  return fail_because(
      "ask for the exporter without application and cdn, or for these without the exporter",
      Errc::out_of_range, "store: no roll-up has all axes of the question");
}

Result<Plan> plan_query(const VolumeQuery& query, const Retention& retention, Instant now) {
  if (query.end < query.begin) {
    return fail(Errc::malformed, "store: the span ends before it begins");
  }
  std::array<bool, kDimensions> seen{};
  for (const Dimension dimension : query.by) {
    bool& known = seen.at(static_cast<std::size_t>(dimension));
    if (known) {
      return fail(Errc::malformed, "store: a dimension is asked for twice");
    }
    known = true;
  }
  if (const auto table = table_for(query, Resolution::minute); !table) {
    return fail_like(table);
  }
  Cover cover(query, retention, now);
  cover.lay(query.begin, query.end, query.step.value_or(Resolution::month));
  return cover.take();
}

Resolution main_resolution(const Plan& plan) {
  if (plan.empty()) {
    return Resolution::minute;
  }
  const auto width = [](const PlanSegment& segment) { return segment.end - segment.begin; };
  return std::ranges::max(plan, {}, width).table->resolution;
}

}  // namespace sixscope::store
