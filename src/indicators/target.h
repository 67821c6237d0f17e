#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indicators/definition.h"
#include "indicators/evaluate.h"

namespace sixscope::indicators {

enum class Comparison : std::uint8_t { at_least, more_than, at_most };
inline constexpr std::array<std::string_view, 3> kComparisonNames = {"at_least", "more_than",
                                                                     "at_most"};

/// Scope of the pilot regions, which a setting lists.
inline constexpr const char* kPilot = "pilot";

/// What a paper asks for by a date: an entry of catalogue/targets. Several papers may ask for other
/// values at one date, so the paper is a part of which target it is.
struct Target {
  std::string id;
  std::string indicator;  ///< Its id.
  std::string paper;
  std::string scope = kNation;  ///< Region; or `kPilot`.
  model::Day due;
  Comparison comparison = Comparison::at_least;
  double value = 0;
  Title place;  ///< Where in the paper.
};

enum class Verdict : std::uint8_t { met, not_met, cannot_tell, no_data };
inline constexpr std::array<std::string_view, 4> kVerdictNames = {"met", "not_met", "cannot_tell",
                                                                  "no_data"};

/// Whether a figure fulfils a comparison, as far as its interval and the leaves that lack let it be
/// told: met if all that it may be fulfils it, not met if nothing does.
[[nodiscard]] Verdict judge(const Value& value, Comparison comparison, double threshold);

/// How far a figure is from its target, in the direction that matters: positive if short of it.
[[nodiscard]] std::optional<double> gap_to(const Value& value, const Target& target);
/// By how much it has to rise (or fall) a month to be there in time; 0 if it is there; nothing
/// without a value or once the date is past.
[[nodiscard]] std::optional<double> pace_needed(const Value& value, const Target& target,
                                                model::Month month);

/// When a target is reached if the last months go on: a straight line through them (least
/// squares).
struct Forecast {
  double slope = 0;                    ///< A month.
  model::Month month;                  ///< When the line crosses the target.
  model::Month earliest;               ///< With the steepest slope of the 95 % interval.
  std::optional<model::Month> latest;  ///< Nothing: with the flattest it never does.
};

/// From at least `kForecastMonths` months, the last of which is the newest: nothing with fewer,
/// where the target is reached already, where the line leads away from it or crosses it after the
/// year 2100. The interval is Student's for the slope: what the scatter of the months says, and
/// nothing about a policy that changes.
inline constexpr std::size_t kForecastMonths = 4;
[[nodiscard]] std::optional<Forecast> forecast(
    std::span<const std::pair<model::Month, double>> months, const Target& target);

/// The 97.5 % point of Student's distribution with `freedom` degrees of freedom, 1 and more.
[[nodiscard]] double student_975(std::size_t freedom);

/// What a part of a scope takes away from the whole: by how much the value of the whole would rise
/// if that part alone reached the threshold. The parts of a share, greatest first.
struct Contribution {
  Scope scope;
  double value = 0;  ///< Of the part.
  /// (threshold x denominator - numerator) / denominator of the whole, turned where less is better.
  double lack = 0;
};
[[nodiscard]] std::vector<Contribution> contributions(
    const Value& whole, std::span<const std::pair<Scope, Value>> parts, Comparison comparison,
    double threshold);

}  // namespace sixscope::indicators
