#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/cube.h"
#include "indicators/definition.h"
#include "indicators/interval.h"

namespace sixscope::indicators {

/// Why a leaf counts in neither numerator nor denominator.
enum class LeafFault : std::uint8_t {
  missing,           ///< A quantity has no figure, or not for every month.
  zero_denominator,  ///< A share of nothing.
  negative,          ///< A difference below zero: a data error.
  above_whole,       ///< More than all of it: a data error.
};
inline constexpr std::array<std::string_view, 4> kLeafFaultNames = {"missing", "zero_denominator",
                                                                    "negative", "above_whole"};

/// One place of one period.
struct Leaf {
  std::size_t place = 0;  ///< In Cube::places().
  double numerator = 0;
  double denominator = 0;  ///< 1 for a count.
  double variance = 0;     ///< Of the numerator.
  double covariance = 0;   ///< Of numerator and denominator.
  double denominator_variance = 0;
  double samples = 0;
  double population = 0;
  /// Of the cube: the one month of a longer period that was read (`Reading`).
  std::optional<std::size_t> month;
  std::optional<LeafFault> fault;
};

/// The months that leaves of one total were read of, where the method reads one of a period.
struct MonthsRead {
  model::Month first;
  model::Month last;
  /// "2025-05", or "2025-04..2025-05" where leaves differ.
  [[nodiscard]] std::string to_string() const {
    return first == last ? first.to_string() : first.to_string() + ".." + last.to_string();
  }
  friend bool operator==(const MonthsRead&, const MonthsRead&) = default;
};

/// What an indicator says of a scope and a period.
struct Value {
  double numerator = 0;
  double denominator = 0;
  std::optional<double> value;  ///< Nothing: `gap` says why.
  std::optional<Gap> gap;
  std::optional<Interval> interval;
  double samples = 0;
  std::size_t present = 0;   ///< Leaves.
  std::size_t expected = 0;  ///< Leaves that had to be there.
  /// What the value could be at the least and the most, whatever the leaves hold that lack; nothing
  /// where how much they weigh is not known, or none lacks.
  std::optional<Interval> possible;
  /// Of the leaves that are there; nothing where whole periods are read.
  std::optional<MonthsRead> months;

  [[nodiscard]] bool is_whole() const { return present == expected; }
};

/// A scope: a region and all below, of one operator or of all.
struct Scope {
  std::string region = kNation;
  std::string operator_;  ///< Empty: all together.
  friend auto operator<=>(const Scope&, const Scope&) = default;
};

/// Whether a place is a part of a scope.
[[nodiscard]] bool lies_in(const Place& place, const Scope& scope);

/// The leaves of a period: one for each place that is expected. `expected` empty: every place that
/// has any figure of the method anywhere in the cube.
[[nodiscard]] std::vector<Leaf> leaves_of(const Method& method, const Definitions& definitions,
                                          const Cube& cube, Span span,
                                          std::span<const Place> expected = {});

/// Adds leaves up for one scope. `weights`: by place, the largest denominator that a leaf had in
/// other periods, for what is possible; empty: not known.
[[nodiscard]] Value value_of(const Method& method, const Cube& cube, std::span<const Leaf> leaves,
                             const Scope& scope, std::span<const double> weights = {});

/// Every scope that has a leaf: the nation, regions of every level and operators, alone and
/// crossed.
[[nodiscard]] std::map<Scope, Value> values_of(const Method& method, const Cube& cube,
                                               std::span<const Leaf> leaves,
                                               std::span<const double> weights = {});

/// By place, whether it has a figure that the method needs, in any step of the span.
[[nodiscard]] std::vector<std::uint8_t> places_with_figures(const Method& method, const Cube& cube,
                                                            Span span);

/// By place, the largest denominator of any month (or day) of the cube; 0: there is none.
/// `expected` as of `leaves_of`.
[[nodiscard]] std::vector<double> largest_denominators(const Method& method,
                                                       const Definitions& definitions,
                                                       const Cube& cube,
                                                       std::span<const Place> expected = {});

/// Whether a method holds for a period.
[[nodiscard]] bool is_valid(const Method& method, model::Month first, model::Month last);

}  // namespace sixscope::indicators
