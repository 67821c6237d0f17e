#pragma once

#include <string>
#include <string_view>

#include "adapters/clickhouse/dialect.h"
#include "store/query_plan.h"
#include "store/volume_store.h"

namespace sixscope::adapters {

/// Cells an answer may have, whatever the question allows.
inline constexpr std::size_t kAnswerRowsMax = 10'000'000;

/// Measures of one family in column order: bytes, packets, flows, samples, variance.
inline constexpr std::size_t kFamilyMeasures = 5;

/// The statement that answers `query` by `plan`, which must have a segment. Columns: window (epoch
/// seconds; 0 where the question has no step), the axes, the v4 measures, the v6 measures. One row
/// more than rows_max is asked for, so that a cut shows.
[[nodiscard]] std::string volumes_sql(const store::VolumeQuery& query, const store::Plan& plan,
                                      const Placement& placement);

/// The statement for VolumeStore::values. One column of texts.
[[nodiscard]] std::string values_sql(store::Dimension dimension, const store::Plan& plan,
                                     std::string_view part, std::size_t most,
                                     const Placement& placement);

/// The statement for VolumeStore::read_ledger. Columns: exporter, counter, value.
[[nodiscard]] std::string ledger_sql(Instant begin, Instant end, const Placement& placement);

/// Whole seconds since 1970, rounded up, within what a DateTime column can hold.
[[nodiscard]] std::uint32_t epoch_seconds(Instant at);

}  // namespace sixscope::adapters
