#include "indicators/composite.h"

namespace sixscope::indicators {

std::size_t CompositeDefinition::part_count() const {
  std::size_t count = 0;
  for (const CompositeDimension& dimension : dimensions) {
    count += dimension.parts.size();
  }
  return count;
}

CompositeScore composite_score(const CompositeDefinition& definition,
                               std::span<const std::optional<double>> figures) {
  CompositeScore made;
  std::vector<IndexPart> dimensions;
  std::size_t at = 0;
  for (const CompositeDimension& dimension : definition.dimensions) {
    DimensionScore score;
    std::vector<IndexPart> parts;
    double weights = 0;
    for (const CompositePart& part : dimension.parts) {
      const std::optional<double> figure = at < figures.size() ? figures[at] : std::nullopt;
      ++at;
      score.scores.push_back(figure ? std::optional(normalised(*figure, part.least, part.most))
                                    : std::nullopt);
      parts.push_back({.weight = part.weight, .value = score.scores.back()});
      weights += part.weight;
    }
    score.index = composite(parts);
    // Of this dimension, as of all of them, the weights together are 1.
    score.index.weight = weights > 0 ? score.index.weight / weights : 0;
    dimensions.push_back({.weight = dimension.weight, .value = score.index.value});
    made.complete += dimension.weight * score.index.weight;
    made.dimensions.push_back(std::move(score));
  }
  made.index = composite(dimensions);
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    if (dimensions[i].value) {
      made.dimensions[i].contribution =
          dimensions[i].weight * *dimensions[i].value / made.index.weight;
    }
  }
  return made;
}

}  // namespace sixscope::indicators
