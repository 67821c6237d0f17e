#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "store/volume_store.h"

namespace sixscope::tests {

/// A row with every axis named, v6 twice v4 and an integral variance, so that sums are exact.
[[nodiscard]] store::VolumeRow sample_row(Instant minute, std::uint64_t bytes);

/// The same with one axis of another value.
[[nodiscard]] store::VolumeRow with(store::VolumeRow row, store::Dimension dimension,
                                    std::string value);

/// `count` rows at random minutes of [begin, end) with few values an axis, so that cells meet.
[[nodiscard]] std::vector<store::VolumeRow> random_rows(std::mt19937_64& random, Instant begin,
                                                        Instant end, std::size_t count);

/// A question about some part of [begin, end): any step, axes that some table has, filters.
[[nodiscard]] store::VolumeQuery random_query(std::mt19937_64& random, Instant begin, Instant end);

/// One line that says what was asked, for a failed comparison.
[[nodiscard]] std::string to_text(const store::VolumeQuery& query);

}  // namespace sixscope::tests

namespace sixscope::store {
bool operator==(const VolumeCell& a, const VolumeCell& b);
/// For messages of failed comparisons.
void PrintTo(const VolumeCell& cell, std::ostream* out);
}  // namespace sixscope::store
