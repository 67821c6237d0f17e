#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "indicators/definition.h"
#include "indicators/rank.h"

namespace sixscope::indicators {

/// One indicator of a dimension, by one method of it: what is submitted and what is measured are
/// named apart.
struct CompositePart {
  std::string indicator;  ///< Its id.
  SourceKind source = SourceKind::submitted;
  std::string version;
  double least = 0;   ///< What counts as 0, in the indicator's unit.
  double most = 1;    ///< What counts as 1; below `least` where less is better.
  double weight = 1;  ///< Among the parts of its dimension.
};

/// Parts that belong together: users, traffic, network...
struct CompositeDimension {
  std::string id;
  Title title;
  std::string parameter;  ///< That says the weight.
  double weight = 0;      ///< Of all dimensions together 1.
  std::vector<CompositePart> parts;
};

/// A composite index: catalogue/composite.toml. It is ours, no paper fixes it; what a national
/// platform publishes is an indicator of its own and never mixed with it.
struct CompositeDefinition {
  Title title;
  Title description;
  std::vector<CompositeDimension> dimensions;
  double rank_complete_min = 0;  ///< How much of the weights needs a figure for a rank, in [0, 1].

  /// Of all dimensions together.
  [[nodiscard]] std::size_t part_count() const;
};

/// What one dimension adds to an index.
struct DimensionScore {
  std::vector<std::optional<double>> scores;  ///< By part, in [0, 1]; nothing: no figure.
  Index index;                                ///< Of the parts that are there.
  double contribution = 0;                    ///< To the index; together they are it.
};

/// The index of one unit.
struct CompositeScore {
  Index index;                             ///< Of the dimensions that are there, in [0, 1].
  std::vector<DimensionScore> dimensions;  ///< As defined.
  double complete = 0;                     ///< How much of the weights has a figure, in [0, 1].
  [[nodiscard]] bool is_whole() const { return has(1); }
  /// Whether a part of the weights, in [0, 1], has figures: sums of decimal fractions are not
  /// exact.
  [[nodiscard]] bool has(double part) const { return complete > part - 1e-9; }
};

/// The index out of figures, one for each part in the order of the definition; nothing where there
/// is none. A part without a figure is left out of its dimension, a dimension without any out of
/// the index: neither is taken for 0, and `complete` says how much is there.
[[nodiscard]] CompositeScore composite_score(const CompositeDefinition& definition,
                                             std::span<const std::optional<double>> figures);

}  // namespace sixscope::indicators
