#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "figures/gather.h"
#include "indicators/evaluate.h"
#include "indicators/target.h"

namespace sixscope::figures {

/// How long a period is; those of several months begin with the calendar's.
enum class PeriodKind : std::uint8_t { month, quarter, half_year, year, day };
inline constexpr std::array<std::string_view, 5> kPeriodKindNames = {"month", "quarter",
                                                                     "half_year", "year", "day"};
/// Those that reports and the composite index may be of: all but the day.
inline constexpr std::array<std::string_view, 4> kMonthlyPeriodNames = {"month", "quarter",
                                                                        "half_year", "year"};
/// 1 for a day, which lies in one.
[[nodiscard]] std::int32_t months_of(PeriodKind kind);

/// Whole months that a value is of, or a day.
struct Period {
  model::Month first;
  model::Month last;
  std::optional<model::Day> day = {};  ///< Of the month that is `first` and `last`.
  /// "2025-06", "2025-Q2", "2025-H1", "2025", "2025-06-15".
  [[nodiscard]] std::string name(PeriodKind kind) const;
};
/// The periods that lie wholly within [first, last].
[[nodiscard]] std::vector<Period> periods_in(model::Month first, model::Month last,
                                             PeriodKind kind);

/// How long the periods are that an indicator is formed of.
[[nodiscard]] PeriodKind period_kind(const indicators::Indicator& indicator);
/// The period of that length that a month lies in.
[[nodiscard]] Period period_of(model::Month month, PeriodKind kind);
/// The newest of that length that is over by the end of a month.
[[nodiscard]] Period newest_over(model::Month last, PeriodKind kind);

/// One method over the figures of a span, evaluated period by period.
class MethodEvaluation {
 public:
  /// All are borrowed and outlive it.
  MethodEvaluation(const indicators::Indicator& indicator, const indicators::Method& method,
                   const indicators::Definitions& definitions, const indicators::Cube& cube,
                   const Expectation& expectation, const std::vector<AskedRound>& rounds);

  [[nodiscard]] const indicators::Indicator& indicator() const { return indicator_; }
  [[nodiscard]] const indicators::Method& method() const { return method_; }
  /// Places that have to have a figure where no round says so.
  [[nodiscard]] const std::vector<indicators::Place>& expected() const { return expected_; }
  /// Places that have to have a figure of a period.
  [[nodiscard]] std::vector<indicators::Place> expected(const Period& period) const;
  /// The round that asked for the figures that a leaf lacks: the one that is due last; null where
  /// none did.
  [[nodiscard]] const AskedRound* asked_by(const Period& period,
                                           const indicators::Leaf& leaf) const;
  /// Where a leaf is.
  [[nodiscard]] const indicators::Place& place(const indicators::Leaf& leaf) const {
    return cube_.places()[leaf.place];
  }
  /// The month that a leaf's figures were read of, where the method reads one of a period.
  [[nodiscard]] std::optional<model::Month> month(const indicators::Leaf& leaf) const {
    return leaf.month ? std::optional(cube_.first() + static_cast<std::int32_t>(*leaf.month))
                      : std::nullopt;
  }
  /// Empty where the method does not hold for the period, or the cube does not have it.
  [[nodiscard]] std::vector<indicators::Leaf> leaves(const Period& period) const;
  /// By scope; empty as `leaves`.
  [[nodiscard]] std::map<indicators::Scope, indicators::Value> values(const Period& period) const;
  /// What a leaf is made of: each quantity that the method names, once, over the period.
  [[nodiscard]] std::vector<std::pair<std::string, std::optional<indicators::Amount>>> figures(
      const Period& period, std::size_t place) const;
  [[nodiscard]] indicators::Value value(const Period& period, const indicators::Scope& scope) const;
  /// What some of its leaves add up to.
  [[nodiscard]] indicators::Value total(const std::vector<indicators::Leaf>& leaves,
                                        const indicators::Scope& scope) const {
    return indicators::value_of(method_, cube_, leaves, scope, weights_);
  }

 private:
  // Where the period is in the cube; nothing where the method does not hold, or it is not there.
  [[nodiscard]] std::optional<indicators::Span> span_of(const Period& period) const;
  // Of the method's forms, within the period.
  [[nodiscard]] std::vector<const AskedRound*> rounds_in(const Period& period) const;

  const indicators::Indicator& indicator_;
  const indicators::Method& method_;
  const indicators::Definitions& definitions_;
  const indicators::Cube& cube_;
  std::vector<const AskedRound*> rounds_;  // Of the method's forms.
  std::vector<indicators::Place> expected_;
  std::vector<double> weights_;  // By place: the largest denominator of any month or day.
};

/// The figures of some methods over a span of months, and every one of them ready to be evaluated.
struct Evaluation {
  std::unique_ptr<const indicators::Cube> cube;
  std::unique_ptr<const std::vector<AskedRound>> rounds;
  std::vector<MethodEvaluation> methods;  ///< In the catalogue's order.
};

/// Gathers what the methods of those indicators need (of one kind of source, or of all) and makes
/// them ready: for periods of months, or for days, which only methods have that are `is_daily`.
[[nodiscard]] Result<Evaluation> evaluate(
    const Sources& sources, const std::vector<const indicators::Indicator*>& which,
    std::optional<indicators::SourceKind> source, model::Month first, model::Month last,
    std::optional<registry::CommitNumber> known, const Expectation& expectation,
    const registry::Scope& scope, indicators::Grain grain = indicators::Grain::month);

}  // namespace sixscope::figures
