#include "indicators/rank.h"

#include <algorithm>

namespace sixscope::indicators {

std::vector<std::optional<std::size_t>> ranks(std::span<const std::optional<double>> values,
                                              bool highest_first) {
  std::vector<std::optional<std::size_t>> all;
  all.reserve(values.size());
  for (const auto& value : values) {
    if (!value) {
      all.emplace_back();
      continue;
    }
    all.emplace_back(1 + std::ranges::count_if(values, [&](const std::optional<double>& other) {
                       return other && (highest_first ? *other > *value : *other < *value);
                     }));
  }
  return all;
}

Index composite(std::span<const IndexPart> parts) {
  Index index;
  double sum = 0;
  for (const IndexPart& part : parts) {
    if (part.value) {
      sum += part.weight * *part.value;
      index.weight += part.weight;
    }
  }
  if (index.weight > 0) {
    index.value = sum / index.weight;
  }
  return index;
}

double normalised(double value, double least, double most) {
  return least == most ? 0 : std::clamp((value - least) / (most - least), 0.0, 1.0);
}

}  // namespace sixscope::indicators
