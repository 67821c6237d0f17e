#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "indicators/cube.h"
#include "indicators/definition.h"

namespace sixscope::indicators {

/// Which months of a span a method's figures are read of. Borrows all it is given.
///
/// What is handed in once a period (`OverTime::latest`) is read of one month, place by place: the
/// newest in which every such quantity of the method has a figure. So numerator and denominator
/// are of one month, and a month that has only some of them is not mixed with another.
class Reading {
 public:
  Reading(const Method& method, const Definitions& definitions, const Cube& cube, Span span);

  /// The month of the cube that a place is read of; nothing where the method has no such quantity,
  /// or the place none of their figures in the span.
  [[nodiscard]] std::optional<std::size_t> month(std::size_t place) const { return months_[place]; }
  /// A quantity's figures as the method reads them, by place; nothing where one that is needed is
  /// missing.
  [[nodiscard]] std::vector<std::optional<Amount>> read(const Selector& selector) const;

 private:
  using Months = std::vector<std::optional<std::size_t>>;  // By place.
  using Amounts = std::vector<std::optional<Amount>>;      // By place.

  [[nodiscard]] OverTime over_time(const Selector& selector) const;
  [[nodiscard]] Months newest(const std::vector<const Selector*>& all, Span span) const;
  [[nodiscard]] Amounts read_of(const Selector& selector, const Months& months, Span span) const;
  [[nodiscard]] Amounts sum_of_half_years(const Selector& selector) const;

  const Definitions& definitions_;
  const Cube& cube_;
  Span span_;
  Months months_;
};

}  // namespace sixscope::indicators
