#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sixscope::indicators {

/// Ranks by value, 1 first: ties share a rank, and the next one counts them (1, 2, 2, 4). What has
/// no value has no rank: it is listed apart, not last.
[[nodiscard]] std::vector<std::optional<std::size_t>> ranks(
    std::span<const std::optional<double>> values, bool highest_first = true);

/// One dimension of a composite index, of one unit.
struct IndexPart {
  double weight = 0;            ///< Published; of all dimensions together 1.
  std::optional<double> value;  ///< Normalised to [0, 1]; nothing: no data.
};

/// A composite index, which is ours and no official one.
struct Index {
  std::optional<double> value;  ///< Of the dimensions there are; nothing if there is none.
  double weight = 0;            ///< Of the dimensions there are: 1 if none lacks.
  [[nodiscard]] bool is_whole() const { return weight > 1 - 1e-9; }
};

/// The weighted mean of the dimensions that have data, their weights scaled up to 1. A dimension
/// without data is never taken for 0: `weight` says how much of the index is there, and units are
/// ranked once with all and once with only those that are whole.
[[nodiscard]] Index composite(std::span<const IndexPart> parts);

/// Where `value` lies between `least` (0) and `most` (1), both of which may be in either order;
/// bounded by them.
[[nodiscard]] double normalised(double value, double least, double most);

}  // namespace sixscope::indicators
